"""What to do instead: an alternative to what spends, with what it would cost and what that rests on."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from finops_gate.base.frozen import dataclass
from finops_gate.base.money import EXACT
from finops_gate.model.projection import Range
from finops_gate.model.setting import Location
from finops_gate.model.usage import Grade


class Confidence(StrEnum):
    """How far the saving of an advice may be counted on: see `Advice.confidence`."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Advice:
    """One alternative. It decides nothing; `now` and `then` are priced with the same calls or the same hours."""

    rule: str
    site: str
    """The key of the place that spends."""
    location: Location
    feature: str | None
    now: str
    """What spends today, in the catalog's words: ``openai/gpt-4o``, ``aws/p5.48xlarge``."""
    instead: str
    """What is proposed, in a few words: ``openai/gpt-4o-mini``, ``batch``, ``a limit of 800 tokens``."""
    message: str
    """One sentence for people; harmless text."""
    grade: Grade
    """How well the saving is founded: the least of all that it is made of."""
    each_now: Decimal | None = None
    """Dollars of one `unit` today; None: not known."""
    each_then: Decimal | None = None
    monthly_now: Range | None = None
    """Dollars a month; None: nobody measured or declared the volume."""
    monthly_then: Range | None = None
    unit: str = "call"
    """What `each_*` is the price of: ``call``, ``hour``, ``longest call``."""
    assumptions: tuple[str, ...] = ()
    """One line for each thing that the saving rests on; what the advice itself takes for granted comes first."""
    prices: tuple[str, ...] = ()
    """One line for each price used: subject, amount, dates, source."""
    also: tuple[Location, ...] = ()
    """Other places that make the same calls: the alternative is for all of them."""

    @property
    def confidence(self) -> Confidence:
        """High: calls measured or attributed, and nothing taken for granted that nobody measured. Medium: a person
        declared what it rests on, or several places share the calls. Low: something is assumed, or nobody knows.

        Both are in `grade`, the least of the calls' evidence and of what the rule takes for granted. Where the month
        may turn out no cheaper (the lower bound of the saving is zero or less), it is low.
        """
        saving = self.saving
        if self.grade <= Grade.ASSUMED or (saving is not None and saving.low <= 0):
            return Confidence.LOW
        return Confidence.HIGH if self.grade >= Grade.ATTRIBUTED else Confidence.MEDIUM

    @property
    def saving(self) -> Range | None:
        """Dollars a month; negative where the alternative costs more. None without a volume."""
        if self.monthly_now is None or self.monthly_then is None:
            return None
        ends = (
            EXACT.subtract(self.monthly_now.low, self.monthly_then.low),
            EXACT.subtract(self.monthly_now.mid, self.monthly_then.mid),
            EXACT.subtract(self.monthly_now.high, self.monthly_then.high),
        )
        return Range(min(ends), ends[1], max(ends))

    @property
    def saving_per_1k(self) -> Decimal | None:
        """Dollars for 1,000 units; None where a price is not known."""
        if self.each_now is None or self.each_then is None:
            return None
        return EXACT.multiply(EXACT.subtract(self.each_now, self.each_then), Decimal(1000))


def best_first(advice: Advice) -> tuple[bool, Decimal, bool, Decimal, str, str, str]:
    """The order of a list: by monthly saving, then what has no month by the saving of 1,000 calls."""
    saving = advice.saving
    per_1k = advice.saving_per_1k if advice.unit == "call" else None
    return (
        saving is None,
        -(saving.mid if saving else Decimal(0)),
        per_1k is None,
        -(per_1k or Decimal(0)),
        advice.rule,
        advice.site,
        advice.instead,
    )
