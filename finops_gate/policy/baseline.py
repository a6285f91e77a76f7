"""`.finops-gate/baseline.csv`: accepted old findings, read strictly and written in one form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from finops_gate.base.errors import GovernanceError
from finops_gate.base.rows import rows
from finops_gate.base.text import clean
from finops_gate.model.baseline import RULES, Accepted

COLUMNS = Accepted._fields
LIMIT = 8 * 1024 * 1024


def read(text: bytes, path: str) -> frozenset[Accepted]:
    """The entries of a baseline. Raises GovernanceError with the line of the first thing wrong."""
    found: dict[Accepted, int] = {}
    for line, row in rows(text, path, COLUMNS, LIMIT, "finops-gate baseline write", strip=False):
        entry = Accepted(**row)
        if entry.rule not in RULES:
            problem = f"{clean(entry.rule, 60)!r} objects to no old debt"
            raise GovernanceError(path, line, "rule", problem, f"one of {', '.join(RULES)}")
        if not entry.site:
            raise GovernanceError(path, line, "site", "is empty")
        if entry in found:
            raise GovernanceError(path, line, "", f"repeats line {found[entry]}", "keep one of them")
        found[entry] = line
    return frozenset(found)


def write(entries: Iterable[Accepted]) -> str:
    """The entries as text, sorted; reads back as it was."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(sorted(set(entries)))
    return out.getvalue()
