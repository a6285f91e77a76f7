"""How well a model does a kind of task, as somebody measured it. No score is invented, averaged or carried over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import dataclass
from finops_gate.base.money import EXACT


@dataclass(frozen=True, slots=True)
class Score:
    """One run of one suite with one model under one setting."""

    suite: str
    """``aider-polyglot``, ``helpdesk-answers``."""
    provider: str
    model: str
    """As the run named it."""
    setting: str
    """What was set besides the model: ``high``, ``32k thinking``; empty: nothing."""
    tasks: int
    passed: int
    cost: Decimal | None
    """Dollars that the run cost; None: not known."""
    day: date
    source: str
    """Where it was read, or the file and line of a team's own."""
    features: tuple[str, ...] = ()
    """The features whose work the suite measures; empty: any."""

    def measures(self, feature: str | None) -> bool:
        """True where the suite speaks of a feature's work."""
        return not self.features or feature in self.features

    @property
    def share(self) -> Decimal:
        """The share of tasks that passed."""
        return EXACT.divide(Decimal(self.passed), Decimal(self.tasks))

    @property
    def cost_per_success(self) -> Decimal | None:
        """Dollars for each task that passed; None where the cost is not known or nothing passed."""
        return None if self.cost is None or not self.passed else EXACT.divide(self.cost, Decimal(self.passed))
