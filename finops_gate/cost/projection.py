"""What a site costs before and after a change, with the same workload on both sides.

Per call: the sum over meters of tokens times price. Per month: that times the calls, with their interval. Everything
is Decimal under `money.EXACT` and never rounded. What was assumed or corrected is listed in the order applied:

* tokens that were not recorded are 1,000 uncached input and 300 output tokens a call (an answer of a page to a prompt
  of three); they make percent and cost per 1,000 calls, and the grade falls to assumed;
* input is corrected by the ratio of the two models' tokenizers; answers are not, another model writes other answers;
* a limit on the output caps the mean on either side; a raised limit, more reasoning and a finer tokenizer widen
  `high` only (`widening`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext

from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.base.money import EXACT, ZERO, plain
from finops_gate.cost.announced import announced
from finops_gate.cost.caching import caching_lost, uncached
from finops_gate.cost.parameters import ONE, Parameters, parameters
from finops_gate.cost.prompts import PromptDelta
from finops_gate.cost.tariff import Bill, Quantity, bill, describe
from finops_gate.cost.widening import TOKENS, asked_again, cut_off_more, highest_output
from finops_gate.cost.workload import Stream, Workload
from finops_gate.model.price import Meter, Quote, Quoted, Tokenizer
from finops_gate.model.projection import Effect, Evidence, Projection, Range
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Site, SiteKind
from finops_gate.model.usage import Grade, TokenProfile

ASSUMED_INPUT = Decimal(1000)
ASSUMED_OUTPUT = Decimal(300)
"""Tokens of a call of which nothing was recorded. Shown wherever they are used."""


_PER_CALL = ("input", "cache_read", "cache_write", "output", "reasoning")
"""Of a quantity: what a call that is made again uses again."""


class _Side(NamedTuple):
    """One side of the change. Its figures are None when they are not known; `why` says then why."""

    per_call: Decimal | None
    monthly: Range | None
    prices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    metered: frozenset[Meter] = frozenset()
    why: str = ""


class _Use(NamedTuple):
    """What a mean call of one stream uses on one side, and the upper bound of it."""

    middle: Quantity
    high: Quantity


_ABSENT = _Side(ZERO, Range.exactly(ZERO))


def project(
    before: Site | None,
    after: Site | None,
    quote_before: Quoted | None,
    quote_after: Quoted | None,
    workload: Workload,
    prompt: PromptDelta | Unknown | None = None,
) -> Projection:
    """The cost of one site on both sides.

    A side without a site costs nothing. A quote of None is that of a site that names no model: each stream is then
    priced on the model it was recorded on. A model that cannot be read at head, where it could at base, keeps the
    price of base as a lower bound. Figures that are not known are None, and the evidence says why.
    """
    with localcontext(EXACT):
        return _project(before, after, quote_before, quote_after, workload, prompt)


def _project(
    before: Site | None,
    after: Site | None,
    quote_before: Quoted | None,
    quote_after: Quoted | None,
    workload: Workload,
    prompt: PromptDelta | Unknown | None,
) -> Projection:
    site = after or before
    assert site is not None  # a change of nothing is never made
    if site.kind is SiteKind.EMBEDDING:  # an embedding has no answer to pay for
        silent = (replace(stream, output=TokenProfile(ZERO), reasoning=ZERO) for stream in workload.streams)
        workload = replace(workload, streams=tuple(silent))
    notes = list(workload.assumptions)
    old = parameters(before)
    new = parameters(after, old)
    at_least = workload.at_least
    if before is not None and after is not None:
        hidden = list(new.unread)
        if isinstance(quote_before, Quote) and _model_hidden(after):
            quote_after = quote_before
            hidden.insert(0, Key.MODEL.value)
        notes += [f"{name} is not readable at base: taken as not set" for name in old.unread]
        notes += [f"{name} is not readable any more: at least what it was" for name in hidden if name not in old.unread]
        at_least = at_least or any(name not in old.unread for name in hidden)
    if isinstance(prompt, Unknown):
        notes.append(prompt.reason)
        at_least = at_least or before is not None

    earlier, later = [], []
    told: list[str | Effect] = []
    for stream in workload.streams:
        quotes = (quote_before or stream.quote, quote_after or stream.quote)
        uses, said = _uses(stream, before, after, old, new, quotes, prompt)
        told += said
        earlier.append((stream, quotes[0], uses[0]))
        later.append((stream, quotes[1], uses[1]))
    left = _ABSENT if before is None else _side(earlier, old)
    right = _ABSENT if after is None else _side(later, new, head=True)

    assumed = _assumed(workload.streams, left.metered | right.metered)
    whys = [side.why for side in (left, right) if side.why]
    grade = min([workload.grade, *([Grade.ASSUMED] if assumed else []), *([Grade.UNKNOWN] if whys else [])])
    told = _over_streams(told)
    notes += [item if isinstance(item, str) else item.line for item in told]
    evidence = Evidence(
        grade,
        workload.source,
        workload.window,
        _unique(left.prices + right.prices),
        _unique([*assumed, *notes, *left.notes, *right.notes, *whys]),
        effects=tuple(item for item in told if isinstance(item, Effect)),
    )
    # Without a volume there is no month, not even a month of zero on the side where the site does not exist.
    volume = not workload.counted_at and any(stream.calls and stream.counted for stream in workload.streams)
    return Projection(
        site.key,
        left.per_call,
        right.per_call,
        left.monthly if volume else None,
        right.monthly if volume else None,
        evidence,
        workload.feature,
        at_least,
        workload.counted_at,
    )


def carried(
    stream: Stream,
    before: Site,
    after: Site,
    quotes: tuple[Quote, Quote],
    prompt: PromptDelta | Unknown | None = None,
) -> tuple[Stream, tuple[str, ...]]:
    """Calls recorded at base as head makes them, corrected as a projection corrects them, and what was corrected.

    What was not recorded stays so. `quotes`: the model that the calls were recorded on, and that of head.
    """
    with localcontext(EXACT):
        old = parameters(before)
        (_, end), told = _uses(stream, before, after, old, parameters(after, old), quotes, prompt)
        ratio = _tokens_ratio(quotes[0].tokenizer, quotes[1].tokenizer)
        sent, answered, use = stream.input, stream.output, end.middle
        longest = (None if tokens is None else tokens * ratio for tokens in (sent.p50, sent.p95, sent.p99))
        made = replace(
            stream,
            input=sent if sent.mean is None else TokenProfile(use.input, *longest),
            output=answered if answered.mean is None else replace(answered, mean=use.output),
            cache_read=None if stream.cache_read is None else use.cache_read,
            cache_write=None if stream.cache_write is None else use.cache_write,
            reasoning=None if stream.reasoning is None else use.reasoning,
        )
    return made, tuple(item if isinstance(item, str) else item.line for item in told)


def _model_hidden(after: Site) -> bool:
    bound = after.bound(Key.MODEL)
    return bound is not None and isinstance(bound.value, Unknown)


def _uses(
    stream: Stream,
    before: Site | None,
    after: Site | None,
    old: Parameters,
    new: Parameters,
    quotes: tuple[Quoted | None, Quoted | None],
    prompt: PromptDelta | Unknown | None,
) -> tuple[tuple[_Use, _Use], list[str | Effect]]:
    """What a call of the stream uses before and after, and what was corrected between them."""
    notes: list[str | Effect] = []
    quote_before, quote_after = (quote if isinstance(quote, Quote) else None for quote in quotes)
    both = before is not None and after is not None
    start = _recorded(stream, old if before is not None else Parameters(), quote_before)
    ratio = ONE
    if both and quote_before and quote_after:
        ratio = _tokens_ratio(quote_before.tokenizer, quote_after.tokenizer)
        if ratio != ONE:
            notes.append(_retokenized(quote_before, quote_after, ratio, start.input))
    output = start.output * new.choices / (old.choices if before is not None else ONE)
    reasoning = start.reasoning * new.choices / (old.choices if before is not None else ONE)
    if new.choices != old.choices and both:
        said = f"{plain(new.choices)} answers a call instead of {plain(old.choices)}: output in proportion"
        notes.append(Effect(said, output, output, TOKENS))
    most = _most(new, quote_after)
    if most is not None and output > most:
        # Half of the answers have p50 or more, before the limit and after it.
        least = min(stream.output.p50 or ZERO, most) / 2
        notes.append(Effect(f"output is capped at {plain(most)} tokens a call", least, most, TOKENS))
        output, reasoning = most, min(reasoning, most)
    sent = start.input * ratio
    if isinstance(prompt, PromptDelta):
        sent, line = _prompted(sent, prompt)
        notes.append(line)
    end = Quantity(sent, start.cache_read * ratio, start.cache_write * ratio, output, reasoning)
    longest = max((tokens for tokens in (stream.input.p95, stream.input.p99) if tokens is not None), default=ZERO)
    most_used = end._replace(longest=longest * ratio)
    if both:
        most_used, effects = _at_most(most_used, stream, old, new, most, ratio, quote_before, quote_after, prompt)
        notes += effects
    return (_Use(start, start._replace(longest=longest)), _Use(end, most_used)), notes


def _at_most(
    end: Quantity,
    stream: Stream,
    old: Parameters,
    new: Parameters,
    most: Decimal | None,
    ratio: Decimal,
    before: Quote | None,
    after: Quote | None,
    prompt: PromptDelta | Unknown | None,
) -> tuple[Quantity, list[Effect]]:
    """What a call may use at most after the change, and each reason."""
    high, reasons = highest_output(end.output, end.reasoning, stream.output, old, new, most, ratio)
    effects = list(reasons)
    end = end._replace(output=high)
    if before and after:
        shrunk = max(prompt.before - prompt.after, ZERO) if isinstance(prompt, PromptDelta) else ZERO
        cached = (stream.cache_read or ZERO) + (stream.cache_write or ZERO)
        lost = caching_lost(cached, shrunk, ratio, before, after)
        if lost is not None:
            effects.append(lost)
            end = uncached(end)
    again = asked_again(stream.output, old, new)
    thinks_otherwise = (old.effort, old.budget) != (new.effort, new.budget)
    if again is None and (thinks_otherwise or (before and after and before.model != after.model)):
        again = cut_off_more(stream.output, old, new, ratio)
    if again is not None:
        effects.append(again)
        end = end._replace(**{name: getattr(end, name) * again.high for name in _PER_CALL})
    return end, effects


def _over_streams(told: Iterable[str | Effect]) -> list[str | Effect]:
    """What was told of each stream, once: with the least and the most of them."""
    merged: dict[object, str | Effect] = {}
    for item in told:
        key = item if isinstance(item, str) else (item.what, item.unit)
        held = merged.get(key)
        if isinstance(item, Effect) and isinstance(held, Effect):
            item = replace(held, low=min(held.low, item.low), high=max(held.high, item.high))
        merged[key] = item
    return list(merged.values())


def _recorded(stream: Stream, settings: Parameters, quote: Quote | None) -> Quantity:
    """The recorded mean call; what was not recorded is assumed, and what the settings forbid is capped."""
    output = ASSUMED_OUTPUT * settings.choices if stream.output.mean is None else stream.output.mean
    most = _most(settings, quote)
    if most is not None:
        output = min(output, most)
    return Quantity(
        ASSUMED_INPUT if stream.input.mean is None else stream.input.mean,
        stream.cache_read or ZERO,
        stream.cache_write or ZERO,
        output,
        min(stream.reasoning or ZERO, output),
    )


def _most(settings: Parameters, quote: Quote | None) -> Decimal | None:
    """The most output that one call can give: the limit set, or the model's own, for each answer."""
    limits = [limit for limit in (settings.cap, quote.max_output if quote else None) if limit]
    return min(Decimal(limit) for limit in limits) * settings.choices if limits else None


