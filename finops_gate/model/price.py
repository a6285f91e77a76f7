"""Published prices. A price is never edited, only followed by another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from finops_gate.base.frozen import dataclass
from finops_gate.model.setting import Unknown


class Meter(StrEnum):
    """What is counted. Token meters are priced in USD per million tokens, the rest in USD per piece."""

    INPUT = "input"
    OUTPUT = "output"
    CACHE_READ = "cache_read"
    CACHE_WRITE = "cache_write"
    CACHE_WRITE_1H = "cache_write_1h"
    INPUT_AUDIO = "input_audio"
    OUTPUT_AUDIO = "output_audio"
    INPUT_IMAGE = "input_image"
    OUTPUT_IMAGE = "output_image"
    REASONING = "reasoning"
    IMAGE = "image"
    REQUEST = "request"
    SECOND = "second"
    CHARACTER = "character"
    SEARCH = "search"
    HOUR = "hour"
    PAGE = "page"

    @property
    def per_million(self) -> bool:
        """True for meters whose amounts are per million tokens."""
        return self in _TOKENS


_TOKENS = frozenset(
    {
        Meter.INPUT,
        Meter.OUTPUT,
        Meter.CACHE_READ,
        Meter.CACHE_WRITE,
        Meter.CACHE_WRITE_1H,
        Meter.INPUT_AUDIO,
        Meter.OUTPUT_AUDIO,
        Meter.INPUT_IMAGE,
        Meter.OUTPUT_IMAGE,
        Meter.REASONING,
    }
)


class ModelStatus(StrEnum):
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Price:
    """One published price in its period `[starts, ends)`."""

    subject: str
    """``openai/gpt-4o-mini`` or ``aws/inf2.xlarge``."""
    meter: Meter
    amount: Decimal
    """USD per million tokens for token meters, per piece otherwise."""
    starts: date | None
    """None: since launch, or not known."""
    ends: date | None
    source: str
    """Where it was read: a URL or a package with its version."""
    retrieved: date | None
    """The day it was read."""
    conditions: tuple[tuple[str, str], ...] = ()
    """What must hold, as pairs: ``("above_input_tokens", "200000")``, ``("variant", "batch")``."""
    negotiated: str = ""
    """The company's own file and agreement that the amount comes from; empty: a published price."""

    def holds(self, day: date) -> bool:
        return (self.starts is None or self.starts <= day) and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """How a model counts: a tiktoken encoding, and how many of its own tokens one of that encoding makes."""

    encoding: str = "o200k_base"
    ratio: Decimal = Decimal(1)
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """All that the catalog knows of one model on one day."""

    id: str
    """As written in the code."""
    provider: str
    model: str
    """The catalog's id."""
    prices: tuple[Price, ...]
    """Every price that holds on that day, whatever its conditions. Empty: known, and not priced."""
    as_of: date
    status: ModelStatus = ModelStatus.ACTIVE
    retires_on: date | None = None
    successor: str | None = None
    tokenizer: Tokenizer = Tokenizer()
    mode: str = "chat"
    context_window: int | None = None
    max_output: int | None = None
    matched: str = "exact"
    """How the id was matched: exact, alias, prefix, region..."""
    self_hosted: bool = False
    """Paid by the hour of a machine, not by the token."""
    reason: str = ""
    """Why there is no price, where there is none."""
    upcoming: tuple[Price, ...] = ()
    """Prices already announced that start after `as_of`, soonest first."""
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    """What goes in and comes out (text, image, audio, video, pdf), where the tables say it."""
    off_peak_hours: str = ""
    """When the prices of the variant `off_peak` hold, in UTC: ``00:00-01:00, 04:00-06:00``."""
    cache_minimum: int | None = None
    """Tokens that the beginning of a prompt must have to be cached. None: not known, or nothing is cached."""

    @property
    def subject(self) -> str:
        return f"{self.provider}/{self.model}"

    @property
    def standing(self) -> str:
        """``retired since 2026-10-23``, ``retires on 2027-01-31``, ``deprecated``; empty for a model that stays."""
        if self.retires_on is not None:
            return f"{'retired since' if self.retires_on <= self.as_of else 'retires on'} {self.retires_on}"
        return "" if self.status is ModelStatus.ACTIVE else self.status.value

    def price(self, meter: Meter, **conditions: str) -> Price | None:
        """The price of a meter under exactly these conditions (none: the base price), or None."""
        wanted = tuple(sorted(conditions.items()))
        return next((p for p in self.prices if p.meter is meter and tuple(sorted(p.conditions)) == wanted), None)


Quoted = Quote | Unknown
"""A quote, or why there is none (an id that no catalog knows; never a price of zero)."""
