from __future__ import annotations

import re
from decimal import Decimal

from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Decision
from finops_gate.policy.starter import starter
from finops_gate.verdict.approvals import Demand, approval_code, requests
from tests.build import a_finding


def a_demand(*fingerprints: str, ceiling: str | None = "100", **per_call: str | None) -> Demand:
    calls = tuple((site, None if amount is None else Decimal(amount)) for site, amount in sorted(per_call.items()))
    return Demand(frozenset(fingerprints), None if ceiling is None else Decimal(ceiling), calls, ("app/bot.py",))


def test_code_is_eight_characters_and_covers_a_set_of_findings_at_a_cost():
    code = approval_code("lead", a_demand("a", "b"))
    assert re.fullmatch("[A-Z2-7]{8}", code)
    assert code == approval_code("lead", a_demand("b", "a", "a", ceiling="100.00", site="1"))
    others = [
        approval_code("lead", a_demand("a")),
        approval_code("finance", a_demand("a", "b")),
        approval_code("lead", a_demand("a", "b", ceiling="100.01")),
        approval_code("lead", a_demand("a", "b", ceiling=None, site="0.1")),
        approval_code("lead", a_demand("a", "b", ceiling=None, site="0.2")),
        approval_code("lead", a_demand("a", "b", ceiling=None, site=None)),
    ]
    assert len({code, *others}) == 7


def test_waived_and_mild_decisions_ask_nobody():
    finding = a_finding(ratio=10)
    decisions = [
        Decision(finding, Outcome.WARN, "x"),
        Decision(finding, Outcome.REQUIRE_APPROVAL, "x", "lead", waived_by="w1"),
    ]
    assert requests(decisions, (), starter()) == ()
