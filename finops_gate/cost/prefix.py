"""What caching the beginning of a prompt would do to a mean call."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from finops_gate.base.money import EXACT, ZERO

LIFE = Decimal(300)
"""Seconds that a cached beginning lives after it was last read: what Anthropic documents as usual, OpenAI as least."""
MONTH = Decimal(730 * 3600)
"""Seconds of a mean month."""


def warm(calls: Iterable[Decimal]) -> Decimal | None:
    """The share of calls that come within `LIFE` after another, where they come evenly and at random: 1 - e^(-rate).

    None where no volume is known. Streams are added up: they send the same beginning.
    """
    monthly = sum(calls, ZERO)
    return EXACT.subtract(1, EXACT.exp(-monthly * LIFE / MONTH)).quantize(Decimal("0.0001")) if monthly else None


def cached(sent: Decimal, prefix: Decimal, hits: Decimal, writes: bool) -> tuple[Decimal, Decimal, Decimal]:
    """Plain input, tokens read from a cache and tokens written to one, of a mean call that sends `sent` tokens.

    `writes`: whether the provider bills what it writes to the cache as such; else it is plain input.
    """
    read = EXACT.multiply(prefix, hits)
    missed = EXACT.subtract(prefix, read)
    rest = EXACT.subtract(sent, prefix)
    return (rest, read, missed) if writes else (EXACT.add(rest, missed), read, ZERO)
