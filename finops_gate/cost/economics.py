"""Unit economics: what features and tiers cost, earn and reach, as recorded, and before and after a change.

COGS are the costs of serving customers: rows of production, or of no environment. Development and CI are no COGS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

from finops_gate.base.money import EXACT, ZERO
from finops_gate.cost.parameters import Parameters
from finops_gate.cost.scoring import scored_calls
from finops_gate.cost.sites import project_sites
from finops_gate.cost.tariff import Quantity, bill
from finops_gate.cost.workload import quote_of
from finops_gate.model.economics import Earned, Economy, Unit
from finops_gate.model.policy import Policy
from finops_gate.model.price import Quoted
from finops_gate.model.quality import Score
from finops_gate.model.scored import Scored
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Change
from finops_gate.model.usage import UNATTRIBUTED, UsageProfile

SLICES: dict[str, Callable[[UsageProfile], str]] = {
    "feature": lambda row: row.feature,
    "tier": lambda row: f"{row.feature} / {row.tier or 'no tier'}",
    "team": lambda row: row.team or "no team",
    "model": lambda row: f"{row.provider}/{row.model}",
    "feature-model": lambda row: f"{row.feature} on {row.provider}/{row.model}",
}
_SERVES = frozenset({"production", "prod", "prd", ""})


def economies(
    changes: Sequence[Change],
    quotes: Mapping[str, Quoted],
    policy: Policy,
    profiles: Sequence[UsageProfile],
    earned: Sequence[Earned],
) -> tuple[Economy, ...]:
    """Every feature that a change touches, as a whole and by tier, with the same calls before and after."""
    serving = [row for row in profiles if serves_customers(row)]
    more: dict[tuple[str, str | None], Decimal] = {}
    for tier in sorted({row.tier for row in serving}, key=lambda tier: tier or ""):
        rows = [row for row in serving if row.tier == tier]
        for projection in project_sites(changes, quotes, policy, rows).values():
            before, after = projection.monthly_before, projection.monthly_after
            if projection.feature and before is not None and after is not None:
                key = (projection.feature, tier)
                more[key] = EXACT.add(more.get(key, ZERO), EXACT.subtract(after.mid, before.mid))
    found = []
    for feature in sorted({feature for feature, _ in more}):
        parts = []
        for tier in sorted({row.tier for row in serving if row.feature == feature}, key=lambda tier: tier or ""):
            rows = [row for row in serving if row.feature == feature and row.tier == tier]
            parts.append(_economy(feature, tier, rows, more.get((feature, tier), ZERO), quotes, earned))
        found += [_together(feature, parts, earned), *(part for part in parts if part.tier is not None)]
    return tuple(found)


def units(
    profiles: Sequence[UsageProfile],
    quotes: Mapping[str, Quoted],
    earned: Sequence[Earned],
    by: str,
    scores: Sequence[Score] = (),
) -> tuple[Unit, ...]:
    """The recorded calls by feature, tier, team or model, sorted. What earns is known of features and tiers only."""
    slices: dict[str, list[UsageProfile]] = {}
    for row in profiles:
        slices.setdefault(SLICES[by](row), []).append(row)
    found = []
    for name in sorted(slices):
        rows = slices[name]
        serving = [row for row in rows if serves_customers(row)] if by in ("feature", "tier", "feature-model") else rows
        wins = _latest(earned, rows[0].feature, rows[0].tier if by == "tier" else None, by == "tier")
        revenue, outcomes = (wins[0], wins[1]) if by in ("feature", "tier") else (None, None)
        counted = serving or rows
        costs = [(row, paid_or_listed(row, quotes)) for row in counted]
        found.append(_unit(name, counted, quotes, revenue, outcomes, scored_calls(costs, quotes, scores)))
    return tuple(found)


def allocated_share(profiles: Iterable[UsageProfile], quotes: Mapping[str, Quoted]) -> Decimal | None:
    """Percent of the recorded spending that belongs to a feature; None without any spending."""
    owned = total = ZERO
    for row in profiles:
        cost = paid_or_listed(row, quotes) or ZERO
        total = EXACT.add(total, cost)
        owned = EXACT.add(owned, cost if row.feature != UNATTRIBUTED else ZERO)
    return EXACT.divide(owned * 100, total) if total else None


def serves_customers(row: UsageProfile) -> bool:
    """True for calls whose cost is a cost of goods sold."""
    return (row.environment or "").casefold() in _SERVES


def listed(row: UsageProfile, quotes: Mapping[str, Quoted]) -> Decimal | None:
    """A month of a row at list prices; None where calls, tokens or the price are not known."""
    quote = quote_of(row, quotes)
    if quote is None or row.calls is None or row.input.mean is None:
        return None
    with localcontext(EXACT):
        quantity = Quantity(
            row.input.mean,
            row.cache_read_mean or ZERO,
            row.cache_write_mean or ZERO,
            row.output.mean or ZERO,
            min(row.reasoning_mean or ZERO, row.output.mean or ZERO),
        )
        found = bill(quote, quantity, Parameters())
        return None if isinstance(found, Unknown) else found.cost * row.calls


def paid_or_listed(row: UsageProfile, quotes: Mapping[str, Quoted]) -> Decimal | None:
    """A month of a row as it was paid, else at list prices."""
    return listed(row, quotes) if row.paid_per_month is None else row.paid_per_month


def _economy(
    feature: str,
    tier: str | None,
    rows: Sequence[UsageProfile],
    more: Decimal,
    quotes: Mapping[str, Quoted],
    earned: Sequence[Earned],
) -> Economy:
    costs = [listed(row, quotes) for row in rows]
    before = (
        _sum(cost if cost is not None else row.paid_per_month for cost, row in zip(costs, rows, strict=True)) or ZERO
    )
    revenue, outcomes, month = _latest(earned, feature, tier, True)
    after = max(EXACT.add(before, more), ZERO)
    return Economy(feature, tier, before, after, _sum(row.calls for row in rows), revenue, outcomes, month)


def _together(feature: str, parts: Sequence[Economy], earned: Sequence[Earned]) -> Economy:
    revenue, outcomes, month = _latest(earned, feature, None, False)
    return Economy(
        feature,
        None,
        _sum(part.cost_before for part in parts) or ZERO,
        _sum(part.cost_after for part in parts) or ZERO,
        _sum(part.calls for part in parts),
        revenue,
        outcomes,
        month,
    )


def _latest(
    earned: Iterable[Earned], feature: str, tier: str | None, exact: bool
) -> tuple[Decimal | None, Decimal | None, str]:
    """Revenue and outcomes of the last month that is recorded: of one tier, or of all of them (not `exact`)."""
    rows = [row for row in earned if row.feature == feature and (not exact or row.tier == tier)]
    month = max((row.month for row in rows), default="")
    last = [row for row in rows if row.month == month]
    return _sum(row.revenue for row in last), _sum(row.outcomes for row in last), month


def _unit(
    name: str,
    rows: Sequence[UsageProfile],
    quotes: Mapping[str, Quoted],
    revenue: Decimal | None,
    outcomes: Decimal | None,
    scored: tuple[Scored, ...],
) -> Unit:
    def month(of: Callable[[UsageProfile], Decimal | None]) -> Decimal | None:
        return _sum(
            EXACT.multiply(value, row.calls) for row in rows if row.calls is not None and (value := of(row)) is not None
        )

    def sent(row: UsageProfile) -> Decimal | None:
        known = (row.input.mean, row.cache_read_mean, row.cache_write_mean)
        return None if row.input.mean is None else sum((value for value in known if value is not None), ZERO)

    incoming = month(sent)
    outgoing = month(lambda row: row.output.mean)
    tokens = None if incoming is None else EXACT.add(incoming, outgoing or ZERO)
    return Unit(
        name,
        _sum(paid_or_listed(row, quotes) for row in rows),
        _sum(listed(row, quotes) for row in rows),
        _sum(row.calls for row in rows),
        month(lambda row: row.success_share),
        tokens,
        month(lambda row: row.cache_read_mean),
        incoming,
        revenue,
        outcomes,
        scored,
    )


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    total = ZERO
    for value in known:
        total = EXACT.add(total, value)
    return total if known else None
