"""What a capacity costs: an hour of one copy, a month of the floor (always paid), a month of the ceiling (at most).

A month has 730 hours. The floor is paid whether or not anybody calls; between floor and ceiling nothing is known before
it runs, so the middle is the floor and only `high` knows the ceiling. What nobody publishes a rate for is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO, dollars, plain
from finops_gate.base.text import clean
from finops_gate.model.capacity import LAMBDA, READY, Capacity, Purchase
from finops_gate.model.machine import HOURS_PER_MONTH, Machine, hourly
from finops_gate.model.price import Meter, Price
from finops_gate.model.projection import Range
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Site

ONE = Decimal(1)
SELLS_ACCELERATORS = frozenset({"modal", "runpod", "cloud-run"})
"""Clouds that bill an accelerator as such, by the second or the hour, whatever machine it is in."""

WORKED = ("provisioned-duration", "duration", "invocation")
"""Of a function, in the catalog: a gigabyte and a second of work where it is kept ready, elsewhere, and one call."""

Rates = Mapping[str, Machine | Unknown]
"""By `asked(capacity)`: the machine that a capacity runs on, or why nobody knows it."""


class Hourly(NamedTuple):
    """An hour of one copy."""

    amount: Decimal
    prices: tuple[str, ...]
    """One line for each price used."""
    notes: tuple[str, ...] = ()
    estimated: bool = False
    """True when the rate is derived from another one, not read."""


class Kept(NamedTuple):
    """What a capacity costs on one side."""

    hour: Decimal
    """Of one copy."""
    floor: Decimal
    """A month of what always runs."""
    ceiling: Decimal | None
    """A month of the most that may run; None: nothing bounds it."""
    prices: tuple[str, ...]
    notes: tuple[str, ...]
    estimated: bool

    @property
    def month(self) -> Range:
        """The floor as the middle, the ceiling as the upper bound."""
        return Range(self.floor, self.floor, max(self.floor, self.ceiling or ZERO))


def asked(capacity: Capacity) -> str:
    """The name under which the rate of a capacity is looked up: ``cloud|machine|accelerator|count``."""
    names = [name if isinstance(name, str) else "" for name in (capacity.machine, capacity.accelerator)]
    return "|".join(
        [capacity.cloud, *names, plain(capacity.accelerators) if isinstance(capacity.accelerators, Decimal) else ""]
    )


def companions(capacity: Capacity) -> tuple[Capacity, ...]:
    """What is paid beside what a function keeps ready: a second of work there, one elsewhere, an invocation."""
    if capacity.cloud != LAMBDA or capacity.machine != READY:
        return ()
    one = Capacity(capacity.site, floor=ZERO, memory_gb=capacity.memory_gb, cloud=LAMBDA, region=capacity.region)
    return tuple(one._replace(machine=machine) for machine in WORKED)


def cost_of(capacity: Capacity, rates: Rates, hours: Decimal = HOURS_PER_MONTH) -> Kept | Unknown:
    """What a capacity costs when its floor runs for `hours` a month, or why nobody knows.

    Rises with the count of accelerators, with the hours and with the floor; zero only where the floor is.
    """
    one = hour_of(capacity, rates)
    if isinstance(one, Unknown):
        return one
    if isinstance(capacity.floor, Unknown):
        return Unknown(f"how many always run is not readable: {capacity.floor.reason}")
    floor = EXACT.multiply(EXACT.multiply(one.amount, hours), capacity.floor)
    notes = [*capacity.assumptions, *one.notes]
    ceiling = None
    if isinstance(capacity.ceiling, Unknown):
        notes.append("the most that may run is not readable: the upper bound is that of the floor")
    elif capacity.ceiling is not None:
        most = max(capacity.ceiling, capacity.floor)
        ceiling = EXACT.multiply(EXACT.multiply(one.amount, hours), most)
    notes.append(_told(capacity.floor, capacity.ceiling, hours))
    return Kept(one.amount, floor, ceiling, one.prices, tuple(notes), one.estimated)


def bearers(sites: Iterable[Site]) -> dict[str, Site]:
    """For each capacity the site that stands for it, by the capacity's name: that of its machine before others."""
    found: dict[str, Site] = {}
    for site in sites:
        if site.capacity is None:
            continue
        held = found.get(site.capacity.site)
        if held is None or (_kind(held) != "accelerator" and _kind(site) == "accelerator"):
            found[site.capacity.site] = site
    return found


def _kind(site: Site) -> str:
    return site.settings[0].setting.key.kind


