from __future__ import annotations

import pytest

from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Approval, Decision, Totals
from finops_gate.verdict.headline import headline
from tests.build import a_finding, a_range, a_swap, a_verdict


def verdict(*approvals: Approval, **fields):
    finding = a_finding(ratio=10)
    return a_verdict(
        Outcome.REQUIRE_APPROVAL,
        rows=(a_swap(("0.018", "0.18"), monthly=(900, 9000)),),
        decisions=(Decision(finding, Outcome.REQUIRE_APPROVAL, "policy.yaml", "lead"),),
        totals=Totals(a_range(900), a_range(9000), None),
        approvals=approvals,
        **fields,
    )


INCREASE = "Projected Cost Increase: +900% (+$8,100.00/month)"


@pytest.mark.parametrize(
    ("states", "line"),
    [
        (("pending",), f"⚠️ {INCREASE}. Approval required from A."),
        (("granted",), f"✅ {INCREASE}. Approved by A."),
        (("granted", "granted"), f"✅ {INCREASE}. Approved by A and B."),
        (("granted", "pending"), f"⚠️ {INCREASE}. Approval required from B."),
        (("denied", "pending"), f"⛔ {INCREASE}. Approval denied by A."),
        (("unknown",), f"⚠️ {INCREASE}. Approval required from A; nobody could tell whether A approved."),
        (
            ("pending", "unknown", "granted"),
            f"⚠️ {INCREASE}. Approval required from A and B; nobody could tell whether B approved.",
        ),
        ((), f"⚠️ {INCREASE}. Approval required from a maintainer."),
    ],
)
def test_headline_follows_the_approvals(states, line):
    approvals = [Approval(name.lower(), name, state) for name, state in zip("ABC", states, strict=False)]
    assert headline(verdict(*approvals)) == line


def test_advisory_without_a_day():
    line = headline(verdict(Approval("lead", "Lead", "pending"), advisory=True))
    assert line == f"⚠️ {INCREASE}. Advisory: approval would be required from Lead."
