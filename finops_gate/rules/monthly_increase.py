"""A feature is going to cost more a month.

Why it matters:
    A small increase per call on a busy path is more money than a large one on a path that nobody takes. Where the calls
    were counted, the month is the figure that a budget is made of.

Example:
    A feature with 50,000 calls a month goes from $15.75 to $900.00 a month: +$884.25, +5,614 %.

What to do:
    Compare the figure with what the change earns, and ask for approval. `above` is dollars more a month, `upper` the
    same at the upper bound of the calls, `percent` is growth of the monthly cost; a threshold that states several needs
    all of them. `evidence: measured` is the least evidence on which it asks or blocks: on less it is one step milder.
    All sites of one feature are added up, each counted once.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_gate.base.money import EXACT, ZERO, dollars, percent, percent_change
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each feature, or site without a feature, whose touched sites together cost more a month."""
    for sites in _groups(case):
        before = after = ZERO
        for site in sites:
            if site.monthly_before is not None and site.monthly_after is not None:
                before = EXACT.add(before, site.monthly_before.mid)
                after = EXACT.add(after, site.monthly_after.mid)
        if after <= before:
            continue
        grown = percent_change(before, after)
        more = EXACT.subtract(after, before)
        shown = f"{dollars(before)} -> {dollars(after)} a month, {dollars(more, signed=True)}"
        if grown is not None:
            shown += f", {percent(grown)}"
        what = sites[0].swap if len(sites) == 1 else f"{len(sites)} sites"
        least = "at least " if any(site.projection and site.projection.at_least for site in sites) else ""
        message = f"{sites[0].name}: {least}{shown} ({what})"
        yield finding("monthly-increase", sites, message, above=more, percent=grown, upper=_upper(sites))


def _groups(case: Case) -> list[list[Touched]]:
    """Sites of one feature that policy treats alike; a site without a feature stands alone."""
    places = case.places("monthly-increase")
    groups: dict[tuple[object, ...], list[Touched]] = {}
    for site in touched_sites(case.rows):
        row = site.row
        treated = tuple(
            tuple(sorted({where.fits(path, row.feature, row.environment) for path in _paths(site)})) for where in places
        )
        key = (row.feature or "", "" if row.feature else site.site, row.environment or "", treated)
        groups.setdefault(key, []).append(site)
    return [groups[key] for key in sorted(groups, key=repr)]


def _paths(site: Touched) -> set[str]:
    return {path for row in site.rows for path in row.paths}


def _upper(sites: list[Touched]) -> Decimal | None:
    """Dollars more a month at the upper bound of the calls and of what the change may bring."""
    total = ZERO
    for site in sites:
        if site.monthly_before is not None and site.monthly_after is not None:
            # Calls are the same on both sides: where there are many, both months are the large ones.
            total = EXACT.add(total, EXACT.subtract(site.monthly_after.high, site.monthly_before.high))
    return total


RULE = Rule("monthly-increase", check, ("above", "percent", "upper"), by_evidence=True)
