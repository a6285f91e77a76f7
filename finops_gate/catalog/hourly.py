"""A company's own rate of what is paid by the hour: of machines, of units of throughput, of kept concurrency.

It is stated like any other rate, with the cloud as the provider: ``{provider: bedrock, models: ["*claude-sonnet*"],
amounts: {hour: "39.60"}}``, or ``second`` for what is billed by it; a discount is taken off the published price.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import replace
from finops_gate.base.globs import fits_name
from finops_gate.base.money import EXACT
from finops_gate.catalog.machines import cloud_of
from finops_gate.model.machine import Machine
from finops_gate.model.price import Meter, Price
from finops_gate.model.rates import Rate
from finops_gate.model.setting import Unknown

_METERS = (Meter.HOUR, Meter.SECOND, Meter.REQUEST)
_LIST = "on_demand"


def agreed(found: Machine | Unknown, written: str, cloud: str, rates: Iterable[Rate], as_of: date) -> Machine | Unknown:
    """The machine at the company's rate, also one that no list knows; unchanged where no rate is about it.

    Of two rates the later counts. Rates for one environment are left out, since a machine states none.
    """
    named = cloud_of(found.cloud if isinstance(found, Machine) else cloud)
    names = {written, found.type if isinstance(found, Machine) else written}
    for rate in reversed(tuple(rates)):
        fits = any(fits_name(pattern, name) for pattern in rate.models for name in names)
        if not fits or rate.environment is not None or not rate.holds(as_of) or cloud_of(rate.provider) != named:
            continue
        made = _at(found, written, named, rate, as_of)
        if made is not None:
            return made
    return found


def _at(found: Machine | Unknown, written: str, cloud: str, rate: Rate, as_of: date) -> Machine | None:
    told = f"{rate.agreement} ({rate.origin})"
    if rate.discount is not None:
        if isinstance(found, Unknown):
            return None
        share = EXACT.subtract(Decimal(1), rate.discount)
        told = f"{EXACT.multiply(rate.discount, Decimal(100)).normalize():f}% off by {told}"
        prices = [
            replace(price, amount=EXACT.multiply(price.amount, share), negotiated=told) if _listed(price) else price
            for price in found.prices
        ]
        return replace(found, prices=tuple(prices))
    meter = next((meter for meter, _ in rate.amounts if meter in _METERS), None)
    if meter is None:
        return None
    conditions = (("purchase", _LIST), ("region", "any"))
    machine = Machine(written, cloud, written, "", None, None, (), as_of) if isinstance(found, Unknown) else found
    amount = dict(rate.amounts)[meter]
    price = Price(machine.subject, meter, amount, rate.starts, rate.ends, rate.origin, None, conditions, told)
    kept = tuple(other for other in machine.prices if not _listed(other))
    return replace(machine, prices=(price, *kept), estimate="")


def _listed(price: Price) -> bool:
    return dict(price.conditions).get("purchase") == _LIST
