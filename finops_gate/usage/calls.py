"""One record of a source in the common form: a single call, or the sums of many."""

from __future__ import annotations

from datetime import date
from typing import Any

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.recorded import NANO, Labels

FACTS = (
    "calls",
    "successful",
    "input",
    "cache_read",
    "cache_write",
    "output",
    "reasoning",
    "paid",
    "listed",
)
"""The numbers of a call, in the order of `Call`. Each may be unknown."""


class Call(NamedTuple):
    """One record. None is unknown."""

    day: date
    labels: Labels
    calls: int | None = 1
    successful: int | None = None
    """How many of the calls succeeded."""
    input: int | None = None
    """Uncached input tokens."""
    cache_read: int | None = None
    cache_write: int | None = None
    output: int | None = None
    """Includes reasoning."""
    reasoning: int | None = None
    paid: int | None = None
    """Billionths of a dollar."""
    listed: int | None = None
    """The list price of the same, where the record says it."""
    hour: int | None = None
    """Of the day, in UTC, from 0 to 23."""

    @property
    def flat(self) -> tuple[Any, ...]:
        """The values of the columns day, labels, facts and hour, in this order."""
        return (self.day, *self.labels, *self[2:])


def nano(amount: Any) -> int | None:
    """An amount of dollars as billionths, rounded half to even; None stays None."""
    from decimal import Decimal

    if amount is None or amount == "":
        return None
    return int((Decimal(str(amount)) * NANO).to_integral_value())
