"""Several readings of one change: none makes it milder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Decision
from finops_gate.verdict.decide import decide
from finops_gate.verdict.readings import EDITED, GOVERNANCE, hardest
from tests.build import a_finding, a_policy, a_rule_policy, a_threshold
from tests.model.test_strictness import findings, rules

FINDING = a_finding("x", ratio=5)
LEAD = a_policy()


def decision(outcome, role=None, finding=FINDING, because="policy.yaml rules.x"):
    return Decision(finding, outcome, because, role)


def test_harder_reading_replaces_what_the_target_says_of_the_finding():
    own = decision(Outcome.WARN)
    (kept,) = hardest([own], [decision(Outcome.BLOCK)], LEAD)
    assert kept.outcome is Outcome.BLOCK and kept.because.endswith(EDITED)


def test_milder_and_equal_readings_say_nothing():
    own = decision(Outcome.REQUIRE_APPROVAL, "engineering-lead")
    others = [decision(Outcome.WARN), decision(Outcome.REQUIRE_APPROVAL, "mallory"), decision(Outcome.PASS)]
    assert hardest([own], others, LEAD) == (own,)


def test_finding_of_another_reading_alone_counts_and_asks_nobody_whom_the_change_names():
    other = a_finding("y")
    (own, new) = hardest([decision(Outcome.PASS)], [decision(Outcome.REQUIRE_APPROVAL, "mine", other)], LEAD)
    assert own.outcome is Outcome.PASS and (new.finding, new.role) == (other, GOVERNANCE)
    (_, known) = hardest(
        [decision(Outcome.PASS)], [decision(Outcome.REQUIRE_APPROVAL, "engineering-lead", other)], LEAD
    )
    assert known.role == "engineering-lead"


def test_mild_reading_does_not_keep_a_hard_one_of_another_finding_from_counting():
    own = [decision(Outcome.WARN), decision(Outcome.WARN, finding=a_finding("y"))]
    found = hardest(own, [decision(Outcome.WARN), decision(Outcome.BLOCK, finding=a_finding("y"))], LEAD)
    assert [(one.finding.rule, one.outcome) for one in found] == [("x", Outcome.WARN), ("y", Outcome.BLOCK)]


@pytest.mark.parametrize("outcomes", [(Outcome.BLOCK, Outcome.WARN), (Outcome.WARN, Outcome.BLOCK)])
def test_finding_that_repository_and_organisation_decide_is_held_against_the_harder_of_both(outcomes):
    own = [decision(outcome) for outcome in outcomes]
    assert hardest(own, [decision(Outcome.REQUIRE_APPROVAL, "engineering-lead")], LEAD) == tuple(own)


@pytest.mark.parametrize("outcomes", [(Outcome.BLOCK, Outcome.WARN), (Outcome.WARN, Outcome.BLOCK)])
def test_hardest_of_two_other_readings_stays_whichever_comes_first(outcomes):
    (kept,) = hardest([decision(Outcome.PASS)], [decision(outcome) for outcome in outcomes], LEAD)
    assert kept.outcome is Outcome.BLOCK


@given(rules, rules, st.lists(findings, max_size=4))
def test_edited_policy_never_lowers_the_outcome_of_any_finding(base, head, found):
    policy = a_policy(base)
    own = decide(found, policy)
    together = hardest(own, decide(found, a_policy(head)), policy)
    for decided in own:
        name = decided.finding.fingerprint
        assert max(one.outcome for one in together if one.finding.fingerprint == name) >= decided.outcome
    roles = {approver.role for approver in policy.approvers} | {GOVERNANCE, "lead", None}
    assert {one.role for one in together} <= roles


@given(rules, rules, findings)
def test_organisation_is_never_undercut(organisation, own, finding):
    from dataclasses import replace

    above = a_policy(organisation)
    extended = replace(a_policy(own), organisation=above)
    mildest = max(decided.outcome for decided in decide([finding], above))
    assert max(decided.outcome for decided in decide([finding], extended)) >= mildest


def test_both_roles_are_asked_where_repository_and_organisation_ask_different_people():
    from dataclasses import replace

    asks = [a_policy(a_rule_policy("x", a_threshold(Outcome.REQUIRE_APPROVAL, role))) for role in ("lead", "finops")]
    found = decide([FINDING], replace(asks[0], organisation=asks[1]))
    assert {decided.role for decided in found} == {"lead", "finops"}
    assert [decided.role for decided in decide([FINDING], replace(asks[0], organisation=asks[0]))] == ["lead"]
