"""Whether prompts that were cached are still long enough to be cached after a change.

Providers cache the beginning of a prompt from a number of tokens on that differs between models, and say nothing when
it is too short: the call is billed at the full price of its input (OpenAI, Anthropic and Google document it so).
"""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.money import ZERO, plain
from finops_gate.cost.tariff import Quantity
from finops_gate.model.price import Quote
from finops_gate.model.projection import Effect


def caching_lost(cached: Decimal, shrunk: Decimal, tokens_ratio: Decimal, before: Quote, after: Quote) -> Effect | None:
    """The cached tokens of a mean call that may be billed as plain input after the change; None: they stay cached.

    `cached`: read and written by a mean call before. It is less than what the calls begin with in common, since some
    of them find nothing; but what was cached at all had the old model's minimum. `shrunk`: tokens that the prompt has
    lost. Where either minimum is not known, nothing is said.
    """
    if not cached or after.cache_minimum is None:
        return None
    least = max(cached, Decimal(before.cache_minimum or 0))
    left = least * tokens_ratio - shrunk
    if left >= after.cache_minimum:
        return None
    told = (
        f"high: {after.subject} caches from {after.cache_minimum:,} tokens on; of what was cached, calls have at least"
    )
    return Effect(
        f"{told} {plain(round(max(left, ZERO), 0))} in common, and may lose it",
        ZERO,
        cached * tokens_ratio,
        "cached tokens a call that become input",
    )


def uncached(quantity: Quantity) -> Quantity:
    """The same call with nothing of it cached."""
    whole = quantity.input + quantity.cache_read + quantity.cache_write
    return quantity._replace(input=whole, cache_read=ZERO, cache_write=ZERO)
