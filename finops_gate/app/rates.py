"""What the catalog says of every machine and accelerator that capacities name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_gate.base.text import clean
from finops_gate.cost.capacity import Rates, asked, companions
from finops_gate.cost.hardware import CLASSES, is_for_training
from finops_gate.model.capacity import Capacity
from finops_gate.model.machine import Machine
from finops_gate.model.rates import CompanyPrices
from finops_gate.model.setting import Unknown

if TYPE_CHECKING:
    from finops_gate.catalog.machines import Machines

NO_PRICES = CompanyPrices()


def rates(capacities: Iterable[Capacity], as_of: date, prices: CompanyPrices = NO_PRICES) -> Rates:
    """A machine for each, under `cost.capacity.asked`, at the company's own rate where it has one.

    The catalog of machines is read only where one is asked for.
    """
    wanted = {asked(one): one for capacity in capacities for one in (capacity, *companions(capacity))}
    if not wanted:
        return {}
    from finops_gate.catalog.machines import Machines

    machines = Machines.load()
    return {name: _agreed(machines, wanted[name], as_of, prices) for name in sorted(wanted)}


def alternatives(known: Rates, as_of: date, prices: CompanyPrices = NO_PRICES) -> Mapping[str, tuple[Machine, ...]]:
    """By cloud, the machines made for inference that may stand for those of training hardware."""
    clouds = sorted({one.cloud for one in known.values() if isinstance(one, Machine) and is_for_training(one)})
    if not clouds:
        return {}
    from finops_gate.catalog.hourly import agreed
    from finops_gate.catalog.machines import Machines

    machines = Machines.load()
    found: dict[str, tuple[Machine, ...]] = {}
    for cloud in clouds:
        offered = [machine for chip in CLASSES for machine in machines.with_chip(chip, cloud, as_of)]
        at_rate = [agreed(machine, machine.type, cloud, prices.rates, as_of) for machine in offered]
        found[cloud] = tuple(machine for machine in at_rate if isinstance(machine, Machine))
    return found


def _agreed(machines: Machines, capacity: Capacity, as_of: date, prices: CompanyPrices) -> Machine | Unknown:
    found = _quoted(machines, capacity, as_of)
    named = next((name for name in (capacity.machine, capacity.accelerator) if isinstance(name, str) and name), "")
    if not prices.rates or not named:
        return found
    from finops_gate.catalog.hourly import agreed

    return agreed(found, named, capacity.cloud, prices.rates, as_of)


def _quoted(machines: Machines, capacity: Capacity, as_of: date) -> Machine | Unknown:
    if isinstance(capacity.machine, str) and capacity.machine:
        if capacity.cloud == "bedrock":
            named = clean(capacity.machine, 80)
            return Unknown(
                f"no rate of provisioned throughput for {named} is known: it stands in the account's console"
            )
        return machines.quote(capacity.machine, capacity.cloud, as_of)
    if not isinstance(capacity.accelerator, str) or not capacity.accelerator:
        return Unknown("nothing says which machine or which accelerator runs")
    sold = machines.quote(capacity.accelerator, capacity.cloud, as_of) if capacity.cloud else None
    if isinstance(sold, Machine):
        return sold
    count = capacity.accelerators if isinstance(capacity.accelerators, Decimal) else Decimal(1)
    return machines.carrying(capacity.accelerator, count, capacity.cloud, as_of)
