"""Intent routing: what the recorded calls of a feature cost where shares of them go to other targets.

A share of the calls takes its part of the mean call, unless its own size is declared: then the calls that stay are what
is left of the recorded mean, so that today's cost is the same however the calls are divided. Answers keep their length;
input is corrected by the ratio of the tokenizers. What tells the intents apart is paid for every call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext
from typing import TypeVar

from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.base.money import EXACT, ZERO, plain
from finops_gate.base.text import clean
from finops_gate.cost.projection import ASSUMED_INPUT, project
from finops_gate.cost.workload import Stream, Workload
from finops_gate.model.price import Quote
from finops_gate.model.projection import Evidence, Projection, Range
from finops_gate.model.routed import Part, Routed
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Site
from finops_gate.model.usage import Grade, TokenProfile

Amount = TypeVar("Amount", Decimal, Range)
ONE = Decimal(1)
REST = "(rest)"
CLASSIFIER = "classifier"
LABEL = Decimal(5)
"""Tokens of an answer that names an intent, where nobody declared how long it is."""


class Size(NamedTuple):
    """Declared tokens of a mean call."""

    input: Decimal
    output: Decimal


class Split(NamedTuple):
    """A share of the calls and where it goes."""

    name: str
    share: Decimal
    """0 to 1."""
    target: Quote | Decimal
    """A model, or dollars a call: a static script, a search; zero: nothing is called."""
    size: Size | None = None
    """None: its calls are as long as the others."""


class Target(NamedTuple):
    """A split with the price of all calls as if they were its own: today, and on its target."""

    split: Split
    each_now: Decimal
    each_then: Decimal
    monthly_now: Range | None
    monthly_then: Range | None


class Traffic(NamedTuple):
    """What is routed: the recorded calls with their price today, and each target's price for them."""

    each: Decimal
    monthly: Range | None
    calls: Range | None
    targets: tuple[Target, ...]
    classifier: Target | None
    today: str
    """The models that answer today."""
    evidence: Evidence


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


def traffic(
    site: Site, workload: Workload, splits: Sequence[Split], classifier: Split | None = None
) -> Traffic | Unknown:
    """Prices the calls today, each on the model it was recorded on, and on every target.

    Unknown where nothing has a price, or where the declared sizes cannot be those of the recorded calls.
    """
    today = project(site, site, None, None, workload)
    if today.per_call_before is None:
        return Unknown(today.evidence.assumptions[-1])
    calls = _calls(workload)
    guessed = classifier is not None and classifier.size is None and isinstance(classifier.target, Quote)
    if classifier is not None and guessed:
        classifier = classifier._replace(size=_labelling(workload))
    priced = [_target(site, workload, split, calls) for split in (*splits, *([classifier] if classifier else []))]
    unknown = next((one for one in priced if isinstance(one, Unknown)), None)
    if unknown is not None:
        return unknown
    found = [one for one in priced if not isinstance(one, Unknown)]
    targets = tuple(target for target, _ in found[: len(splits)])
    own = sum((EXACT.multiply(target.each_now, target.split.share) for target in targets), ZERO)
    if any(split.size for split in splits):
        if own > today.per_call_before:
            return Unknown("calls of the declared sizes would cost more today than all calls that are recorded")
        if own < today.per_call_before and sum((split.share for split in splits), ZERO) == ONE:
            return Unknown("all calls are routed, and those of the declared sizes are not all that is recorded")
    evidence = [today.evidence, *(entry for _, some in found for entry in some)]
    taken = Grade.ASSUMED if guessed else Grade.DECLARED
    names = sorted({stream.quote.subject for stream in workload.streams if stream.quote})
    return Traffic(
        today.per_call_before,
        today.monthly_before,
        calls,
        targets,
        found[-1][0] if classifier else None,
        clean(", ".join(names), 120),
        Evidence(
            min([taken, *(entry.grade for entry in evidence)]),
            workload.source,
            workload.window,
            tuple(dict.fromkeys(line for entry in evidence for line in entry.prices)),
            tuple(
                dict.fromkeys(
                    (*_told(splits, classifier, guessed), *(x for entry in evidence for x in entry.assumptions))
                )
            ),
        ),
    )


def routed(traffic: Traffic, shares: Sequence[Decimal] | None = None) -> Routed:
    """The calls with each target's share of them; `shares` instead of those that the splits state.

    Raises ValueError for shares that are negative or come to more than one, and where what calls of the declared sizes
    leave of today's cost is less than nothing, or belongs to no call.
    """
    given = [target.split.share for target in traffic.targets] if shares is None else list(shares)
    with localcontext(EXACT):
        left = ONE - sum(given, ZERO)
        if left < 0 or any(share < 0 for share in given):
            raise ValueError("shares must come to at most 1")
        parts = [_part(target, share, traffic) for target, share in zip(traffic.targets, given, strict=True)]
        rest = traffic.each - sum((part.each_now * part.share for part in parts), ZERO)
        if rest < 0 or (rest > 0 and not left and any(target.split.size for target in traffic.targets)):
            raise ValueError("calls of the declared sizes cannot be the recorded ones")
        month = _less(traffic.monthly, (part.monthly_now for part in parts))
        each = rest / left if left else ZERO
        if traffic.classifier is not None:
            parts.append(_part(traffic.classifier, ONE, traffic)._replace(each_now=ZERO, monthly_now=_nothing(month)))
        parts.append(Part(REST, left, traffic.today, each, each, _of(traffic.calls, left), month, month))
        then = sum((part.each_then * part.share for part in parts), ZERO)
        months = [part.monthly_then for part in parts if part.monthly_then is not None]
        whole = _sum(months) if len(months) == len(parts) else None
        return Routed(traffic.each, then, traffic.monthly, whole, tuple(parts))