def _tokens_ratio(before: Tokenizer, after: Tokenizer) -> Decimal:
    """To a thousandth, which is finer than any ratio is known, so that what is shown is what was reckoned with."""
    return round(after.ratio / before.ratio, 3)


def _retokenized(before: Quote, after: Quote, ratio: Decimal, sent: Decimal) -> Effect:
    """A measured ratio is what it is; an estimated one may as well be none."""
    measured = before.tokenizer.exact and after.tokenizer.exact
    known = "measured" if measured else "estimated"
    told = f"input times {plain(ratio)}: the tokenizer of {after.subject} against {before.subject} ({known})"
    bounds = (sent * ratio,) if measured else (sent, sent * ratio)
    return Effect(told, min(bounds), max(bounds), "input tokens a call")


def _prompted(sent: Decimal, prompt: PromptDelta) -> tuple[Decimal, str]:
    growth = prompt.after - prompt.before
    counted = "counted" if prompt.exact else "estimated"
    line = (
        f"prompts of {plain(prompt.before)} tokens become {plain(prompt.after)} ({counted}), priced as uncached input"
    )
    return max(sent + growth, ZERO), line


def _side(streams: Iterable[tuple[Stream, Quoted | None, _Use]], settings: Parameters, *, head: bool = False) -> _Side:
    """The streams of one side together. One that has no price leaves the side without a figure."""
    costs: list[tuple[Stream, Decimal, Decimal]] = []
    prices: list[str] = []
    notes: list[str] = []
    metered: frozenset[Meter] = frozenset()
    for stream, quote, use in streams:
        middle = _bill(quote, use.middle, settings)
        high = _bill(quote, use.high, settings)
        if isinstance(middle, Unknown) or isinstance(high, Unknown):
            why = middle.reason if isinstance(middle, Unknown) else ""
            return _Side(None, None, why=why)
        costs.append((stream, middle.cost, max(middle.cost, high.cost)))
        prices += [describe(price) for price in middle.prices]
        notes += middle.notes
        if head and isinstance(quote, Quote):
            notes += announced(quote, middle.prices)
        metered |= middle.metered
    return _Side(_per_call(costs), _monthly(costs), tuple(prices), tuple(notes), metered)


