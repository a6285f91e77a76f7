"""A change takes the gross margin of a feature's tier down.

Why it matters:
    Customers of a cheap tier can cost more than they pay, and the more they use a feature the more it loses. No price
    per call says so: it takes the tier's revenue from outcomes.csv.

Example:
    A summary costs $0.15 a use. The Basic tier pays $2,000 a month and asks for 15,000 summaries: its margin goes from
    98 % to -12 %. A quota of 5,357 summaries a month would keep it at a floor of 60 %.

What to do:
    Serve the tier by a cheaper model, or limit how often it may ask. `margin` is the floor in percent: the rule applies
    where a change lowers the margin, and it ends below the floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_gate.base.money import ZERO, percent
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import touched_sites
from finops_gate.model.economics import named
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each feature and tier whose margin falls."""
    floor = _floor(case)
    for economy in case.economics:
        before, after = economy.margin_before, economy.margin_after
        if before is None or after is None or after >= before:
            continue
        sites = [site for site in touched_sites(case.rows) if site.row.feature == economy.feature]
        shown = f"{percent(before, signed=False)} -> {percent(after, signed=False)}"
        quota = economy.quota_for(floor) if floor is not None and after < floor else None
        rest = (
            f"; a quota of {quota:,} calls a month would keep {percent(floor or ZERO, signed=False)}" if quota else ""
        )
        yield finding("margin-floor", sites, f"{named(economy)}: gross margin {shown}{rest}", margin=after)


def _floor(case: Case) -> Decimal | None:
    """The highest floor that the policy names anywhere."""
    rules = (*case.policy.rules, *(rule for scope in case.policy.scopes for rule in scope.rules))
    limits = (limit for rule in rules if rule.rule == "margin-floor" for t in rule.thresholds for limit in t.limits)
    return max((amount for name, amount in limits if name == "margin"), default=None)


RULE = Rule("margin-floor", check, ("margin",), by_evidence=True)
