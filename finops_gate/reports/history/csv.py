"""The history as CSV, a merge a line, for a spreadsheet. A cell that a spreadsheet would run is made text."""

from __future__ import annotations

import csv
import io

from finops_gate.base.money import plain
from finops_gate.base.text import clean
from finops_gate.model.history import History, Merge
from finops_gate.reports.history import Format

HEADER = ("day", "commit", "change_request", "verdict", "delta_per_month", "low", "high", "features", "approved_by")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(history: History, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """An empty amount is unknown, not zero. Author and subject stand at the end."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*HEADER, "subject", *(("author",) if verbose else ())))
    for merge in history.merges:
        writer.writerow(_row(merge, verbose))
    return out.getvalue()


def _row(merge: Merge, people: bool) -> tuple[str, ...]:
    delta = merge.delta
    amounts = ("", "", "") if delta is None else (plain(delta.mid), plain(delta.low), plain(delta.high))
    features = sorted({row.feature for row in merge.verdict.rows if row.feature})
    return (
        merge.day.isoformat(),
        merge.sha,
        merge.change_request or "",
        merge.verdict.outcome.word,
        *amounts,
        inert(" ".join(clean(feature, 80) for feature in features)),
        inert(", ".join(clean(entry.by, 80) for entry in merge.approved)),
        inert(clean(merge.subject)),
        *((inert(clean(merge.author, 80)),) if people else ()),
    )


def inert(text: str) -> str:
    """The text as a cell that is never a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


FORMAT: Format = Format(render, "text/csv; charset=utf-8")
