"""What the catalog says of every machine and accelerator that capacities name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_gate.base.text import clean
from finops_gate.cost.capacity import Rates, asked
from finops_gate.model.capacity import Capacity
from finops_gate.model.machine import Machine
from finops_gate.model.setting import Unknown

if TYPE_CHECKING:
    from finops_gate.catalog.machines import Machines


def rates(capacities: Iterable[Capacity], as_of: date) -> Rates:
    """A machine for each, under `cost.capacity.asked`; the catalog of machines is read only where one is asked for."""
    wanted = {asked(capacity): capacity for capacity in capacities}
    if not wanted:
        return {}
    from finops_gate.catalog.machines import Machines

    machines = Machines.load()
    return {name: _quoted(machines, wanted[name], as_of) for name in sorted(wanted)}


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
