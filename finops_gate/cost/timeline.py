"""From the merges of a branch to its projected monthly cost over time.

The calls are those recorded today, at every point. Each merge moves the line by the change that was projected for it,
at the prices of its own day. So the line moves where
somebody decided something, and not where a vendor changed a price or more people came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from finops_gate.base.money import EXACT, ZERO
from finops_gate.cost.economics import listed
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.history import UNATTRIBUTED, Merge, Series, Standing
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import UNATTRIBUTED as UNRECORDED
from finops_gate.model.usage import UsageProfile

BY = ("feature", "team", "model")
"""By what a cost may be divided: fields of Standing."""


def total(merges: Sequence[Merge], ends: Sequence[Standing], begin: date) -> Series:
    """The whole branch, from the day on which the range begins."""
    moves = [(merge.day, merge.delta.mid) for merge in merges if merge.delta is not None]
    return _series("all", sum((standing.monthly for standing in ends), ZERO), moves, begin)


def timeline(merges: Sequence[Merge], ends: Sequence[Standing], begin: date, by: str) -> tuple[Series, ...]:
    """One series for each feature, team or model, the dearest at the end first. `ends`: what the last commit spends."""
    last: dict[str, Decimal] = {}
    for standing in ends:
        name = str(getattr(standing, by))
        last[name] = EXACT.add(last.get(name, ZERO), standing.monthly)
    moves: dict[str, list[tuple[date, Decimal]]] = {}
    for merge in merges:
        for moved in moved_by(merge):
            moves.setdefault(str(getattr(moved, by)), []).append((merge.day, moved.monthly))
    found = [_series(name, last.get(name, ZERO), moves.get(name, []), begin) for name in {*last, *moves}]
    return tuple(sorted(found, key=lambda series: (-series.last, series.name)))


def moved_by(merge: Merge, swaps: bool = False) -> Iterator[Standing]:
    """What a merge adds to and takes from a month of each feature, team and model, site by site.

    `swaps`: only calls that are there before and after.
    """
    for site in touched_sites(merge.verdict.rows):
        if not (swaps and (site.is_new or site.is_gone or site.hourly)):
            yield from _moved(site)


def _moved(site: Touched) -> Iterator[Standing]:
    if site.monthly_before is None or site.monthly_after is None:
        return
    feature, team = _owner(site)
    before, after = _model(site, "before"), _model(site, "after")
    old, new = site.monthly_before.mid, site.monthly_after.mid
    if before == after:
        yield Standing(feature, team, after, EXACT.subtract(new, old))
    else:
        yield Standing(feature, team, before, -old)
        yield Standing(feature, team, after, new)


def _kept(merges: Iterable[Merge]) -> Iterator[Standing]:
    """What the machines that were touched on the way come to at the end; no recorded call says so.

    What each had when it was first touched, and everything that was done to it from there on.
    """
    known: set[str] = set()
    for merge in merges:
        for site in touched_sites(merge.verdict.rows):
            if not site.hourly:
                continue
            name = site.row.change.site
            if name not in known and site.monthly_before is not None and site.monthly_after is not None:
                yield Standing(*_owner(site), _model(site, "before"), site.monthly_before.mid)
            known.add(name)
            yield from _moved(site)


def standing(
    profiles: Iterable[UsageProfile], known: Mapping[str, Quoted], merges: Iterable[Merge], teams: Mapping[str, str]
) -> tuple[Standing, ...]:
    """What the end of the branch spends a month: today's calls on the models that the branch began with, and the swaps.

    `profiles` are the recorded calls taken back to the beginning, `known` quotes for them. Calls that were added or
    taken away on the way move the beginning and not the end: those recorded today are with them, or without them.
    Machines are at the end what was made of them; those that nobody touched on the way are in no point of the line.
    """
    found, merges = [], tuple(merges)
    for profile in profiles:
        cost = listed(profile, known)
        quote = known.get(f"{profile.provider}|{profile.model}")
        if cost is not None:
            model = quote.subject if isinstance(quote, Quote) else f"{profile.provider}/{profile.model}"
            feature = UNATTRIBUTED if profile.feature == UNRECORDED else profile.feature
            team = profile.team or teams.get(profile.feature) or UNATTRIBUTED
            found.append(Standing(feature, team, model, cost))
    for merge in merges:
        found += moved_by(merge, swaps=True)
    found += _kept(merges)
    return tuple(sorted(found))


def _owner(site: Touched) -> tuple[str, str]:
    row = site.row
    places = (row.change.before_site, row.change.after_site)
    team = next((place.team for place in places if place and place.team), None)
    return row.feature or UNATTRIBUTED, team or UNATTRIBUTED


def _model(site: Touched, side: str) -> str:
    for row in site.rows:
        named = row.base_model if side == "before" else row.head_model
        if named:
            return named
    if site.held is not None:
        before, after = site.held
        capacity = (before or after) if side == "before" else (after or before)
        assert capacity is not None  # a change of nothing is never made
        names = (capacity.machine, capacity.accelerator)
        named = next((name for name in names if isinstance(name, str) and name), "(unknown machine)")
        return f"{capacity.cloud}/{named}" if capacity.cloud else named
    bound = site.model(side)
    return bound.value if bound is not None and not isinstance(bound.value, Unknown) else "(unknown model)"


def _series(name: str, end: Decimal, moves: Sequence[tuple[date, Decimal]], begin: date) -> Series:
    level = EXACT.subtract(end, sum((amount for _, amount in moves), ZERO))
    points: dict[date, Decimal] = {begin: level}
    for day, amount in moves:
        level = EXACT.add(level, amount)
        points[day] = level
    return Series(name, tuple(sorted(points.items())))
