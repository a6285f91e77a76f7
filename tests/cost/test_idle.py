"""Quiet hours, in words and in dollars."""

from datetime import date
from decimal import Decimal

import pytest

from finops_gate.app.rates import rates
from finops_gate.base.money import EXACT
from finops_gate.cost.idle import idle_of, spans
from finops_gate.model.capacity import Capacity
from finops_gate.model.hours import HOURS, Shape
from finops_gate.model.setting import Unknown

DAY = date(2026, 11, 24)
NIGHT = tuple(hour for hour in range(HOURS) if hour % 24 == 23 or hour % 24 < 6)


def a_shape(quiet=NIGHT):
    """Two hundred parts in each quiet hour, the rest in equal parts."""
    busy = HOURS - len(quiet)
    rest = 1_000_000 - 200 * len(quiet)
    parts = [200 if hour in quiet else rest // busy for hour in range(HOURS)]
    parts[12] += 1_000_000 - sum(parts)
    return Shape("bot", tuple(parts))


def a_gpu(**fields):
    return Capacity("main.tf#gpu", machine="g5.xlarge", cloud="aws", **fields)


def found(capacity, feature="bot", shapes=None):
    return idle_of(capacity, feature, [a_shape()] if shapes is None else shapes, rates([capacity], DAY))


def test_the_night_costs_its_part_of_the_month():
    idle = found(a_gpu(floor=Decimal(2)))
    assert idle.hours == NIGHT
    assert idle.calls == Decimal("0.0098")
    assert idle.month == EXACT.multiply(Decimal("1.006") * 730 * 2, idle.share)
    assert spans(idle.hours) == "23:00 to 06:00"


@pytest.mark.parametrize(
    ("capacity", "feature", "shapes", "why"),
    [
        (a_gpu(floor=Decimal(0)), "bot", None, "scales to zero"),
        (a_gpu(floor=Unknown("a variable")), "bot", None, "how many always run is not readable: a variable"),
        (a_gpu(schedule="0 8 * * 1-5"), "bot", None, "it runs on a schedule: 0 8"),
        (a_gpu(), None, None, "it belongs to no feature"),
        (a_gpu(), "bot", [], "when the calls of bot come is not recorded"),
        (a_gpu(), "other", None, "when the calls of other come is not recorded"),
    ],
)
def test_what_nobody_knows_has_a_reason(capacity, feature, shapes, why):
    idle = found(capacity, feature, shapes)
    assert isinstance(idle, Unknown)
    assert why in idle.reason


def test_quiet_hours_of_what_has_no_rate_are_known_and_their_cost_is_not():
    idle = found(a_gpu()._replace(machine="g9.huge"))
    assert idle.hours == NIGHT
    assert isinstance(idle.month, Unknown)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ((), "never"),
        (tuple(range(HOURS)), "the whole week"),
        (NIGHT, "23:00 to 06:00"),
        (
            (*(day * 24 + 3 for day in range(7)), *(day * 24 + 13 for day in range(7))),
            "03:00 to 04:00 and 13:00 to 14:00",
        ),
        ((5 * 24 + 1,), "1 hour on sat"),
        (tuple(sorted({*NIGHT, *range(5 * 24, 7 * 24)})), "23:00 to 06:00 and 34 hours more on sat and sun"),
    ],
)
def test_hours_in_words(hours, words):
    assert spans(hours) == words
