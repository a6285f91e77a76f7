"""A place that spends is new.

Why it matters:
    A new call has no cost to be compared with, so no ratio and no percentage can object to it. Most AI spending starts
    as one new call.

Example:
    A pull request adds a summary of each ticket by `gpt-4-turbo`: $19.00 per 1,000 calls, and as many calls as there
    are tickets.

What to do:
    Say in the pull request how many calls are expected; `calls_per_month` of the feature in policy.yaml makes a monthly
    figure of it. `above` is dollars a month, `per_1k_calls` is dollars per 1,000 calls.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.money import dollars
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import Touched, shown, touched_sites
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each site that does not exist at base."""
    for site in touched_sites(case.rows):
        if not site.is_new:
            continue
        month = site.monthly_after
        per_call = site.per_call_after
        yield finding(
            "new-spend",
            site,
            f"{site.name}: {_what(site)} is new: {_figures(site)}",
            above=month.mid if month else None,
            per_1k_calls=per_call * 1000 if per_call is not None and not site.hourly else None,
        )


def _what(site: Touched) -> str:
    model = site.model("after")
    return f"a site that uses {shown(model)}" if model else site.swap


def _figures(site: Touched) -> str:
    figures = []
    if site.per_call_after is not None:
        by_call = f"{dollars(site.per_call_after * 1000)} per 1,000 calls"
        figures.append(f"{dollars(site.per_call_after)} an hour" if site.hourly else by_call)
    if site.monthly_after is not None:
        figures.append(f"{dollars(site.monthly_after.mid)} a month")
    return ", ".join(figures) or "its cost is unknown"


RULE = Rule("new-spend", check, ("above", "per_1k_calls"), by_evidence=True)
