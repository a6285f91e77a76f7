"""Recorded calls, summed by day: what every source of usage comes down to before anything is attributed or projected.

Input counts uncached tokens only, as in a profile; output includes reasoning. A sum says beside it how many calls it
covers, so that what was never recorded stays unknown and is not a zero. Money is in billionths of a dollar: whole
numbers add up to the same on every engine.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from finops_gate.base.frozen import NamedTuple

NANO = 1_000_000_000
"""Billionths of a dollar in a dollar."""


class Cached(StrEnum):
    """Whether the input tokens of a source include those that were read from a cache."""

    INCLUDED = "included"
    APART = "apart"
    UNKNOWN = "unknown"


class Labels(NamedTuple):
    """What a call says of itself: by these its feature is told. Empty: it says nothing."""

    feature: str = ""
    """The name of the feature itself, where a gateway writes it down."""
    tag: str = ""
    """A tag, or the JSON list of several."""
    key: str = ""
    """The alias or id of the API key."""
    project: str = ""
    """Project, workspace, account or application profile."""
    team: str = ""
    service: str = ""
    agent: str = ""
    prompt: str = ""
    """The name of a managed prompt, or of the trace."""
    path: str = ""
    """The file of the calling code, as telemetry saw it."""
    symbol: str = ""
    """The function of the calling code."""
    tier: str = ""
    """The customer's tier."""
    environment: str = ""
    provider: str = ""
    model: str = ""


class Day(NamedTuple):
    """One day of one stream. Tokens are sums."""

    day: date
    rows: int = 0
    """Records that were added up."""
    counted: int = 0
    """Records that say how many calls they are; 0: the number of calls is not known."""
    calls: int = 0
    judged: int = 0
    """Calls of which it is known whether they succeeded."""
    successful: int = 0
    metered: int = 0
    """Calls whose tokens are known."""
    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    output: int = 0
    reasoned: int = 0
    """Calls of which it is known how much of the output was reasoning."""
    reasoning: int = 0
    billed: int = 0
    """Records that say what was paid."""
    paid: int = 0
    rated_paid: int = 0
    """What was paid in records that also say the list price."""
    rated_list: int = 0


class Stream(NamedTuple):
    """All days of the calls that say the same of themselves."""

    labels: Labels
    days: tuple[Day, ...]


class Percentiles(NamedTuple):
    """Tokens of one kind in one call that did not fail. None: not recorded call by call."""

    p50: Decimal | None = None
    p95: Decimal | None = None
    p99: Decimal | None = None


def dollars_of(nano: int) -> Decimal:
    """Billionths of a dollar as dollars."""
    return Decimal(nano).scaleb(-9)
