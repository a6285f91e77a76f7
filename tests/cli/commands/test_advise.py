"""`finops-gate advise`: what could be done instead, from a repository and its recorded calls."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finops_gate.model.hours import WHOLE, Shape
from finops_gate.usage.hours import write as hours_of
from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, Answer, gate, usage

DAY = ("--as-of", "2026-11-24")
CALL = (
    'from openai import OpenAI\nOpenAI().chat.completions.create(model="{model}", max_tokens=200, messages=[]){note}\n'
)
FEATURES = (
    "version: 1\nfeatures:\n"
    "  sorter: {paths: ['sorter/**'], prompts: ['sorter/prompt.txt']}\n"
    "  nightly: {paths: ['jobs/**'], waits: true}\n"
    "  llm: {paths: ['main.tf']}\n"
)
MACHINE = 'resource "aws_instance" "llm" {\n  instance_type = "p5.48xlarge"\n}\n'
QUIET = Shape("llm", tuple([0] * 49 + [WHOLE // 119] * 118 + [WHOLE - WHOLE // 119 * 118]), "litellm")


def profile(*more: dict[str, object]) -> str:
    short = {"output_mean": 20, "output_p50": 15, "output_p95": 40, "output_p99": 60}
    sorter = {"feature": "sorter", "model": "gpt-4o", "calls_per_month": 50000, "input_mean": 900, **short}
    nightly = {"feature": "nightly", "model": "gpt-4o", "calls_per_month": 1000, "input_mean": 900, "output_mean": 300}
    return usage(sorter, nightly, *more)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    files = {
        "sorter/sort.py": CALL.format(model="gpt-4o", note=""),
        "jobs/run.py": CALL.format(model="gpt-4o", note=""),
        "main.tf": MACHINE,
        ".finops-gate/hours.csv": hours_of([QUIET]),
        POLICY: FEATURES,
        USAGE: profile(),
    }
    made.write(files).commit()
    return made


def advised(repository: Repository, *words: str) -> dict[str, Any]:
    answer = gate(repository, "advise", "--format", "json", *DAY, *words)
    assert answer.code == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def rules(found: dict[str, Any], silenced: bool = False) -> list[str]:
    return [entry["rule"] for entry in found["advice"] if bool(entry["silenced"]) is silenced]


def test_every_kind_of_spending_is_looked_at_and_the_largest_saving_comes_first(repository: Repository) -> None:
    found = advised(repository)
    assert rules(found) == ["training-hardware-for-inference", "idle-floor", "oversized-model", "batch-eligible"]
    savings = [Decimal(entry["saving"]["mid"]) for entry in found["advice"]]
    assert savings == sorted(savings, reverse=True)
    assert found["places"] == 3 and found["unpriced"] == [] and found["calls_made_nowhere"] == []


def test_both_prices_are_those_of_the_same_calls(repository: Repository) -> None:
    (entry,) = advised(repository, "--feature", "sorter")["advice"]
    assert (entry["now"], entry["instead"]) == ("openai/gpt-4o", "openai/gpt-4o-mini")
    # 900 and 20 tokens at $2.50 and $10, at $0.15 and $0.60 for a million
    assert (entry["each_now"], entry["each_then"]) == ("0.00245", "0.000147")
    assert Decimal(entry["saving"]["mid"]) == 50_000 * (Decimal("0.00245") - Decimal("0.000147"))


def test_the_best_of_each_place_is_added_up_and_no_second_one(repository: Repository) -> None:
    found = advised(repository)
    machine, _, sorter, nightly = (Decimal(entry["saving"]["mid"]) for entry in found["advice"])
    assert Decimal(found["best"]) == machine + sorter + nightly


def test_confidence_follows_the_evidence(repository: Repository) -> None:
    words = {entry["rule"]: (entry["grade"], entry["confidence"]) for entry in advised(repository)["advice"]}
    assert words["oversized-model"] == ("declared", "medium")  # no score says that the smaller model suffices
    assert words["training-hardware-for-inference"] == ("assumed", "low")


def test_two_places_of_the_same_calls_save_once(repository: Repository) -> None:
    repository.write({"sorter/again.py": CALL.format(model="gpt-4o", note="")}).commit()
    (entry,) = advised(repository, "--feature", "sorter")["advice"]
    assert entry["also"] == [{"path": "sorter/sort.py", "line": 2}]
    assert "1 other place makes the same calls: all of them are meant" in entry["assumptions"]


def test_what_cannot_be_priced_and_what_is_called_from_nowhere_is_said(repository: Repository) -> None:
    files = {
        "sorter/far.py": CALL.format(model="gpt-99-ultra", note=""),
        USAGE: profile({"feature": "gone", "model": "o3"}),
    }
    repository.write(files).commit()
    found = advised(repository)
    assert [entry["path"] for entry in found["unpriced"]] == ["sorter/far.py"]
    assert found["calls_made_nowhere"] == ["gone on openai/o3"]
    text = gate(repository, "advise", *DAY).out
    assert "1 place without a price, of which nothing is said:\n  sorter/far.py:2: " in text
    assert "  gone on openai/o3" in text


IGNORE = '  # finops-gate: ignore[oversized-model] reason="scores too low" until=2027-01-31'
WAIVER = """version: 1
waivers:
  - id: keep-sorter
    rule: oversized-model
    scope: {features: [sorter]}
    ceiling_monthly_delta: "200"
    reason: contract until May
    approved_by: alice
    role: engineering-lead
    created: 2026-11-01
    expires: 2027-01-31
