"""Amounts are exact until they are shown, and shown without pretending."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.money import dollars, percent, percent_change, plain, times

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=9)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "0"), ("0.000330", "0.00033"), ("900.00", "900"), ("1E+3", "1000"), ("-0.0", "0"), ("1E-9", "0.000000001")],
)
def test_plain_has_no_exponent_and_no_trailing_zeros(amount, shown):
    assert plain(Decimal(amount)) == shown


@given(AMOUNTS)
def test_plain_loses_nothing(amount):
    assert Decimal(plain(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "signed", "shown"),
    [
        ("8100", True, "+$8,100.00"),
        ("-410", True, "-$410.00"),
        ("96", False, "$96.00"),
        ("0", True, "$0.00"),
        ("0.1", False, "$0.10"),
        ("0.01904", False, "$0.0190"),
        ("0.00033", False, "$0.000330"),
        ("1234567.891", False, "$1,234,567.89"),
    ],
)
def test_dollars_for_people(amount, signed, shown):
    assert dollars(Decimal(amount), signed) == shown


@pytest.mark.parametrize(
    ("before", "after", "change"), [("900", "9000", "900"), ("100", "38", "-62"), ("5", "5", "0"), ("0", "5", None)]
)
def test_change_in_percent_of_what_it_was(before, after, change):
    found = percent_change(Decimal(before), Decimal(after))
    assert found == (None if change is None else Decimal(change))


@pytest.mark.parametrize(
    ("value", "shown"),
    [("900", "+900%"), ("-62.4", "-62%"), ("2.44", "+2.4%"), ("0", "0%"), ("5657.5", "+5,658%"), ("-0.04", "0%")],
)
def test_percent_for_people(value, shown):
    assert percent(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [("57.65", "57.6 times"), ("1.259", "1.25 times"), ("9.9999", "9.99 times"), ("1234.5", "1,234 times")],
)
def test_a_ratio_is_rounded_down_so_that_no_limit_seems_reached(ratio, shown):
    assert times(Decimal(ratio)) == shown
