"""What calls of a model cost on a day: the catalog's prices, multiplied out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean
from finops_gate.model.price import Meter, Price, Quote
from finops_gate.model.setting import Unknown


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a bill: a price, and how much of it a call takes."""

    price: Price
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Priced:
    """The cost of calls, with the way to it."""

    quote: Quote
    parts: tuple[Part, ...]
    cost: Decimal
    """Of one call."""
    calls: Decimal
    total: Decimal
    """Of all calls."""
    notes: tuple[str, ...]


def price(
    model: str,
    provider: str,
    input: Decimal,  # noqa: A002
    output: Decimal,
    calls: Decimal,
    as_of: date,
    directory: Path | None = None,
) -> Priced:
    """The cost of calls with so many input and output tokens. Raises UsageError for what has no price.

    The company's own prices count, where `directory` (None: the current one) lies in a repository that states some.
    """
    from finops_gate.app.own_prices import catalog_here
    from finops_gate.base.money import EXACT
    from finops_gate.cost.parameters import Parameters
    from finops_gate.cost.tariff import Quantity, bill

    quote = catalog_here(directory).quote(model, provider, as_of)
    if isinstance(quote, Unknown):
        raise UsageError(
            f"{clean(model, 80)} has no price: {clean(quote.reason)}",
            f"finops-gate catalog resolve {clean(model, 80)} says what it may be; --provider names who bills it",
        )
    found = bill(quote, Quantity(input, output=output), Parameters())
    if isinstance(found, Unknown):
        raise UsageError(
            f"{clean(model, 80)} has no price: {clean(found.reason)}", f"finops-gate explain {clean(model, 80)}"
        )
    amounts = {Meter.INPUT: input, Meter.OUTPUT: output}
    parts = tuple(Part(price, amounts.get(price.meter, Decimal(1))) for price in found.prices)
    return Priced(quote, parts, found.cost, calls, EXACT.multiply(found.cost, calls), found.notes)
