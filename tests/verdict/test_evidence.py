"""A threshold may demand evidence: on less it is one step milder, never silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finops_gate.model.policy import Outcome
from finops_gate.model.usage import Grade
from finops_gate.verdict.decide import decide
from tests.build import a_finding, a_policy, a_rule_policy, a_threshold

WARN = a_threshold(Outcome.WARN, above=50)
ASK = a_threshold(Outcome.REQUIRE_APPROVAL, "engineering-lead", above=500)
BLOCK = replace(a_threshold(Outcome.BLOCK, above=500), evidence=Grade.MEASURED)


def decided(grade, *thresholds):
    rule = a_rule_policy("monthly-increase", *thresholds, origin="policy.yaml rules.monthly-increase")
    (decision,) = decide([replace(a_finding("monthly-increase", above=900), grade=grade)], a_policy(rule))
    return decision


@pytest.mark.parametrize("grade", [Grade.ATTRIBUTED, Grade.SHARED, Grade.DECLARED, Grade.ASSUMED, Grade.UNKNOWN])
def test_on_less_evidence_a_block_is_a_question_to_whom_the_rule_asks_otherwise(grade):
    found = decided(grade, WARN, ASK, BLOCK)
    assert (found.outcome, found.role) == (Outcome.REQUIRE_APPROVAL, "engineering-lead")
    assert found.because == "policy.yaml rules.monthly-increase: block demands measured evidence"


@pytest.mark.parametrize("grade", [Grade.MEASURED, None])
def test_on_enough_evidence_or_where_usage_says_nothing_it_blocks(grade):
    found = decided(grade, WARN, ASK, BLOCK)
    assert (found.outcome, found.because) == (Outcome.BLOCK, "policy.yaml rules.monthly-increase")


def test_a_question_on_less_evidence_is_a_warning():
    asks = replace(ASK, evidence=Grade.SHARED)
    assert decided(Grade.SHARED, asks).outcome is Outcome.REQUIRE_APPROVAL
    found = decided(Grade.ASSUMED, asks)
    assert (found.outcome, found.role) == (Outcome.WARN, None)


def test_a_block_that_could_ask_nobody_stays_a_block():
    assert decided(Grade.ASSUMED, BLOCK).outcome is Outcome.BLOCK


def test_a_warning_stays_one_on_whatever_evidence():
    assert decided(Grade.ASSUMED, replace(WARN, evidence=Grade.MEASURED)).outcome is Outcome.WARN
