"""`.finops-gate/baseline.csv`: accepted old findings, read strictly and written in one form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from finops_gate.base.errors import GovernanceError
from finops_gate.base.text import clean
from finops_gate.model.baseline import RULES, Accepted

COLUMNS = Accepted._fields
LIMIT = 8 * 1024 * 1024
_HINT = "the first line must be: " + ",".join(COLUMNS)


def read(text: bytes, path: str) -> frozenset[Accepted]:
    """The entries of a baseline. Raises GovernanceError with the line of the first thing wrong."""
    if len(text) > LIMIT:
        raise GovernanceError(path, 0, "", f"is larger than {LIMIT // 1024 // 1024} MiB")
    try:
        rows = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True)
        lines = [(rows.line_num, cells) for cells in rows if cells]
    except UnicodeDecodeError:
        raise GovernanceError(path, 0, "", "is not UTF-8", "finops-gate baseline write") from None
    except csv.Error as error:
        raise GovernanceError(path, rows.line_num, "", f"is not CSV: {error}") from None
    if not lines or tuple(lines[0][1]) != COLUMNS:
        raise GovernanceError(path, 1, "", "has another header", _HINT)
    found: dict[Accepted, int] = {}
    for line, cells in lines[1:]:
        if len(cells) != len(COLUMNS):
            raise GovernanceError(path, line, "", f"has {len(cells)} cells where the header has {len(COLUMNS)}")
        entry = Accepted(*cells)
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
