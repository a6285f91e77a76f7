"""`.finops-gate/hours.csv`: when the calls of each feature come, seven rows of 24 shares, read strictly.

A share is a whole number, in parts of a million of the week's calls; the 168 of a feature add up to a million. Hours
are UTC. A feature that is not in the file has no shape: nobody recorded at which hour its calls were.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date

from finops_gate.base.errors import GovernanceError
from finops_gate.base.rows import rows
from finops_gate.base.text import clean
from finops_gate.model.hours import DAYS, WHOLE, Shape

CLOCK = tuple(f"h{hour:02d}" for hour in range(24))
COLUMNS = ("feature", "day", *CLOCK, "source", "window_from", "window_to")
LIMIT = 4 * 1024 * 1024
"""Bytes: some twenty thousand features."""
_PART = re.compile(r"[0-9]{1,7}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read(text: bytes, path: str) -> tuple[Shape, ...]:
    """The shapes, by feature. Raises GovernanceError with line and column."""
    found: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in list(rows(text, path, COLUMNS, LIMIT)):  # the form of the whole file before what it says
        if not row["feature"] or not (row["feature"] + row["source"]).isprintable():
            raise GovernanceError(path, line, "feature", "must be a name that can be shown")
        days = found.setdefault(row["feature"], [])
        if len(days) == len(DAYS) or row["day"] != DAYS[len(days)]:
            wanted = f"{DAYS[len(days)]} is next" if len(days) < len(DAYS) else "the week is complete"
            raise GovernanceError(path, line, "day", f"{clean(row['day'], 20) or 'nothing'} where {wanted}")
        days.append((line, row))
    return tuple(_shape(feature, found[feature], path) for feature in sorted(found))


def write(shapes: Iterable[Shape]) -> str:
    """The same shapes as text, sorted by feature; reads back as it was."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for shape in sorted(shapes, key=lambda shape: shape.feature):
        for at, day in enumerate(DAYS):
            parts = shape.parts[at * 24 : at * 24 + 24]
            writer.writerow([shape.feature, day, *parts, shape.source, shape.starts or "", shape.ends or ""])
    return out.getvalue()


def _shape(feature: str, rows: list[tuple[int, dict[str, str]]], path: str) -> Shape:
    line, first = rows[0]
    if len(rows) < len(DAYS):
        raise GovernanceError(
            path, rows[-1][0], "day", f"the week of {clean(feature, 60)} ends with {DAYS[len(rows) - 1]}"
        )
    parts = []
    for at, row in rows:
        for column in CLOCK:
            if not _PART.fullmatch(row[column]):
                raise GovernanceError(path, at, column, f"{clean(row[column], 40) or 'nothing'} is no whole number")
            parts.append(int(row[column]))
    if sum(parts) != WHOLE:
        raise GovernanceError(path, line, "h00", f"the week adds up to {sum(parts):,}, and shares to {WHOLE:,}")
    starts, ends = (_day(first[column], column, line, path) for column in ("window_from", "window_to"))
    return Shape(feature, tuple(parts), first["source"], starts, ends)


def _day(cell: str, column: str, line: int, path: str) -> date | None:
    if not cell:
        return None
    try:
        if _DATE.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise GovernanceError(path, line, column, f"{clean(cell, 40)} is no date", "write it as 2026-11-22")
