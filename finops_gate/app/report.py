"""What the page of one repository shows: a change, what led up to it, and what its features earn and when they work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO, plain
from finops_gate.base.text import clean, storable
from finops_gate.model.breakeven import Breakeven, Quiet
from finops_gate.model.breakeven_fields import field_of
from finops_gate.model.hours import HOURS
from finops_gate.model.machine import HOURS_PER_MONTH

if TYPE_CHECKING:
    from datetime import date

    from finops_gate.app.advise import Read
    from finops_gate.app.governing import Governing
    from finops_gate.model.economics import Unit
    from finops_gate.model.history import History, Series
    from finops_gate.model.hours import Shape
    from finops_gate.model.usage import UsageProfile

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
    from finops_gate.app import advise, diff, history
    from finops_gate.app.render import render
    from finops_gate.repo.tree import revision as tree_of
    from finops_gate.reports.html import breakevens, content, document

    request = diff.Request(
        asked.directory, asked.revisions, as_of=asked.as_of, cache=asked.cache, explicit=asked.explicit
    )
    verdict = diff.run(request)
    tip = _tip(asked.revisions)
    tree = tree_of(asked.directory, tip, explicit=asked.explicit)
    since = asked.since or datetime(tree.day.year, tree.day.month, tree.day.day, tzinfo=UTC) - YEAR
    past = history.run(history.Asked(asked.directory, tip, LIMIT, since, asked.explicit, asked.cache))
    day = asked.as_of or tree.day
    read = advise.read(asked.directory, tip, day, explicit=asked.explicit)
    kept_ready = _kept_ready(read)
    found = {
        **content(json.loads(render(verdict, "json", width=0, color=False))),
        **breakevens([dict(field_of(one)) for one in kept_ready]),
        "history": told_of(past),
        "units": _units(read.decided, day),
        "weeks": [week(shape, read.decided.profiles, kept_ready) for shape in read.decided.shapes],
        "advice": _advice(read),
    }
    return Page(document(verdict.headline, found), verdict.headline)


def _kept_ready(read: Read) -> tuple[Breakeven, ...]:
    """What the tree keeps ready by the hour against other ways to serve, the dearest first."""
    from finops_gate.app.breakeven import compared, spots_of

    spots = spots_of(read.sites, read.decided.policy.features)
    found = compared(spots, read.decided, read.catalog, read.as_of)
    return tuple(sorted(found, key=lambda one: (-_dearest(one), one.name, one.site or "")))


def _dearest(found: Breakeven) -> Decimal:
    """Dollars of a month of what stands in the tree: its first way."""
    return found.ways[0].points[0][1] if found.ways and found.ways[0].points else ZERO


def _advice(read: Read) -> dict[str, Any] | None:
    """All advice about the revision."""
    from finops_gate.app.advise import counsel
    from finops_gate.app.render import ADVICE
    from finops_gate.reports.html import advice

    told = json.loads(ADVICE.render(counsel(read), "json", width=0, color=False))
    return advice(told["revision"][:12], told["best"], told["advice"])


def _tip(revisions: str | None) -> str:
    """The commit whose history is told."""
    if revisions is None:
        return "HEAD"
    left, dots, right = revisions.partition("..")
    return (right.removeprefix(".") or "HEAD") if dots else left


def told_of(history: History) -> dict[str, Any]:
    """As the history's own JSON has it, cut to what a page can list and with every division."""
    from finops_gate.app.render import HISTORIES
    from finops_gate.reports.html import fitting, shortened

    whole: dict[str, Any] = shortened(json.loads(HISTORIES.render(history, "json", width=0, color=False)))
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


def week(shape: Shape, profiles: Sequence[UsageProfile], kept_ready: Sequence[Breakeven]) -> dict[str, Any]:
    """The calls of each hour of the week, which hours are quiet, and what the feature's machines cost in them."""
    calls = [row.calls for row in profiles if row.feature == shape.feature]
    monthly = sum((count for count in calls if count is not None), ZERO)
    weekly = EXACT.divide(monthly, WEEKS_A_MONTH) if monthly else Decimal(100)
    quiet = set(shape.quiet)
    what = "" if monthly else "Nobody counted its calls: shown are percent of a week. "
    kept = [(one.site or one.name, one.quiet) for one in kept_ready if one.feature == shape.feature]
    known = [(name, idle) for name, idle in kept if isinstance(idle, Quiet)]
    months = [idle.month for _, idle in known if isinstance(idle.month, Decimal)]
    month = sum(months, ZERO) if months and quiet else None
    hour = None if month is None else EXACT.divide(month * HOURS, HOURS_PER_MONTH * len(quiet))
    return {
        "name": storable(shape.feature),
        "calls": [float(round(weekly * shape.share(hour), 3)) for hour in range(len(shape.parts))],
        "idle": [hour in quiet for hour in range(len(shape.parts))],
        "hour": None if hour is None else plain(round(hour, 6)),
        "idle_month": None if month is None else plain(round(month, 6)),
        "kept": [_idle(name, idle) for name, idle in known],
        "note": storable(f"{what}{_source(shape)}"),
    }


def _idle(name: str, idle: Quiet) -> dict[str, Any]:
    return {
        "name": storable(name),
        "when": idle.when,
        "calls": plain(round(idle.calls, 6)),
        "month": plain(round(idle.month, 6)) if isinstance(idle.month, Decimal) else None,
        "unknown": "" if isinstance(idle.month, Decimal) else storable(idle.month.reason),
    }


def _source(shape: Shape) -> str:
    words = [word for word in (shape.source, shape.window) if word]
    return f"Recorded: {', '.join(words)}." if words else ""
