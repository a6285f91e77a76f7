"""A month from past days: whole weeks, an honest interval, shifts and new features."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.cost.backtest import score, trials
from finops_gate.cost.forecast import forecast

DATA = Path(__file__).parents[1] / "usage" / "data"
FIRST = date(2026, 10, 1)


def days(*values, start=FIRST):
    return {start + timedelta(days=at): value for at, value in enumerate(values)}


def last(values):
    return max(values)


def test_steady_days_make_thirty_of_them_without_doubt():
    known = days(*[100] * 28)
    found = forecast(known, last(known), FIRST)
    assert (found.total.low, found.total.mid, found.total.high) == (3000, 3000, 3000)
    assert (found.days, found.notes, found.confidence) == (28, (), "high")


def test_only_whole_weeks_make_the_mean():
    known = days(*[1000] * 3, *[100] * 7)
    found = forecast(known, last(known), FIRST)
    assert (found.days, found.total.mid) == (7, 3000)
    assert found.total.high > 3000


def test_days_without_records_count_zero_from_the_first_day_on():
    known = days(*[0] * 14, *[10, 0] * 7)
    found = forecast(known, FIRST + timedelta(days=27), FIRST)
    assert found.days == 14
    assert found.total.mid == 150
    assert "new: first seen 2026-10-15" in found.notes


def test_a_few_heavy_days_widen_the_interval_to_the_median():
    known = days(*[100] * 27, 10_000)
    found = forecast(known, last(known), FIRST)
    assert any("median day" in note for note in found.notes)
    assert found.total.low <= 3000


def test_a_level_shift_is_told_and_is_a_second_scenario():
    known = days(*[100, 110, 90] * 7, *[300] * 7)
    found = forecast(known, last(known), FIRST)
    assert found.second == 9000
    assert found.total.high >= 9000
    assert any("level shift" in note for note in found.notes)


def test_less_than_a_week_is_said_and_one_day_is_half_a_guess():
    found = forecast(days(5, 5, 5), FIRST + timedelta(days=2), FIRST)
    assert (found.days, found.confidence) == (3, "low")
    assert "less than a week" in found.notes[0]
    one = forecast(days(5), FIRST, FIRST)
    assert (one.total.low, one.total.mid, one.total.high) == (0, 150, 300)


def test_nothing_is_no_forecast():
    assert forecast({}, FIRST).total is None
    assert forecast(days(0, 0), FIRST + timedelta(days=1)).total is None
    assert forecast(days(5), FIRST, FIRST + timedelta(days=3)).total is None
    assert forecast({}, FIRST).confidence == "low"


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_bounds_are_in_order_and_never_negative(values):
    known = days(*values)
    found = forecast(known, last(known), FIRST)
    if found.total is not None:
        assert 0 <= found.total.low <= found.total.mid <= found.total.high


def servegen():
    found = defaultdict(dict)
    with (DATA / "servegen_daily.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["model"], row["client"]][FIRST + timedelta(days=int(row["day"]))] = int(float(row["calls"]))
    return found


def replayed(train, horizon, chosen=(0, 1)):
    """Trials of the clients of one half, or of both; a client is always of the same half."""
    end = FIRST + timedelta(days=13)
    return [
        trial
        for name, daily in servegen().items()
        if crc32(repr(name).encode()) % 2 in chosen
        for trial in trials(str(name), daily, FIRST, end, train=train, horizon=horizon)
    ]


@pytest.mark.parametrize(("train", "horizon"), [(3, 3), (5, 5), (7, 3), (7, 7), (8, 6), (9, 5), (10, 4), (11, 3)])
def test_intervals_hold_what_came_for_real_clients(train, horizon):
    found = score(replayed(train, horizon))
    assert found.trials > 250
    assert Decimal("0.7") <= found.coverage <= Decimal("0.9"), found


@pytest.mark.parametrize("half", [0, 1])
def test_the_clients_that_nothing_was_chosen_on_are_covered_as_well_as_the_others(half):
    splits = [(3, 3), (5, 5), (7, 7), (10, 4), (13, 1)]
    found = score([trial for train, horizon in splits for trial in replayed(train, horizon, (half,))])
    assert Decimal("0.75") <= found.coverage <= Decimal("0.85"), found


def test_a_month_of_burstgpt_is_expected_within_what_research_found():
    with (DATA / "burstgpt_daily.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    daily = {FIRST + timedelta(days=int(row["day"])): int(float(row["requests"])) for row in rows}
    found = score(list(trials("burst", daily, FIRST, max(daily), train=28, horizon=28, step=1)))
    assert found.trials == 6
    assert found.mean_error < Decimal("0.25")
    assert found.coverage >= Decimal("0.7")


def test_no_trials_have_no_score():
    assert score([]) is None
    assert score(list(trials("x", days(1, 2), FIRST, FIRST, train=2, horizon=1))) is None
