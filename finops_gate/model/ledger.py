"""What reviews at the gate were worth: what pull requests would have cost at most, and what of it was merged.

The unit is a team, never a person.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple, dataclass
from finops_gate.base.money import EXACT, ZERO

UNATTRIBUTED = "(no team)"
"""In place of a team: sites that the policy gives to nobody."""


def week_of(day: date) -> str:
    """``2026-W47``, by ISO 8601."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


class Split(NamedTuple):
    """What one report projects for one team: dollars more a month, each site once."""

    team: str
    delta: Decimal


class Performance(NamedTuple):
    """What a month of one feature costs and achieves, as a report tells it."""

    feature: str
    team: str
    cost: Decimal
    outcomes: Decimal


class Estimate(NamedTuple):
    """What one saved report says of one change request."""

    repository: str
    change_request: str
    day: date
    order: tuple[tuple[int, int, str], ...]
    """Tells runs of one day apart: the parts of the file's name, numbers by their size."""
    verdict: str
    delta: Decimal | None
    """Dollars more a month in all; None: no volumes."""
    splits: tuple[Split, ...]
    performance: tuple[Performance, ...] = ()
    approved: tuple[str, ...] = ()
    """Roles that had approved."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change request over its life: the run that asked for most, and the last."""

    repository: str
    change_request: str
    day: date
    """Of the last run."""
    merged: bool
    runs: int
    highest: Decimal
    """The most that any run projected, dollars more a month."""
    final: Decimal
    """What the last run projected: what was merged, where it was."""
    highest_splits: tuple[Split, ...]
    final_splits: tuple[Split, ...]
    verdict: str
    approved: tuple[str, ...] = ()

    @property
    def prevented(self) -> Decimal:
        """What it would have cost more, had its dearest state been merged. Zero for what is not merged."""
        if not self.merged:
            return ZERO
        return max(EXACT.subtract(max(self.highest, ZERO), max(self.final, ZERO)), ZERO)

    @property
    def saved(self) -> Decimal:
        """What a month costs less since it was merged."""
        return max(-self.final, ZERO) if self.merged else ZERO

    @property
    def added(self) -> Decimal:
        """What a month costs more since it was merged."""
        return max(self.final, ZERO) if self.merged else ZERO

    @property
    def week(self) -> str:
        """That of its day."""
        return week_of(self.day)


class Share(NamedTuple):
    """One team's part. The parts add up to the whole."""

    team: str
    prevented: Decimal
    saved: Decimal
    added: Decimal
    requests: int


class Trend(NamedTuple):
    """What a successful outcome costs a team, week by week."""

    team: str
    points: tuple[tuple[str, Decimal], ...]
    """ISO week and dollars an outcome, oldest first; a week in which no report tells it is not among them."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every change request of a period."""

    starts: date | None
    ends: date | None
    entries: tuple[Entry, ...]
    """By day, repository and number."""
    teams: tuple[Share, ...]
    """The most prevented and saved first."""
    trends: tuple[Trend, ...]
    unknown: int = 0
    """Change requests that no run gave a monthly figure."""
    skipped: tuple[tuple[str, str], ...] = ()
    """Files that could not be read, with the reason."""
    told: bool = True
    """False: nobody said which change requests were merged, so none counts."""
    currency: str = "USD"

    @property
    def prevented(self) -> Decimal:
        return sum((entry.prevented for entry in self.entries), ZERO)

    @property
    def saved(self) -> Decimal:
        return sum((entry.saved for entry in self.entries), ZERO)

    @property
    def added(self) -> Decimal:
        return sum((entry.added for entry in self.entries), ZERO)
