"""From calls by hour to the shares of a week."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from finops_gate.cost.shapes import shape_of
from finops_gate.model.hours import HOURS, WHOLE, Shape
from finops_gate.model.setting import Unknown

MONDAY = date(2026, 10, 5)


def test_hour_of_a_weekday_that_the_window_holds_twice_is_counted_as_one():
    calls = [0] * HOURS
    calls[9] = 200  # Mondays, of which eight days from a Monday hold two
    calls[24 + 9] = 100
    found = shape_of("bot", calls, "otel", MONDAY, date(2026, 10, 12))
    assert isinstance(found, Shape)
    assert (found.parts[9], found.parts[33], sum(found.parts)) == (500_000, 500_000, WHOLE)
    assert found.window == "2026-10-05..2026-10-12"
    assert found.share(9) == found.share(33)


def test_quiet_is_less_than_a_tenth_of_a_mean_hour():
    calls = [100] * HOURS
    calls[0], calls[1], calls[2] = 0, 9, 10
    found = shape_of("bot", calls, "otel", MONDAY, date(2026, 10, 11))
    assert found.quiet == (0, 1)


@pytest.mark.parametrize(
    ("calls", "last", "why"),
    [
        ([0] * HOURS, date(2026, 10, 11), "does not say at which hour"),
        ([], date(2026, 10, 11), "does not say at which hour"),
        ([1] * HOURS, date(2026, 10, 10), "6 complete days recorded, and a week has seven"),
        ([1] * HOURS, MONDAY, "1 complete day recorded"),
    ],
)
def test_without_hours_or_without_a_week_it_is_unknown(calls, last, why):
    found = shape_of("bot", calls, "focus", MONDAY, last)
    assert isinstance(found, Unknown)
    assert why in found.reason


@given(some.lists(some.integers(0, 10**9), min_size=HOURS, max_size=HOURS), some.integers(6, 40))
def test_shares_add_up_to_a_million_whatever_came(calls, days):
    found = shape_of("bot", calls, "otel", MONDAY, date.fromordinal(MONDAY.toordinal() + days))
    if sum(calls):
        assert sum(found.parts) == WHOLE
        assert all((part > 0) <= (number > 0) for part, number in zip(found.parts, calls, strict=True))
    else:
        assert isinstance(found, Unknown)
