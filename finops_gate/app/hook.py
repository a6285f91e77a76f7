"""The first look of the commit hook: is there anything in the index that may cost? Imports next to nothing."""

from __future__ import annotations

import os

from finops_gate.detect.prefilter import relevant
from finops_gate.repo.staged import staged_text


def candidates(directory: str | os.PathLike[str] | None = None) -> bool:
    """True when a staged change may touch AI spending, or the files that govern it. Raises GateError."""
    text = staged_text(directory)
    return b".finops-gate/" in text or relevant(text)
