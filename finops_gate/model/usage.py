"""The call-volume profile: what `usage sync` distils from recorded calls into `.finops-gate/usage.csv`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import IntEnum

from finops_gate.base.frozen import dataclass

UNATTRIBUTED = "(unattributed)"
"""In place of a feature: recorded calls of which nothing tells whose they are. No feature can be called so."""


class Grade(IntEnum):
    """How well a number is founded. A result has the least of its inputs: min() says it."""

    UNKNOWN = 0
    ASSUMED = 1
    DECLARED = 2
    SHARED = 3
    ATTRIBUTED = 4
    MEASURED = 5

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class TokenProfile:
    """Tokens of one kind in one call. `mean` prices; percentiles are shown. None: not recorded."""

    mean: Decimal | None
    p50: Decimal | None = None
    p95: Decimal | None = None
    p99: Decimal | None = None


@dataclass(frozen=True, slots=True)
class UsageProfile:
    """One row of usage.csv: the calls of one feature on one model, by tier and environment.

    `input` counts uncached tokens only; cache reads and writes stand apart; `output` includes reasoning, which
    `reasoning_mean` names. None is unknown, never zero.
    """

    feature: str
    team: str | None
    tier: str | None
    environment: str | None
    provider: str
    model: str
    calls: Decimal | None
    """Calls a month: the point estimate."""
    calls_low: Decimal | None
    calls_high: Decimal | None
    input: TokenProfile
    output: TokenProfile
    cache_read_mean: Decimal | None
    cache_write_mean: Decimal | None
    reasoning_mean: Decimal | None
    success_share: Decimal | None
    paid_per_month: Decimal | None
    grade: Grade
    source: str
    starts: date | None
    ends: date | None
    line: int = 0
    """The line of usage.csv, for messages."""

    @property
    def window(self) -> str:
        """``2026-10-26..2026-11-22``, or empty."""
        return f"{self.starts}..{self.ends}" if self.starts and self.ends else ""