"""


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"sorter/sort.py": CALL.format(model="gpt-4o", note=IGNORE)}, "ignored at sorter/sort.py:2: scores too low"),
        (
            {".finops-gate/waivers.yaml": WAIVER},
            "waivers.yaml keep-sorter, alice: contract until May, until 2027-01-31",
        ),
        ({POLICY: f"{FEATURES}rules:\n  oversized-model: off\n"}, "policy.yaml rules.oversized-model: off"),
        (
            {POLICY: FEATURES + "rules:\n  oversized-model: {warn: {above: '1'}, except: [{features: [sorter]}]}\n"},
            "policy.yaml rules.oversized-model: excepted",
        ),
    ],
)
def test_what_is_silenced_is_listed_with_the_reason(repository: Repository, files: dict[str, str], words: str) -> None:
    repository.write(files).commit()
    found = advised(repository)
    assert "oversized-model" not in rules(found)
    (silenced,) = [entry["silenced"] for entry in found["advice"] if entry["silenced"]]
    assert words in silenced
    assert f"1 silenced:\n  oversized-model, sorter/sort.py:2: {silenced}" in gate(repository, "advise", *DAY).out


def test_an_ignore_that_has_ended_or_gives_no_reason_silences_nothing(repository: Repository) -> None:
    for note in (IGNORE.replace("2027-01-31", "2026-01-31"), "  # finops-gate: ignore[oversized-model]"):
        repository.write({"sorter/sort.py": CALL.format(model="gpt-4o", note=note)}).commit()
        assert rules(advised(repository), silenced=True) == []


def test_an_ignore_at_one_of_two_places_silences_neither(repository: Repository) -> None:
    files = {
        "sorter/again.py": CALL.format(model="gpt-4o", note=""),
        "sorter/sort.py": CALL.format(model="gpt-4o", note=IGNORE),
    }
    repository.write(files).commit()
    assert "oversized-model" in rules(advised(repository))


def test_a_feature_that_nobody_knows_is_an_error_that_names_those_there_are(repository: Repository) -> None:
    answer: Answer = gate(repository, "advise", "--feature", "sorted")
    assert answer.code == 2
    assert "known are: llm, nightly, sorter" in answer.err


def test_quiet_prints_the_first_line_alone(repository: Repository) -> None:
    out = gate(repository, "advise", "-q", *DAY).out
    assert out.count("\n") == 1 and out.startswith("4 proposals for 3 places at ")


def test_hours_that_are_recorded_are_not_called_unknown(repository: Repository) -> None:
    found = advised(repository)
    assert "idle-floor" in rules(found)
    assert "is not recorded" not in json.dumps(found)


def test_a_successor_that_costs_more_is_no_saving_and_one_that_is_gone_is_not_named(repository: Repository) -> None:
    old = {"feature": "sorter", "model": "gpt-3.5-turbo-0613", "calls_per_month": 50000, "input_mean": 900}
    files = {
        "sorter/sort.py": CALL.format(model="gpt-3.5-turbo-0613", note=""),
        USAGE: usage({**old, "output_mean": 300, "output_p95": 900, "output_p99": 950}),
    }
    repository.write(files).commit()
    entry = next(one for one in advised(repository)["advice"] if one["rule"] == "retired-successor")
    assert entry["instead"] != "openai/gpt-3.5-turbo" and "costs more" in entry["message"]
    assert Decimal(entry["saving"]["mid"]) < 0 and entry["confidence"] == "low"
    assert "more a month (low confidence)  retired-successor" in gate(repository, "advise", *DAY).out
