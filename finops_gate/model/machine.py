"""Machines with accelerators: what they are, and what an hour of them costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import dataclass
from finops_gate.base.money import EXACT
from finops_gate.model.price import Meter, Price

HOURS_PER_MONTH = Decimal(730)
"""The hours of a mean month, 8,760 / 12, as the clouds' own calculators have them."""
SECONDS_PER_HOUR = Decimal(3600)


@dataclass(frozen=True, slots=True)
class Machine:
    """All that is known of one type of machine on one day."""

    id: str
    """As written in the code."""
    cloud: str
    """``aws``, ``azure``, ``gcp``, ``sagemaker``, ``modal``..."""
    type: str
    """The cloud's own spelling."""
    accelerator: str
    """``NVIDIA H100``; empty: not known."""
    count: Decimal | None
    """Accelerators in it; a part of one where it is shared. None: not known."""
    memory_gb: Decimal | None
    """Of all its accelerators together."""
    prices: tuple[Price, ...]
    """Those of the day: metered by the hour or the second, under ``region`` and ``purchase`` (on_demand, spot)."""
    as_of: date
    upcoming: tuple[Price, ...] = ()
    estimate: str = ""
    """How the price was estimated, where nobody publishes it; empty: it is published."""

    @property
    def subject(self) -> str:
        return f"{self.cloud}/{self.type}"

    def price(self, purchase: str = "on_demand", region: str = "") -> Price | None:
        """The price of a way to buy it; without a region the one region that is known, else the dearest."""
        offered = [
            price
            for price in self.prices
            if dict(price.conditions).get("purchase") == purchase
            and (not region or dict(price.conditions).get("region") == region)
        ]
        return max(offered, key=hourly, default=None)


def hourly(price: Price) -> Decimal:
    """Dollars an hour."""
    return EXACT.multiply(price.amount, SECONDS_PER_HOUR) if price.meter is Meter.SECOND else price.amount


def monthly(price: Price) -> Decimal:
    """Dollars for a month of 730 hours without a break."""
    return EXACT.multiply(hourly(price), HOURS_PER_MONTH)
