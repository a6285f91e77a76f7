"""A feature is going to cost more than its budget.

Why it matters:
    A budget is what finance has agreed to. The change that crosses it is the moment to ask, not the invoice after it.

Example:
    The feature `helpdesk-bot` has `budget_per_month: "500"` in policy.yaml. It costs $16.00 a month, and a larger model
    makes that $950.00: $450.00 over its budget.

What to do:
    Stay within the budget, or have it raised by a pull request to policy.yaml. Only the change that crosses the budget
    is told, not those after it. `above` is dollars a month over the budget, `percent` is percent of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.money import EXACT, dollars
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import touched_sites
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each feature whose cost crosses its budget from below."""
    budgets = {feature.name: feature.budget_per_month for feature in case.policy.features}
    for economy in case.economics:
        budget = budgets.get(economy.feature)
        if budget is None or economy.tier is not None or not economy.cost_before <= budget < economy.cost_after:
            continue
        sites = [site for site in touched_sites(case.rows) if site.row.feature == economy.feature]
        over = EXACT.subtract(economy.cost_after, budget)
        message = (
            f"{sites[0].name}: {dollars(economy.cost_before)} -> {dollars(economy.cost_after)} a month, "
            f"{dollars(over)} over its budget of {dollars(budget)}"
        )
        yield finding("feature-budget", sites, message, above=over, percent=EXACT.divide(over * 100, budget))


RULE = Rule("feature-budget", check, ("above", "percent"), by_evidence=True)