def _bill(quote: Quoted | None, quantity: Quantity, settings: Parameters) -> Bill | Unknown:
    if quote is None:
        return Unknown("no model is known here, so nothing can be priced")
    return quote if isinstance(quote, Unknown) else bill(quote, quantity, settings)


def _per_call(costs: list[tuple[Stream, Decimal, Decimal]]) -> Decimal:
    """The mean over the streams, by their calls where all are known."""
    weights = [stream.calls.mid if stream.calls else ZERO for stream, _, _ in costs]
    if len(costs) == 1 or not all(weights):
        weights = [ONE] * len(costs)
    if len(costs) == 1:
        return costs[0][1]
    return sum((cost * weight for (_, cost, _), weight in zip(costs, weights, strict=True)), ZERO) / sum(weights)


def _monthly(costs: list[tuple[Stream, Decimal, Decimal]]) -> Range | None:
    known = [(stream.calls, cost, high) for stream, cost, high in costs if stream.calls is not None and stream.counted]
    if not known:
        return None
    return Range(
        sum((calls.low * cost for calls, cost, _ in known), ZERO),
        sum((calls.mid * cost for calls, cost, _ in known), ZERO),
        sum((calls.high * high for calls, _, high in known), ZERO),
    )


def _assumed(streams: Iterable[Stream], metered: frozenset[Meter]) -> list[str]:
    """One line for each kind of tokens that was not recorded and that a price was multiplied with."""
    lines = []
    if Meter.INPUT in metered and any(stream.input.mean is None for stream in streams):
        lines.append(f"{ASSUMED_INPUT:,} uncached input tokens a call are assumed: none are recorded")
    answers = {Meter.OUTPUT, Meter.OUTPUT_IMAGE, Meter.OUTPUT_AUDIO}
    if answers & metered and any(stream.output.mean is None for stream in streams):
        lines.append(f"{plain(ASSUMED_OUTPUT)} output tokens an answer are assumed: none are recorded")
    for meter, words in (
        (Meter.SECOND, "60 seconds of sound a call are assumed: profiles record none"),
        (Meter.HOUR, "60 seconds of sound a call are assumed: profiles record none"),
        (Meter.CHARACTER, "1,000 characters a call are assumed: profiles record none"),
    ):
        if meter in metered:
            lines.append(words)
    return lines


def _unique(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines))
