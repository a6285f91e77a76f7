"""What the page of one repository shows: a change, what led up to it, and what its features earn and when they work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO, dollars, plain
from finops_gate.base.text import clean, storable

if TYPE_CHECKING:
    from datetime import date

    from finops_gate.app.governing import Governing
    from finops_gate.model.economics import Unit
    from finops_gate.model.history import History, Series
    from finops_gate.model.hours import Shape

YEAR = timedelta(days=365)
LIMIT = 10_000
"""Commits that are walked."""
MERGES = 250_000
"""Bytes of merges that one page lists; those that moved the least are left out."""
SKIPPED = 60_000
SERIES = 12
"""Features, teams or models that have a line of their own; the others are one line."""
POINTS = 150
"""Days of one line; where it moves on more, the last of several days stands for them."""
WEEKS_A_MONTH = Decimal(365) / 7 / 12


class Asked(NamedTuple):
    """Which page."""

    directory: Path | None
    revisions: str | None = None
    """``A..B``; None: the work tree against the default branch."""
    explicit: bool = False
    cache: str | None = None
    as_of: date | None = None
    since: datetime | None = None
    """Where the history begins; None: a year before its last commit."""


class Page(NamedTuple):
    """One page, and what it says in a line."""

    text: str
    headline: str


def run(asked: Asked) -> Page:
    """The page of one change. Raises GateError."""
    from finops_gate.app import diff, history
    from finops_gate.app.governing import governing, rules
    from finops_gate.app.render import render
    from finops_gate.repo.tree import revision as tree_of
    from finops_gate.reports.html import content, document

    request = diff.Request(
        asked.directory, asked.revisions, as_of=asked.as_of, cache=asked.cache, explicit=asked.explicit
    )
    verdict = diff.run(request)
    tip = _tip(asked.revisions)
    tree = tree_of(asked.directory, tip, explicit=asked.explicit)
    since = asked.since or datetime(tree.day.year, tree.day.month, tree.day.day, tzinfo=UTC) - YEAR
    past = history.run(history.Asked(asked.directory, tip, LIMIT, since, asked.explicit, asked.cache))
    decided = governing(tree.demand, tree.below, rules(), asked.cache)
    report = json.loads(render(verdict, "json", width=0, color=False))
    found = {
        **content(report),
        "history": told_of(past),
        "units": _units(decided, asked.as_of or tree.day),
        "weeks": [_week(shape, decided, report) for shape in decided.shapes],
    }
    return Page(document(verdict.headline, found), verdict.headline)


def _tip(revisions: str | None) -> str:
    """The commit whose history is told."""
    if revisions is None:
        return "HEAD"
    left, dots, right = revisions.partition("..")
    return (right.removeprefix(".") or "HEAD") if dots else left


def told_of(history: History) -> dict[str, Any]:
    """As the history's own JSON has it, cut to what a page can list and with every division."""
    from finops_gate.app.render import render_history
    from finops_gate.reports.html import fitting, shortened

    whole: dict[str, Any] = shortened(json.loads(render_history(history, "json", width=0, color=False)))
    moves = sorted(whole.pop("merges"), key=_moved)
    for merge in moves:
        del merge["changes"]
    merges = fitting(moves, MERGES)
    del whole["series"]
    return {
        **whole,
        "total": _line(history.total) if whole["total"] else None,
        "skipped": fitting(whole["skipped"], SKIPPED),
        "left_out": len(moves) - len(merges),
        "merges": sorted(merges, key=lambda merge: str(merge["day"])),
        "divided": {by: [_line(series) for series in _gathered(lines)] for by, lines in history.divided},
    }


def _gathered(lines: Sequence[Series]) -> list[Series]:
    """The dearest at the end, and all others as one."""
    kept, rest = list(lines[:SERIES]), lines[SERIES:]
    if rest:
        days = sorted({day for series in rest for day, _ in series.points})
        sums = [(day, sum((series.at(day) for series in rest), ZERO)) for day in days]
        kept.append(rest[0]._replace(name=f"({len(rest):,} others)", points=tuple(sums)))
    return kept


def _moved(merge: Mapping[str, Any]) -> Decimal:
    return -abs(Decimal(merge["delta"]["mid"])) if merge["delta"] else ZERO


def _line(series: Series) -> dict[str, Any]:
    every = -(-len(series.points) // POINTS)
    kept = [series.points[0], *series.points[:0:-every][::-1]]  # the first and the last always
    points = [{"day": day.isoformat(), "monthly": plain(amount)} for day, amount in kept]
    return {"name": clean(series.name), "points": points}


def _units(decided: Governing, day: date) -> list[dict[str, str]]:
    """Unit economics of the recorded calls by tier; what is not known is left out."""
    from finops_gate.app.quotes import quotes
    from finops_gate.catalog.book import Catalog
    from finops_gate.cost.economics import units

    if not decided.profiles:
        return []
    known = quotes(Catalog.load().with_prices(decided.prices), (), decided.profiles, day)
    return [_unit(unit) for unit in units(decided.profiles, known, decided.earned, "tier")]


_FIGURES = ("cost", "per_call", "per_successful_call", "per_million", "per_outcome", "margin", "cache_hit_rate")


def _unit(unit: Unit) -> dict[str, str]:
    known = {name: getattr(unit, name) for name in _FIGURES}
    figures = {name: plain(value) for name, value in known.items() if value is not None}
    return {"name": storable(unit.name), **figures}


def _week(shape: Shape, decided: Governing, report: Mapping[str, Any]) -> dict[str, Any]:
    """The calls of each hour of the week, and which hours are quiet."""
    calls = [row.calls for row in decided.profiles if row.feature == shape.feature]
    monthly = sum((count for count in calls if count is not None), ZERO)
    weekly = EXACT.divide(monthly, WEEKS_A_MONTH) if monthly else Decimal(100)
    quiet = set(shape.quiet)
    what = "" if monthly else "Nobody counted its calls: shown are percent of a week. "
    return {
        "name": storable(shape.feature),
        "calls": [float(round(weekly * shape.share(hour), 3)) for hour in range(len(shape.parts))],
        "idle": [hour in quiet for hour in range(len(shape.parts))],
        "note": storable(f"{what}{idle_cost(shape.feature, len(quiet), report['changes'])}{_source(shape)}"),
    }


def idle_cost(feature: str, quiet: int, changes: Sequence[Mapping[str, Any]]) -> str:
    """What the quiet hours cost of the machines that this change touches."""
    hours = {
        change["site"]: Decimal(change["per_call"]["head"])
        for change in changes
        if change["billed"] and change["unit"] == "hour" and change["feature"] == feature and change["per_call"]["head"]
    }
    if not hours or not quiet:
        return ""
    hour = sum(hours.values(), ZERO)
    monthly = hour * quiet * WEEKS_A_MONTH
    return f"Its machines cost {dollars(hour)} an hour: {dollars(monthly)} of a month fall into {quiet} quiet hours. "


def _source(shape: Shape) -> str:
    words = [word for word in (shape.source, shape.window) if word]
    return f"Recorded: {', '.join(words)}." if words else ""
