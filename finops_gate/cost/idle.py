"""What stands idle: the hours of the week in which hardly anybody calls, and what an always running floor costs then.

An hour is quiet when it has less than a tenth of the calls of a mean hour (`model.hours.QUIET`). The floor costs the
same in each of the 168, so the quiet ones cost their part of its month. Without a recorded shape nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO
from finops_gate.base.text import clean
from finops_gate.cost.capacity import Rates, cost_of
from finops_gate.model.capacity import Capacity
from finops_gate.model.hours import DAYS, HOURS, Shape
from finops_gate.model.setting import Unknown

_WEEK, _DAY = 7, 24


class Idle(NamedTuple):
    """The quiet hours of one capacity."""

    hours: tuple[int, ...]
    calls: Decimal
    """The share of all calls that comes in them, from 0 to 1."""
    month: Decimal | Unknown
    """Dollars a month that the floor costs in them."""
    shape: Shape

    @property
    def share(self) -> Decimal:
        """Of the floor's hours and of its cost, from 0 to 1."""
        return EXACT.divide(Decimal(len(self.hours)), Decimal(HOURS))


def shape_of(feature: str | None, shapes: Iterable[Shape]) -> Shape | Unknown:
    """When the calls of a feature come, or why nobody knows."""
    if feature is None:
        return Unknown("it belongs to no feature, so nobody knows when its calls come")
    found = next((shape for shape in shapes if shape.feature == feature), None)
    return found or Unknown(f"when the calls of {clean(feature, 80)} come is not recorded in hours.csv")


def idle_of(capacity: Capacity, feature: str | None, shapes: Iterable[Shape], rates: Rates) -> Idle | Unknown:
    """The quiet hours of a floor and their cost, or why nobody knows them."""
    if isinstance(capacity.floor, Unknown):
        return Unknown(f"how many always run is not readable: {capacity.floor.reason}")
    if capacity.scales_to_zero:
        return Unknown("nothing always runs: it scales to zero")
    if capacity.schedule:
        return Unknown(f"it runs on a schedule: {clean(capacity.schedule, 60)}")
    shape = shape_of(feature, shapes)
    if isinstance(shape, Unknown):
        return shape
    cost = cost_of(capacity, rates)
    share = EXACT.divide(Decimal(len(shape.quiet)), Decimal(HOURS))
    month = cost if isinstance(cost, Unknown) else EXACT.multiply(cost.floor, share)
    return Idle(shape.quiet, sum((shape.share(hour) for hour in shape.quiet), ZERO), month, shape)


def spans(hours: Sequence[int]) -> str:
    """When it is, in words: ``23:00 to 06:00``, ``23:00 to 06:00 and 34 hours more on sat and sun``; always in UTC."""
    if not hours:
        return "never"
    if len(hours) == HOURS:
        return "the whole week"
    chosen = frozenset(hours)
    daily = [hour for hour in range(_DAY) if all(day * _DAY + hour in chosen for day in range(_WEEK))]
    runs = _runs(daily)
    words = [f"{start:02d}:00 to {end:02d}:00" for start, end in runs]
    rest = [hour for hour in hours if hour % _DAY not in daily]
    if rest:
        days = [DAYS[day] for day in sorted({hour // _DAY for hour in rest})]
        more = " more" if words else ""
        words.append(f"{len(rest)} hour{'s' if len(rest) != 1 else ''}{more} on {_listed(days)}")
    return _listed(words)


def _runs(daily: Sequence[int]) -> list[tuple[int, int]]:
    """Hours of the clock that follow each other, over midnight too: first hour, and the one after the last."""
    known = frozenset(daily)
    return [(hour, _end(hour, known)) for hour in daily if (hour - 1) % _DAY not in known]


def _end(hour: int, known: frozenset[int]) -> int:
    while hour % _DAY in known:
        hour += 1
    return hour % _DAY


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
