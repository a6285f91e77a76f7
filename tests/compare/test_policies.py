"""What an edited policy changes, in words, and whether the gate objects to less after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from finops_gate.compare.policies import edited
from finops_gate.model.policy import Approver, Approving, Feature, Outcome, RulePolicy, Scope, Stale, Where
from finops_gate.model.serving import Serving
from tests.build import a_policy, a_rule_policy, a_threshold

APPROVAL, WARN, BLOCK = Outcome.REQUIRE_APPROVAL, Outcome.WARN, Outcome.BLOCK


def a_rule(*thresholds, name="monthly-increase", **fields):
    return a_rule_policy(name, *thresholds, **fields)


RULE = a_rule(a_threshold(APPROVAL, "lead", above=500), a_threshold(WARN, above=50))
BASE = a_policy(RULE)
WHERE = Where(("research/**",))


def told(before, after):
    return [(edit.words, edit.weakens) for edit in edited(before, after)]


def with_rule(*thresholds, **fields):
    return a_policy(a_rule(*thresholds, **fields))


@pytest.mark.parametrize(
    ("after", "edits"),
    [
        (BASE, []),
        (
            with_rule(a_threshold(APPROVAL, "lead", above=5000), a_threshold(WARN, above=50)),
            [("rules.monthly-increase.require-approval.above 500 -> 5000", True)],
        ),
        (
            with_rule(a_threshold(APPROVAL, "lead", above=100), a_threshold(WARN, above=50)),
            [("rules.monthly-increase.require-approval.above 500 -> 100", False)],
        ),
        (
            with_rule(a_threshold(APPROVAL, "lead", above=500)),
            [("rules.monthly-increase.warn removed (was above 50)", True)],
        ),
        (
            with_rule(a_threshold(APPROVAL, "lead", above=50)),
            [
                ("rules.monthly-increase.require-approval.above 500 -> 50", False),
                ("rules.monthly-increase.warn removed (was above 50)", False),
            ],
        ),
        (
            with_rule(a_threshold(BLOCK, above=900), *RULE.thresholds),
            [("rules.monthly-increase.block added: above 900", False)],
        ),
        (
            with_rule(a_threshold(APPROVAL, "mine", above=500), a_threshold(WARN, above=50)),
            [("rules.monthly-increase.require-approval.from lead -> mine", True)],
        ),
        (
            with_rule(*RULE.thresholds, exceptions=(WHERE,)),
            [("rules.monthly-increase.except nothing -> research/**", True)],
        ),
        (
            a_policy(RulePolicy("monthly-increase", ())),
            [("rules.monthly-increase require-approval above 500, warn above 50 -> off", True)],
        ),
        (
            a_policy(RULE, a_rule(a_threshold(WARN), name="new-spend")),
            [("rules.new-spend added -> warn always", False)],
        ),
        (replace(BASE, advisory_until=date(2027, 1, 1)), [("mode enforce -> advisory until 2027-01-01", True)]),
        (
            replace(BASE, approvers=()),
            [("approvers.engineering-lead removed: the role falls to the owners of the path", True)],
        ),
        (
            replace(BASE, approvers=(Approver("engineering-lead", "Engineering Lead", ("alice", "bob")),)),
            [("approver bob added to engineering-lead", True)],
        ),
        (
            replace(BASE, approvers=(Approver("engineering-lead", "Engineering Lead", (), ("acme/leads",)),)),
            [
                ("approver acme/leads added to engineering-lead", True),
                ("approver alice removed from engineering-lead", False),
            ],
        ),
        (
            replace(BASE, approvers=(*BASE.approvers, Approver("finance", "Finance", ("carol",)))),
            [("approvers.finance added: carol", False)],
        ),
        (replace(BASE, approval=Approving(allow_author=True)), [("approval.allow_author false -> true", True)]),
        (replace(BASE, approval=Approving(strict_identity=True)), [("approval.strict_identity false -> true", False)]),
        (replace(BASE, approval=Approving(headroom=Decimal("0.5"))), [("approval.headroom 0.1 -> 0.5", True)]),
        (replace(BASE, approval=Approving(max_age_days=7)), [("approval.max_age_days 30 -> 7", False)]),
        (replace(BASE, approval=Approving(stale=Stale.NEVER)), [("approval.stale fingerprint -> never", True)]),
        (replace(BASE, features=(Feature("bot", ("a/**",)),)), [("features.bot added", False)]),
        (
            replace(BASE, scopes=(Scope(WHERE, (a_rule(a_threshold(WARN, above=5)),)),)),
            [("scopes research/**: rules.monthly-increase warn above 5", True)],
        ),
        (
            replace(BASE, scopes=(Scope(WHERE, (a_rule(a_threshold(BLOCK, above=5)),)),)),
            [("scopes research/**: rules.monthly-increase block above 5", False)],
        ),
        (replace(BASE, organisation=BASE), [("extends an organisation's policy", False)]),
    ],
)
def test_edit_in_words(after, edits):
    assert told(BASE, after) == edits


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ({"paths": ("a/**",)}, {"paths": ("b/**",)}, [("features.bot.paths [a/**] -> [b/**]", True)]),
        (
            {"calls_per_month": Decimal(9)},
            {"calls_per_month": Decimal(5)},
            [("features.bot.calls_per_month 9 -> 5", True)],
        ),
        (
            {"calls_per_month": Decimal(5)},
            {"calls_per_month": Decimal(9)},
            [("features.bot.calls_per_month 5 -> 9", False)],
        ),
        ({"routine": True}, {}, [("features.bot.routine true -> false", True)]),
        ({}, {"waits": True}, [("features.bot.waits false -> true", False)]),
        (
            {"least_score": Decimal("0.9")},
            {"least_score": Decimal("0.8")},
            [("features.bot.least_score 0.9 -> 0.8", True)],
        ),
        ({"budget_per_month": Decimal(5)}, {}, [("features.bot.budget_per_month 5 -> nothing", True)]),
        ({}, {"team": "support"}, [("features.bot.team nothing -> support", False)]),
        ({}, {"prompts": ("p.txt",)}, [("features.bot.prompts [] -> [p.txt]", False)]),
        (
            {},
            {"serving": (Serving("g6.*", tokens_per_second=Decimal(9)),)},
            [("features.bot.serving [] -> [machine g6.*, tokens_per_second 9]", False)],
        ),
        (
            {"serving": (Serving("aws-lambda", seconds_per_call=Decimal(2)),)},
            {},
            [("features.bot.serving [machine aws-lambda, seconds_per_call 2] -> []", True)],
        ),
    ],
)
def test_edit_of_a_feature(before, after, edits):
    policies = [replace(BASE, features=(Feature("bot", **fields),)) for fields in (before, after)]
    assert told(*policies) == edits


def test_feature_that_goes_and_one_that_may_take_code_from_another_weaken():
    one = replace(BASE, features=(Feature("bot", ("app/**",)),))
    assert told(one, BASE) == [("features.bot removed: its calls reach no code", True)]
    other = replace(one, features=(*one.features, Feature("idle", ("app/bot.py",))))
    assert told(one, other) == [("features.idle added: it may take code from another feature", True)]


def test_scopes_that_change_go_or_change_places():
    wide, narrow = Where(("a/**",)), Where(("a/b/**",))
    loose, strict = a_rule(a_threshold(WARN, above=900)), a_rule(a_threshold(BLOCK, above=9))
    before = replace(BASE, scopes=(Scope(wide, (loose,)), Scope(narrow, (strict,))))
    turned = replace(BASE, scopes=before.scopes[::-1])
    assert told(before, turned) == [("scopes in another order: the last one that fits decides", True)]
    gone = replace(BASE, scopes=before.scopes[:1])
    assert told(before, gone) == [("scopes a/b/**: rules.monthly-increase block above 9 removed", True)]
    changed = replace(BASE, scopes=(Scope(wide, (a_rule(a_threshold(WARN, above=950)),)), before.scopes[1]))
    assert told(before, changed) == [("scopes a/**: rules.monthly-increase.warn.above 900 -> 950", True)]


def test_models_and_organisations():
    names = [
        a_policy(a_rule(a_threshold(BLOCK, names=names), name="denied-model")) for names in (("a", "b"), ("b", "c"))
    ]
    assert told(*names) == [("rules.denied-model.block.models without a, with c", True)]
    looser = with_rule(a_threshold(APPROVAL, "lead", above=501), a_threshold(WARN, above=50))
    extended = [replace(BASE, organisation=above) for above in (BASE, looser)]
    assert told(*extended) == [("organisation: rules.monthly-increase.require-approval.above 500 -> 501", True)]
    assert told(extended[0], BASE) == [("extends removed", True)]
    longer = [replace(BASE, advisory_until=date(2027, 1, day)) for day in (1, 2)]
    assert [weakens for _, weakens in told(*longer)] == [True]
    assert [weakens for _, weakens in told(*longer[::-1])] == [False]
