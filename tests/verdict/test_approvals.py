from __future__ import annotations

import re

from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Decision
from finops_gate.policy.starter import starter
from finops_gate.verdict.approvals import approval_code, requests
from tests.build import a_finding


def test_code_is_eight_characters_and_covers_a_set_of_findings():
    code = approval_code("lead", ["a", "b"])
    assert re.fullmatch("[A-Z2-7]{8}", code)
    assert code == approval_code("lead", ["b", "a", "a"])
    assert code != approval_code("lead", ["a"])
    assert code != approval_code("finance", ["a", "b"])


def test_waived_and_mild_decisions_ask_nobody():
    finding = a_finding(ratio=10)
    decisions = [
        Decision(finding, Outcome.WARN, "x"),
        Decision(finding, Outcome.REQUIRE_APPROVAL, "x", "lead", waived_by="w1"),
    ]
    assert requests(decisions, (), starter()) == ()
