"""Calls a month from calls a day: the mean of whole past weeks, an interval that knows of good and bad runs of days.

The mean of the last 28 complete days predicted the next 28 of real traces best but for plain smoothing; a straight line
and a season did worse (research of November 2026). The interval is mean x H +- t s sqrt(V), and V adds up

* how much H days together differ, and how wrong the mean of n days is, when each day resembles the day before as in an
  AR(1) series of r;
* that the level itself moves: a random walk whose step each day is an n-th of s^2, so that what happens within n days
  may happen again while H more go by. That makes (1 + H / n) / 3 x H^2, and is what a week known and a week ahead is
  mostly made of.

With few days, s is uncertain and r comes out too small: t is Student's, and r is corrected by (1 + 3 r) / n (Kendall
1954). The step was chosen on one half of 314 real clients and checked on the other: at a nominal 80 %, over twelve
ways to part 14 days into known and ahead, 81 % of the futures were held there, and 79 % here (`usage backtest`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise

from finops_gate.base.money import EXACT, ZERO
from finops_gate.model.projection import Range

MONTH = 30
"""Days of a month."""
WINDOW = 28
WEEK = 7
QUANTILE = Decimal("1.2816")
"""Of the normal distribution: 80 % lie between minus and plus this many deviations."""
DISAGREEMENT = Decimal("0.3")
"""Between mean and median, from where on the interval holds both."""
_MOST_ALIKE = Decimal("0.9")
_SPARSE = 7


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the next days are expected to bring in all."""

    total: Range | None
    """None: there is no complete day to go by."""
    starts: date | None = None
    ends: date | None = None
    days: int = 0
    notes: tuple[str, ...] = ()
    second: Decimal | None = None
    """What the last week alone would come to, where the level has shifted."""

    @property
    def confidence(self) -> str:
        """``high``: four weeks, within a quarter. ``medium``: a week or more, within its own size. Else ``low``."""
        if self.total is None or self.days < _SPARSE or not self.total.mid:
            return "low"
        half = max(self.total.high - self.total.mid, self.total.mid - self.total.low) / self.total.mid
        if self.days >= WINDOW and half <= Decimal("0.25"):
            return "high"
        return "medium" if half <= 1 else "low"


def forecast(
    daily: Mapping[date, int | Decimal], last: date, since: date | None = None, *, horizon: int = MONTH
) -> Forecast:
    """The next `horizon` days after the complete day `last`; `since` is the first day that the source covers.

    A day without records counts zero, from the stream's own first day on: before it the feature did not exist.
    """
    known = [day for day, value in daily.items() if value and day <= last]
    if not known:
        return Forecast(None)
    begins = max(min(known), since or min(known))
    seen = min(WINDOW, (last - begins).days + 1)
    if seen <= 0:
        return Forecast(None)
    window = _whole_weeks(seen)
    starts = last - timedelta(days=window - 1)
    values = [Decimal(daily.get(last - timedelta(days=at), 0)) for at in reversed(range(seen))]
    with localcontext(EXACT):
        total, notes, second = _expected(values, window, horizon)
    if window < _SPARSE:
        notes.append(f"only {window} complete days: less than a week")
    elif since is not None and begins > since and window < WINDOW:
        notes.append(f"new: first seen {begins}")
    return Forecast(total, starts, last, window, tuple(notes), second)


def _whole_weeks(days: int) -> int:
    """So that each day of the week weighs the same."""
    return days - days % WEEK if days >= WEEK else days


def _expected(values: Sequence[Decimal], window: int, horizon: int) -> tuple[Range, list[str], Decimal | None]:
    """The mean is that of the whole weeks at the end; how much days differ is told by all of them."""
    notes: list[str] = []
    weeks = values[len(values) - window :]
    mid = sum(weeks, ZERO) / window * horizon
    if len(values) == 1:
        return Range(ZERO, mid, mid * 2), notes, None
    half = _half(values, _steady(values, window, horizon) + _drift(window, horizon))
    low, high = max(mid - half, ZERO), mid + half
    median = _median(weeks) * horizon
    if mid and abs(median - mid) > DISAGREEMENT * mid:
        notes.append(f"the median day is {_percent(median, mid)} of the mean: a few days carry much")
        low, high = min(low, median), max(high, median)
    second = _shifted(weeks, horizon)
    if second is not None:
        notes.append(f"level shift: the last week alone is {_percent(second, mid)} of the mean")
        low, high = min(low, second), max(high, second)
    return Range(low, mid, high), notes, second


def _quantile(days: int) -> Decimal:
    """Student's, for a deviation that was estimated of so many days (expansion of Cornish and Fisher)."""
    z, free = QUANTILE, Decimal(days - 1)
    return z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)


def _half(values: Sequence[Decimal], spread: Decimal) -> Decimal:
    """Half of an interval; `spread` is the variance of what it is for, where that of one day is one."""
    return _quantile(len(values)) * _deviation(values) * spread.sqrt()


def _steady(values: Sequence[Decimal], window: int, horizon: int) -> Decimal:
    """The variance of `horizon` days about the mean of `window` days before them, if the level stays."""
    alike = _resemblance(values)
    return _together(alike, horizon) + _together(alike, window) * horizon * horizon / (window * window)


def _drift(window: int, horizon: int) -> Decimal:
    """What it adds to the variance that the level does not stay."""
    return (1 + Decimal(horizon) / window) / 3 * horizon * horizon


def _together(alike: Decimal, days: int) -> Decimal:
    """The variance of the sum of days each of which resembles the day before."""
    found, power = Decimal(days), Decimal(1)
    for apart in range(1, days):
        power *= alike
        found += 2 * (days - apart) * power
    return found


def _deviation(values: Sequence[Decimal]) -> Decimal:
    mean = sum(values, ZERO) / len(values)
    return (sum(((value - mean) ** 2 for value in values), ZERO) / (len(values) - 1)).sqrt()


def _resemblance(values: Sequence[Decimal]) -> Decimal:
    """Of each day to the day before, 0 to 0.9: days that swing to and fro never narrow the interval."""
    mean = sum(values, ZERO) / len(values)
    apart = [value - mean for value in values]
    total = sum((value * value for value in apart), ZERO)
    if not total:
        return ZERO
    alike = sum((a * b for a, b in pairwise(apart)), ZERO) / total
    alike += (1 + 3 * alike) / len(values)
    return min(max(alike, ZERO), _MOST_ALIKE)


def _shifted(values: Sequence[Decimal], horizon: int) -> Decimal | None:
    """The horizon at the level of the last week, where that lies outside of what the weeks before let expect."""
    if len(values) < 3 * WEEK:
        return None
    before, after = values[:-WEEK], values[-WEEK:]
    expected = sum(before, ZERO) / len(before) * WEEK
    half = _half(before, _steady(before, len(before), WEEK))
    recent = sum(after, ZERO)
    return recent / WEEK * horizon if abs(recent - expected) > half else None


def _median(values: Sequence[Decimal]) -> Decimal:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{part / whole * 100:.0f}%" if whole else "more"
