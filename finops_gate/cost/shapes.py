"""From recorded calls by hour to the shape of a week: what each weekday had in the mean, as shares.

A window holds some weekdays more often than others; so the calls of an hour are divided by how often its weekday is in
the window, before they are shares. A window that lacks a weekday has no shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from finops_gate.model.hours import HOURS, WHOLE, Shape
from finops_gate.model.setting import Unknown

_WEEK = 7


def shape_of(feature: str, calls: Sequence[int], source: str, first: date, last: date) -> Shape | Unknown:
    """The shape of the calls in each hour of the week (Monday first, UTC) between two days, or why there is none."""
    days = (last - first).days + 1
    if not sum(calls):
        return Unknown(f"{source} does not say at which hour a call was: its rows are those of whole days")
    if days < _WEEK:
        return Unknown(f"{days} complete day{'s' if days != 1 else ''} recorded, and a week has seven")
    seen = [sum((first.weekday() + at) % _WEEK == weekday for at in range(days)) for weekday in range(_WEEK)]
    means = [Fraction(calls[hour], seen[hour // 24]) for hour in range(HOURS)]
    whole = sum(means)
    exact = [mean * WHOLE / whole for mean in means]
    parts = [int(share) for share in exact]
    # What rounding down left over goes to the largest remainders, the earlier hour first: the sum is always a million.
    order = sorted(range(HOURS), key=lambda hour: (parts[hour] - exact[hour], hour))
    for hour in order[: WHOLE - sum(parts)]:
        parts[hour] += 1
    return Shape(feature, tuple(parts), source, first, last)
