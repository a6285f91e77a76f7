"""A model that policy forbids; run alone."""

from __future__ import annotations

import pytest

from finops_gate.model.policy import Outcome, Scope, Where
from finops_gate.model.setting import Key, Unknown
from finops_gate.rules.denied_model import RULE
from tests.build import a_case, a_change, a_policy, a_quote, a_row, a_rule_policy, a_swap, a_threshold

PRICED = [a_quote(), a_quote("gpt-4-turbo", "10", "30")]


def found(*rows, quotes=PRICED, policy=None):
    return list(RULE.check(a_case(*rows, quotes=quotes, policy=policy)))


def policy(*names, scoped=()):
    scope = a_rule_policy("denied-model", a_threshold(Outcome.BLOCK, names=tuple(scoped)))
    return a_policy(
        a_rule_policy("denied-model", a_threshold(Outcome.BLOCK, names=names)),
        a_rule_policy("unpriced-model", a_threshold(Outcome.WARN)),
        scopes=(Scope(Where(paths=("x/**",)), (scope,)),),
    )


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [("gpt-4-turbo", True), ("GPT-4*", True), ("openai/*", True), ("gpt-4", False), ("gpt-4o-mini", False)],
)
def test_patterns(pattern, fits):
    assert bool(found(a_swap(), policy=policy(pattern))) is fits


def test_alias_is_seen_through():
    quotes = [a_quote("prod", provider="openai", model="gpt-4-32k")]
    row = a_row(a_change(after="prod"), head_model=None)
    (finding,) = found(row, quotes=quotes, policy=policy("gpt-4-32k"))
    assert finding.names == ("prod", "gpt-4-32k", "openai/gpt-4-32k")


def test_names_of_the_row_stand_in_for_a_quote():
    row = a_row(a_change(after="prod"), head_model="azure/gpt-4")
    assert found(row, quotes=[], policy=policy("gpt-4"))


def test_patterns_of_scopes_count_too():
    assert found(a_swap(), policy=policy("none", scoped=("gpt-4-turbo",)))


def test_silent_without_patterns_or_models():
    assert not found(a_swap())
    everything = policy("*")
    assert not found(a_swap(after=None), policy=everything)
    assert not found(a_swap(after=Unknown("?")), policy=everything)
    assert not found(a_row(a_change("1", "2", key=Key.MAX_OUTPUT)), policy=everything)
