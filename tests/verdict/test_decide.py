from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.model.policy import Outcome, Scope, Where
from finops_gate.policy.starter import starter
from finops_gate.verdict.decide import decide, switched_off
from tests.build import a_finding, a_policy, a_rule_policy, a_threshold

ASK, WARN, BLOCK, PASS = Outcome.REQUIRE_APPROVAL, Outcome.WARN, Outcome.BLOCK, Outcome.PASS


def outcome(finding, policy):
    (decision,) = decide([finding], policy)
    return decision.outcome


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [("1.99", PASS), ("2", WARN), ("9.999", WARN), ("10", ASK), ("500", ASK)],
)
def test_ratio_applies_when_it_is_reached(ratio, expected):
    assert outcome(a_finding(ratio=ratio), a_policy()) is expected


@pytest.mark.parametrize(("above", "expected"), [("50", PASS), ("50.01", WARN), ("1000", WARN), ("1000.01", ASK)])
def test_dollars_must_be_more_than_the_limit(above, expected):
    assert outcome(a_finding("monthly-increase", above=above, percent=1), starter()) is expected


def test_decision_says_which_line_and_which_role():
    (decision,) = decide([a_finding(ratio=10)], a_policy())
    assert decision.because == "policy.yaml rules.per-call-increase"
    assert decision.role == "engineering-lead"


def test_threshold_with_two_limits_needs_both():
    policy = a_policy(a_rule_policy("monthly-increase", a_threshold(ASK, "lead", above=500, percent=25)))
    assert outcome(a_finding("monthly-increase", above=600, percent=24), policy) is PASS
    assert outcome(a_finding("monthly-increase", above=500, percent=90), policy) is PASS
    assert outcome(a_finding("monthly-increase", above=600, percent=25), policy) is ASK


def test_growth_from_nothing_meets_every_percentage_and_ratio():
    policy = a_policy(a_rule_policy("monthly-increase", a_threshold(ASK, "lead", above=500, percent=25)))
    assert outcome(a_finding("monthly-increase", above=600), policy) is ASK
    assert outcome(a_finding(), a_policy()) is ASK


def test_percentage_stands_in_for_dollars_that_nobody_knows():
    policy = a_policy(a_rule_policy("prompt-growth", a_threshold(WARN, percent=25, above=100)))
    assert outcome(a_finding("prompt-growth", percent=30), policy) is WARN
    assert outcome(a_finding("prompt-growth", percent=20), policy) is PASS


def test_unknown_dollars_alone_do_not_meet_a_limit():
    policy = a_policy(a_rule_policy("new-spend", a_threshold(WARN, above=100)))
    assert outcome(a_finding("new-spend", per_1k_calls=5), policy) is PASS


def test_model_patterns_fit_any_of_the_names():
    policy = a_policy(a_rule_policy("denied-model", a_threshold(BLOCK, names=("gpt-4", "claude-opus-*"))))
    assert outcome(a_finding("denied-model", names=("prod", "openai/gpt-4", "gpt-4")), policy) is BLOCK
    assert outcome(a_finding("denied-model", names=("Claude-Opus-4-1",)), policy) is BLOCK
    assert outcome(a_finding("denied-model", names=("gpt-4o",)), policy) is PASS


def test_exception_takes_sites_out():
    policy = a_policy(
        a_rule_policy("per-call-increase", a_threshold(BLOCK, ratio=2), exceptions=(Where(paths=("research/**",)),))
    )
    (decision,) = decide([a_finding(path="research/a.py", ratio=9)], policy)
    assert (decision.outcome, decision.because) == (PASS, "policy.yaml rules.per-call-increase: excepted")
    assert outcome(a_finding(path="app/a.py", ratio=9), policy) is BLOCK


def test_move_into_an_excepted_folder_exempts_nothing():
    policy = a_policy(
        a_rule_policy("per-call-increase", a_threshold(BLOCK, ratio=2), exceptions=(Where(paths=("research/**",)),))
    )
    from dataclasses import replace

    moved = replace(a_finding(path="research/a.py", ratio=9), paths=("app/a.py", "research/a.py"))
    assert outcome(moved, policy) is BLOCK