def sweep(traffic: Traffic, steps: int = 100) -> Iterator[tuple[Decimal, Routed]]:
    """The calls for every share from nothing to all that goes to the targets together, in their proportion.

    Ends where calls of the declared sizes can no longer be part of what is recorded.
    """
    stated = [target.split.share for target in traffic.targets]
    with localcontext(EXACT):
        whole = sum(stated, ZERO)
        weights = [share / whole for share in stated] if whole else [ONE / len(stated)] * len(stated)
        for step in range(steps + 1):
            share = Decimal(step) / steps
            found = [share * weight for weight in weights[:-1]]
            try:
                yield share, routed(traffic, [*found, share - sum(found, ZERO)])
            except ValueError:
                return


def named(target: Quote | Decimal) -> str:
    """The target as a table shows it: a model, ``$0.0001 a call`` or ``nothing``."""
    if isinstance(target, Quote):
        return clean(target.subject, 80)
    return f"${plain(target)} a call" if target else "nothing"


def _labelling(workload: Workload) -> Size:
    """A classifier reads what is sent and answers with a label; what is not recorded is assumed as in a projection."""
    with localcontext(EXACT):
        sent = [ASSUMED_INPUT if stream.input.mean is None else stream.input.mean for stream in workload.streams]
        many = [stream.calls.mid if stream.calls else ONE for stream in workload.streams]
        total = sum((tokens * calls for tokens, calls in zip(sent, many, strict=True)), ZERO)
        return Size(total / (sum(many, ZERO) or ONE), LABEL)


def _told(splits: Sequence[Split], classifier: Split | None, guessed: bool) -> Iterator[str]:
    for split in splits:
        name = clean(split.name, 40)
        yield f"{name}: {plain(split.share * 100)}% of the calls, as given"
        if split.size is not None:
            sizes = f"{plain(split.size.input)} input and {plain(split.size.output)} output tokens"
            yield f"{name}: its calls have {sizes}, as declared; what stays has the rest of the recorded tokens"
        elif isinstance(split.target, Quote):
            yield f"{name}: its calls are as long as the others"
    if any(isinstance(split.target, Quote) for split in splits):
        yield "another model answers at the same length"
    if classifier is None:
        yield "telling the calls apart costs nothing"
    elif classifier.size is not None:
        sizes = f"{plain(round(classifier.size.input, 1))} input and {plain(classifier.size.output)} output tokens"
        yield f"telling them apart takes {sizes} for every call, {'assumed' if guessed else 'as declared'}"


def _target(
    site: Site, workload: Workload, split: Split, calls: Range | None
) -> tuple[Target, list[Evidence]] | Unknown:
    if split.size is not None:
        workload = replace(workload, streams=tuple(_sized(workload, split.size)))
    today = project(site, site, None, None, workload)
    if today.per_call_before is None:
        return Unknown(today.evidence.assumptions[-1])
    if isinstance(split.target, Decimal):
        fixed = None if calls is None else _times(calls, split.target)
        return Target(split, today.per_call_before, split.target, today.monthly_before, fixed), []
    # each stream against the tokenizer of the model that it was recorded on
    found: list[Projection] = [
        project(site, site, stream.quote, split.target, replace(workload, streams=(stream,)))
        for stream in workload.streams
    ]
    unknown = next((one for one in found if one.per_call_after is None), None)
    if unknown is not None:
        return Unknown(unknown.evidence.assumptions[-1])
    with localcontext(EXACT):
        known = calls is not None
        weights = [stream.calls.mid if known and stream.calls else ONE for stream in workload.streams]
        costs = [(one.per_call_after or ZERO) * weight for one, weight in zip(found, weights, strict=True)]
        each = sum(costs, ZERO) / (sum(weights, ZERO) or ONE)
        months = [one.monthly_after for one in found if one.monthly_after is not None]
        month = _sum(months) if len(months) == len(found) else None
    return Target(split, today.per_call_before, each, today.monthly_before, month), [one.evidence for one in found]


def _sized(workload: Workload, size: Size) -> Iterator[Stream]:
    for stream in workload.streams:
        yield replace(
            stream,
            input=TokenProfile(size.input),
            output=TokenProfile(size.output),
            cache_read=ZERO,
            cache_write=ZERO,
            reasoning=min(stream.reasoning or ZERO, size.output),
        )


def _part(target: Target, share: Decimal, traffic: Traffic) -> Part:
    now, then = (month and _times(month, share) for month in (target.monthly_now, target.monthly_then))
    split = target.split
    return Part(
        split.name, share, named(split.target), target.each_now, target.each_then, _of(traffic.calls, share), now, then
    )


def _of(calls: Range | None, share: Decimal) -> Decimal | None:
    return None if calls is None else calls.mid * share


def _calls(workload: Workload) -> Range | None:
    known = [stream.calls for stream in workload.streams if stream.calls is not None]
    return _sum(known) if len(known) == len(workload.streams) else None


def _sum(months: Sequence[Range]) -> Range:
    with localcontext(EXACT):
        ends = ([month.low for month in months], [month.mid for month in months], [month.high for month in months])
        return Range(*(sum(end, ZERO) for end in ends))


def _less(month: Range | None, parts: Iterable[Range | None]) -> Range | None:
    """What is left of a month; None where it or a part is not known."""
    for part in parts:
        if month is None or part is None:
            return None
        month = Range(month.low - part.low, month.mid - part.mid, month.high - part.high)
    return month


def _nothing(month: Range | None) -> Range | None:
    return None if month is None else Range.exactly(ZERO)


def _times(amount: Range, factor: Decimal) -> Range:
    with localcontext(EXACT):
        return Range(amount.low * factor, amount.mid * factor, amount.high * factor)
