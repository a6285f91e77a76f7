"""A long beginning that all calls share is paid in full with each of them.

Why it matters:
    Providers bill a cached beginning at a tenth to a half of the price of input. A prompt of thousands of tokens is
    most of what a short question costs.

Example:
    `prompts/answer.txt` has 3,000 tokens and goes with 50,000 calls a month, of which none reads from a cache.

What to do:
    Put what never changes first, and mark it where the provider asks for it (Anthropic: `cache_control`). The rule
    speaks where the feature's `prompts` in policy.yaml, each up to its first placeholder, are at least as long as the
    model caches from, and the recorded calls read less than half of that from a cache. How many calls find the cache
    warm is reckoned from the volume: calls that come evenly and at random, five minutes of life after each. `above` is
    dollars a month that it would save, `percent` the part of a call.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from finops_gate.base.frozen import replace
from finops_gate.base.money import ZERO, percent, plain
from finops_gate.base.text import clean
from finops_gate.cost.advising import advice, with_streams
from finops_gate.cost.prefix import cached, warm
from finops_gate.cost.workload import Stream
from finops_gate.model.price import Meter
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each call with a long beginning of its own that is hardly cached, where that saves anything."""
    for spending in case.spendings:
        prefix, minimum = spending.prefix, spending.quote.cache_minimum
        if prefix is None or minimum is None or prefix < minimum or spending.quote.price(Meter.CACHE_READ) is None:
            continue
        hits = warm(stream.calls.mid for stream in spending.streams if stream.calls is not None)
        if hits is None or not all(_hardly_cached(stream, prefix) for stream in spending.streams):
            continue
        writes = spending.quote.price(Meter.CACHE_WRITE) is not None
        change = partial(_cached, prefix=prefix, hits=hits, writes=writes)
        priced = with_streams(spending, change)
        now, then = priced.per_call_before, priced.per_call_after
        if now is None or then is None or then >= now:
            continue
        warmth = percent(hits * 100, signed=False)
        message = (
            f"{spending.name}: calls begin with {plain(round(prefix, 0))} tokens of their prompts, hardly cached; "
            f"{clean(spending.quote.model, 60)} caches from {minimum:,}"
        )
        rests = (
            f"{plain(round(prefix, 0))} tokens of prompt files stand first and never change",
            f"{warmth} of the calls find them cached: evenly spread calls, five minutes of life",
        )
        target = f"cache {plain(round(prefix, 0))} tokens of the prompt"
        yield advice("cacheable-prefix", spending, target, priced, message, rests, Grade.ASSUMED)


def _hardly_cached(stream: Stream, prefix: Decimal) -> bool:
    """True where the calls are recorded, are longer than the beginning, and read less than half of it from a cache."""
    if stream.input.mean is None or (stream.cache_read or 0) * 2 >= prefix:
        return False
    return _sent(stream) >= prefix


def _sent(stream: Stream) -> Decimal:
    return (stream.input.mean or ZERO) + (stream.cache_read or ZERO) + (stream.cache_write or ZERO)


def _cached(stream: Stream, *, prefix: Decimal, hits: Decimal, writes: bool) -> Stream:
    plain_input, read, written = cached(_sent(stream), prefix, hits, writes)
    return replace(stream, input=replace(stream.input, mean=plain_input), cache_read=read, cache_write=written)


RULE = Rule("cacheable-prefix", check, ("above", "percent"), advises=True)
