"""The settings of one place that is paid by the hour, put together to the tuple that is priced.

What several settings say of the floor is decided here. A lower bound is the floor. A desired size is running until
something scales it down, so the larger of both counts; a size to begin with counts only where no bound stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import takewhile

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT
from finops_gate.base.names import words
from finops_gate.base.patterns import lazy
from finops_gate.model.capacity import LAMBDA, READY, SCALER, Capacity, Purchase, keeps_ready
from finops_gate.model.setting import Key, Location, Unknown
from finops_gate.model.site import Bound

_KEYS = frozenset({"accelerator", "scale"})
_FACT = "capacity"
_MACHINES = (
    (lazy(r"^ml\.", re.IGNORECASE), "sagemaker"),
    (lazy(r"^(?:Global|DataZone)?ProvisionedManaged$"), "azure-openai"),
    (lazy(r"^[a-z]+\d\w*(?:-\w+)?\.(?:\d*x?large|metal)", re.IGNORECASE), "aws"),
    (lazy(r"^standard_n", re.IGNORECASE), "azure"),
    (lazy(r"^(?:a[234]x?|g[24]|n1|ct\w+)-[a-z]", re.IGNORECASE), "gcp"),
)
"""Whose machine it is, by the form of its name."""
_SERVERLESS = frozenset({"modal", "runpod", "cloud-run"})
"""Where nothing runs without work unless a floor is stated."""
_COUNTED = lazy(r"^(?P<name>.+):(?P<count>\d{1,3})!?$|^(?P<first>\d{1,3}):(?P<what>.+)$")
"""``A100:2``, as Modal and SkyPilot write it, and ``2:A100``, as dstack does, too."""
_TRAINS = frozenset("train training trainer trainers finetune finetuning pretrain pretraining estimator tuner".split())
_SERVES = frozenset("serve serves serving server inference predictor endpoint endpoints deploy deployment".split())
_KINDS = {"deployment": "serving", "statefulset": "serving", "inferenceservice": "serving", "rayservice": "serving"}
"""Kinds of Kubernetes that answer calls as long as they stand. Jobs end: their schedule says so."""
GROUP = "size"
"""The slot that says how many pods one copy of a LeaderWorkerSet is."""
ONE = Decimal(1)
_MEGABYTES = Decimal(1024)
"""Of a gigabyte."""


class _Unit(NamedTuple):
    """One unit of one file."""

    site: str
    bounds: tuple[Bound, ...]


Place = tuple[Location, Key, str]


def place_of(bound: Bound) -> Place:
    """What tells one setting from all others of a side."""
    return bound.setting.location, bound.setting.key, bound.setting.slot


def capacities(bounds: Mapping[str, Sequence[Bound]]) -> Mapping[Place, Capacity]:
    """The capacity of each setting that is one of a capacity's. A variable belongs to the place that reads it."""
    found: dict[Place, Capacity] = {}
    readers: dict[tuple[Location, str], tuple[int, Capacity]] = {}
    for unit in _units(bounds):
        capacity = _capacity(unit)
        if capacity is None:
            continue
        for bound in unit.bounds:
            found[place_of(bound)] = capacity
            for at in bound.via:
                kind = bound.setting.key.kind
                if (at, kind) not in readers or readers[at, kind][0] < len(unit.bounds):
                    readers[at, kind] = len(unit.bounds), capacity
    for at, key, slot in [place_of(bound) for of_file in bounds.values() for bound in of_file if bound.setting.unit]:
        reader = readers.get((at, key.kind))
        if reader is not None:
            found[at, key, slot] = reader[1]
    return found


def _units(bounds: Mapping[str, Sequence[Bound]]) -> Iterable[_Unit]:
    """The units of every file, those of Kubernetes with the autoscalers of other files that name them."""
    scalers: dict[str, list[Bound]] = {}
    units = list(_of_files(bounds, scalers))
    if not scalers:
        return units
    named: dict[str, list[str]] = {}
    for unit in units:
        named.setdefault(unit.site.partition("#")[2].partition(":")[0], []).append(unit.site)
    scaled: dict[str, list[Bound]] = {}
    for workload, said in scalers.items():
        for bound in said:
            near = _nearest(bound.setting.location.path, named.get(workload, ()))
            if near is not None:
                scaled.setdefault(near, []).append(_spoken(bound))
    return [unit._replace(bounds=(*unit.bounds, *scaled.get(unit.site, ()))) for unit in units]


def _nearest(path: str, sites: Sequence[str]) -> str | None:
    """The workload of that name in the nearest folder; None where two are as near, as in overlays of one base."""

    def shared(site: str) -> int:
        folders = zip(path.split("/")[:-1], site.partition("#")[0].split("/")[:-1], strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], folders))

    ranked = sorted(sites, key=shared, reverse=True)
    if len(ranked) > 1 and shared(ranked[0]) == shared(ranked[1]):
        return None
    return ranked[0] if ranked else None


