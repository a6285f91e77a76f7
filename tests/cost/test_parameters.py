"""Billed parameters as numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops_gate.cost.parameters import Parameters, parameters
from finops_gate.model.setting import Key, Unknown
from tests.build import a_bound, a_site


def read(*bounds, instead=None):
    return parameters(a_site("gpt-5", bounds), instead)


@pytest.mark.parametrize(
    ("text", "amount", "expected"),
    [
        ("4096", "", "4096"),
        ("12_000", "", "12000"),
        ("'12000'", "", "12000"),
        ("4 * 1024", "4096", "4096"),
        ("1e3", "", "1000"),
        ("None", "", None),
        ("undefined", "", None),
        ("0", "", None),
    ],
)
def test_limits_as_they_are_written(text, amount, expected):
    found = read(a_bound(text, key=Key.MAX_OUTPUT, amount=amount))
    assert found.cap == (None if expected is None else Decimal(expected))
    assert found.unread == ()


def test_a_value_read_through_a_constant_counts_and_not_the_reference():
    assert read(a_bound("2000", written="LIMIT", key=Key.MAX_OUTPUT, amount="1000")).cap == 2000


@pytest.mark.parametrize("value", [Unknown("computed"), "LIMIT", "-5", "9" * 40, "1e99"])
def test_a_limit_that_cannot_be_read_is_named_and_taken_from_base(value):
    bound = a_bound(value, key=Key.MAX_OUTPUT)
    assert read(bound) == Parameters(unread=("max-output",))
    assert read(bound, instead=Parameters(cap=Decimal(7))).cap == 7


def test_choices_are_one_unless_they_are_more():
    assert read().choices == read(a_bound("0", key=Key.CHOICES)).choices == 1
    assert read(a_bound("4", key=Key.CHOICES)).choices == 4


@pytest.mark.parametrize(
    ("key", "text", "effort", "budget"),
    [
        (Key.REASONING, "high", "0.8", None),
        (Key.REASONING, "none", "0", None),
        (Key.THINKING, "true", "0.8", None),
        (Key.THINKING, "-1", "0.8", None),
        (Key.THINKING, "disabled", None, "0"),
        (Key.THINKING, "8_000", None, "8000"),
    ],
)
def test_reasoning_is_a_share_or_a_budget(key, text, effort, budget):
    found = read(a_bound(text, key=key))
    assert found.effort == (effort and Decimal(effort))
    assert found.budget == (budget and Decimal(budget))


@pytest.mark.parametrize("value", [Unknown("computed"), "deepest"])
def test_reasoning_that_cannot_be_read_is_taken_from_base(value):
    found = read(a_bound(value, key=Key.REASONING), instead=Parameters(effort=Decimal("0.2")))
    assert (found.effort, found.unread) == (Decimal("0.2"), ("reasoning",))


@pytest.mark.parametrize("key", [Key.BATCH, Key.SERVICE_TIER])
def test_serving_that_cannot_be_read_is_taken_from_base(key):
    found = read(a_bound(Unknown("computed"), key=key), instead=Parameters(variant="flex"))
    assert (found.variant, found.unread) == ("flex", (key.value,))


def test_pictures_keep_what_is_written_of_them():
    found = read(
        a_bound("1024x1024", key=Key.IMAGE), a_bound("HD", key=Key.IMAGE), a_bound(Unknown("x"), key=Key.IMAGE)
    )
    assert found.picture == {"1024x1024", "hd"}


def test_no_site_has_no_parameters():
    assert parameters(None) == Parameters()
