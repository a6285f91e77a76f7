"""What edited call volumes, outcomes and prices change, row by row, and whether a change costs less by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import plain
from finops_gate.base.text import clean
from finops_gate.compare.policies import Edited
from finops_gate.model.economics import Earned
from finops_gate.model.hours import Shape
from finops_gate.model.rates import CompanyPrices, Rate
from finops_gate.model.usage import UsageProfile

_K, _M, _G = Decimal(1000), Decimal(1_000_000), Decimal(1_000_000_000)


class _Measure(NamedTuple):
    name: str
    before: Decimal | None
    after: Decimal | None


def usage_edited(before: Sequence[UsageProfile], after: Sequence[UsageProfile]) -> tuple[Edited, ...]:
    """The differences of two profiles, what lowers a volume first."""
    old, new = {_identity(row): row for row in before}, {_identity(row): row for row in after}
    several = _several((*before, *after))
    found: list[Edited] = []
    for identity in sorted({*old, *new}, key=repr):
        one, other = old.get(identity), new.get(identity)
        row = other or one
        assert row is not None  # the identity is of one of them
        name = f"usage {clean(row.feature, 60)}" + (f" {clean(row.model, 60)}" if row.feature in several else "")
        if other is None:
            found.append(Edited(f"{name} removed: {_calls(one)} a month are no longer counted", weakens=True))
        elif one is None:
            found.append(Edited(f"{name} added: {_calls(other)} a month"))
        else:
            found += _row(name, one, other)
    return tuple(sorted(found, key=lambda edit: not edit.weakens))


def hours_edited(before: Sequence[Shape], after: Sequence[Shape]) -> tuple[Edited, ...]:
    """The features whose quiet hours are others, where fewer of them hide what stands idle."""
    old, new = ({shape.feature: shape for shape in side} for side in (before, after))
    found: list[Edited] = []
    for feature in sorted({*old, *new}):
        left, right = (len(side[feature].quiet) if feature in side else None for side in (old, new))
        name = f"hours of {clean(feature, 60)}"
        if right is None:
            found.append(Edited(f"{name} removed: when its calls come is no longer known", weakens=True))
        elif left is None:
            found.append(Edited(f"{name} added: {right} quiet hours a week"))
        elif left != right:
            found.append(Edited(f"{name}: {left} -> {right} quiet hours a week", weakens=right < left))
    return tuple(sorted(found, key=lambda edit: not edit.weakens))


def _identity(row: UsageProfile) -> tuple[str | None, ...]:
    return row.feature, row.tier, row.environment, row.provider, row.model


def _several(rows: Sequence[UsageProfile]) -> set[str]:
    seen: dict[str, set[str]] = {}
    for row in rows:
        seen.setdefault(row.feature, set()).add(row.model)
    return {feature for feature, models in seen.items() if len(models) > 1}


def _row(name: str, old: UsageProfile, new: UsageProfile) -> Iterator[Edited]:
    measures = (
        _Measure("calls", old.calls, new.calls),
        _Measure("calls_high", old.calls_high, new.calls_high),
        _Measure("input tokens", old.input.mean, new.input.mean),
        _Measure("output tokens", old.output.mean, new.output.mean),
        _Measure("cache reads", old.cache_read_mean, new.cache_read_mean),
        _Measure("cache writes", old.cache_write_mean, new.cache_write_mean),
        _Measure("reasoning tokens", old.reasoning_mean, new.reasoning_mean),
    )
    for measure, one, other in measures:
        if one != other:
            lower = one is not None and (other is None or other < one)
            yield Edited(f"{name} {measure} {short(one)} -> {short(other)}", lower)
    if old.paid_per_month != new.paid_per_month:
        yield Edited(f"{name} paid_per_month {short(old.paid_per_month)} -> {short(new.paid_per_month)}")
    if new.grade != old.grade:
        yield Edited(f"{name} grade {old.grade.word} -> {new.grade.word}", new.grade < old.grade)


def outcomes_edited(before: Sequence[Earned], after: Sequence[Earned]) -> tuple[Edited, ...]:
    """The differences of two tables of revenue and outcomes: more of either makes a change look cheaper."""
    old = {(row.feature, row.tier, row.month): row for row in before}
    new = {(row.feature, row.tier, row.month): row for row in after}
    found = []
    for identity in sorted({*old, *new}, key=repr):
        one, other = old.get(identity), new.get(identity)
        feature, tier, month = identity
        name = " ".join(clean(part, 60) for part in ("outcomes", feature, tier or "", month) if part)
        if one is None or other is None:
            found.append(Edited(f"{name} {'added' if one is None else 'removed'}", other is None))
            continue
        for measure in ("revenue", "interactions", "outcomes"):
            left, right = getattr(one, measure), getattr(other, measure)
            if left != right:
                more = left is not None and (right is None or right > left)
                found.append(Edited(f"{name} {measure} {short(left)} -> {short(right)}", more))
    return tuple(sorted(found, key=lambda edit: not edit.weakens))


def prices_edited(before: CompanyPrices, after: CompanyPrices) -> tuple[Edited, ...]:
    """The differences of a company's own prices. A rate, a deployment or a machine of one's own may make it cheaper."""
    found = []
    old, new = {_rate(rate) for rate in before.rates}, {_rate(rate) for rate in after.rates}
    found += [Edited(f"price {rate} removed", weakens=True) for rate in sorted(old - new)]
    found += [Edited(f"price {rate} added", weakens=True) for rate in sorted(new - old)]
    known = {(provider, name): model for provider, name, model in before.deployments}
    for provider, name, model in after.deployments:
        was = known.pop((provider, name), None)
        if was != model:
            words = f"deployment {clean(provider, 40)} {clean(name, 60)} {clean(was or 'unknown', 60)} -> "
            found.append(Edited(words + clean(model, 60), weakens=True))
    found += [
        Edited(f"deployment {clean(provider, 40)} {clean(name, 60)} removed", weakens=True) for provider, name in known
    ]
    own = sorted({*after.self_hosted} - {*before.self_hosted})
    found += [Edited(f"{clean(name, 60)} is called self-hosted: it costs nothing by the call", True) for name in own]
    gone = sorted({*before.self_hosted} - {*after.self_hosted})
    found += [Edited(f"{clean(name, 60)} is no longer called self-hosted") for name in gone]
    return tuple(dict.fromkeys(found))


def _rate(rate: Rate) -> str:
    amounts = ", ".join(f"{meter.value} {plain(amount)}" for meter, amount in rate.amounts)
    off = f"{plain(rate.discount * 100)}% off" if rate.discount is not None else ""
    parts = [amounts, off, "off-peak" if rate.off_peak else "", rate.variant]
    parts += [f"from {rate.starts}" if rate.starts else "", f"until {rate.ends}" if rate.ends else ""]
    where = f" in {rate.environment}" if rate.environment else ""
    models = " ".join(rate.models)
    told = " ".join(part for part in parts if part)
    return clean(f"{rate.provider} {models}{where}: {told} ({rate.agreement})")


def _calls(row: UsageProfile | None) -> str:
    calls = row.calls if row else None
    return f"{short(calls)} calls"


def short(amount: Decimal | None) -> str:
    """``2.0M``, ``20k``, ``900``; `unknown` for what nobody measured."""
    if amount is None:
        return "unknown"
    for size, letter in ((_G, "G"), (_M, "M"), (_K, "k")):
        if abs(amount) >= size:
            shown = amount / size
            exact = shown.quantize(Decimal("0.1"))
            if exact == shown:
                whole = exact == exact.to_integral_value() and letter == "k"
                return f"{plain(exact) if whole else exact}{letter}"
            return f"{plain(amount.quantize(Decimal(1))) if amount != amount.to_integral_value() else f'{amount:,f}'}"
    return plain(amount)
