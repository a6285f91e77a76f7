"""Does an approval that was given to another state of the change still cover this one?"""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.money import EXACT, dollars
from finops_gate.verdict.approvals import Demand


def outgrown(then: Demand | None, now: Demand, headroom: Decimal) -> str:
    """Why what was approved does not cover what is asked now; empty when it does.

    It covers the same findings or fewer, and a month that is no dearer than was approved and `headroom` of that. Where
    a month is not known the calls of each site are compared. What is known only now, or only was, is not covered.
    """
    if then is None:
        return "nothing was asked of the role then"
    if not then.covers(now):
        return "other findings have come since"
    if now.ceiling is not None and then.ceiling is not None:
        if _within(now.ceiling, then.ceiling, headroom):
            return ""
        return f"it was given to {dollars(then.ceiling, True)}/month, now it is {dollars(now.ceiling, True)}"
    if then.ceiling is not None:
        return f"it was given to {dollars(then.ceiling, True)}/month, now nobody knows the month"
    return _calls_outgrown(dict(then.per_call), now, headroom)


def _calls_outgrown(then: dict[str, Decimal | None], now: Demand, headroom: Decimal) -> str:
    for site, amount in now.per_call:
        if site not in then:
            return "other places spend since"
        approved = then[site]
        if amount is None and approved is None:
            continue  # the same findings, and neither then nor now does anybody know what they cost
        if amount is None or approved is None:
            return "what a call costs was known on one side only"
        if not _within(amount, approved, headroom):
            return f"it was given to {dollars(approved, True)} a call, now it is {dollars(amount, True)}"
    return ""


def _within(amount: Decimal, approved: Decimal, headroom: Decimal) -> bool:
    """A saving has no headroom: what was approved as cheaper must stay as cheap."""
    return amount <= max(approved, EXACT.multiply(approved, EXACT.add(Decimal(1), headroom)))
