"""When calls come: the share of a week's traffic in each of its 168 hours, as `usage sync` keeps it by feature."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import dataclass
from finops_gate.base.money import EXACT

HOURS = 168
"""Of a week."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUIET = Decimal("0.1")
"""Of the calls of a mean hour: what has fewer is quiet, and capacity that is kept for it stands idle."""
WHOLE = 1_000_000
"""The shares of a week add up to so many: they are parts of a million, whole numbers on every engine."""


@dataclass(frozen=True, slots=True)
class Shape:
    """When the calls of one feature come, in UTC. Hour 0 is Monday, 00:00 to 01:00; hour 167 ends on Sunday night."""

    feature: str
    parts: tuple[int, ...]
    """Of `WHOLE`, one for each hour of the week."""
    source: str = ""
    starts: date | None = None
    ends: date | None = None
    """The days that it was read from."""

    def share(self, hour: int) -> Decimal:
        """Of a week's calls, from 0 to 1."""
        return EXACT.divide(Decimal(self.parts[hour]), Decimal(WHOLE))

    @property
    def quiet(self) -> tuple[int, ...]:
        """The hours of the week that have less than `QUIET` of what a mean hour has."""
        limit = Decimal(WHOLE) / HOURS * QUIET
        return tuple(hour for hour, part in enumerate(self.parts) if part < limit)

    @property
    def window(self) -> str:
        """``2026-10-26..2026-11-22``, or empty."""
        return f"{self.starts}..{self.ends}" if self.starts and self.ends else ""
