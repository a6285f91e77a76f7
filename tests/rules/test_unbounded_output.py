"""A call without a limit of output; run alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from finops_gate.model.setting import Key, Role
from finops_gate.model.usage import TokenProfile
from finops_gate.rules.unbounded_output import RULE
from tests.build import a_bound
from tests.rules.advising import BIG, LONG, SHORT, a_spending, found


def test_the_longest_call_with_and_without_a_limit():
    (finding,) = found(RULE, a_spending(output=LONG))
    advice = finding.suggests
    assert advice.instead == "a limit of 1500 tokens" and advice.unit == "longest call"
    assert advice.each_now == (900 * Decimal("2.5") + 16_384 * 10) / 1_000_000
    assert advice.each_then == (900 * Decimal("2.5") + 1_500 * 10) / 1_000_000
    assert advice.saving is None
    assert finding.message == "bot: no limit of output; one call may cost $0.17, with a limit of 1500 tokens $0.0172"


@pytest.mark.parametrize("limit", ["500", "none"])
def test_silent_where_a_limit_is_written(limit):
    assert not found(RULE, a_spending(output=LONG, settings=(a_bound(limit, key=Key.MAX_OUTPUT),)))


def test_silent_where_answers_are_short_or_not_recorded_or_the_model_is_bounded():
    assert not found(RULE, a_spending(output=SHORT))
    assert not found(RULE, a_spending(output=TokenProfile(Decimal(300))))
    assert not found(RULE, a_spending(usage=False))
    assert not found(RULE, a_spending(replace(BIG, max_output=4_096), output=LONG))
    assert not found(RULE, a_spending(replace(BIG, max_output=None), output=LONG))


def test_silent_where_the_model_stands_apart_from_the_request_since_a_limit_may_stand_there():
    assert not found(RULE, a_spending(output=LONG, role=Role.ENV_DEFAULT, callee=""))
    assert not found(RULE, a_spending(output=LONG, callee="openai"))


def test_silent_where_another_place_of_the_same_calls_has_a_limit():
    spending = a_spending(output=LONG)
    limited = a_spending(output=LONG, settings=(a_bound("500", key=Key.MAX_OUTPUT),), path="app/other.py").site
    assert not found(RULE, spending._replace(others=(limited,)))
