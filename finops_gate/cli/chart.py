"""Prices over time as bars of text, a line a period: small enough for any terminal, and readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import replace
from finops_gate.base.money import plain
from finops_gate.model.price import Meter, Price

LONGEST = 40
"""Characters of the longest bar."""
_PARTS = " ▏▎▍▌▋▊▉█"


def history(prices: Iterable[Price], as_of: date, blocks: bool = True) -> Iterator[str]:
    """A chart for each meter (and condition) whose price is known: when, a bar, how much; the day's own is marked.

    Bars of one chart have one scale. Without `blocks`, for terminals that cannot show them, they are made of #.
    """
    charts: dict[tuple[str, tuple[tuple[str, str], ...]], list[Price]] = {}
    for price in prices:
        charts.setdefault((price.meter.value, price.conditions), []).append(price)
    order = list(Meter)
    for meter, conditions in sorted(charts, key=lambda place: (order.index(Meter(place[0])), place)):
        periods = list(_joined(charts[meter, conditions]))
        unit = "1M tokens" if periods[0].meter.per_million else meter
        told = "".join(f", {name.replace('_', ' ')} {value}" for name, value in conditions)
        yield f"{meter.replace('_', ' ')} $ / {unit}{told}"
        top = max(price.amount for price in periods)
        for price in periods:
            mark = " <" if price.holds(as_of) else ""
            yield f"  {_when(price):<24} {_bar(price.amount, top, blocks)} {plain(price.amount)}{mark}"


def _joined(periods: Iterable[Price]) -> Iterator[Price]:
    """The periods with those in one that follow each other at one price."""
    held: Price | None = None
    for price in periods:
        if held is not None and held.amount == price.amount and held.ends == price.starts:
            held = replace(held, ends=price.ends)
            continue
        if held is not None:
            yield held
        held = price
    if held is not None:
        yield held


def _when(price: Price) -> str:
    if price.starts is None:
        return f"until {price.ends}" if price.ends else "since launch"
    return f"{price.starts} .. {price.ends}" if price.ends else f"since {price.starts}"


def _bar(amount: Decimal, top: Decimal, blocks: bool) -> str:
    """A bar in proportion; eighths of a character where the terminal can show them."""
    if not top:
        return ""
    eighths = max(int(amount * LONGEST * 8 / top), 1 if amount else 0)
    if not blocks:
        return "#" * max(eighths // 8, 1 if amount else 0)
    whole, part = divmod(eighths, 8)
    return "█" * whole + (_PARTS[part] if part else "")
