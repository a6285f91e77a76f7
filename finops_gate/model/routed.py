"""Calls of a feature sent to several targets, beside what they cost today."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple, dataclass
from finops_gate.base.money import EXACT
from finops_gate.model.projection import Evidence, Range


class Part(NamedTuple):
    """A share of the calls and where it goes. None: not known."""

    name: str
    share: Decimal
    """0 to 1."""
    target: str
    """A model, ``$0.0001 a call`` or ``nothing``."""
    each_now: Decimal
    """Dollars of one of these calls today."""
    each_then: Decimal
    calls: Decimal | None
    """Of a month."""
    monthly_now: Range | None
    monthly_then: Range | None


@dataclass(frozen=True, slots=True)
class Routed:
    """A mean call and a month, now and then."""

    now: Decimal
    then: Decimal
    monthly_now: Range | None
    monthly_then: Range | None
    parts: tuple[Part, ...]
    """The splits in the order given, what tells them apart if that costs anything, and the rest."""

    @property
    def saving(self) -> Range | None:
        """Dollars a month; negative where routing costs more. None without a volume."""
        now, then = self.monthly_now, self.monthly_then
        if now is None or then is None:
            return None
        ends = tuple(
            EXACT.subtract(*pair) for pair in ((now.low, then.low), (now.mid, then.mid), (now.high, then.high))
        )
        return Range(min(ends), ends[1], max(ends))

    @property
    def saving_per_call(self) -> Decimal:
        return EXACT.subtract(self.now, self.then)

    @property
    def percent(self) -> Decimal | None:
        """Of today's cost; None where today costs nothing."""
        return EXACT.divide(self.saving_per_call * 100, self.now) if self.now else None


@dataclass(frozen=True, slots=True)
class Route:
    """Intent routing of a feature, simulated on its recorded calls."""

    feature: str
    as_of: date
    routed: Routed
    evidence: Evidence
    calls: Range | None
    """Of a month; None: not known."""
    today: str
    """The models that answer today."""
    sweep: tuple[tuple[Decimal, Routed], ...] = ()
    """By the share of the calls that is routed at all, from 0 to 1; empty where nobody asked."""
    currency: str = "USD"
