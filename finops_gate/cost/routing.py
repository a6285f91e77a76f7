"""Intent routing: what the recorded calls of a feature cost where shares of them go to other targets.

A share of the calls takes its part of the mean call: routed calls are as long as the others. Whatever tells the intents
apart (a classifier, a keyword) is a target of its own, with a share of one, if it costs anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import NamedTuple, TypeVar

from finops_gate.base.money import EXACT, ZERO
from finops_gate.cost.projection import project
from finops_gate.cost.workload import Workload
from finops_gate.model.price import Quote
from finops_gate.model.projection import Projection, Range
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Site

Amount = TypeVar("Amount", Decimal, Range)
ONE = Decimal(1)


class Split(NamedTuple):
    """A share of the calls and where it goes."""

    name: str
    share: Decimal
    """0 to 1."""
    target: Quote | Decimal
    """A model, or dollars a call: a static script, a search; zero: nothing is called."""


class Part(NamedTuple):
    """What one split makes of the calls. None: not known."""

    name: str
    share: Decimal
    target: str
    per_call: Decimal | None
    """Dollars of one call that goes there."""
    calls: Decimal | None
    """Of a month."""
    monthly: Decimal | None


class Routed(NamedTuple):
    """A feature now and then; the rest of the calls stays where it is."""

    now: Decimal
    """Dollars of a mean call."""
    then: Decimal
    monthly_now: Range | None
    monthly_then: Range | None
    parts: tuple[Part, ...]
    """The splits, then the rest."""

    @property
    def saving(self) -> Decimal | None:
        """Dollars a month, at the point estimate of the calls."""
        if self.monthly_now is None or self.monthly_then is None:
            return None
        return EXACT.subtract(self.monthly_now.mid, self.monthly_then.mid)

    @property
    def saving_per_call(self) -> Decimal:
        return EXACT.subtract(self.now, self.then)


class Target(NamedTuple):
    """A target with its price for these calls."""

    split: Split
    per_call: Decimal
    monthly: Range | None


class Traffic(NamedTuple):
    """What is routed: the recorded calls with their price today, and each target's price for the same calls."""

    per_call: Decimal
    monthly: Range | None
    calls: Decimal | None
    targets: tuple[Target, ...]
    assumptions: tuple[str, ...]
    today: str
    """The models that answer today."""


def mixed(now: Amount | None, then: Amount | None, share: Decimal) -> Amount | None:
    """A mean of both, of which `share` is the second; None where either is not known."""
    if now is None or then is None:
        return None
    with localcontext(EXACT):
        rest = ONE - share
        if isinstance(now, Range) and isinstance(then, Range):
            ends = ((now.low, then.low), (now.mid, then.mid), (now.high, then.high))
            return Range(*(one * rest + other * share for one, other in ends))
        assert isinstance(now, Decimal) and isinstance(then, Decimal)  # both are of one kind
        return now * rest + then * share


def traffic(site: Site, workload: Workload, splits: Sequence[Split]) -> Traffic | Unknown:
    """Prices the calls today, each on the model it was recorded on, and on every target."""
    today = project(site, site, None, None, workload)
    if today.per_call_before is None:
        return Unknown(today.evidence.assumptions[-1] if today.evidence.assumptions else "nothing can be priced")
    calls = _calls(workload)
    targets = []
    assumptions = list(today.evidence.assumptions)
    for split in splits:
        priced = _priced(site, workload, split, calls)
        if isinstance(priced, Unknown):
            return priced
        targets.append(Target(split, priced[0], priced[1]))
        assumptions += priced[2]
    names = sorted({stream.quote.subject for stream in workload.streams if stream.quote})
    mid = calls.mid if calls else None
    told = tuple(dict.fromkeys(assumptions))
    return Traffic(today.per_call_before, today.monthly_before, mid, tuple(targets), told, ", ".join(names))


