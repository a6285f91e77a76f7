"""Everything that is wrong with the files of prices, told at once."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from finops_gate.catalog.checking import objections
from scripts.compile_catalog import PRICING

DAY = date(2026, 11, 24)

MODELS = """\
schema: finops-gate/prices@1
provider: acme
unit: usd_per_mtok
sources: {page: {url: "https://acme.example", retrieved: 2026-11-20}}
models:
"""
TWO = (
    '  - id: one\n    prices:\n      - {{until: {}, source: page, input: "1"}}\n'
    '      - {{from: {}, source: page, input: "2"}}\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of prices that is in order."""
    for name in ("models", "accelerators"):
        (tmp_path / name).mkdir()
    shutil.copy(PRICING / "sources.yaml", tmp_path)
    shutil.copy(PRICING / "accelerators" / "modal.yaml", tmp_path / "accelerators")
    (tmp_path / "models" / "acme.yaml").write_text(
        MODELS + '  - {id: one, prices: [{source: page, input: "1"}]}\n', "utf-8"
    )
    return tmp_path


def told(folder: Path, day: date = DAY) -> list[str]:
    return [f"{found.file}: {found.text}" for found in objections(folder, day)]


def models(folder: Path, text: str, name: str = "acme.yaml") -> None:
    (folder / "models" / name).write_text(MODELS + text, "utf-8")


def test_the_shipped_prices_are_in_order() -> None:
    assert list(objections(PRICING, DAY)) == []


def test_a_folder_in_order_has_no_objection(folder: Path) -> None:
    assert told(folder) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "  - {id: one, prices: [{source: page, input: 0.15}]}\n",
            'models[one].prices[0].input: must be a quoted decimal such as "0.15"',
        ),
        (
            '  - {id: one, prices: [{source: page, inputs: "1"}]}\n',
            "models[one].prices[0].inputs: Extra inputs are not permitted",
        ),
        (
            TWO.format("2026-02-01", "2026-01-01"),
            "models[one]: prices: the period from 2026-01-01 overlaps the one before it",
        ),
        (
            TWO.format("2026-01-01", "2026-02-01"),
            "models[one]: prices: no period holds from 2026-01-01 to 2026-02-01; state why in the later one's gap",
        ),
    ],
)
def test_floats_unknown_units_overlaps_and_gaps_are_told(folder: Path, text: str, said: str) -> None:
    models(folder, text)
    assert f"acme.yaml: {said}" in told(folder)


def test_a_gap_with_a_reason_is_none(folder: Path) -> None:
    models(
        folder,
        '  - id: one\n    prices:\n      - {until: 2026-01-01, source: page, input: "1"}\n'
        '      - {from: 2026-02-01, source: page, input: "2", gap: withdrawn for a month}\n',
    )
    assert told(folder) == []


def test_another_unit_is_told(folder: Path) -> None:
    path = folder / "models" / "acme.yaml"
    path.write_text(path.read_text("utf-8").replace("usd_per_mtok", "eur_per_mtok"), "utf-8")
    assert any("unit: Input should be 'usd_per_mtok'" in text for text in told(folder))


def test_several_files_are_told_at_once(folder: Path) -> None:
    models(folder, "  - {id: one}\n")
    (folder / "models" / "bad.yaml").write_bytes(b"\xff")
    (folder / "accelerators" / "modal.yaml").write_text("a: [", "utf-8")
    (folder / "decisions.yaml").write_text("schema: x\n", "utf-8")
    found = told(folder)
    assert [text.partition(": ")[0] for text in found] == [
        "decisions.yaml",
        "acme.yaml",
        "bad.yaml",
        "modal.yaml:1",
        "models",
    ] or {text.partition(":")[0] for text in found} == {
        "decisions.yaml",
        "acme.yaml",
        "bad.yaml",
        "modal.yaml",
        "models",
    }


def test_a_name_in_two_files_is_told(folder: Path) -> None:
    models(folder, "  - {id: two, aliases: [ONE], unpriced: free}\n", "acme.manual.yaml")
    assert told(folder) == ["acme.yaml: models[one]: one is already stated in acme.manual.yaml: models[two]"]


def test_a_reading_older_than_45_days_is_stale(folder: Path) -> None:
    (folder / "sources.yaml").write_text("schema: x\nlitellm: [{version: '1', retrieved: 2026-11-23}]\n", "utf-8")
    assert told(folder, date(2027, 1, 7)) == []
    assert told(folder, date(2027, 1, 8)) == ["sources.yaml: litellm was last read on 2026-11-23, 46 days ago"]


def test_a_page_older_than_half_a_year_is_stale_while_it_prices_a_model_that_may_be_called(folder: Path) -> None:
    later = date(2027, 5, 20)
    page = "acme.yaml: sources.page: https://acme.example was last read on 2026-11-20 and still prices models[one]"
    assert page in told(folder, later)
    for text in (
        '  - {id: one, status: retired, prices: [{source: page, input: "1"}]}\n',
        '  - {id: one, dropped: 2026-12-01, prices: [{source: page, input: "1"}]}\n',
        '  - {id: one, prices: [{until: 2027-01-01, source: page, input: "1"}]}\n',
    ):
        models(folder, text)
        assert page not in told(folder, later)
    checked = MODELS.replace("retrieved: 2026-11-20", "retrieved: 2026-11-20, checked: 2027-05-01")
    (folder / "models" / "acme.yaml").write_text(
        checked + '  - {id: one, prices: [{source: page, input: "1"}]}\n', "utf-8"
    )
    assert page not in told(folder, later)


def test_a_table_of_machines_older_than_a_year_is_stale(folder: Path) -> None:
    assert any("modal.yaml: sources.pricing:" in text for text in told(folder, date(2027, 7, 3)))
    assert not any("modal.yaml" in text for text in told(folder, date(2027, 7, 1)))


def test_what_was_read_has_to_be_stated(folder: Path) -> None:
    (folder / "sources.yaml").unlink()
    assert told(folder) == ["sources.yaml: does not say which release of which table was read"]
    (folder / "sources.yaml").write_text("schema: x\nlitellm: []\n", "utf-8")
    assert any("litellm was last read on 0001-01-01" in text for text in told(folder))