def _spoken(bound: Bound) -> Bound:
    """The bound as it would stand beside its workload."""
    mention = "ceiling" if bound.setting.key is Key.CAPACITY else "" if isinstance(bound.value, str) else _FACT
    return bound._replace(setting=bound.setting._replace(mention=mention))


def _of_files(bounds: Mapping[str, Sequence[Bound]], scalers: dict[str, list[Bound]]) -> Iterable[_Unit]:
    for path in sorted(bounds):
        grouped: dict[str, list[Bound]] = {}
        regions: list[Bound] = []
        for bound in bounds[path]:
            setting = bound.setting
            if not setting.unit or setting.key.kind not in _KEYS:
                continue
            if setting.mention == SCALER:
                scalers.setdefault(setting.unit, []).append(bound)
                continue
            grouped.setdefault(setting.unit, []).append(bound)
            if setting.key is Key.REGION and setting.unit.startswith("provider"):
                regions.append(bound)
        for unit, mates in grouped.items():
            around = mates if any(mate.setting.key is Key.REGION for mate in mates) else [*mates, *regions[:1]]
            yield _Unit(f"{path}#{unit}", tuple(around))


def _capacity(unit: _Unit) -> Capacity | None:
    """None where no machine and no accelerator stands: a quota, the numbers of something that runs on none."""
    live = [bound for bound in unit.bounds if bound.setting.mention in ("", _FACT, "test", "doc")]
    machine = _named(live, Key.INSTANCE)
    accelerator = _named(live, Key.ACCELERATOR)
    count, shared = _accelerators(live)
    ready = any(bound.setting.key is Key.REPLICAS and keeps_ready(bound.setting.slot) for bound in live)
    if machine is None and accelerator is None and count is None and not ready:
        return None
    if isinstance(accelerator, str):
        counted = _COUNTED.match(accelerator)
        if counted is not None:
            accelerator, count = counted["name"] or counted["what"], Decimal(counted["count"] or counted["first"])
    assumptions: list[str] = []
    cloud = _cloud(live, machine)
    memory: Decimal | Unknown | None = None
    if ready and machine is None:
        machine, cloud, memory = READY, LAMBDA, _memory(live, assumptions)
    schedule = _schedule(live, assumptions)
    floor = _floor(live, cloud, schedule, assumptions)
    purchase = _purchase(live, assumptions)
    region = next((b.value for b in live if b.setting.key is Key.REGION and isinstance(b.value, str)), "")
    if accelerator is not None and machine is None and count is None:
        count = ONE
    return Capacity(
        unit.site,
        machine,
        accelerator,
        count,
        shared,
        floor,
        _ceiling(unit.bounds),
        schedule,
        purchase,
        memory,
        _use(unit.site, live),
        _waits(live),
        cloud,
        region,
        tuple(sorted({bound.setting.location for bound in live})),
        tuple(assumptions),
    )


def _schedule(live: Sequence[Bound], assumptions: list[str]) -> str:
    """When it runs, as written. How long it rests before it stops is no schedule, and is said beside the price."""
    for bound in live:
        if bound.setting.key is not Key.SCHEDULE or not isinstance(bound.value, str):
            continue
        if not {"window", "timeout"}.intersection(words(bound.setting.slot)):
            return bound.value
        assumptions.append(f"stays up {bound.value} s after the last call")
    return ""


def _use(site: str, live: Sequence[Bound]) -> str:
    """What it is for: what its command says, else its kind and its call, else what people have called it."""
    path, _, unit = site.partition("#")
    commands = {bound.value for bound in live if bound.setting.key is Key.USE and isinstance(bound.value, str)}
    kinds = {_KINDS[kind]} if "/" in unit and (kind := unit.partition("/")[0].lower()) in _KINDS else set()
    for name in {bound.setting.callee for bound in live} | {unit.partition(".")[2].partition(".")[0]}:
        kinds |= _uses(name)
    if any(bound.setting.callee and bound.setting.slot == "instance_count" for bound in live):
        kinds.add("training")  # SageMaker's estimators; what deploys takes an initial_instance_count
    said = commands or kinds or _uses(unit) or _uses(path)
    return next(iter(said)) if len(said) == 1 else ""


def _uses(name: str) -> set[str]:
    spoken = set(words(name))
    return {use for use, known in (("training", _TRAINS), ("serving", _SERVES)) if spoken & known}


def _memory(live: Sequence[Bound], assumptions: list[str]) -> Decimal | Unknown:
    """Gigabytes of one unit of a function's concurrency."""
    bound = next((bound for bound in live if bound.setting.key is Key.MEMORY), None)
    if bound is None:
        return Unknown("the memory of the function stands elsewhere")
    number = _number(bound)
    if isinstance(number, Decimal) and bound.setting.slot == "default":
        assumptions.append(f"the function states no memory: {number} MB, the default of what deploys it")
    return number if isinstance(number, Unknown) else EXACT.divide(number, _MEGABYTES)


