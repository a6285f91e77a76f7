"""The page of many saved reports: a thousand repositories, a year of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from finops_gate import __version__
from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.cost.ledger import trends
from finops_gate.model.phrases import count

if TYPE_CHECKING:
    from finops_gate.reports.saved.runs import Run


class Fleet(NamedTuple):
    """One page, and what was read for it."""

    text: str
    headline: str
    skipped: int
    """Files that could not be counted; the page lists them with the reason."""


def _outcomes(
    runs: Sequence[Run], currency: str, names: Mapping[str, Sequence[str]]
) -> list[tuple[int, list[float | None]]]:
    """By team the cost of an outcome in each month of the page; teams that the page sums have none of their own."""
    told = [(run.day.isoformat()[:7], one) for run in runs if run.currency == currency for one in run.performance]
    months = {month: at for at, month in enumerate(names["month"])}
    teams = {team: at for at, team in enumerate(names["team"])}
    found = []
    for trend in trends(told):
        values: list[float | None] = [None] * len(months)
        for month, cost in trend.points:
            if month in months:
                values[months[month]] = float(f"{cost:.6g}")
        if trend.team in teams:
            found.append((teams[trend.team], values))
    return found


def run(paths: Sequence[Path]) -> Fleet:
    """Raises UsageError where no file is named, or none can be counted."""
    from finops_gate.reports.html import document
    from finops_gate.reports.saved.runs import gather
    from finops_gate.reports.saved.sums import added_up

    if not paths:
        raise UsageError("no report was named", "finops-gate report --from 'reports/**/*.json' --html page.html")
    gathered = gather(paths)
    found = added_up(gathered)
    found["outcomes"] = _outcomes(gathered.runs, found["currency"], found["names"])
    repositories = len(found["names"]["repository"])
    months = found["names"]["month"]
    period = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
    named = "1 repository" if repositories == 1 else f"{repositories:,} repositories"
    headline = f"AI spending of {named}, {period}"
    told = f"{headline}: {count(found['reports'], 'report')}"
    text = document(headline, {"tool": f"finops-gate {__version__}", "fleet": found})
    return Fleet(text, told, found["skipped_in_all"])
