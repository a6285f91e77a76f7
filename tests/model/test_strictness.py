"""Which of two rules objects to more: whatever is called as strict objects at least as hard, to any finding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.model.policy import Outcome, RulePolicy, Threshold, Where
from finops_gate.model.strictness import as_strict, covers, within
from finops_gate.model.usage import Grade
from finops_gate.verdict.decide import decide
from tests.build import a_finding, a_policy, a_threshold

APPROVAL, WARN, BLOCK = Outcome.REQUIRE_APPROVAL, Outcome.WARN, Outcome.BLOCK
MEASURES = ("ratio", "percent", "above", "margin")
PATHS = ("app/a.py", "app/b.py", "research/x.py")


def _blocks_on_evidence_and_asks_nobody(rule):
    """Which no policy file can say."""
    outcomes = {threshold.outcome: threshold for threshold in rule.thresholds}
    return bool(BLOCK in outcomes and outcomes[BLOCK].evidence and APPROVAL not in outcomes)


amounts = st.integers(-2, 6).map(Decimal)
limits = st.dictionaries(st.sampled_from(MEASURES), amounts, max_size=3)
thresholds = st.builds(
    lambda outcome, stated, names, evidence: Threshold(
        outcome, tuple(sorted(stated.items())), names, "lead", Grade.UNKNOWN if outcome is WARN else evidence
    ),
    st.sampled_from([WARN, APPROVAL, BLOCK]),
    limits,
    st.sampled_from([(), ("gpt-4",), ("gpt-4", "gpt-5"), ("gpt-*",)]),
    st.sampled_from([Grade.UNKNOWN, Grade.DECLARED, Grade.MEASURED]),
)
places = st.builds(
    Where,
    st.sampled_from([(), ("app/**",), ("app/a.py",), ("research/**",), ("app/**", "research/**")]),
    st.sampled_from([(), ("bot",), ("bot", "search")]),
    st.sampled_from([(), ("production",)]),
).filter(lambda where: where != Where())
rules = st.builds(
    lambda stated, exceptions: RulePolicy("x", tuple(stated), tuple(exceptions), "policy.yaml rules.x"),
    st.lists(thresholds, max_size=3, unique_by=lambda threshold: threshold.outcome),
    st.lists(places, max_size=2),
).filter(lambda rule: not _blocks_on_evidence_and_asks_nobody(rule))
findings = st.builds(
    lambda path, feature, environment, names, measure, grade: replace(
        a_finding("x", path=path, feature=feature, environment=environment, names=names, **measure), grade=grade
    ),
    st.sampled_from(PATHS),
    st.sampled_from([None, "bot", "search"]),
    st.sampled_from([None, "production", "staging"]),
    st.sampled_from([(), ("gpt-4",), ("gpt-5",)]),
    limits,
    st.sampled_from([None, *Grade]),
)


@given(rules, rules, findings)
def test_rule_that_is_as_strict_never_decides_milder(new, old, finding):
    if as_strict(new, old):
        (harder,), (milder,) = decide([finding], a_policy(new)), decide([finding], a_policy(old))
        assert harder.outcome >= milder.outcome


@given(rules)
def test_rule_is_as_strict_as_itself_and_as_one_that_is_off(rule):
    assert as_strict(rule, rule)
    assert as_strict(rule, None) and as_strict(None, None)
    assert as_strict(rule, RulePolicy("x", ()))


@given(places, places, st.sampled_from(PATHS), st.sampled_from([None, "bot"]), st.sampled_from([None, "production"]))
def test_place_within_another_fits_nowhere_else(inner, outer, path, feature, environment):
    if within(inner, outer) and inner.fits(path, feature, environment):
        assert outer.fits(path, feature, environment)


@pytest.mark.parametrize(
    ("new", "old", "is_covered"),
    [
        (a_threshold(APPROVAL, above=500), a_threshold(APPROVAL, above=500), True),
        (a_threshold(APPROVAL, above=499), a_threshold(APPROVAL, above=500), True),
        (a_threshold(APPROVAL, above=501), a_threshold(APPROVAL, above=500), False),
        (a_threshold(WARN, above=1), a_threshold(APPROVAL, above=500), False),
        (a_threshold(BLOCK), a_threshold(APPROVAL, above=500), True),
        (a_threshold(APPROVAL, above=500), a_threshold(APPROVAL), False),
        (a_threshold(APPROVAL, margin=60), a_threshold(APPROVAL, margin=50), True),
        (a_threshold(APPROVAL, margin=40), a_threshold(APPROVAL, margin=50), False),
        # Of two limits the percentage alone still says something where the dollars are not known; the dollars do not.
        (a_threshold(APPROVAL, percent=25), a_threshold(APPROVAL, above=500, percent=25), True),
        (a_threshold(APPROVAL, above=500), a_threshold(APPROVAL, above=500, percent=25), False),
        (a_threshold(BLOCK, names=("a", "b")), a_threshold(BLOCK, names=("a",)), True),
        (a_threshold(BLOCK, names=("a",)), a_threshold(BLOCK, names=("a", "b")), False),
        (a_threshold(BLOCK, names=("a",)), a_threshold(BLOCK), False),
    ],
)
def test_threshold_covers_another(new, old, is_covered):
    assert covers(new, old) is is_covered
