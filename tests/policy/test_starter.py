"""The policy that holds where nobody wrote one."""

from __future__ import annotations

import pytest

from finops_gate.model.policy import Outcome
from finops_gate.policy.starter import starter
from finops_gate.verdict.decide import decide
from tests.build import a_finding

PASS, WARN, ASK, BLOCK = Outcome.PASS, Outcome.WARN, Outcome.REQUIRE_APPROVAL, Outcome.BLOCK


@pytest.mark.parametrize(
    ("rule", "measure", "outcome", "role"),
    [
        ("per-call-increase", {"ratio": "1.99"}, PASS, None),
        ("per-call-increase", {"ratio": 2}, WARN, None),
        ("per-call-increase", {"ratio": 10}, ASK, "engineering-lead"),
        ("monthly-increase", {"above": 50}, PASS, None),
        ("monthly-increase", {"above": "50.01"}, WARN, None),
        ("monthly-increase", {"above": "1000.01"}, ASK, "engineering-lead"),
        ("dependency-default", {"ratio": 100}, WARN, None),
        ("prompt-growth", {"percent": 25}, WARN, None),
        ("idle-floor", {"above": 100}, PASS, None),
        ("added-ignore", {"weakened": 0}, PASS, None),
        ("added-ignore", {"weakened": 1}, ASK, "governance"),
        ("altered-gate", {"weakened": 0}, WARN, None),
        ("altered-gate", {"weakened": 1}, ASK, "governance"),
        ("governing-change", {"weakened": 0}, WARN, None),
        ("governing-change", {"weakened": 1}, ASK, "governance"),
        ("introduced-policy", {"weakened": 0}, PASS, None),
        ("introduced-policy", {"weakened": 1}, WARN, None),
        ("malformed-governance", {}, BLOCK, None),
        ("unpriced-model", {}, WARN, None),
        ("oversized-model", {"above": 9999}, PASS, None),
    ],
)
def test_what_it_makes_of_a_finding(rule, measure, outcome, role):
    (decision,) = decide([a_finding(rule, **measure)], starter())
    assert (decision.outcome, decision.role) == (outcome, role)


def test_thresholds_stand_worst_first():
    for rule in starter().rules:
        outcomes = [threshold.outcome for threshold in rule.thresholds]
        assert outcomes == sorted(outcomes, reverse=True)
