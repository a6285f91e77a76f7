"""How far answers may grow after a change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops_gate.cost.parameters import EFFORT, Parameters
from finops_gate.cost.widening import asked_again, cut_off_more, highest_output
from finops_gate.model.usage import TokenProfile


def d(value):
    return None if value is None else Decimal(value)


def high(output=300, reasoning=0, old=Parameters(), new=Parameters(), most=None, ratio=1, p50=None, p95=None, p99=None):  # noqa: B008
    recorded = TokenProfile(d(output), d(p50), d(p95), d(p99))
    return highest_output(d(output), d(reasoning), recorded, old, new, d(most), d(ratio))[0]


def limit(value, **fields):
    return Parameters(cap=d(value), **fields)


def test_nothing_changed_nothing_widens():
    assert highest_output(Decimal(300), Decimal(0), TokenProfile(None), Parameters(), Parameters(), None) == (300, ())


@pytest.mark.parametrize(
    ("p50", "p95", "p99", "expected"),
    [
        (100, 200, 900, 300 + 10),  # at most 1 % of the answers were cut at 1,000: 1 % of 1,000 more
        (100, 900, 1000, 300 + 50),  # at most 5 %
        (900, 1000, 1000, 300 + 500),  # at most half
        (1000, 1000, 1000, 300 + 1000),  # perhaps all
        (None, None, None, 300 + 1000),
    ],
)
def test_a_raised_limit_lets_grow_only_what_it_cut_off(p50, p95, p99, expected):
    assert high(old=limit(1000), new=limit(2000), most=2000, p50=p50, p95=p95, p99=p99) == expected


def test_a_removed_limit_goes_up_to_the_models_own_or_ten_times_the_old():
    assert high(old=limit(1000), new=Parameters(), most=4000) == 3300
    assert high(old=limit(1000), new=Parameters()) == 9300


def test_a_lowered_limit_widens_nothing():
    assert high(old=limit(2000), new=limit(1000), most=1000) == 300


def test_a_model_whose_own_limit_is_lower_than_the_old_one_widens_nothing():
    assert high(old=limit(4000), new=Parameters(), most=1000) == 300


def test_nothing_goes_beyond_the_limit():
    assert high(new=Parameters(effort=EFFORT["xhigh"]), most=1000) == 1000
    assert high(ratio="1.3", most=310) == 310


@pytest.mark.parametrize(
    ("old", "new", "reasoning", "expected"),
    [
        (None, "high", 0, 1500),  # an answer of 300 beside 80 % of reasoning
        (None, "high", 200, 500),  # 200 of the 300 are reasoning today: 100 / 0.2
        ("low", "medium", 0, 480),  # 300 x 0.8 / 0.5
        ("high", "low", 0, 300),
        ("low", None, 0, 480),  # without a setting the provider's medium applies
    ],
)
def test_effort_gives_reasoning_its_share(old, new, reasoning, expected):
    before, after = (Parameters(effort=EFFORT[word] if word else None) for word in (old, new))
    assert high(reasoning=reasoning, old=before, new=after) == expected


@pytest.mark.parametrize(
    ("old", "new", "reasoning", "expected"),
    [
        (None, 1000, 0, 1300),
        (1000, 4000, 0, 3300),
        (1000, 4000, 100, 4200),
        (4000, 1000, 0, 300),
        (0, None, 0, 600),  # switched off before, the provider's default now
    ],
)
def test_a_budget_may_be_spent(old, new, reasoning, expected):
    assert high(reasoning=reasoning, old=Parameters(budget=d(old)), new=Parameters(budget=d(new))) == expected


@pytest.mark.parametrize(
    ("p50", "p95", "p99", "again"),
    [
        (100, 200, 500, "0"),
        (100, 200, 900, "0.05"),
        (100, 900, 2000, "0.5"),
        (600, 900, 2000, "1"),
        (None,) * 3 + ("0",),
    ],
)
def test_answers_that_a_lower_limit_cuts_off_may_be_asked_for_again(p50, p95, p99, again):
    recorded = TokenProfile(d(300), d(p50), d(p95), d(p99))
    found = asked_again(recorded, limit(1000), limit(500))
    assert (found.high - 1 if found else 0) == d(again)
    assert (
        found is None
        or "may be asked for again (1 to 1" in found.line
        or found.line.endswith("(1 to 2 calls for each)")
    )


def test_a_limit_that_stays_or_rises_asks_for_nothing_again():
    recorded = TokenProfile(d(300), d(600), d(900), d(2000))
    assert asked_again(recorded, limit(500), limit(500)) is None
    assert asked_again(recorded, limit(500), limit(1000)) is None
    assert asked_again(recorded, limit(500), Parameters()) is None
    assert asked_again(recorded, Parameters(), limit(500)).high == 2


@pytest.mark.parametrize(
    ("p50", "p95", "p99", "ratio", "expected"),
    [
        (100, 200, 899, "1", None),
        (100, 200, 900, "1", ("0%", "5%", "1.05")),  # one in twenty at most is between 900 and the limit of 1,000
        (100, 200, 800, "1.2", ("0%", "5%", "1.05")),  # 800 tokens are 960 of the new model's
        (100, 200, 1000, "1", ("1%", "5%", "1.04")),  # one in a hundred is cut off already: recorded as it is
        (100, 950, 1000, "1", ("1%", "50%", "1.49")),
        (1000, 1000, 1000, "1", ("50%", "100%", "1.5")),
        (None, None, None, "1", None),
    ],
)
def test_answers_close_to_a_limit_that_stays_may_be_cut_off_by_another_model(p50, p95, p99, ratio, expected):
    found = cut_off_more(TokenProfile(d(300), d(p50), d(p95), d(p99)), limit(1000), limit(1000), d(ratio))
    if expected is None:
        assert found is None
    else:
        least, most, calls = expected
        assert f"limit of 1000, which stays: {least} to {most} of them" in found.what
        assert (found.low, found.high, found.unit) == (1, d(calls), "calls for each")


def test_a_limit_that_moves_or_is_not_there_is_no_limit_that_stays():
    recorded = TokenProfile(d(300), d(600), d(900), d(2000))
    assert cut_off_more(recorded, limit(1000), limit(2000), d(1)) is None
    assert cut_off_more(recorded, Parameters(), Parameters(), d(1)) is None