def test_last_scope_that_fits_replaces_the_rule():
    def scope(where, **limits):
        rule = a_rule_policy("per-call-increase", a_threshold(WARN, **limits), origin="policy.yaml scopes")
        return Scope(where, (rule,))

    policy = a_policy(
        scopes=(
            scope(Where(paths=("app/**",)), ratio=100),
            scope(Where(features=("bot",)), ratio=20),
            Scope(Where(paths=("app/**",)), (a_rule_policy("new-spend", a_threshold(WARN, above=1)),)),
            scope(Where(environments=("staging",)), ratio=1),
        )
    )
    assert outcome(a_finding(ratio=50), policy) is PASS
    assert outcome(a_finding(ratio=50, feature="bot"), policy) is WARN
    assert outcome(a_finding(ratio=50, path="lib/x.py"), policy) is ASK
    assert outcome(a_finding(ratio=5, environment="staging"), policy) is WARN


def test_rule_that_is_off_or_unknown_to_the_policy_passes():
    off = a_policy(a_rule_policy("per-call-increase"))
    (decision,) = decide([a_finding(ratio=99)], off)
    assert (decision.outcome, decision.because) == (PASS, "policy.yaml rules.per-call-increase: off")
    (decision,) = decide([a_finding("new-spend", above=1)], off)
    assert decision.because == ".finops-gate/policy.yaml has no rule new-spend"


def test_worst_decision_comes_first():
    findings = [a_finding(ratio=3, path="b.py"), a_finding(ratio=12, path="c.py"), a_finding(ratio=3, path="a.py")]
    assert [d.finding.location.path for d in decide(findings, a_policy())] == ["c.py", "a.py", "b.py"]


AMOUNTS = st.decimals(0, 5000, places=2)
MEASURES = st.fixed_dictionaries({}, optional={"above": AMOUNTS, "percent": AMOUNTS, "ratio": AMOUNTS})
LIMITS = st.lists(
    st.tuples(
        st.sampled_from([WARN, ASK, BLOCK]), st.dictionaries(st.sampled_from(["above", "percent", "ratio"]), AMOUNTS)
    ),
    max_size=3,
)


@given(LIMITS, MEASURES, st.sampled_from(["above", "percent", "ratio"]), AMOUNTS)
def test_raising_a_measure_never_lowers_a_decision(limits, measure, raised, more):
    policy = a_policy(a_rule_policy("r", *(a_threshold(o, "lead", **limit) for o, limit in limits)))
    if raised not in measure:
        return
    higher = {**measure, raised: measure[raised] + more}
    assert outcome(a_finding("r", **higher), policy) >= outcome(a_finding("r", **measure), policy)


@given(st.permutations([a_finding(ratio=r, path=f"{p}.py") for r in ("1", "3", "12") for p in "ab"]))
def test_order_of_findings_does_not_matter(findings):
    policy = a_policy()
    assert decide(findings, policy) == decide(sorted(findings, key=lambda f: f.fingerprint + str(f.measure)), policy)


def test_limits_compare_exactly():
    assert outcome(a_finding(ratio=Decimal("9." + "9" * 40)), a_policy()) is WARN


def test_place_that_reads_the_changed_value_is_decided_too_and_the_worst_counts():
    strict = a_rule_policy("per-call-increase", a_threshold(BLOCK, ratio=2))
    policy = a_policy(
        a_rule_policy("per-call-increase", a_threshold(WARN, ratio=2), exceptions=(Where(paths=("shared/**",)),)),
        scopes=(Scope(Where(features=("helpdesk",)), (strict,)),),
    )
    finding = a_finding(path="shared/models.py", feature="search", ratio=3)
    assert outcome(finding, policy) is PASS
    assert outcome(replace(finding, reached=(("search/rank.py", "search"),)), policy) is WARN
    assert outcome(replace(finding, reached=(("app/bot.py", None), ("x.py", "helpdesk"))), policy) is BLOCK


class TestSwitchedOff:
    """What a policy is silent about, wherever the finding stands."""

    off = a_policy(a_rule_policy("x"))
    excepted = a_policy(a_rule_policy("x", a_threshold(WARN), exceptions=(Where(paths=("lib/**", "app/**")),)))

    def test_rule_that_is_off_or_excepts_every_place(self):
        assert switched_off(a_finding("x"), self.off)
        assert switched_off(a_finding("x"), self.excepted)
        assert switched_off(replace(a_finding("x"), paths=("lib/a.py", "app/b.py")), self.excepted)

    def test_one_place_that_is_not_excepted_is_enough(self):
        assert not switched_off(replace(a_finding("x"), paths=("app/b.py", "web/a.py")), self.excepted)
        assert not switched_off(a_finding("x", path="web/a.py"), self.excepted)

    def test_rule_that_is_on_or_unknown(self):
        assert not switched_off(a_finding("x"), a_policy(a_rule_policy("x", a_threshold(WARN))))
        assert not switched_off(a_finding("y"), self.off)
