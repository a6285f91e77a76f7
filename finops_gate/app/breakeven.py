"""Ways to serve a feature, or what stands in the tree, against each other: gathers what `cost.versus` compares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from finops_gate.app.governing import Governing, governing, listed, rules
from finops_gate.app.quotes import quotes
from finops_gate.app.rates import rates
from finops_gate.app.scan import Progress, sites_at
from finops_gate.base.errors import RepositoryError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.catalog.book import Catalog
from finops_gate.cost.attribution import feature_of
from finops_gate.cost.capacity import SELLS_ACCELERATORS, Hourly, Rates, asked, hour_of
from finops_gate.cost.functions import functions
from finops_gate.cost.idle import idle_of
from finops_gate.cost.load import Load, Said, load_of
from finops_gate.cost.versus import against
from finops_gate.cost.ways import Drawn, as_today, kept_ready, names_of, on_demand, per_token, serving_of, speed_of
from finops_gate.model.breakeven import Breakeven
from finops_gate.model.capacity import LAMBDA, Capacity
from finops_gate.model.machine import Machine
from finops_gate.model.policy import Feature
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.rates import CompanyPrices
from finops_gate.model.serving import Serving
from finops_gate.model.setting import Unknown
from finops_gate.model.site import Site
from finops_gate.repo.discover import discover
from finops_gate.repo.tree import revision as tree_of


class Asked(NamedTuple):
    """What a person wants to see, and what they say that nobody recorded."""

    feature: str = ""
    """Empty: every place of the tree that is paid by the hour."""
    place: str = ""
    """A part of the name of such a place."""
    revision: str = ""
    """Empty: the work tree, of a bare repository HEAD."""
    machine: str = ""
    """``g6.xlarge``, ``gcp/g2-standard-4``: instead of what stands in the tree."""
    copies: Decimal = Decimal(1)
    models: tuple[str, ...] = ()
    """APIs to compare with, beside those that the feature calls."""
    seconds: tuple[str, ...] = ()
    """Accelerators that are billed by the second: ``modal/l4``; none: the cheapest that is known of the same kind."""
    said: Said = Said()
    serving: Serving | None = None


class Spot(NamedTuple):
    """One place that is paid by the hour."""

    capacity: Capacity
    feature: str | None
    site: str | None
    """None: nowhere, somebody asked about it."""


def run(
    directory: Path | None, asked_for: Asked, as_of: date, progress: Progress | None = None
) -> tuple[Breakeven, ...]:
    """One comparison for each place. Raises UsageError where there is nothing to compare, GovernanceError."""
    try:
        place = discover(directory, explicit=directory is not None)
        named = asked_for.revision or ("HEAD" if place.bare else "worktree")
        tree = tree_of(directory, named, explicit=directory is not None)
    except RepositoryError:
        if directory is not None or asked_for.revision or not asked_for.machine:
            raise
        return _compared([_machine(asked_for)], asked_for, None, as_of)
    decided = governing(tree.demand, tree.below, rules(), None)
    _known_feature(asked_for.feature, decided)
    if asked_for.machine:
        return _compared([_machine(asked_for)], asked_for, decided, as_of)
    spots = [
        spot
        for spot in spots_of(sites_at(tree, progress).sites, decided.policy.features)
        if (not asked_for.feature or spot.feature == asked_for.feature) and asked_for.place in (spot.site or "")
    ]
    if not spots:
        about = f"of {clean(asked_for.feature, 60)}" if asked_for.feature else "in this tree"
        raise UsageError(
            f"nothing {about} is paid by the hour", "finops-gate breakeven --feature NAME --machine g6.xlarge"
        )
    return _compared(spots, asked_for, decided, as_of)


def spots_of(sites: Iterable[Site], features: Sequence[Feature]) -> tuple[Spot, ...]:
    """Every capacity among the sites that spends, each once, with its feature."""
    found: dict[str, Spot] = {}
    for site in sites:
        if site.capacity is None or site.mention:
            continue
        feature = feature_of(site, features)
        found.setdefault(site.capacity.site, Spot(site.capacity, feature.name if feature else None, site.capacity.site))
    return tuple(found[name] for name in sorted(found))


def compared(
    spots: Sequence[Spot],
    decided: Governing,
    catalog: Catalog,
    as_of: date,
    asked_for: Asked = Asked(),  # noqa: B008
) -> tuple[Breakeven, ...]:
    """One comparison for each place, under the policy, the recorded calls and the prices that govern."""
    offers = {spot.capacity.site: _offers(spot.capacity, asked_for, decided.prices, as_of) for spot in spots}
    capacities = [spot.capacity for spot in spots]
    known = rates([*capacities, *(one for some in offers.values() for one in some)], as_of, decided.prices)
    quoted = quotes(catalog, (), decided.profiles, as_of)
    apis = [_api(catalog, name, as_of) for name in asked_for.models]
    return tuple(
        _one(spot, decided, asked_for, known, offers[spot.capacity.site], quoted, apis, as_of) for spot in spots
    )


def _compared(spots: Sequence[Spot], asked_for: Asked, decided: Governing | None, as_of: date) -> tuple[Breakeven, ...]:
    if decided is None:
        from finops_gate.policy.starter import starter

        decided = Governing(starter(), (), "", "")
    return compared(spots, decided, Catalog.load().with_prices(decided.prices), as_of, asked_for)


def _one(
    spot: Spot,
    decided: Governing,
    asked_for: Asked,
    known: Rates,
    offers: Sequence[Capacity],
    quoted: dict[str, Quoted],
    apis: Sequence[Quote],
    as_of: date,
) -> Breakeven:
    capacity = spot.capacity
    feature = next((one for one in decided.policy.features if one.name == spot.feature), None)
    load = load_of(spot.feature, feature, decided.profiles, decided.shapes, asked_for.said)
    declared = feature.serving if feature is not None else ()
    own = functions if capacity.cloud == LAMBDA else kept_ready
    drawn = list(own(capacity, known, load, declared, asked_for.serving))
    if spot.site is None and isinstance(drawn[0].curve, Unknown):
        raise UsageError(drawn[0].curve.reason, "finops-gate price aws/g6.xlarge")
    drawn += _by_the_second(capacity, offers, known, load, declared, asked_for)
    today = as_today(load, quoted)
    drawn += today if capacity.cloud != LAMBDA else ()  # a function that asks a model pays it both ways
    drawn += [per_token(quote, load) for quote in apis if quote.subject not in {one.name for one in today}]
    notes = [] if today or apis or capacity.cloud == LAMBDA else ["no API to compare with: --api MODEL names one"]
    name = spot.feature or spot.site or asked_for.machine
    idle = idle_of(capacity, spot.feature, decided.shapes, known)
    return against(name, spot.feature, spot.site, as_of, load, drawn, idle, notes)


def _by_the_second(
    capacity: Capacity,
    offers: Sequence[Capacity],
    known: Rates,
    load: Load,
    declared: Sequence[Serving],
    asked_for: Asked,
) -> list[Drawn]:
    """What is asked for, else the cheapest of the same accelerator."""
    priced: list[tuple[Hourly, Machine, Capacity]] = []
    for offer in offers:
        one, machine = hour_of(offer, known), known.get(asked(offer))
        if isinstance(one, Hourly) and isinstance(machine, Machine):
            priced.append((one, machine, offer))
        elif asked_for.seconds:
            reason = one.reason if isinstance(one, Unknown) else ""
            raise UsageError(reason, "finops-gate price modal/l4")
    priced.sort(key=lambda offered: (offered[0].amount, offered[1].subject))
    found = []
    own = known.get(asked(capacity))
    for one, machine, offer in priced if asked_for.seconds else priced[:1]:
        names = names_of(machine, offer)
        serving = serving_of(names, asked_for.serving, declared)
        billed = f"{machine.subject} is billed by the second while it is up; what runs around it may be billed beside"
        if serving is None and isinstance(own, Machine):
            serving = serving_of(names_of(own, capacity), None, declared)
            billed += f"; throughput as declared of {own.subject}, which has the same accelerator"
        count = f"{offer.accelerators.normalize():f} x " if isinstance(offer.accelerators, Decimal) else ""
        found.append(on_demand(f"{count}{machine.subject}", one, speed_of(serving, load), load, billed))
    return found


def _offers(capacity: Capacity, asked_for: Asked, prices: CompanyPrices, as_of: date) -> tuple[Capacity, ...]:
    """What is sold by the second: what is asked for, else all of the same accelerator."""
    own = rates([capacity], as_of, prices)[asked(capacity)]
    count = Decimal(1)
    if isinstance(own, Machine) and own.count is not None:
        shared = isinstance(capacity.accelerators, Decimal) and (capacity.shared or not capacity.machine)
        count = capacity.accelerators if shared and isinstance(capacity.accelerators, Decimal) else own.count
    if asked_for.seconds:
        named = [name.partition("/")[::2] if "/" in name else ("", name) for name in asked_for.seconds]
        return tuple(_offer(capacity, cloud, chip, count) for cloud, chip in named)
    if not isinstance(own, Machine) or not own.accelerator or own.cloud in SELLS_ACCELERATORS:
        return ()
    from finops_gate.catalog.machines import Machines

    machines = Machines.load()
    found = []
    for cloud in sorted(SELLS_ACCELERATORS):
        offered = [one for one in machines.with_chip(own.accelerator, cloud, as_of) if one.count == 1]
        same = [one for one in offered if own.memory_gb is None or one.memory_gb == own.memory_gb / (own.count or 1)]
        found += [_offer(capacity, cloud, one.type, count) for one in (same or offered)[:1]]
    return tuple(found)


def _offer(capacity: Capacity, cloud: str, chip: str, count: Decimal) -> Capacity:
    return Capacity(capacity.site, accelerator=chip, accelerators=count, floor=Decimal(0), cloud=cloud)


def _machine(asked_for: Asked) -> Spot:
    cloud, _, name = asked_for.machine.rpartition("/")
    capacity = Capacity(asked_for.machine, machine=name, floor=asked_for.copies, cloud=cloud)
    return Spot(capacity, asked_for.feature or None, None)


def _api(catalog: Catalog, name: str, as_of: date) -> Quote:
    provider, _, model = name.partition("/") if name.count("/") == 1 else ("", "", name)
    found = catalog.quote(model, provider, as_of)
    if isinstance(found, Unknown):
        found = catalog.quote(name, "", as_of)
    if isinstance(found, Unknown):
        raise UsageError(
            f"{clean(name, 80)} has no price: {clean(found.reason)}", f"finops-gate catalog resolve {clean(name, 80)}"
        )
    return found


def _known_feature(name: str, decided: Governing) -> None:
    if name and name not in decided.features:
        there = listed(decided.features)
        raise UsageError(f"{clean(name, 60)} is no feature of the policy or of usage.csv", f"there are {there}")
