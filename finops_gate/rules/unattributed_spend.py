"""A change touches a model of whose spending part belongs to nobody.

Why it matters:
    Recorded calls that no feature owns are in no monthly figure: the change may cost far more than the gate can say.
    The share of spending that is allocated is the first indicator that FinOps asks for.

Example:
    usage.csv counts $410.00 a month on openai/gpt-4o as (unattributed), and a pull request changes that model.

What to do:
    Tag the calls, or tell by `usage:` of a feature in policy.yaml how they are recognised; `finops-gate usage check`
    lists them. `above` is dollars a month of the touched models, `percent` their share of all recorded spending.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops_gate.base.identity import same_model
from finops_gate.base.money import EXACT, ZERO, dollars, percent
from finops_gate.cost.finding import finding
from finops_gate.cost.touched import Touched, touched_sites
from finops_gate.model.usage import UNATTRIBUTED, UsageProfile
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each site that touches a model with unattributed spending."""
    nobodys = [row for row in case.profiles if row.feature == UNATTRIBUTED and row.paid_per_month]
    if not nobodys:
        return
    total = _sum(case.profiles)
    for site in touched_sites(case.rows):
        rows = [row for row in nobodys if _touches(site, row)]
        amount = _sum(rows)
        if amount:
            share = EXACT.divide(amount * 100, total)
            models = ", ".join(sorted({f"{row.provider}/{row.model}" for row in rows}))
            message = (
                f"{site.name}: {dollars(amount)} a month on {models} belongs to no feature "
                f"({percent(share, signed=False)} of what is recorded)"
            )
            yield finding("unattributed-spend", site, message, above=amount, percent=share)


def _touches(site: Touched, row: UsageProfile) -> bool:
    known = {model for touched in site.rows for model in (touched.base_model, touched.head_model) if model}
    return any(same_model(model.partition("/")[2], row.model) for model in known)


def _sum(rows: tuple[UsageProfile, ...] | list[UsageProfile]) -> Decimal:
    total = ZERO
    for row in rows:
        total = EXACT.add(total, row.paid_per_month or ZERO)
    return total


RULE = Rule("unattributed-spend", check, ("above", "percent"))
