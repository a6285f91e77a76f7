"""A change that edits its own governing files, over any edit: the verdict is never milder than without the edit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finops_gate.app.governance import Head
from finops_gate.app.governing import Governing, rules
from finops_gate.app.judging import Touched, judged
from finops_gate.app.readings import both
from finops_gate.model.policy import Approver, Feature, Outcome, Policy
from finops_gate.model.verdict import Comparison
from tests.build import TODAY, a_change, a_policy, a_rule_policy, a_threshold, a_usage

KNOWN = tuple(rule for rule in rules() if rule.id in ("denied-model", "monthly-increase", "per-call-increase"))
COMPARISON = Comparison("a" * 40, "b" * 40, "c" * 40)
LEAD = Approver("engineering-lead", "Engineering Lead", ("alice",))

limits = st.integers(0, 2000)
ratios = st.integers(1, 60)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    stated = []
    if draw(st.booleans()):
        asks = a_threshold(
            Outcome.REQUIRE_APPROVAL, draw(st.sampled_from(["engineering-lead", "mine"])), above=draw(limits)
        )
        stated.append(a_rule_policy("monthly-increase", asks, a_threshold(Outcome.WARN, above=draw(limits))))
    if draw(st.booleans()):
        asks = a_threshold(Outcome.REQUIRE_APPROVAL, "engineering-lead", ratio=draw(ratios))
        stated.append(a_rule_policy("per-call-increase", asks, a_threshold(Outcome.WARN, ratio=draw(ratios))))
    if draw(st.booleans()):
        stated.append(a_rule_policy("denied-model", a_threshold(Outcome.BLOCK, names=("gpt-4-turbo",))))
    where = draw(st.sampled_from(["app/**", "elsewhere/**"]))
    off = a_rule_policy("new-spend")
    return replace(a_policy(off, *stated), features=(Feature("helpdesk-bot", (where,)),), approvers=(LEAD,))


volumes = st.lists(st.integers(0, 3_000_000).map(lambda calls: a_usage(calls=calls)), max_size=1).map(tuple)
changes = st.sampled_from(
    [
        a_change("gpt-4o-mini", "gpt-4-turbo"),
        a_change("gpt-4o-mini", "gpt-4o"),
        a_change("gpt-4-turbo", "gpt-4o-mini"),
        a_change(None, "gpt-4o"),
        a_change("gpt-4o", None),
    ]
)


def governed(policy: Policy, usage: tuple) -> Governing:
    return Governing(policy, usage, "policy", "usage")


@given(changes, policies(), volumes, policies(), volumes)
def test_no_edit_of_policy_and_volumes_lowers_the_verdict_or_asks_its_own_people(change, policy, usage, other, counted):
    touched = Touched(COMPARISON, TODAY, (change,))
    base = governed(policy, usage)
    alone = judged(touched, base, KNOWN)
    read = both(touched, base, Head(governed(other, counted), ()), KNOWN)
    together = judged(touched, base, KNOWN, read)
    assert together.outcome >= alone.outcome
    assert "mine" not in {approval.role for approval in together.approvals} - {a.role for a in alone.approvals}
    if alone.totals.base and alone.totals.head and together.totals.base and together.totals.head:
        before = alone.totals.head.mid - alone.totals.base.mid
        assert together.totals.head.mid - together.totals.base.mid >= before
    assert together.governance.base is not None and together.governance.base.outcome <= together.outcome
    assert together.governance.head is not None and together.governance.head.outcome <= together.outcome


@given(changes, policies(), st.integers(1, 1_000_000), st.integers(1, 50))
def test_more_calls_never_lower_a_verdict_about_a_dearer_model(change, policy, calls, factor):
    if change.before is None or change.after is None or change.after.value == "gpt-4o-mini":
        return
    touched = Touched(COMPARISON, TODAY, (change,))
    few, many = (
        judged(touched, governed(policy, (a_usage(calls=Decimal(number)),)), KNOWN)
        for number in (calls, calls * factor)
    )
    assert many.outcome >= few.outcome
