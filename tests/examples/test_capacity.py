"""The examples of machines by the hour: the gate's figures are those that their READMEs tell."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.fakes.repository import Repository
from tests.gate import gate

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = ("--as-of", "2026-11-24")


def built(name: str, root: Path) -> Repository:
    """The example's target branch, and its pull request on top of it."""
    made = Repository(root)
    shutil.copytree(EXAMPLES / name / "before", made.root, dirs_exist_ok=True, copy_function=shutil.copyfile)
    made.commit("As it is")
    made.git("checkout", "-q", "-b", "change")
    shutil.copytree(EXAMPLES / name / "after", made.root, dirs_exist_ok=True, copy_function=shutil.copyfile)
    made.commit("As it is going to be")
    return made


def told(name: str) -> set[str]:
    """Every amount of dollars in the README of an example, and every number of calls."""
    text = (EXAMPLES / name / "README.md").read_text()
    return set(re.findall(r"\$[\d,]+\.\d\d", text)) | set(re.findall(r"\d[\d,]{5,}(?= calls|\.$)", text, re.MULTILINE))


def test_a_gpu_that_is_awake_at_night_is_told_from_paying_by_use(tmp_path: Path) -> None:
    repository = built("sleeping-gpu", tmp_path)
    diff = gate(repository, "diff", "main..HEAD", *DAY).out
    assert "monthly       $0.00 -> $713.65 (+$713.65)" in diff
    assert "idle-floor: 23:00 to 06:00 UTC: 1.2% of calls, $208.15 a month" in diff
    answer = gate(repository, "breakeven", "--feature", "helpdesk-bot", *DAY).out
    for amount in told("sleeping-gpu"):
        assert amount in diff + answer, amount
    (found,) = json.loads(gate(repository, "breakeven", "--format", "json", *DAY).out)["breakevens"]
    today = {way["name"]: float(way["today"]["amount"]) for way in found["ways"]}
    always, asleep, by_the_second, api = today.values()
    assert always > asleep > by_the_second > api
    assert found["quiet"]["when"] == "23:00 to 06:00" and len(found["quiet"]["hours"]) == 49
    assert found["usage"]["grade"] == "measured"
    assert all(way["evidence"]["prices"] for way in found["ways"])


def test_without_a_declared_throughput_the_example_assumes_none(tmp_path: Path) -> None:
    repository = built("sleeping-gpu", tmp_path)
    policy = repository.root / ".finops-gate" / "policy.yaml"
    policy.write_text(policy.read_text().partition("    serving:")[0])
    answer = gate(repository, "breakeven", *DAY).out
    assert answer.count("not known: throughput is not declared") == 2


def test_from_training_to_inference_saves_three_quarters(tmp_path: Path) -> None:
    repository = built("training-hardware", tmp_path)
    diff = gate(repository, "diff", "main..HEAD", *DAY).out
    assert diff.startswith("✅ Projected Cost Decrease: -76% (-$30,702.87/month).\n")
    repository.git("checkout", "-q", "main")
    advice = gate(repository, "advise", *DAY).out
    assert "with less memory" in advice
    for amount in told("training-hardware"):
        assert amount in diff + advice, amount


@pytest.mark.parametrize("name", ["sleeping-gpu", "training-hardware"])
def test_the_readme_tells_figures(name: str) -> None:
    assert len(told(name)) >= 3
