"""What the changed capacities cost before and after: one projection for each place that is paid by the hour.

The unit is an hour. Where both sides always run something, it is an hour of all that always runs; else an hour of one
copy while it works. The month is that of the floor, its upper bound that of the ceiling. Where neither side has a floor
nobody knows the hours, so there is no month, not even one of zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from finops_gate.base.frozen import replace
from finops_gate.base.money import EXACT, ZERO
from finops_gate.cost.capacity import Kept, Rates, cost_of, hour_of
from finops_gate.cost.idle import idle_of
from finops_gate.model.capacity import Capacity, Held
from finops_gate.model.hours import Shape
from finops_gate.model.projection import Evidence, Projection, Range
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Change
from finops_gate.model.usage import Grade

SOURCE = "what the files declare"


def project_capacities(changes: Iterable[Change], rates: Rates, shapes: Sequence[Shape]) -> Mapping[str, Projection]:
    """One projection for each changed capacity, under the name that its rows share.

    `shapes`: when calls come, where that is recorded; what always runs says where nobody knows how much of it is idle.
    """
    found: dict[str, Projection] = {}
    for change in changes:
        if change.held is not None and change.billed and change.site not in found:
            feature = next((s.feature for s in (change.before_site, change.after_site) if s and s.feature), None)
            made = project_capacity(change.held, rates, feature)
            found[change.site] = _with_idle(made, change.held.after, shapes, rates)
    return found


def capacities_of(changes: Iterable[Change]) -> Sequence[Capacity]:
    """Every capacity on either side, for looking up what it runs on."""
    sides = [side for change in changes if change.held is not None for side in change.held]
    return [side for side in sides if side is not None]


def project_capacity(held: Held, rates: Rates, feature: str | None = None) -> Projection:
    """The cost of one capacity on both sides. A side without it costs nothing; figures nobody knows are None."""
    left, right = (None if side is None else cost_of(side, rates) for side in held)
    floors = [side.floor for side in held if side is not None]
    whole = all(not isinstance(floor, Unknown) and floor > ZERO for floor in floors)
    idle = all(not isinstance(floor, Unknown) and floor == ZERO for floor in floors)
    notes = [note for side in (left, right) if isinstance(side, Kept) for note in side.notes]
    whys = [side.reason for side in (left, right) if isinstance(side, Unknown)]
    if not whole and not whys:
        notes.append("the hour is that of one copy while it runs")
    if idle and not whys:
        notes.append("scales to zero: the hours that it runs are not recorded, so there is no month")
    estimated = any(isinstance(side, Kept) and side.estimated for side in (left, right))
    grade = Grade.UNKNOWN if whys else Grade.ASSUMED if estimated or _assumed(held) else Grade.DECLARED
    prices = [line for side in (left, right) if isinstance(side, Kept) for line in side.prices]
    return Projection(
        held.site,
        _hour(held.before, left, rates, whole),
        _hour(held.after, right, rates, whole),
        None if idle else _month(left),
        None if idle else _month(right),
        Evidence(grade, SOURCE, "", tuple(dict.fromkeys(prices)), tuple(dict.fromkeys([*notes, *whys]))),
        feature,
    )


def _with_idle(projection: Projection, after: Capacity | None, shapes: Sequence[Shape], rates: Rates) -> Projection:
    """A line of evidence where something of a feature always runs and nobody knows when its calls come."""
    if after is None or projection.feature is None or projection.monthly_after is None:
        return projection
    if not isinstance(after.floor, Decimal) or after.floor == ZERO or after.schedule:
        return projection
    idle = idle_of(after, projection.feature, shapes, rates)
    if not isinstance(idle, Unknown):
        return projection
    evidence = projection.evidence
    line = f"how much of it stands idle is not known: {idle.reason}"
    return replace(projection, evidence=replace(evidence, assumptions=(*evidence.assumptions, line)))


def _assumed(held: Held) -> bool:
    return any(side.assumptions for side in held if side is not None)


def _hour(side: Capacity | None, cost: Kept | Unknown | None, rates: Rates, whole: bool) -> Decimal | None:
    if side is None:
        return ZERO
    if isinstance(cost, Unknown):  # the month is out of reach, an hour of one copy perhaps not
        one = hour_of(side, rates)
        return None if isinstance(one, Unknown) else one.amount
    assert cost is not None  # only a side that is missing has no cost
    floor = side.floor
    return EXACT.multiply(cost.hour, floor) if whole and isinstance(floor, Decimal) else cost.hour


def _month(cost: Kept | Unknown | None) -> Range | None:
    if cost is None:
        return Range.exactly(ZERO)
    return None if isinstance(cost, Unknown) else cost.month
