"""How a branch came to cost what it costs: its merges, each with the verdict on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple, dataclass
from finops_gate.model.projection import Range
from finops_gate.model.setting import Skipped
from finops_gate.model.verdict import Verdict

UNATTRIBUTED = "(no feature)"
"""In place of a feature or team: sites that the policy gives to nobody."""


class Approved(NamedTuple):
    """Who approved a merge, as far as the branch or a saved report tells it."""

    by: str
    """A role (`Engineering Lead`), or the name that a trailer of the commit gives."""
    source: str
    """``report``, or the trailer: ``Approved-by``."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One commit of the branch that changed AI spending. Names and subject are text from outside."""

    sha: str
    day: date
    """When it was committed, in UTC."""
    subject: str
    change_request: str | None
    """The number of the pull request that it came from, where the subject tells it."""
    author: str
    verdict: Verdict
    """What the gate says of it, under the policy and the call volumes of the end of the branch."""
    approved: tuple[Approved, ...] = ()

    @property
    def delta(self) -> Range | None:
        """Dollars more a month; None where nobody knows the volume."""
        base, head = self.verdict.totals.base, self.verdict.totals.head
        if base is None or head is None:
            return None
        low, high = sorted((head.low - base.low, head.high - base.high))
        mid = head.mid - base.mid
        return Range(min(low, mid), mid, max(high, mid))


class Standing(NamedTuple):
    """Dollars a month of one model in one feature; of a merge, what it adds or, below zero, takes away."""

    feature: str
    team: str
    model: str
    monthly: Decimal


class Series(NamedTuple):
    """The projected monthly cost of one feature, team or model over time."""

    name: str
    points: tuple[tuple[date, Decimal], ...]
    """After each day on which it moved, oldest first; the first point is where the range begins."""

    @property
    def first(self) -> Decimal:
        return self.points[0][1]

    @property
    def last(self) -> Decimal:
        return self.points[-1][1]

    def at(self, day: date) -> Decimal:
        """The cost on a day: after the last move on or before it."""
        return next((amount for moved, amount in reversed(self.points) if moved <= day), self.first)


@dataclass(frozen=True, slots=True)
class History:
    """The merges of a range that changed AI spending, oldest first."""

    repository: str | None
    start: str
    """What the first commit was compared with."""
    end: str
    as_of: date
    """The day of the last commit."""
    walked: int
    """Commits that were looked at."""
    merges: tuple[Merge, ...]
    total: Series
    """The projected monthly cost of the branch: recorded calls, the same at every point (cost/timeline.py)."""
    series: tuple[Series, ...]
    """The same for each feature, team or model; empty without volumes."""
    by: str
    """``feature``, ``team`` or ``model``."""
    skipped: tuple[Skipped, ...] = ()
    """Changed files that could not be read."""
    currency: str = "USD"
    divided: tuple[tuple[str, tuple[Series, ...]], ...] = ()
    """The series of every division there is, by its name: `series` is one of them."""
