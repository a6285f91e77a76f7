"""What a feature earns and costs: the nouns of unit economics, in the words of the FinOps Framework 2026."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.frozen import NamedTuple, dataclass
from finops_gate.base.money import EXACT, dollars, percent
from finops_gate.base.text import clean
from finops_gate.model.scored import Scored


class Earned(NamedTuple):
    """One row of outcomes.csv. None: not recorded."""

    feature: str
    tier: str | None
    month: str
    """``2026-10``."""
    revenue: Decimal | None
    interactions: Decimal | None
    outcomes: Decimal | None
    """Interactions that ended in what they were for: resolved tickets, accepted summaries."""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Economy:
    """A month of one feature, or of one of its tiers, before and after a change. Costs are COGS: production only."""

    feature: str
    tier: str | None
    """None: all tiers together."""
    cost_before: Decimal
    cost_after: Decimal
    calls: Decimal | None = None
    revenue: Decimal | None = None
    outcomes: Decimal | None = None
    month: str = ""
    """Of the revenue and the outcomes."""

    @property
    def margin_before(self) -> Decimal | None:
        """Gross margin in percent of the revenue; None where there is no revenue."""
        return self._margin(self.cost_before)

    @property
    def margin_after(self) -> Decimal | None:
        return self._margin(self.cost_after)

    @property
    def per_outcome_before(self) -> Decimal | None:
        """Dollars for each successful outcome."""
        return EXACT.divide(self.cost_before, self.outcomes) if self.outcomes else None

    @property
    def per_outcome_after(self) -> Decimal | None:
        return EXACT.divide(self.cost_after, self.outcomes) if self.outcomes else None

    @property
    def quota(self) -> Decimal | None:
        """Calls a month at which the margin would be what it was, or none be lost where it was negative already."""
        margin = self.margin_before
        if margin is None or self.calls is None or not self.cost_after or self.cost_after <= self.cost_before:
            return None
        return self.quota_for(max(margin, Decimal(0)))

    def quota_for(self, margin: Decimal) -> Decimal | None:
        """Calls a month that a gross margin in percent leaves room for, at the cost of a call after the change."""
        if self.revenue is None or not self.calls or not self.cost_after:
            return None
        room = self.revenue * (100 - margin) / 100
        return EXACT.divide(self.calls * room, self.cost_after).to_integral_value(rounding="ROUND_DOWN")

    def _margin(self, cost: Decimal) -> Decimal | None:
        return EXACT.divide((self.revenue - cost) * 100, self.revenue) if self.revenue else None


def told(economy: Economy) -> str:
    """In one line: ``cost per outcome $0.0012 -> $0.061; margin 71% -> -12%, kept by 8,100 calls a month``."""
    parts = [f"COGS {dollars(economy.cost_before)} -> {dollars(economy.cost_after)} a month"]
    before, after = economy.per_outcome_before, economy.per_outcome_after
    if before is not None and after is not None:
        parts.append(f"cost per outcome {dollars(before)} -> {dollars(after)}")
    if economy.margin_before is not None and economy.margin_after is not None:
        margins = (percent(value, signed=False) for value in (economy.margin_before, economy.margin_after))
        parts.append(f"gross margin {' -> '.join(margins)}")
    if economy.quota is not None:
        parts.append(f"a quota of {economy.quota:,} calls a month would hold it")
    return "; ".join(parts)


def named(economy: Economy) -> str:
    """The feature, or the feature and its tier; harmless text."""
    return clean(economy.feature, 80) + (f" ({clean(economy.tier, 80)})" if economy.tier else "")


@dataclass(frozen=True, slots=True)
class Unit:
    """Unit economics of one slice of the recorded calls: a feature, tier, team or model. None: not known."""

    name: str
    cost: Decimal | None
    """A month, as paid where that is recorded, else at list prices."""
    listed: Decimal | None
    calls: Decimal | None
    successful: Decimal | None
    tokens: Decimal | None
    cached: Decimal | None
    """Tokens read from a cache."""
    sent: Decimal | None
    """All input tokens."""
    revenue: Decimal | None = None
    outcomes: Decimal | None = None
    scored: tuple[Scored, ...] = ()
    """One for each of the team's suites that measure these calls; empty: none does."""

    @property
    def per_million(self) -> Decimal | None:
        """Dollars for a million tokens, input and output blended."""
        return _over(self.cost, self.tokens, 1_000_000)

    @property
    def per_call(self) -> Decimal | None:
        return _over(self.cost, self.calls)

    @property
    def per_successful_call(self) -> Decimal | None:
        """The cost of all attempts over the calls that succeeded."""
        return _over(self.cost, self.successful)

    @property
    def per_outcome(self) -> Decimal | None:
        return _over(self.cost, self.outcomes)

    @property
    def margin(self) -> Decimal | None:
        """Gross margin in percent."""
        if self.cost is None or not self.revenue:
            return None
        return EXACT.divide((self.revenue - self.cost) * 100, self.revenue)

    @property
    def cache_hit_rate(self) -> Decimal | None:
        """Percent of the input that was read from a cache."""
        return _over(self.cached, self.sent, 100)

    @property
    def savings_rate(self) -> Decimal | None:
        """Effective savings rate: percent that was paid less than the list price."""
        if self.cost is None or not self.listed:
            return None
        return EXACT.divide((self.listed - self.cost) * 100, self.listed)

    @property
    def token_efficiency(self) -> Decimal | None:
        """Successful outcomes for a million tokens."""
        return _over(self.outcomes, self.tokens, 1_000_000)


def _over(amount: Decimal | None, by: Decimal | None, times: int = 1) -> Decimal | None:
    return None if amount is None or not by else EXACT.divide(amount * times, by)
