"""How well the projection would have done: past days are hidden from it, and what it says is compared with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext

from finops_gate.base.money import EXACT, ZERO
from finops_gate.cost.forecast import forecast


@dataclass(frozen=True, slots=True)
class Trial:
    """One projection against what came."""

    name: str
    origin: date
    """The last day that the projection knew."""
    expected: Decimal
    low: Decimal
    high: Decimal
    actual: Decimal

    @property
    def covered(self) -> bool:
        return self.low <= self.actual <= self.high

    @property
    def error(self) -> Decimal | None:
        """Absolute, as a share of what came; None when nothing came."""
        return abs(self.expected - self.actual) / self.actual if self.actual else None


@dataclass(frozen=True, slots=True)
class Score:
    """Trials together."""

    trials: int
    coverage: Decimal
    """The share of intervals that held what came; nominally 0.8."""
    median_error: Decimal
    mean_error: Decimal
    total_error: Decimal
    """Signed error of the sums: what a whole organisation sees."""


def trials(
    name: str,
    daily: Mapping[date, int | Decimal],
    begins: date,
    last: date,
    *,
    train: int,
    horizon: int,
    step: int = 7,
) -> Iterable[Trial]:
    """A trial for each origin that leaves `train` days after `begins` before it and `horizon` days after it.

    Origins are `step` days apart. A stream that was not there yet at an origin is not projected from it.
    """
    origin = begins + timedelta(days=train - 1)
    while origin + timedelta(days=horizon) <= last:
        known = {day: value for day, value in daily.items() if day <= origin}
        found = forecast(known, origin, begins, horizon=horizon)
        if found.total is not None:
            ahead = (origin + timedelta(days=at) for at in range(1, horizon + 1))
            actual = sum((Decimal(daily.get(day, 0)) for day in ahead), ZERO)
            yield Trial(name, origin, found.total.mid, found.total.low, found.total.high, actual)
        origin += timedelta(days=step)


def score(made: Sequence[Trial]) -> Score | None:
    """The trials pooled; None when there are none."""
    if not made:
        return None
    with localcontext(EXACT):
        errors = sorted(error for trial in made if (error := trial.error) is not None)
        total = sum((trial.actual for trial in made), ZERO)
        off = sum((trial.expected for trial in made), ZERO) - total
        return Score(
            len(made),
            Decimal(sum(trial.covered for trial in made)) / len(made),
            errors[len(errors) // 2] if errors else ZERO,
            sum(errors, ZERO) / len(errors) if errors else ZERO,
            off / total if total else ZERO,
        )
