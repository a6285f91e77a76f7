"""Ways to serve against each other: drawn over one axis of calls, with today marked and every change of places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from itertools import combinations, pairwise

from finops_gate.base.money import EXACT, MILLION, ZERO
from finops_gate.cost.breakeven import Always, Curve, PerCall, Reserved, cost_at, crossings, decimal
from finops_gate.cost.idle import Idle, spans
from finops_gate.cost.load import Load
from finops_gate.cost.ways import Drawn
from finops_gate.model.breakeven import Breakeven, Crossing, Quiet, Way, WayKind
from finops_gate.model.machine import HOURS_PER_MONTH
from finops_gate.model.projection import Evidence
from finops_gate.model.setting import Unknown

POINTS = 160
"""Of a curve, for drawing: more than any terminal or page has columns of dots."""
STEPS = 400
"""Copies of one curve, at most: beyond them the axis ends."""
SHOWN = 24
"""Crossings of one pair: where copies are added, two curves may change places at each of them."""


def against(
    name: str,
    feature: str | None,
    site: str | None,
    as_of: date,
    load: Load,
    drawn: Sequence[Drawn],
    idle: Idle | Unknown,
    notes: Sequence[str] = (),
) -> Breakeven:
    """The ways with their curves, costs and crossings. Those whose cost nobody knows stay, with the reason."""
    known = [one for one in drawn if not isinstance(one.curve, Unknown)]
    most = _most([one.curve for one in known if not isinstance(one.curve, Unknown)], load)
    said = list(notes)
    found: list[Crossing] = []
    for one, other in combinations([one for one in known if one.kind is not WayKind.CEILING], 2):
        assert not isinstance(one.curve, Unknown) and not isinstance(other.curve, Unknown)  # `known` holds curves
        met = crossings(one.curve, other.curve, most)
        found += [Crossing(each.calls, each.below, each.above, each.cost, each.step) for each in met[:SHOWN]]
        if len(met) > SHOWN:
            said.append(f"{len(met) - SHOWN} more crossings of {one.name} and {other.name} are not listed")
    quiet = idle if isinstance(idle, Unknown) else Quiet(spans(idle.hours), idle.hours, idle.calls, idle.month)
    tokens = load.tokens if isinstance(load.tokens, Unknown) else (load.tokens.sent, load.tokens.output)
    return Breakeven(
        name,
        feature,
        site,
        as_of,
        load.calls,
        load.evidence,
        tokens,
        most,
        tuple(_way(one, load, most) for one in drawn),
        tuple(sorted(found, key=lambda one: (one.calls, one.below, one.above))),
        quiet,
        tuple(said),
    )


def _way(drawn: Drawn, load: Load, most: Decimal) -> Way:
    evidence = Evidence(drawn.grade, load.evidence.source, load.evidence.window, drawn.prices, drawn.notes)
    if isinstance(drawn.curve, Unknown):
        unknown = Unknown(drawn.curve.reason)
        return Way(drawn.name, drawn.kind, evidence, (), unknown, unknown, unknown=drawn.curve.reason)
    today: Decimal | Unknown
    each: Decimal | Unknown
    if isinstance(load.calls, Unknown):
        today = each = load.calls
    else:
        today = cost_at(drawn.curve, load.calls.mid)
        if isinstance(load.tokens, Unknown):
            each = load.tokens
        elif not load.calls.mid or not load.tokens.all:
            each = Unknown("no tokens are counted")
        else:
            each = EXACT.divide(EXACT.multiply(today, MILLION), EXACT.multiply(load.calls.mid, load.tokens.all))
    points = tuple(_points(drawn.curve, most))
    return Way(drawn.name, drawn.kind, evidence, points, today, each, drawn.full, drawn.serves)


def _points(curve: Curve, most: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
    """The ends of its pieces; of very many only so many that the curve looks the same."""
    limit = Fraction(most)
    ends = sorted({Fraction(0), limit, *(end for end in curve.ends(limit) if 0 < end < limit)})
    if len(ends) > POINTS // 2:
        kept = {limit * at / (POINTS // 2) for at in range(POINTS // 2 + 1)}
        ends = sorted(kept)
    last: tuple[Decimal, Decimal] | None = None
    for start, end in pairwise(ends):
        piece = curve.line((start + end) / 2)
        for at in (start, end):
            point = decimal(at), decimal(piece.at(at))
            if point != last:
                yield point
            last = point


def _most(curves: Sequence[Curve], load: Load) -> Decimal:
    """The end of the axis: beyond today, beyond what the copies serve, and where an API costs as much as they."""
    wanted = [] if isinstance(load.calls, Unknown) else [load.calls.high * 2]
    each = [curve.per_call for curve in curves if isinstance(curve, PerCall) and curve.per_call]
    bound: list[Decimal] = []
    for curve in curves:
        if isinstance(curve, Reserved):
            wanted.append(EXACT.multiply(curve.calls_per_hour * Decimal("1.2"), HOURS_PER_MONTH))
        if not isinstance(curve, Always):
            continue
        month = EXACT.multiply(EXACT.multiply(curve.hour, HOURS_PER_MONTH), curve.floor)
        wanted += [EXACT.divide(month * 3, 2 * price) for price in each]
        if curve.calls_per_hour:
            one = EXACT.multiply(curve.calls_per_hour, HOURS_PER_MONTH)
            wanted.append(one * max(curve.floor, Decimal(1)) * Decimal("1.2"))
            bound.append(one * STEPS)
    most = max(wanted, default=ZERO) or MILLION
    return _rounded(min([most, *bound]))


def _rounded(number: Decimal) -> Decimal:
    """Up to two figures, and to a whole call."""
    place = Decimal(1).scaleb(max(number.adjusted() - 1, 0))
    return (number / place).to_integral_value(ROUND_CEILING) * place
