"""The sources of the catalog: what is refused, and how it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from finops_gate.base.errors import CatalogError
from finops_gate.catalog import source

HEAD = """
schema: finops-gate/prices@1
provider: acme
unit: usd_per_mtok
sources:
  s1: {url: "https://acme.example/pricing", retrieved: 2026-11-23}
models:
"""


def written(folder: Path, models: str, name: str = "acme.yaml", head: str = HEAD) -> Path:
    path = folder / name
    path.write_text(head + models, "utf-8")
    return path


def problem(folder: Path, models: str, head: str = HEAD) -> str:
    with pytest.raises(CatalogError) as caught:
        source.read(written(folder, models, head=head))
    return caught.value.message


def test_a_whole_entry_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
  - id: one
    aliases: [uno]
    prices:
      - {until: 2026-01-01, source: s1, input: "2", output: "4"}
      - {from: 2026-01-01, source: s1, input: "1", tiers: [{above_input_tokens: 200000, input: "2"}]}
    variants:
      batch: [{source: s1, input: "0.5"}]
    regions:
      eu: [{source: s1, input: "1.1"}]
""",
    )
    (model,) = source.read(path).models
    assert dict(model.prices[0].amounts()) == {"input": 2, "output": 4}
    assert model.prices[1].tiers[0].above_input_tokens == 200_000


@pytest.mark.parametrize(
    ("models", "said"),
    [
        (
            "  - {id: one, prices: [{source: s1, input: 0.15}]}\n",
            'acme.yaml: models[one].prices[0].input: must be a quoted decimal such as "0.15"',
        ),
        (
            '  - {id: one, prices: [{source: s1, input: "-1"}]}\n',
            'acme.yaml: models[one].prices[0].input: must be a quoted decimal such as "0.15"',
        ),
        (
            '  - {id: one, prices: [{source: s1, inputs: "1"}]}\n',
            "acme.yaml: models[one].prices[0].inputs: Extra inputs are not permitted",
        ),
        (
            '  - {id: one, prices: [{source: s9, input: "1"}]}\n',
            "acme.yaml: models[one]: source s9 is not among the sources",
        ),
        (
            "  - {id: one}\n",
            "acme.yaml: models[one]: needs either prices or unpriced (the reason why there are none)",
        ),
        (
            '  - {id: one, unpriced: free, prices: [{source: s1, input: "1"}]}\n',
            "acme.yaml: models[one]: needs either prices or unpriced (the reason why there are none)",
        ),
        (
            '  - {id: one, prices: [{source: s1, input: "1"}, {from: 2026-01-01, source: s1, input: "2"}]}\n',
            "acme.yaml: models[one]: prices: the period from 2026-01-01 overlaps the one before it",
        ),
        (
            (
                '  - {id: one, unpriced: free, variants: {batch: [{until: 2026-02-01, source: s1, input: "1"},'
                ' {from: 2026-01-01, source: s1, input: "2"}]}}\n'
            ),
            "acme.yaml: models[one]: batch: the period from 2026-01-01 overlaps the one before it",
        ),
        (
            '  - {id: one, prices: [{from: 2026-02-01, until: 2026-01-01, source: s1, input: "1"}]}\n',
            "acme.yaml: models[one]: prices: the period from 2026-02-01 ends before it starts",
        ),
        (
            "  - {id: one, unpriced: free, retirements: {two: 2026-01-01}}\n",
            "acme.yaml: models[one]: retirements names two, which is no alias",
        ),
        (
            "  - {id: one, unpriced: free, mode: chatty}\n",
            "acme.yaml: models[one].mode: Input should be 'chat'",
        ),
        (
            '  - {id: "o\\u202ene", unpriced: free}\n',
            "acme.yaml: models[o\u202ene].id: String should match pattern",
        ),
        ('  - {id: one, prices: [{input: "1"}]}\n', "acme.yaml: models[one].prices[0].source: Field required"),
        ("  - {id: one, id: two}\n", "acme.yaml:8: id: stated twice in one mapping"),
        ("  - {id: one\n", "acme.yaml:9: is no YAML:"),
        ("  - one\n", "acme.yaml: models[0]: Input should be a valid dictionary"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(tmp_path: Path, models: str, said: str) -> None:
    assert problem(tmp_path, models).startswith(said)


def test_another_unit_is_refused(tmp_path: Path) -> None:
    head = HEAD.replace("usd_per_mtok", "eur_per_ktok")
    assert problem(tmp_path, "  - {id: one, unpriced: free}\n", head).startswith("acme.yaml: unit: Input should be")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert problem(tmp_path, "", head="").startswith("acme.yaml: Input should be")


def test_a_name_in_two_files_of_one_provider_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "  - {id: one, aliases: [Uno], unpriced: free}\n")
    written(tmp_path, "  - {id: uno, unpriced: free}\n", name="acme.manual.yaml")
    with pytest.raises(CatalogError) as caught:
        source.read_all(tmp_path)
    assert caught.value.message == "acme.yaml: models[one]: uno is already stated in acme.manual.yaml: models[uno]"


def test_the_digest_changes_with_any_byte_of_any_file(tmp_path: Path) -> None:
    path = written(tmp_path, "  - {id: one, unpriced: free}\n")
    before = source.read_all(tmp_path)[1]
    assert source.read_all(tmp_path)[1] == before
    path.write_text(path.read_text("utf-8") + "# a note\n", "utf-8")
    assert source.read_all(tmp_path)[1] != before
