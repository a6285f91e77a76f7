"""A refresh of the shipped prices: nothing when nothing is new, and only additions when something is."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from finops_gate.base.errors import CatalogError, UsageError
from finops_gate.catalog.refresh import wheel
from finops_gate.catalog.refresh.run import refresh
from finops_gate.catalog.source import load_yaml
from finops_gate.model.upkeep import Note, Refreshed
from scripts.compile_catalog import PRICING

READ = load_yaml(PRICING / "sources.yaml")
LAST = {package: READ[package][-1] for package in ("genai-prices", "litellm")}
DAY = max(reading["retrieved"] for reading in LAST.values()) + timedelta(days=1)
"""The day after the last reading."""


def a_wheel(folder: Path, rows: dict[str, Any], release: str = "9999.0.0") -> Path:
    path = folder / f"litellm-{release}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(wheel.TABLE, json.dumps(rows))
    return path


def as_distilled() -> dict[str, Any]:
    """The table that was read last, as litellm would ship it."""
    rows = wheel.distilled(PRICING / "facts" / "litellm.jsonl").rows
    found = {}
    for row in rows:
        found[row["key"]] = {
            key: float(value)
            if re.search(r"cost_per|_cost$|cost_above|cost_batches|cost_flex|cost_priority", key)
            and isinstance(value, str)
            else value
            for key, value in row.items()
            if key != "key"
        }
    return found


def test_refreshing_again_changes_nothing() -> None:
    told = refresh(PRICING, None, DAY, write=False)
    assert told.files == ()
    assert (told.added, told.changed, told.facts, told.dropped, told.differing, told.person) == ((),) * 6
    assert told.read == tuple(f"{name} {read['version']}, read {read['retrieved']}" for name, read in LAST.items())


class Later(NamedTuple):
    """A copy of the prices before and after a later table was read over it, with what the refresh told."""

    before: dict[str, str]
    after: dict[str, str]
    dry: Refreshed
    """Of a dry run, after which nothing differed."""
    told: Refreshed


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.*")}


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Later:
    folder = tmp_path_factory.mktemp("later") / "pricing"
    shutil.copytree(PRICING, folder)
    rows = as_distilled()
    rows["voyage/voyage-next"] = {
        "litellm_provider": "voyage",
        "mode": "embedding",
        "input_cost_per_token": 9e-08,
        "source": "https://voyage.example",
    }
    rows["fal_ai/fal-ai/flux-pro/v1.1"] = {**rows["fal_ai/fal-ai/flux-pro/v1.1"], "output_cost_per_image": 0.05}
    rows["gpt-4.1"] = {**rows["gpt-4.1"], "input_cost_per_token": 3e-06}
    del rows["tavily/search"]
    (folder / "models" / "deepgram.manual.yaml").write_text(BY_HAND, "utf-8")
    path = folder / "facts" / "retirements.yaml"
    text = path.read_text("utf-8").replace(
        "    days:\n      gemma-7b-it:", "    days:\n      no-such-model: 2026-01-01\n      gemma-7b-it:"
    )
    path.write_text(text, "utf-8")
    read = a_wheel(folder.parent, rows)
    before = texts(folder)
    dry = refresh(folder, read, DAY, write=False)
    assert texts(folder) == before
    told = refresh(folder, read, DAY)
    return Later(before, texts(folder), dry, told)


BY_HAND = """
schema: finops-gate/prices@1
provider: deepgram
unit: usd_per_mtok
sources: {p: {url: "https://d.example", retrieved: 2026-11-24}}
models:
  - {id: nova-3, mode: stt, prices: [{source: p, second: "0.00008"}]}
"""


def test_a_later_table_adds_what_is_new_and_follows_what_changed(later: Later) -> None:
    assert later.told.added == (Note("voyage/voyage-next", "input 0.09"),)
    change = Note("fal-ai/fal-ai/flux-pro/v1.1", f"image 0.04 becomes image 0.05 from {DAY} on")
    assert later.told.changed == (change,)
    assert later.told.dropped == (Note("tavily/search", "is no longer listed; its prices are kept"),)
    wanted = {"models/voyage.yaml", "models/fal-ai.yaml", "models/tavily.yaml", "sources.yaml", "facts/litellm.jsonl"}
    assert wanted <= set(later.told.files)
    assert f'{{version: "9999.0.0", retrieved: {DAY}}}' in later.after["sources.yaml"]


def test_nothing_that_was_there_is_edited(later: Later) -> None:
    for name, text in later.before.items():
        if name.startswith("models/") and name != "models/deepgram.yaml":
            gone = set(text.splitlines()) - set(later.after[name].splitlines())
            # A source is marked as checked again, and a period that ended gets its end.
            ended = {line for line in gone if not re.match(r"  s\d+: ", line)}
            assert len(ended) <= (name == "models/fal-ai.yaml"), (name, ended)


def test_what_is_read_again_is_marked_as_checked(later: Later) -> None:
    lines = [
        line
        for line in later.after["models/voyage.yaml"].splitlines()
        if f"litellm=={LAST['litellm']['version']}" in line
    ]
    assert lines
    assert all("retrieved: " in line and f"checked: {DAY}" in line for line in lines)


def test_a_difference_without_a_decision_is_listed_for_a_person(later: Later) -> None:
    assert later.told.differing == (Note("openai/gpt-4.1", "genai-prices and litellm say input 2 and 3"),)


def test_a_day_found_by_a_person_for_no_model_is_told(later: Later) -> None:
    assert [note.subject for note in later.told.person] == ["groq/no-such-model"]


def test_a_dry_run_tells_the_same(later: Later) -> None:
    assert later.dry == later.told


def test_what_a_person_states_by_hand_leaves_the_generated_file(later: Later) -> None:
    assert "  - id: nova-3\n" in later.before["models/deepgram.yaml"]
    assert "  - id: nova-3\n" not in later.after["models/deepgram.yaml"]
    assert "  - id: nova-2\n" in later.after["models/deepgram.yaml"]


def test_a_day_before_the_last_reading_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="was read after 2026-11-01 already"):
        refresh(PRICING, a_wheel(tmp_path, {}), date(2026, 11, 1), write=False)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no sources\.yaml"):
        refresh(tmp_path, None, DAY)


def test_a_file_that_is_no_wheel_of_litellm_is_refused(tmp_path: Path) -> None:
    def problem(path: Path) -> str:
        with pytest.raises(CatalogError) as caught:
            wheel.read(path)
        return caught.value.message

    assert problem(tmp_path / "other-1.0-py3-none-any.whl") == "other-1.0-py3-none-any.whl is no wheel of litellm"
    missing = tmp_path / "litellm-1.0-py3-none-any.whl"
    assert "cannot be read" in problem(missing)
    missing.write_bytes(b"no zip")
    assert "cannot be read" in problem(missing)
    with zipfile.ZipFile(missing, "w") as archive:
        archive.writestr("other", "{}")
    assert "cannot be read" in problem(missing)
    with zipfile.ZipFile(missing, "w") as archive:
        archive.writestr(wheel.TABLE, "[[[")
    assert "cannot be read" in problem(missing)
    (tmp_path / "facts.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(CatalogError, match="no distilled table"):
        wheel.distilled(tmp_path / "facts.jsonl")


def test_a_table_of_absurd_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "litellm-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(wheel.TABLE, b" " * (wheel.LARGEST + 1))
    with pytest.raises(CatalogError, match="larger than"):
        wheel.read(path)