def hour_of(capacity: Capacity, rates: Rates) -> Hourly | Unknown:
    """An hour of one copy, or why nobody knows what it costs."""
    for said in (capacity.machine, capacity.accelerator, capacity.accelerators, capacity.memory_gb):
        if isinstance(said, Unknown):
            return Unknown(f"what runs is not readable: {said.reason}")
    if isinstance(capacity.purchase, Unknown):
        return Unknown(f"how it is bought is not readable: {capacity.purchase.reason}")
    if not capacity.machine and not capacity.accelerator:
        return Unknown("nothing says which machine or which accelerator runs")
    machine = rates.get(asked(capacity), Unknown("it was not looked up"))
    if isinstance(machine, Unknown):
        return machine
    return _rated(capacity, machine, capacity.purchase)


def _rated(capacity: Capacity, machine: Machine, purchase: Purchase) -> Hourly | Unknown:
    subject = clean(machine.subject, 80)
    if purchase is Purchase.RESERVED:
        return Unknown(f"{subject} is reserved: its rate is that of a contract")
    price, notes = machine.price(purchase.value, capacity.region), []
    if price is None:
        price = machine.price(purchase.value)
        if price is None:
            listed = machine.price()
            known = f"; on demand it is {dollars(hourly(listed))} an hour" if listed else ""
            return Unknown(f"no {purchase.value.replace('_', ' ')} price of {subject} is known{known}")
        if capacity.region and _region(price) != "any":
            notes.append(f"priced in {_region(price)}: no price in {clean(capacity.region, 40)} is known")
    if machine.estimate:
        notes.append(f"the price of {subject} is estimated: {clean(machine.estimate, 80)}")
    amount, line = _times(capacity, machine)
    rate = EXACT.multiply(hourly(price), amount)
    derived = bool(line) and not _serverless(capacity, machine)
    return Hourly(rate, (_line(price, machine),), (*notes, *([line] if line else [])), bool(notes) or derived)


def _times(capacity: Capacity, machine: Machine) -> tuple[Decimal, str]:
    """How many of the machine one copy is, and why it is not simply one."""
    if isinstance(capacity.memory_gb, Decimal):
        return capacity.memory_gb, f"{plain(capacity.memory_gb)} GB of memory a copy"
    count, held = capacity.accelerators, machine.count
    if not isinstance(count, Decimal) or held is None or held == ZERO:
        return ONE, "" if capacity.machine else f"one {_name(capacity)} a copy is taken, on {machine.subject}"
    if not capacity.machine:
        times = EXACT.divide(count, held).to_integral_value(rounding="ROUND_CEILING")
        return times, f"{plain(count)} x {_name(capacity)} a copy, as {plain(times)} x {machine.subject}"
    if capacity.shared and count != held:
        return EXACT.divide(count, held), f"a copy takes {plain(count)} of the {plain(held)} in {machine.subject}"
    return ONE, ""


def _serverless(capacity: Capacity, machine: Machine) -> bool:
    """True where the accelerator itself is what is sold, so that nothing had to be derived."""
    if capacity.memory_gb is not None:
        return True
    return not capacity.machine and machine.count == ONE and machine.cloud in SELLS_ACCELERATORS


def _name(capacity: Capacity) -> str:
    return clean(capacity.accelerator, 60) if isinstance(capacity.accelerator, str) else "accelerator"


def _region(price: Price) -> str:
    return dict(price.conditions).get("region", "any")


def _line(price: Price, machine: Machine) -> str:
    """``aws/p5.48xlarge on_demand us-east-1 $55.04 an hour since 2025-06-23 (source, read 2026-07-20)``."""
    conditions = dict(price.conditions)
    where = " ".join(conditions[name] for name in ("purchase", "region") if conditions.get(name, "any") != "any")
    since = f" since {price.starts}" if price.starts else ""
    read = f", read {price.retrieved}" if price.retrieved else ""
    unit = "a call" if price.meter is Meter.REQUEST else "an hour"
    if price.negotiated:
        return f"{machine.subject} {where} {plain(hourly(price))} USD {unit}{since} (negotiated: {price.negotiated})"
    return f"{machine.subject} {where} {plain(hourly(price))} USD {unit}{since} ({price.source}{read})"


def _told(floor: Decimal, ceiling: Decimal | Unknown | None, hours: Decimal) -> str:
    most = f", {plain(ceiling)} at most" if isinstance(ceiling, Decimal) and ceiling > floor else ""
    return f"{plain(floor)} always running{most}; a month of {plain(hours)} hours"
