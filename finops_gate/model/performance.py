"""What a saved report tells of performance to cost: a month of each feature, and what it achieves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from finops_gate.model.ledger import UNATTRIBUTED, Performance
from finops_gate.model.report import Report


def performance_of(report: Report) -> Iterator[Performance]:
    """One for each feature whose outcomes are known. Raises ValueError for an amount that is none."""
    teams = {change["feature"]: change["team"] for change in report["changes"] if change["feature"]}
    for economy in report["economics"]:
        cost, each = amount_of(economy.get("cost_head")), amount_of(economy.get("per_outcome_head"))
        feature = economy.get("feature", "")
        if "tier" not in economy and cost is not None and each:
            yield Performance(feature, teams.get(feature) or UNATTRIBUTED, cost, cost / each)


def amount_of(text: str | None) -> Decimal | None:
    """An amount of money as it was saved. Raises ValueError for what is none."""
    if text is None:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text[:40]} is no amount") from None
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 15:
        raise ValueError(f"{text[:40]} is no amount of money")
    return amount
