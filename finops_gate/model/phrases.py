"""Figures in words, alike in every report for people. Holds no text from outside: numbers only."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.money import ZERO, dollars, percent
from finops_gate.model.entries import monthly_delta, per_call_percent
from finops_gate.model.projection import Projection, Range
from finops_gate.model.site import SiteKind
from finops_gate.model.verdict import Row

UNKNOWN = "unknown"


def per_call(projection: Projection | None, arrow: str = "->") -> str:
    """``$0.00033 -> $0.0190 (+5,658%)``; ``unknown`` where a side is not known."""
    if projection is None:
        return UNKNOWN
    before, after = projection.per_call_before, projection.per_call_after
    if before is None and after is None:
        return UNKNOWN
    change = per_call_percent(projection)
    share = f" ({percent(change)})" if change else ""
    least = "at least " if projection.at_least else ""
    return f"{_amount(before)} {arrow} {least}{_amount(after)}{share}"


def monthly(projection: Projection | None, arrow: str = "->") -> str:
    """``$900.00 -> $9,000.00 (+$8,100.00; from +$7,468.20 to +$8,731.80)``, or why there is no month."""
    if projection is None:
        return UNKNOWN
    if projection.counted_at is not None:
        return "counted with the site that shares its calls"
    before, after, delta = projection.monthly_before, projection.monthly_after, monthly_delta(projection)
    if delta is None:
        if before is None and after is None:
            return f"{UNKNOWN}: no volumes"
        return f"{_middle(before)} {arrow} {_middle(after)}"
    least = "at least " if projection.at_least else ""
    bounds = f"; from {dollars(delta.low, True)} to {dollars(delta.high, True)}" if delta.low != delta.high else ""
    change = "no change" if delta.mid == ZERO and not bounds else dollars(delta.mid, True)
    return f"{_middle(before)} {arrow} {least}{_middle(after)} ({change}{bounds})"


def unit(row: Row) -> str:
    """What the figure of one piece is for: a call, or an hour of a machine."""
    sites = (row.change.after_site, row.change.before_site)
    hourly = any(site.kind in (SiteKind.ENDPOINT, SiteKind.NODE_POOL) for site in sites if site)
    return "per hour" if hourly else "per call"


def tokens(row: Row) -> str:
    """``1,200 -> 1,900 tokens`` of a changed prompt; empty where they were not counted."""
    if row.tokens_before is None or row.tokens_after is None:
        return ""
    return f"{row.tokens_before:,} -> {row.tokens_after:,} tokens"


def count(number: int, noun: str) -> str:
    """``1 site``, ``3 sites``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _amount(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else dollars(amount)


def _middle(amount: Range | None) -> str:
    return UNKNOWN if amount is None else dollars(amount.mid)
