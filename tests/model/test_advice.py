"""What an alternative saves, and which comes first."""

from decimal import Decimal

from finops_gate.model.advice import Advice, best_first
from finops_gate.model.projection import Range
from finops_gate.model.setting import Location
from finops_gate.model.usage import Grade


def an_advice(now=None, then=None, monthly=None, rule="oversized-model", **fields):
    ranges = [Range(Decimal(m) / 2, Decimal(m), Decimal(m) * 2) for m in monthly] if monthly else [None, None]
    prices = [None if price is None else Decimal(price) for price in (now, then)]
    place = Location("a.py", 1)
    return Advice(rule, "a.py", place, None, "big", "small", "", Grade.MEASURED, *prices, *ranges, **fields)


def test_saving_of_a_month_keeps_its_bounds():
    assert an_advice(monthly=(100, 40)).saving == Range(Decimal(30), Decimal(60), Decimal(120))


def test_what_costs_more_saves_less_than_nothing_and_its_bounds_stay_in_order():
    saving = an_advice(monthly=(40, 100)).saving
    assert saving == Range(Decimal(-120), Decimal(-60), Decimal(-30))


def test_unknown_is_not_nothing():
    assert an_advice("0.1").saving_per_1k is None
    assert an_advice("0.1", "0.04").saving is None
    assert an_advice("0.1", "0.04").saving_per_1k == Decimal(60)


def test_months_come_first_then_prices_of_calls_then_the_rest():
    small, large = an_advice(monthly=(100, 40)), an_advice(monthly=(1000, 40))
    call, hour = an_advice("9", "1"), an_advice("90", "1", unit="hour")
    assert sorted([hour, call, small, large], key=best_first) == [large, small, call, hour]
