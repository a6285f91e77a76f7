"""`.finops-gate/outcomes.csv`: revenue, interactions and outcomes by feature, tier and month, read strictly."""

from __future__ import annotations

import re
from decimal import Decimal

from finops_gate.base.errors import GovernanceError
from finops_gate.base.rows import rows
from finops_gate.base.text import clean
from finops_gate.model.economics import Earned

COLUMNS = ("feature", "tier", "month", "revenue", "interactions", "successful_outcomes")
LIMIT = 4 * 1024 * 1024
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")


def read(text: bytes, path: str) -> tuple[Earned, ...]:
    """The rows of the file, in its order. An empty cell is not known. Raises GovernanceError with line and column."""
    found: list[Earned] = []
    seen: dict[tuple[str, ...], int] = {}
    for line, row in rows(text, path, COLUMNS, LIMIT):
        identity = (row["feature"], row["tier"], row["month"])
        if identity in seen:
            raise GovernanceError(path, line, "feature", f"repeats the row of line {seen[identity]}")
        seen[identity] = line
        found.append(_earned(row, line, path))
    return tuple(found)


def _earned(row: dict[str, str], line: int, path: str) -> Earned:
    if not row["feature"] or not all(row[name].isprintable() for name in ("feature", "tier")):
        raise GovernanceError(path, line, "feature", "must be a name that can be shown")
    if not _MONTH.fullmatch(row["month"]):
        raise GovernanceError(path, line, "month", f"{clean(row['month'], 40)} is no month", "write it as 2026-10")
    numbers = {name: _number(row[name], name, line, path) for name in COLUMNS[3:]}
    attempts, reached = numbers["interactions"], numbers["successful_outcomes"]
    if attempts is not None and reached is not None and reached > attempts:
        raise GovernanceError(path, line, "successful_outcomes", f"{reached} is more than interactions {attempts}")
    return Earned(row["feature"], row["tier"] or None, row["month"], numbers["revenue"], attempts, reached, line)


def _number(cell: str, name: str, line: int, path: str) -> Decimal | None:
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        raise GovernanceError(path, line, name, f"{clean(cell, 40)} is not a plain number", "write it as 1200 or 99.5")
    return Decimal(cell)
