"""Amounts of money: Decimal from end to end, rounded only when shown."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal

EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)
"""Wide enough that no sum or product of prices, tokens and calls is ever rounded on the way."""

ZERO = Decimal(0)
MILLION = Decimal(1_000_000)


def plain(amount: Decimal) -> str:
    """The shortest exact decimal string: no exponent, no trailing zeros (``0.00033``, ``900``)."""
    if amount == 0:
        return "0"
    return format(amount.normalize(EXACT), "f")


def dollars(amount: Decimal, signed: bool = False) -> str:
    """For people: ``$8,100.00``, ``-$410.00``, ``+$96.00`` when signed; fractions of a cent keep three figures."""
    sign = "-" if amount < 0 else "+" if signed and amount > 0 else ""
    size = abs(amount)
    if size == 0 or size >= Decimal("0.1"):
        return f"{sign}${size.quantize(Decimal('0.01')):,}"
    places = Decimal(1).scaleb(size.adjusted() - 2)
    return f"{sign}${format(size.quantize(places), 'f')}"


def percent_change(before: Decimal, after: Decimal) -> Decimal | None:
    """The change in percent of `before`; None when there is nothing to compare with (before is zero)."""
    if before == 0:
        return None
    return EXACT.divide((after - before) * 100, before)


def percent(value: Decimal, signed: bool = True) -> str:
    """For people: ``+900%``, ``-62%``, ``+2.4%``: whole percents from ten on, one decimal below."""
    rounded = value.quantize(Decimal(1)) if abs(value) >= 10 else value.quantize(Decimal("0.1"))
    text = plain(abs(rounded))
    if len(text.partition(".")[0]) > 3:
        text = f"{Decimal(text):,}"
    sign = "-" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{text}%"


def times(ratio: Decimal) -> str:
    """For people: ``57.6 times``, ``1.25 times``: three figures, whole from a hundred on."""
    places = Decimal(1) if ratio >= 100 else Decimal("0.1") if ratio >= 10 else Decimal("0.01")
    # rounded down, so that 9.999 is not shown as the 10 that a policy asks for
    shown = Decimal(plain(ratio.quantize(places, ROUND_DOWN)))
    return f"{shown:,} times"
