"""`finops-gate route`: the command line and what it refuses; the arithmetic is tested with the simulation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from finops_gate.app.schemas import schema
from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, gate, usage

DAY = ("--as-of", "2026-11-24")
FEATURES = (
    "version: 1\nfeatures:\n  bot: {paths: ['app/**']}\n  planned: {paths: ['next/**'], calls_per_month: '1000'}\n"
)
BOT = {"feature": "bot", "model": "gpt-4-turbo", "calls_per_month": 50000, "input_mean": 2500, "output_mean": 500}
DOCUMENTS = {"feature": "bot", "model": "text-embedding-3-small", "calls_per_month": 9000, "input_mean": 400}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository").write({POLICY: FEATURES, USAGE: usage(BOT, DOCUMENTS)})
    made.commit()
    return made


def routed(repository: Repository, *words: str, feature: str = "bot") -> dict[str, Any]:
    answer = gate(repository, "route", "--feature", feature, "--format", "json", *DAY, *words)
    assert answer.code == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    Draft202012Validator(schema("route")).validate(found)
    return found


@pytest.mark.parametrize("share", ["0.4", "40%", ".4", "40.0%"])
def test_share_is_a_number_or_a_percentage(repository: Repository, share: str) -> None:
    found = routed(repository, "--split", f"reset={share}:$0.0001")
    assert (found["each_now"], found["saving"]["mid"], found["percent"]) == ("0.04", "798", "39.9")


def test_calls_that_answer_nothing_are_not_routed(repository: Repository) -> None:
    found = routed(repository, "--split", "spam=10%:nothing")
    assert found["today"] == "openai/gpt-4-turbo" and found["calls"]["mid"] == "50000"
    assert found["saving"]["mid"] == "200"


def test_model_ids_may_hold_a_colon(repository: Repository) -> None:
    found = routed(repository, "--split", "faq=10%:anthropic.claude-3-haiku-20240307-v1:0")
    assert found["parts"][0]["target"].endswith("claude-3-haiku-20240307-v1:0")


def test_a_feature_that_only_declares_calls_needs_the_model_that_answers(repository: Repository) -> None:
    words = ("--split", "faq=100%:nothing")
    answer = gate(repository, "route", "--feature", "planned", *words, *DAY)
    assert answer.code == 2 and "--on MODEL" in answer.err
    found = routed(repository, *words, "--on", "gpt-4o-mini", feature="planned")
    assert found["calls"]["mid"] == "1000" and found["grade"] == "assumed"
    assert "1,000 uncached input tokens a call are assumed: none are recorded" in found["assumptions"]


def test_a_table_for_every_share_on_request(repository: Repository) -> None:
    answer = gate(repository, "route", "--feature", "bot", "--split", "reset=40%:$0.0001", "--sweep", *DAY)
    lines = answer.out.splitlines()
    assert sum(line.split("%")[0].isdigit() for line in lines) == 101
    assert lines[-1].startswith("100% ")
    assert routed(repository, "--split", "reset=40%:$0.0001")["sweep"] == []


def test_sizes_and_a_classifier_are_told(repository: Repository) -> None:
    words = ("--split", "faq=20%:gpt-4.1-nano", "--tokens", "faq=1200/120", "--classifier", "$0.0002")
    found = routed(repository, *words)
    assert found["parts"][0]["each_now"] == "0.0156"
    assert found["parts"][1] | {"monthly_now": None} == {
        "name": "classifier",
        "share": "1",
        "target": "$0.0002 a call",
        "each_now": "0",
        "each_then": "0.0002",
        "calls": "50000",
        "monthly_now": None,
        "monthly_then": {"low": "10", "mid": "10", "high": "10"},
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--split", "faq"), "is not NAME=SHARE:TARGET"),
        (("--split", "faq=1.2:gpt-4o"), "is not NAME=SHARE:TARGET"),
        (("--split", "faq=-10%:gpt-4o"), "is not NAME=SHARE:TARGET"),
        (("--split", "faq=NaN:gpt-4o"), "is not NAME=SHARE:TARGET"),
        (("--split", "faq=1e-1:gpt-4o"), "is not NAME=SHARE:TARGET"),
        (("--split", "faq=10%:"), "is not NAME=SHARE:TARGET"),
        (("--split", "\x1b[31m=10%:gpt-4o"), "is not NAME=SHARE:TARGET"),
        (("--split", "faq=10%:$-1"), "is no amount of dollars"),
        (("--split", "faq=10%:gpt-99-ultra"), "gpt-99-ultra has no price"),
        (("--split", "classifier=10%:gpt-4o"), "cannot be called classifier"),
        (("--split", "a=60%:gpt-4o", "--split", "b=41%:gpt-4o"), "more than 1"),
        (("--split", "a=10%:gpt-4o", "--split", "a=10%:gpt-4o"), "two splits are called a"),
        (("--split", "a=10%:gpt-4o", "--tokens", "b=1/1"), "is none of a"),
        (("--split", "a=10%:gpt-4o", "--tokens", "a=1"), "is not NAME=INPUT/OUTPUT"),
        (("--split", "a=10%:gpt-4o", "--tokens", "a=99999/99999"), "more today than all calls that are recorded"),
        (("--split", "a=10%:gpt-4o", "--on", "gpt-4o"), "no usage of bot on openai/gpt-4o is recorded"),
        ((), "Missing option '--split'"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_way_out(
    repository: Repository, words: tuple[str, ...], told: str
) -> None:
    answer = gate(repository, "route", "--feature", "bot", *words, *DAY)
    assert answer.code == 2
    assert told in answer.err and answer.out == "" and "\x1b" not in answer.err


def test_a_feature_that_nobody_knows(repository: Repository) -> None:
    answer = gate(repository, "route", "--feature", "bott", "--split", "a=10%:gpt-4o")
    assert answer.code == 2 and "known are: bot, planned" in answer.err


def test_quiet_prints_the_first_line_alone(repository: Repository) -> None:
    answer = gate(repository, "route", "--feature", "bot", "--split", "reset=40%:$0.0001", "-q", *DAY)
    assert answer.out == "bot: routing saves $798.00 a month, 39.9% of $2,000.00\n"
