"""All advice about one revision: what could be done instead, the largest saving first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple, dataclass
from finops_gate.base.money import EXACT, ZERO
from finops_gate.model.advice import Advice
from finops_gate.model.setting import Location, Skipped


class Advised(NamedTuple):
    """One advice, and whether somebody has silenced it."""

    advice: Advice
    silenced: str = ""
    """Where and why; harmless text. Empty: it stands."""


class Unpriced(NamedTuple):
    """A place that spends and that no advice could look at."""

    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Counsel:
    """The advice of every rule about one revision."""

    revision: str
    """Full sha, ``index`` or ``worktree``."""
    as_of: date
    feature: str | None
    """The feature that was asked about; None: all."""
    entries: tuple[Advised, ...]
    """What stands, by monthly saving; then what is silenced, in the same order."""
    places: int = 0
    """Places that were looked at: calls of models, and capacities."""
    unpriced: tuple[Unpriced, ...] = ()
    nowhere: tuple[str, ...] = ()
    """Recorded calls that no place in the revision makes: advice about them is not given."""
    skipped: tuple[Skipped, ...] = ()
    currency: str = "USD"

    @property
    def standing(self) -> tuple[Advice, ...]:
        """What nobody has silenced."""
        return tuple(entry.advice for entry in self.entries if not entry.silenced)

    @property
    def best(self) -> Decimal | None:
        """Dollars a month, when at each place the advice is followed that saves most; None where no month is known.

        Savings of one place exclude each other, so of each only the largest counts.
        """
        most: dict[str, Decimal] = {}
        for advice in self.standing:
            if advice.saving is not None and advice.saving.mid > 0:
                most[advice.site] = max(most.get(advice.site, ZERO), advice.saving.mid)
        total = ZERO
        for saving in most.values():
            total = EXACT.add(total, saving)
        return total if most else None
