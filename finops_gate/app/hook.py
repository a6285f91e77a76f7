"""The first look of the commit hook: is there anything in the index that may cost? Imports next to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_gate.base.prefilter import relevant
from finops_gate.repo.sides import compare

if TYPE_CHECKING:
    from pathlib import Path


def candidates(directory: Path | None = None) -> bool:
    """True when a staged change may touch AI spending, the files that govern it, or what could not be read."""
    sides = compare(directory, staged=True)
    if sides.skipped:
        return True
    for change in sides.changes:
        if change.path.startswith(".finops-gate/") or "prompt" in change.path.lower():
            return True
        if any(text is not None and relevant(text) for text in (change.before, change.after)):
            return True
    return False
