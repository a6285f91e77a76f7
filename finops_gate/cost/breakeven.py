"""Where serving on machines of one's own begins to pay: cost curves over calls a month, and where they cross.

Each curve is made of straight pieces and never falls. Between two ends of pieces a crossing is the solution of one
linear equation, in fractions, so that it is exact; where a further copy makes a step, two curves can change places
without meeting. A month has 730 hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Protocol

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, MILLION
from finops_gate.model.hours import HOURS, WHOLE, Shape
from finops_gate.model.machine import HOURS_PER_MONTH, SECONDS_PER_HOUR

SECONDS = Fraction(HOURS_PER_MONTH * SECONDS_PER_HOUR)
"""Of a month."""
_NOTHING = Decimal(0)


class Line(NamedTuple):
    """A piece of a curve: dollars a month at no call, and dollars for each call."""

    fixed: Fraction
    slope: Fraction

    def at(self, calls: Fraction) -> Fraction:
        return self.fixed + self.slope * calls


class Curve(Protocol):
    """What a month costs at so many calls."""

    @property
    def name(self) -> str: ...

    def line(self, calls: Fraction) -> Line:
        """The piece on which `calls` lies; at a step, the one that ends there."""
        ...

    def ends(self, most: Fraction) -> Iterable[Fraction]:
        """Where pieces end, in any order, between 0 and `most`."""
        ...


class PerCall(NamedTuple):
    """An API that bills by the token: nothing without calls."""

    name: str
    per_call: Decimal

    def line(self, calls: Fraction) -> Line:  # noqa: ARG002 - the same everywhere
        return Line(Fraction(0), Fraction(self.per_call))

    def ends(self, most: Fraction) -> Iterable[Fraction]:  # noqa: ARG002
        return ()


class Always(NamedTuple):
    """Copies that always run: machines, units of throughput, concurrency that is kept ready."""

    name: str
    hour: Decimal
    """Dollars an hour of one copy."""
    floor: Decimal
    calls_per_hour: Decimal | None = None
    """That one copy serves at full load. None: not known, and the floor is drawn as if it served any number."""
    per_call: Decimal = _NOTHING
    """What each call costs beside: invocation and duration of a function."""

    def line(self, calls: Fraction) -> Line:
        return Line(Fraction(self.hour * HOURS_PER_MONTH) * self.copies(calls), Fraction(self.per_call))

    def copies(self, calls: Fraction) -> Fraction:
        """How many run at so many calls a month, spread over its hours."""
        if self.calls_per_hour is None:
            return Fraction(self.floor)
        return max(Fraction(self.floor), Fraction(-(-calls // self._most)))

    def ends(self, most: Fraction) -> Iterable[Fraction]:
        if self.calls_per_hour is None:
            return
        copies = max(int(self.floor), 1)
        while copies * self._most < most:
            yield copies * self._most
            copies += 1

    @property
    def _most(self) -> Fraction:
        """Calls a month of one copy."""
        return Fraction(self.calls_per_hour or 0) * Fraction(HOURS_PER_MONTH)


class Reserved(NamedTuple):
    """Units that are kept ready and paid by the month, with a price for each call beside; further calls cost more each.

    Within an hour of the week the units answer so many calls as they can, and the others are paid as without them.
    """

    name: str
    month: Decimal
    """Dollars of all units."""
    calls_per_hour: Decimal
    """That all units together answer."""
    per_call: Decimal
    """Of those."""
    beyond: Decimal
    """Of each further call."""
    shape: Shape | None = None

    def line(self, calls: Fraction) -> Line:
        fixed, slope = Fraction(self.month), Fraction(0)
        for share, most in self._slots():
            if calls * share <= most:
                slope += share * Fraction(self.per_call)
            else:
                fixed += most * (Fraction(self.per_call) - Fraction(self.beyond))
                slope += share * Fraction(self.beyond)
        return Line(fixed, slope)

    def ends(self, most: Fraction) -> Iterable[Fraction]:
        for share, held in self._slots():
            if share and held / share < most:
                yield held / share

    def _slots(self) -> list[tuple[Fraction, Fraction]]:
        """The share of the calls and the calls that can be answered, for each hour of the week."""
        month = Fraction(self.calls_per_hour) * Fraction(HOURS_PER_MONTH)
        if self.shape is None:
            return [(Fraction(1), month)]
        return [(Fraction(part, WHOLE), month / HOURS) for part in self.shape.parts]


class OnDemand(NamedTuple):
    """A machine that wakes for a call and sleeps after it, billed by the second: what it costs at most.

    A call keeps it up while it starts, while it works and until it goes to sleep again; calls that come meanwhile share
    the wait, so within an hour of the week it is never up for longer than that hour, unless work itself is more. Calls
    of which nobody knows the hour could come at any distance: then this holds for the month as a whole.
    """

    name: str
    second: Decimal
    """Dollars a second."""
    busy: Decimal
    """Seconds of work for a call."""
    tail: Decimal
    """Seconds that a call keeps it up beside: start and wait together."""
    shape: Shape | None = None
    per_call: Decimal = _NOTHING

    def line(self, calls: Fraction) -> Line:
        fixed = slope = Fraction(0)
        for share, wall in self._slots():
            own = calls * share
            if own * (self._busy + self._tail) <= wall:
                slope += share * (self._busy + self._tail)
            elif own * self._busy <= wall:
                fixed += wall
            else:
                slope += share * self._busy
        return Line(fixed * Fraction(self.second), slope * Fraction(self.second) + Fraction(self.per_call))

    def ends(self, most: Fraction) -> Iterable[Fraction]:
        for share, wall in self._slots():
            for seconds in {self._busy, self._busy + self._tail} - {Fraction(0)}:
                if share and wall / (share * seconds) < most:
                    yield wall / (share * seconds)

    @property
    def _busy(self) -> Fraction:
        return Fraction(self.busy)

    @property
    def _tail(self) -> Fraction:
        return Fraction(self.tail)

    def _slots(self) -> list[tuple[Fraction, Fraction]]:
        """The share of the calls and the seconds of a month, for each hour of the week; equal shares together."""
        if self.shape is None:
            return [(Fraction(1), SECONDS)]
        return [(Fraction(part, WHOLE), SECONDS / HOURS) for part in self.shape.parts]


class Crossing(NamedTuple):
    """A number of calls a month at which another curve becomes the cheaper one."""

    exact: Fraction
    below: str
    """The cheaper one with fewer calls."""
    above: str
    cost: Decimal
    """Dollars a month there, of the one that was cheaper."""
    step: bool = False
    """True where they do not meet: a further copy makes one of them jump over the other."""

    @property
    def calls(self) -> Decimal:
        return decimal(self.exact)


def cost_at(curve: Curve, calls: Decimal | Fraction) -> Decimal:
    """Dollars a month."""
    at = Fraction(calls)
    return decimal(curve.line(at).at(at))


def crossings(left: Curve, right: Curve, most: Decimal) -> tuple[Crossing, ...]:
    """Every change of places between no call and `most` calls a month, in their order."""
    limit = Fraction(most)
    ends = sorted({Fraction(0), limit, *left.ends(limit), *right.ends(limit)})
    found: list[Crossing] = []
    sign = 0
    for start, end in pairwise(ends):
        middle = (start + end) / 2
        one, other = left.line(middle), right.line(middle)
        gap, last = one.at(start) - other.at(start), one.at(end) - other.at(end)
        if sign and gap and (gap > 0) != (sign > 0):
            found.append(_crossing(left, right, start, sign, step=True))
            sign = -sign
        sign = sign or _sign(gap)
        if last and sign and _sign(last) != sign:
            at = (other.fixed - one.fixed) / (one.slope - other.slope)
            found.append(_crossing(left, right, at, sign))
            sign = -sign
        sign = sign or _sign(last)
    return tuple(found)


def per_million(hour: Decimal, tokens_per_second: Decimal) -> Decimal:
    """Dollars for a million tokens of one copy that is never idle: the least that serving oneself can cost."""
    return EXACT.divide(hour * MILLION, tokens_per_second * SECONDS_PER_HOUR)


def decimal(number: Fraction) -> Decimal:
    """To fifty figures."""
    return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))


def _crossing(left: Curve, right: Curve, at: Fraction, sign: int, step: bool = False) -> Crossing:
    below, above = (right, left) if sign > 0 else (left, right)
    return Crossing(at, below.name, above.name, cost_at(below, at), step)


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