def routed(traffic: Traffic, shares: Sequence[Decimal] | None = None) -> Routed:
    """The calls with each target's share of them; `shares` instead of those that the splits state.

    Raises ValueError for shares that are negative or come to more than one.
    """
    given = [target.split.share for target in traffic.targets] if shares is None else list(shares)
    with localcontext(EXACT):
        rest = ONE - sum(given, ZERO)
        if rest < 0 or any(share < 0 for share in given):
            raise ValueError("shares must come to at most 1")
        then = traffic.per_call * rest
        month = traffic.monthly and _times(traffic.monthly, rest)
        parts = []
        for target, share in zip(traffic.targets, given, strict=True):
            then += target.per_call * share
            own = target.monthly and _times(target.monthly, share)
            month = Range(month.low + own.low, month.mid + own.mid, month.high + own.high) if month and own else None
            parts.append(_part(target.split.name, share, named(target.split.target), target.per_call, traffic, own))
        kept = traffic.monthly and _times(traffic.monthly, rest)
        parts.append(_part("(rest)", rest, traffic.today, traffic.per_call, traffic, kept))
        return Routed(traffic.per_call, then, traffic.monthly, month, tuple(parts))


def sweep(traffic: Traffic, steps: int = 100) -> Iterable[tuple[Decimal, Routed]]:
    """The calls for every share from nothing to all that goes to the targets together, in their proportion."""
    stated = [target.split.share for target in traffic.targets]
    with localcontext(EXACT):
        whole = sum(stated, ZERO)
        weights = [share / whole for share in stated] if whole else [ONE / len(stated)] * len(stated)
        for step in range(steps + 1):
            share = Decimal(step) / steps
            found = [share * weight for weight in weights[:-1]]
            yield share, routed(traffic, [*found, share - sum(found, ZERO)])


def named(target: Quote | Decimal) -> str:
    """The target as a table shows it: a model, ``$0.0001 a call`` or ``nothing``."""
    if isinstance(target, Quote):
        return target.subject
    return f"${target.normalize():f} a call" if target else "nothing"


def _priced(
    site: Site, workload: Workload, split: Split, calls: Range | None
) -> tuple[Decimal, Range | None, tuple[str, ...]] | Unknown:
    if isinstance(split.target, Decimal):
        return split.target, calls and _times(calls, split.target), ()
    found: list[Projection] = []
    for stream in workload.streams:  # each against the tokenizer of the model that it was recorded on
        alone = replace(workload, streams=(stream,))
        found.append(project(site, site, stream.quote, split.target, alone))
    unknown = next((one for one in found if one.per_call_after is None), None)
    if unknown is not None:
        return Unknown(unknown.evidence.assumptions[-1])
    notes = tuple(line for one in found for line in (*one.evidence.assumptions, *one.evidence.prices))
    with localcontext(EXACT):
        weights = [stream.calls.mid if stream.calls else ONE for stream in workload.streams]
        if calls is None:
            weights = [ONE] * len(found)
        per_call = sum(
            ((one.per_call_after or ZERO) * weight for one, weight in zip(found, weights, strict=True)), ZERO
        )
        months = [one.monthly_after for one in found if one.monthly_after is not None]
        month = None
        if len(months) == len(found):
            month = Range(
                sum((one.low for one in months), ZERO),
                sum((one.mid for one in months), ZERO),
                sum((one.high for one in months), ZERO),
            )
        return per_call / sum(weights, ZERO), month, notes


def _calls(workload: Workload) -> Range | None:
    known = [stream.calls for stream in workload.streams if stream.calls is not None]
    if len(known) < len(workload.streams):
        return None
    with localcontext(EXACT):
        return Range(
            sum((calls.low for calls in known), ZERO),
            sum((calls.mid for calls in known), ZERO),
            sum((calls.high for calls in known), ZERO),
        )


def _times(amount: Range, factor: Decimal) -> Range:
    return Range(
        EXACT.multiply(amount.low, factor), EXACT.multiply(amount.mid, factor), EXACT.multiply(amount.high, factor)
    )


def _part(name: str, share: Decimal, target: str, per_call: Decimal, traffic: Traffic, monthly: Range | None) -> Part:
    calls = None if traffic.calls is None else EXACT.multiply(traffic.calls, share)
    return Part(name, share, target, per_call, calls, monthly.mid if monthly else None)
