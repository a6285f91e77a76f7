"""The page of many saved reports: a thousand repositories, a year of runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from finops_gate import __version__
from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.model.phrases import count


class Fleet(NamedTuple):
    """One page, and what was read for it."""

    text: str
    headline: str
    skipped: int
    """Files that could not be counted; the page lists them with the reason."""


def run(paths: Sequence[Path]) -> Fleet:
    """Raises UsageError where no file is named, or none can be counted."""
    from finops_gate.reports.html import document
    from finops_gate.reports.saved.runs import gather
    from finops_gate.reports.saved.sums import added_up

    if not paths:
        raise UsageError("no report was named", "finops-gate report --from 'reports/**/*.json' --html page.html")
    found = added_up(gather(paths))
    repositories = len(found["names"]["repository"])
    months = found["names"]["month"]
    period = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
    named = "1 repository" if repositories == 1 else f"{repositories:,} repositories"
    headline = f"AI spending of {named}, {period}"
    told = f"{headline}: {count(found['reports'], 'report')}"
    text = document(headline, {"tool": f"finops-gate {__version__}", "fleet": found})
    return Fleet(text, told, found["skipped_in_all"])
