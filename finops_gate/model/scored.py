"""Performance to cost: what a team's own evaluations say of a model, beside what its calls are measured to cost.

A score is the share of tasks of one suite that a model passed. Scores of two suites are never averaged, and where a
model has none there is none.
"""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.frozen import NamedTuple, dataclass
from finops_gate.base.money import EXACT, dollars, percent, plain
from finops_gate.base.text import clean


class Scored(NamedTuple):
    """One suite's score beside the cost of a call."""

    suite: str
    each: Decimal | None
    """Dollars of a mean call; None: not known."""
    score: Decimal | None
    """The share of tasks passed, over all calls; None: some model has no score."""
    missing: tuple[str, ...] = ()
    """Models without a score in the suite."""

    @property
    def per_dollar(self) -> Decimal | None:
        """Score per dollar: calls that would pass, for each dollar spent."""
        return EXACT.divide(self.score, self.each) if self.score is not None and self.each else None

    @property
    def per_success(self) -> Decimal | None:
        """Dollars for each call that would pass."""
        return EXACT.divide(self.each, self.score) if self.each is not None and self.score else None


@dataclass(frozen=True, slots=True)
class Shift:
    """What a change does to performance and cost at one place of a feature."""

    feature: str
    before: str | None
    """The model; None: the place is new."""
    after: str | None
    """None: it is gone."""
    base: Scored | None
    head: Scored | None

    @property
    def suite(self) -> str:
        side = self.base or self.head
        assert side is not None  # a shift of nothing is never made
        return side.suite


def told(shift: Shift) -> str:
    """``score 75% -> 86% (helpdesk-answers), per dollar 2,380 -> 45.3, a passed task $0.0004 -> $0.0221``."""
    sides = [side for side in (shift.base, shift.head) if side is not None]
    scores = " -> ".join(
        "no score" if side.score is None else percent(side.score * 100, signed=False) for side in sides
    )
    parts = [f"score {scores} ({clean(shift.suite, 60)})"]
    if any(side.per_dollar is not None for side in sides):
        parts.append(f"per dollar {' -> '.join(_number(side.per_dollar) for side in sides)}")
        parts.append(f"a passed task {' -> '.join(_amount(side.per_success) for side in sides)}")
    return ", ".join(parts)


def _number(value: Decimal | None) -> str:
    """Three figures, whole from a hundred on."""
    if value is None:
        return "not known"
    return f"{round(value):,}" if value >= 100 else plain(round(value, max(0, 2 - value.adjusted())))


def _amount(value: Decimal | None) -> str:
    return "not known" if value is None else dollars(value)


def named(shift: Shift) -> str:
    """``helpdesk-bot, openai/gpt-4o-mini -> openai/gpt-4-turbo``; harmless text."""
    models = [clean(model, 80) for model in (shift.before, shift.after) if model]
    return f"{clean(shift.feature, 80)}, {' -> '.join(dict.fromkeys(models))}"
