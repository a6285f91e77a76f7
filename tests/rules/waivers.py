"""One waiver in each standing, for the rules about them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.model.waiver import Standing, Use, Waiver

DAY = date(2026, 11, 1)


def every() -> tuple[Use, ...]:
    return tuple(
        Use(
            Waiver(standing.value, "f" * 16, None, None, Decimal(1), "why", "alice", "lead", DAY, DAY, line=7),
            standing,
            (),
            f"is {standing.value}",
        )
        for standing in Standing
    )