def _waits(live: Sequence[Bound]) -> Decimal | None:
    for bound in live:
        if bound.setting.key is Key.SCHEDULE and {"window", "timeout"}.intersection(words(bound.setting.slot)):
            number = _number(bound)
            return number if isinstance(number, Decimal) else None
    return None


def _named(live: Sequence[Bound], key: Key) -> str | Unknown | None:
    values = [bound.value for bound in live if bound.setting.key is key]
    readable = next((value for value in values if isinstance(value, str)), None)
    return readable if readable is not None else next(iter(values), None)


def _accelerators(live: Sequence[Bound]) -> tuple[Decimal | Unknown | None, bool]:
    """How many one copy has: the containers of a pod together. Shared, where a scheduler hands them out one by one."""
    counts = [bound for bound in live if bound.setting.key is Key.ACCELERATOR_COUNT]
    if not counts:
        return None, False
    shared = any("/" in bound.setting.slot or "request" in words(bound.setting.slot) for bound in counts)
    numbers = [_number(bound) for bound in counts]
    unread = next((number for number in numbers if isinstance(number, Unknown)), None)
    if unread is not None:
        return unread, shared
    known = [number for number in numbers if isinstance(number, Decimal)]
    pods = len({bound.setting.scope for bound in counts}) > 1 and shared
    if any(bound.setting.slot == GROUP for bound in live):  # a leader and its workers are pods of their own
        return max(known), shared
    return (sum(known, Decimal(0)) if pods else known[0]), shared


def _floor(live: Sequence[Bound], cloud: str, schedule: str, assumptions: list[str]) -> Decimal | Unknown:
    bounds: list[Decimal | Unknown] = []
    desired: list[Decimal | Unknown] = []
    first: list[Decimal | Unknown] = []
    fixed: list[tuple[bool, Decimal | Unknown]] = []
    times = group = ONE
    for bound in live:
        if bound.setting.key is not Key.REPLICAS:
            continue
        said, number = set(words(bound.setting.slot)), _number(bound)
        if bound.setting.slot == "count" and bound.setting.scope.startswith("resource."):
            if isinstance(number, Decimal):  # Terraform's own count: so many of the whole resource
                times = number
                fixed.append((True, number))
            else:
                assumptions.append(f"whether it exists is decided by {number.reason.removeprefix('read from ')}")
        elif bound.setting.slot == GROUP:
            group = number if isinstance(number, Decimal) else ONE
        elif said & {"min", "minimum", "warm"}:
            bounds.append(number)
        elif "desired" in said:
            desired.append(number)
        elif "initial" in said:
            first.append(number)
        else:
            fixed.append((False, number))
    own = [number for whole, number in fixed if not whole]
    for numbers in (_largest([*bounds[:1], *desired[:1]]) if bounds else [], own, desired, first):
        if numbers:
            one = numbers[0]
            return one if isinstance(one, Unknown) else one * times * group
    if any(whole for whole, _ in fixed):
        return times
    if cloud in _SERVERLESS and not any("pod" in words(bound.setting.callee) for bound in live):
        assumptions.append("nothing says how many stay up: it scales to zero")
        return Decimal(0)
    if schedule:
        return Decimal(0)
    assumptions.append("nothing says how many run: one is taken")
    return group


def _largest(numbers: Sequence[Decimal | Unknown]) -> list[Decimal | Unknown]:
    """The larger of a bound and a desired size; what cannot be read leaves the other."""
    known = [number for number in numbers if isinstance(number, Decimal)]
    return [max(known)] if known else list(numbers[:1])


def _ceiling(bounds: Sequence[Bound]) -> Decimal | Unknown | None:
    for bound in bounds:
        said = set(words(bound.setting.slot))
        if bound.setting.key is Key.CAPACITY and said & {"max", "maximum"}:
            return _number(bound)
    return None


def _purchase(live: Sequence[Bound], assumptions: list[str]) -> Purchase:
    for bound in live:
        if bound.setting.key is not Key.PURCHASE:
            continue
        if isinstance(bound.value, Unknown):
            assumptions.append(f"how it is bought is not readable ({bound.value.reason}): taken as on demand")
            continue
        way = bound.setting.amount or {"true": "spot", "spot": "spot"}.get(bound.value.casefold(), "on_demand")
        if way != "on_demand":
            return Purchase(way)
    return Purchase.ON_DEMAND


def _number(bound: Bound) -> Decimal | Unknown:
    if isinstance(bound.value, Unknown):
        return bound.value
    text = (bound.setting.amount or bound.value).replace("_", "")
    return Decimal(text) if re.fullmatch(r"\d{1,6}(?:\.\d{1,4})?", text) else Unknown(f"{bound.value} is no number")


def _cloud(live: Sequence[Bound], machine: str | Unknown | None) -> str:
    """By the name of the machine, else by what names it: the resource, the label, the platform."""
    said = next((bound.setting.provider for bound in live if bound.setting.provider), "")
    if isinstance(machine, str):
        return next((cloud for form, cloud in _MACHINES if form.match(machine)), said)
    return said
