"""What a change is going to cost, with the evidence for it."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.frozen import dataclass
from finops_gate.base.money import plain
from finops_gate.model.usage import Grade


@dataclass(frozen=True, slots=True)
class Range:
    """An amount with its bounds: low <= mid <= high."""

    low: Decimal
    mid: Decimal
    high: Decimal

    @classmethod
    def exactly(cls, amount: Decimal) -> Range:
        return cls(amount, amount, amount)


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a change itself does to a call, or may do: what it moves, at least and at most."""

    what: str
    low: Decimal
    high: Decimal
    unit: str
    """Of both: ``output tokens a call``, ``calls for each``."""

    @property
    def line(self) -> str:
        """For people: ``input times 1.35: the tokenizer of ... (900 to 1215 input tokens a call)``."""
        low, high = (plain(round(number, 2)) for number in (self.low, self.high))
        return f"{self.what} ({low if low == high else f'{low} to {high}'} {self.unit})"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a number comes from."""

    grade: Grade
    source: str = ""
    """``litellm:tag=helpdesk``, or why there is none."""
    window: str = ""
    prices: tuple[str, ...] = ()
    """One line for each price used: subject, meter, amount, dates, source."""
    assumptions: tuple[str, ...] = ()
    """One line for each thing assumed or corrected, in the order applied."""
    conflict: str = ""
    effects: tuple[Effect, ...] = ()
    """What the change does to a call, with bounds; each is a line of the assumptions, too."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Cost of one site before and after, with one workload on both sides. None: not known (the evidence says why)."""

    site: str
    per_call_before: Decimal | None
    per_call_after: Decimal | None
    monthly_before: Range | None
    monthly_after: Range | None
    evidence: Evidence
    feature: str | None = None
    at_least: bool = False
    """True when a side is only a lower bound (a hidden value keeps its base price as 'at least')."""
    counted_at: str | None = None
    """The site that carries the calls which this one shares with it; this one then has no monthly figure of its own."""
