"""A successful outcome is going to cost more.

Why it matters:
    What a resolved ticket or an accepted summary costs is the figure that a product is priced by. It counts failed and
    repeated calls, too, which the price of one call hides.

Example:
    Cost per resolution goes from $0.0012 to $0.061 where 13,000 of 50,000 conversations are resolved.

What to do:
    Compare it with what the outcome is worth. `per_outcome` is dollars for each successful outcome after the change,
    `percent` is growth; the outcomes of the last month come from outcomes.csv.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.money import dollars, percent, percent_change
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import touched_sites
from finops_gate.model.economics import named
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each feature and tier whose outcomes cost more at head than at base."""
    for economy in case.economics:
        before, after = economy.per_outcome_before, economy.per_outcome_after
        if before is None or after is None or after <= before:
            continue
        sites = [site for site in touched_sites(case.rows) if site.row.feature == economy.feature]
        grown = percent_change(before, after)
        shown = f"{dollars(before)} -> {dollars(after)}" + (f", {percent(grown)}" if grown is not None else "")
        message = f"{named(economy)}: cost per successful outcome {shown}"
        yield finding("cost-per-outcome", sites, message, per_outcome=after, percent=grown)


RULE = Rule("cost-per-outcome", check, ("per_outcome", "percent"), by_evidence=True)
