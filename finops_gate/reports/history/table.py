"""The history for a person at a terminal: the line of the cost, then which merges moved it, the largest move first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from textwrap import wrap

from finops_gate.base.money import ZERO, dollars, percent, percent_change
from finops_gate.base.text import clean
from finops_gate.model.history import History, Merge, Series
from finops_gate.model.phrases import count
from finops_gate.model.policy import Outcome
from finops_gate.reports.history import Format

SHOWN = 20
"""Merges listed without -v."""
FEATURES = 10
COLUMNS = 24
"""Characters of a sparkline."""
_BARS = "▁▂▃▄▅▆▇█"
_RED, _GREEN, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def render(history: History, *, width: int, color: bool, verbose: bool = False) -> str:
    """A count, the cost over time, and the merges that moved it."""
    merges = history.merges
    of = f" of {clean(history.repository)}" if history.repository else ""
    lines = [f"{count(len(merges), 'commit')} of {history.walked:,}{of} changed AI spending, until {history.as_of}"]
    if history.series:
        begin = history.total.points[0][0]
        lines += ["", f"Projected monthly cost since {begin}, with today's calls at every point:"]
        named = [history.total._replace(name=f"all {history.by}s"), *history.series[:FEATURES]]
        size = max(len(clean(series.name, 40)) for series in named)
        lines += [_line(series, begin, history.as_of, size, color) for series in named]
        if len(history.series) > FEATURES:
            lines.append(f"  {len(history.series) - FEATURES:,} more; --format json lists them all")
    elif merges:
        lines += ["", "No call volumes are recorded, so there are no months: finops-gate usage sync --help"]
    listed = sorted(merges, key=_weight) if history.series else list(reversed(merges))
    if listed:
        order = "the largest move first" if history.series else "newest first"
        lines += ["", f"What changed it, {order}:"]
        shown = listed if verbose else listed[:SHOWN]
        for merge in shown:
            lines += _told(merge, width, color, verbose)
        if len(shown) < len(listed):
            lines.append(f"  {len(listed) - len(shown):,} more; -v lists them all")
    if history.skipped:
        lines += ["", f"{count(len(history.skipped), 'changed file')} could not be read; --format json lists them"]
    return "\n".join(lines) + "\n"


def _line(series: Series, begin: date, end: date, size: int, color: bool) -> str:
    delta = series.last - series.first
    change = percent_change(series.first, series.last)
    share = f", {percent(change)}" if change else ""
    moved = _painted(f"({dollars(delta, True)}{share})", delta, color) if delta else "(as it was)"
    name = clean(series.name, 40).ljust(size)
    return f"  {name}  {sparkline(series, begin, end)}  {dollars(series.first)} -> {dollars(series.last)} {moved}"


def sparkline(series: Series, begin: date, end: date) -> str:
    """The series as a row of bars of equal time, its lowest and highest point as the scale."""
    days = max((end - begin).days, 0)
    values = [series.at(begin + timedelta(days=days * (column + 1) // COLUMNS)) for column in range(COLUMNS)]
    low, high = min(ZERO, *values), max(ZERO, *values)
    if low == high:
        return _BARS[0] * COLUMNS
    return "".join(_BARS[int((value - low) * (len(_BARS) - 1) / (high - low))] for value in values)


def _told(merge: Merge, width: int, color: bool, verbose: bool) -> Iterator[str]:
    delta = merge.delta
    moved = dollars(delta.mid, True) if delta is not None else "?"
    figure = _painted(f"{moved:>12}", delta.mid if delta else ZERO, color)
    who = f"  by {clean(merge.author, 40)}" if verbose else ""
    room = max(width - 40, 40) if width else 80
    yield f"  {merge.day}  {merge.sha[:9]}  {figure}  {clean(merge.subject, room)}{who}"
    headline = clean(merge.verdict.headline, 400)
    approved = ", ".join(f"{clean(approval.by, 60)} ({approval.source})" for approval in merge.approved)
    if merge.verdict.outcome is Outcome.PASS and not verbose and delta is not None:
        if approved:
            yield f"{'':12}approved by {approved}"
        return
    yield from (
        wrap(headline, max(width, 60), initial_indent=" " * 12, subsequent_indent=" " * 12)
        if width
        else (f"{'':12}{headline}",)
    )
    if approved:
        yield f"{'':12}approved by {approved}"
    elif merge.verdict.outcome >= Outcome.REQUIRE_APPROVAL:
        yield f"{'':12}no approval is recorded"


def _painted(text: str, amount: Decimal, color: bool) -> str:
    if not color or not amount:
        return text
    return f"{_RED if amount > 0 else _GREEN}{text}{_PLAIN}"


def _weight(merge: Merge) -> tuple[bool, Decimal, int, str]:
    delta = merge.delta
    return delta is None, -abs(delta.mid) if delta else ZERO, -merge.day.toordinal(), merge.sha


FORMAT: Format = Format(render, "text/plain; charset=utf-8")
