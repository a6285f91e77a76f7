"""Advice in a pull request: what it says, where it stands, and that it decides nothing by itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finops_gate.base import shelf
from finops_gate.model.policy import Outcome
from finops_gate.policy.starter import starter
from finops_gate.rules import Rule
from finops_gate.verdict.decide import decide
from tests.build import a_finding
from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, Answer, judged, usage

CALL = """from openai import OpenAI
OpenAI().chat.completions.create(
    model="{model}",{note}
    max_tokens=200,
    messages=[{{"role": "system", "content": open("prompts/answer.txt").read()}}],
)
"""
FEATURE = "version: 1\nfeatures:\n  bot: {paths: ['app/**'], prompts: ['prompts/answer.txt']}\n"
QUIET = "rules:\n  per-call-increase: off\n  monthly-increase: off\n"
LONG = " ".join(["Answer with the passages alone, and say so when they do not tell."] * 150)
IGNORE = "  # finops-gate: ignore[cacheable-prefix] reason='the proxy caches' until=2027-01-31"
_TAKEN = (shelf.take("finops_gate.rules", name, "RULE") for name in shelf.names("finops_gate.rules"))
ADVISING = [rule for rule in _TAKEN if isinstance(rule, Rule) and rule.advises]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def change(repository: Repository, policy: str = FEATURE + QUIET, note: str = "", prompt: str = LONG) -> Answer:
    """gpt-4o-mini becomes gpt-4o, in a bot with a prompt of some 2,000 tokens and 50,000 calls a month."""
    recorded = {"feature": "bot", "model": "gpt-4o-mini", "calls_per_month": 50000, "input_mean": 3000}
    profile = usage({**recorded, "cache_read_mean": 0, "output_mean": 300})
    files = {"app/bot.py": CALL.format(model="gpt-4o-mini", note=note), "prompts/answer.txt": prompt}
    repository.write({**files, POLICY: policy, USAGE: profile}).commit()
    repository.branch("change").write({"app/bot.py": CALL.format(model="gpt-4o", note=note)}).commit()
    return judged(repository, "--as-of", "2026-11-24")


def advised(answer: Answer) -> dict[str, dict[str, Any]]:
    return {one["rule"]: one["suggests"] for one in answer.report["findings"] if one["suggests"] is not None}


def test_a_prompt_that_is_paid_in_full_is_told_in_a_pull_request(repository: Repository) -> None:
    found = advised(change(repository))["cacheable-prefix"]
    assert found["now"] == "openai/gpt-4o" and found["instead"].startswith("cache ")
    tokens = Decimal(found["instead"].split()[1])
    assert 1024 < tokens < 3000
    # $2.50 in full, $1.25 from a cache, for a million; nearly all calls of 50,000 find it warm
    assert Decimal(found["saving"]["mid"]) == pytest.approx(
        50_000 * tokens * Decimal("1.25") / 1_000_000, rel=Decimal("0.01")
    )


def test_only_what_stands_before_the_first_placeholder_is_the_beginning(repository: Repository) -> None:
    assert "cacheable-prefix" not in advised(change(repository, prompt="Dear {{ name }},\n" + LONG))


def test_a_prompt_that_cannot_be_read_is_no_beginning(repository: Repository) -> None:
    policy = FEATURE.replace("'prompts/answer.txt'", "'prompts/*'") + QUIET
    repository.write({"prompts/picture.txt": b"\0\1"})
    assert "cacheable-prefix" not in advised(change(repository, policy))


def test_it_stands_at_the_end_of_the_evidence_and_decides_nothing(repository: Repository) -> None:
    answer = change(repository)
    (row,) = answer.billed
    assert row["evidence"]["assumptions"][-1].startswith("advice (cacheable-prefix): bot: calls begin with ")
    assert answer.report["verdict"] == "pass"


@pytest.mark.parametrize(
    ("policy", "note"),
    [
        (FEATURE + QUIET, IGNORE),
        (FEATURE + QUIET + "  cacheable-prefix: off\n", ""),
        (FEATURE + QUIET + "  cacheable-prefix: {warn: {above: '1'}, except: [{features: [bot]}]}\n", ""),
    ],
    ids=["ignored", "off", "excepted"],
)
def test_what_is_silenced_with_a_reason_is_not_told(repository: Repository, policy: str, note: str) -> None:
    answer = change(repository, policy, note)
    assert "cacheable-prefix" not in advised(answer)
    assert not any("advice (" in line for row in answer.billed for line in row["evidence"]["assumptions"])


def test_an_ignore_that_the_change_itself_adds_silences_nothing(repository: Repository) -> None:
    change(repository)
    repository.write({"app/bot.py": CALL.format(model="gpt-4o", note=IGNORE)}).commit()
    assert "cacheable-prefix" in advised(judged(repository, "--as-of", "2026-11-24"))


@pytest.mark.parametrize("rule", ADVISING, ids=lambda rule: rule.id)
def test_no_advice_asks_for_anything_by_the_starter_policy(rule: Rule) -> None:
    """idle-floor warns, as it did before it named an alternative; nothing asks and nothing blocks."""
    dear = a_finding(rule.id, above="1000000", percent="99")
    (decision,) = decide((dear,), starter())
    assert decision.outcome is (Outcome.WARN if rule.id == "idle-floor" else Outcome.PASS)


@pytest.mark.parametrize(
    ("word", "verdict"), [("warn", "warn"), ("block", "block"), ("require-approval", "require-approval")]
)
def test_advice_decides_what_the_policy_says(repository: Repository, word: str, verdict: str) -> None:
    asks = "above: '10', from: engineering-lead" if word == "require-approval" else "above: '10'"
    answer = change(repository, FEATURE + QUIET + f"  cacheable-prefix: {{{word}: {{{asks}}}}}\n")
    assert answer.report["verdict"] == verdict


@pytest.mark.parametrize("rule", ADVISING, ids=lambda rule: rule.id)
def test_each_rule_that_advises_can_be_named_in_a_policy(rule: Rule) -> None:
    assert rule.measures and set(rule.measures) <= {"above", "percent"}


def test_there_are_rules_that_advise() -> None:
    assert len(ADVISING) >= 9
