"""Ways to serve the same calls: a curve for each, with the prices and the assumptions that it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.globs import fits_name
from finops_gate.base.money import EXACT, ZERO, plain
from finops_gate.base.text import clean
from finops_gate.cost.breakeven import Always, Curve, OnDemand, PerCall, per_million
from finops_gate.cost.capacity import Hourly, Rates, asked, hour_of
from finops_gate.cost.load import Load
from finops_gate.cost.parameters import Parameters
from finops_gate.cost.tariff import Quantity, bill, describe
from finops_gate.cost.workload import quote_of
from finops_gate.model.breakeven import WayKind
from finops_gate.model.capacity import PROVISIONED, Capacity
from finops_gate.model.machine import HOURS_PER_MONTH, SECONDS_PER_HOUR, Machine
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.serving import Serving
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade

_ONE = Decimal(1)
_UNDECLARED = "is not declared: features.NAME.serving in the policy, or"


class Drawn(NamedTuple):
    """One way, as a curve."""

    name: str
    kind: WayKind
    curve: Curve | Unknown
    grade: Grade
    prices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    full: Decimal | Unknown | None = None
    """Dollars for a million tokens at full load."""
    serves: Decimal | Unknown | None = None
    """Calls a month that its copies serve at most."""


class Speed(NamedTuple):
    """What one copy does, as declared or measured, for calls of this length."""

    per_hour: Decimal | Unknown
    """Calls at full load."""
    tokens: Decimal | Unknown
    """Tokens a second at full load, input and output together."""
    busy: Decimal | Unknown
    """Seconds of work for a call."""
    tail: Decimal | Unknown
    """Seconds that a call keeps it up beside: start and wait."""
    grade: Grade
    notes: tuple[str, ...]
    """What the throughput rests on."""
    waking: tuple[str, ...]
    """What working and sleeping in turns rests on."""


def serving_of(names: Iterable[str], said: Serving | None, declared: Sequence[Serving]) -> Serving | None:
    """What is known of a machine: what a person says now, else the first entry of the policy that means it."""
    if said is not None:
        return said
    wanted = [name.lower() for name in names if name]
    return next((one for one in declared if any(fits_name(one.machine.lower(), name) for name in wanted)), None)


def names_of(machine: Machine, capacity: Capacity) -> tuple[str, ...]:
    """The names under which a policy may speak of what a capacity runs on."""
    written = capacity.machine if isinstance(capacity.machine, str) else ""
    chip = capacity.accelerator if isinstance(capacity.accelerator, str) else ""
    return (machine.subject, machine.type, written, chip, machine.accelerator)


def kept_ready(
    capacity: Capacity, rates: Rates, load: Load, declared: Sequence[Serving], said: Serving | None
) -> tuple[Drawn, ...]:
    """What always runs at one place, the most that may run there, and the same machine billed while it is up."""
    one = hour_of(capacity, rates)
    machine = rates.get(asked(capacity))
    subject = clean(_subject(capacity, machine), 80)
    if isinstance(one, Unknown):
        return (Drawn(subject, WayKind.ALWAYS_ON, one, Grade.UNKNOWN),)
    names = names_of(machine, capacity) if isinstance(machine, Machine) else ()
    speed = speed_of(serving_of(names, said, declared), load, capacity.idle_seconds)
    always = _always(subject, capacity, one, speed, load)
    found = [always]
    if capacity.cloud not in PROVISIONED:
        name = f"{subject}, scaled to zero"
        found.append(on_demand(name, one, speed, load, "the machine is billed by the second while it is up"))
    if (
        isinstance(capacity.ceiling, Decimal)
        and isinstance(capacity.floor, Decimal)
        and capacity.ceiling > capacity.floor
    ):
        curve = Always(f"at most {plain(capacity.ceiling)} x {subject}", one.amount, capacity.ceiling)
        found.append(Drawn(curve.name, WayKind.CEILING, curve, _priced(one, Grade.DECLARED), one.prices, one.notes))
    return tuple(found)


def _always(subject: str, capacity: Capacity, one: Hourly, speed: Speed, load: Load) -> Drawn:
    if isinstance(capacity.floor, Unknown):
        why = Unknown(f"how many always run is not readable: {capacity.floor.reason}")
        return Drawn(subject, WayKind.ALWAYS_ON, why, Grade.UNKNOWN, one.prices)
    notes = [*capacity.assumptions, *one.notes]
    floor = capacity.floor
    if floor == ZERO:
        floor = _ONE
        notes.append("it scales to zero as it is: this is one copy that would always run")
    if capacity.schedule and capacity.schedule != "job":
        notes.append(f"it runs on a schedule ({clean(capacity.schedule, 60)}): this is the whole month")
    most: Decimal | None = None
    grade = _priced(one, min(Grade.DECLARED, load.evidence.grade))
    full: Decimal | Unknown | None = (
        speed.tokens if isinstance(speed.tokens, Unknown) else per_million(one.amount, speed.tokens)
    )
    serves: Decimal | Unknown | None = speed.per_hour if isinstance(speed.per_hour, Unknown) else None
    if isinstance(speed.per_hour, Decimal):
        most = EXACT.divide(speed.per_hour, load.peak)
        copies = capacity.ceiling if isinstance(capacity.ceiling, Decimal) else floor
        serves = EXACT.multiply(EXACT.multiply(most, HOURS_PER_MONTH), max(copies, floor))
        notes += speed.notes
        if load.shape is not None:
            notes.append(f"copies for the busiest hour of the week, {plain(round(load.peak, 2))} times a mean one")
        else:
            notes.append("copies for calls that are spread evenly: peaks need more")
        notes.append("a further copy is added where the others are full")
        grade = min(grade, speed.grade)
    else:
        notes.append(f"drawn as if {plain(floor)} served any number of calls: {speed.per_hour.reason}")
    name = f"{plain(floor)} x {subject}"
    curve = Always(name, one.amount, floor, most)
    return Drawn(name, WayKind.ALWAYS_ON, curve, grade, one.prices, tuple(notes), full, serves)


def on_demand(name: str, one: Hourly, speed: Speed, load: Load, billed: str) -> Drawn:
    """A machine that wakes for calls; unknown where nobody says how long it works, starts and waits."""
    for part in (speed.busy, speed.tail):
        if isinstance(part, Unknown):
            return Drawn(name, WayKind.SCALE_TO_ZERO, part, Grade.UNKNOWN, one.prices)
    assert isinstance(speed.busy, Decimal) and isinstance(speed.tail, Decimal)
    second = EXACT.divide(one.amount, SECONDS_PER_HOUR)
    curve = OnDemand(name, second, speed.busy, speed.tail, load.shape)
    notes = (*one.notes, billed, *speed.notes, *speed.waking, "at most: calls that share a wait cost less")
    full = speed.tokens if isinstance(speed.tokens, Unknown) else per_million(one.amount, speed.tokens)
    grade = _priced(one, min(Grade.DECLARED, speed.grade, load.evidence.grade))
    return Drawn(name, WayKind.SCALE_TO_ZERO, curve, grade, one.prices, notes, full)


def per_token(quote: Quote, load: Load) -> Drawn:
    """An API, for calls of the same length."""
    if isinstance(load.tokens, Unknown):
        return Drawn(quote.subject, WayKind.PER_TOKEN, load.tokens, Grade.UNKNOWN)
    tokens = load.tokens
    quantity = Quantity(
        tokens.input, tokens.cache_read, tokens.cache_write, tokens.output, min(tokens.reasoning, tokens.output)
    )
    found = bill(quote, quantity, Parameters())
    if isinstance(found, Unknown):
        return Drawn(quote.subject, WayKind.PER_TOKEN, found, Grade.UNKNOWN)
    own = [row for row in load.rows if row.model == quote.id]
    notes = (*found.notes, *(() if own else ("calls as long as they are now: another model may need more tokens",)))
    prices = tuple(describe(price) for price in found.prices)
    grade = load.evidence.grade if own else min(load.evidence.grade, Grade.DECLARED)
    return Drawn(quote.subject, WayKind.PER_TOKEN, PerCall(quote.subject, found.cost), grade, prices, notes)


def as_today(load: Load, quotes: Mapping[str, Quoted]) -> tuple[Drawn, ...]:
    """The API that the feature calls today; where it calls several models, their mix. Nothing where it calls none."""
    billed = [
        (row, quote) for row in load.rows if (quote := quote_of(row, quotes)) and quote.prices and not quote.self_hosted
    ]
    if not billed:
        return ()
    subjects = list(dict.fromkeys(quote.subject for _, quote in billed))
    name = subjects[0] if len(subjects) == 1 else f"{len(subjects)} models as today"
    total, calls = ZERO, ZERO
    prices: list[str] = []
    notes: list[str] = (
        [] if len(subjects) == 1 else [f"the mix of today: {', '.join(clean(one, 60) for one in subjects)}"]
    )
    for row, quote in billed:
        if row.input.mean is None or not row.calls:
            return (Drawn(name, WayKind.PER_TOKEN, Unknown("the tokens of a call are not recorded"), Grade.UNKNOWN),)
        output = row.output.mean or ZERO
        quantity = Quantity(
            row.input.mean,
            row.cache_read_mean or ZERO,
            row.cache_write_mean or ZERO,
            output,
            min(row.reasoning_mean or ZERO, output),
        )
        found = bill(quote, quantity, Parameters())
        if isinstance(found, Unknown):
            return (Drawn(name, WayKind.PER_TOKEN, found, Grade.UNKNOWN),)
        total, calls = EXACT.add(total, EXACT.multiply(found.cost, row.calls)), EXACT.add(calls, row.calls)
        prices += [describe(price) for price in found.prices]
        notes += found.notes
    curve = PerCall(name, EXACT.divide(total, calls))
    grade = load.evidence.grade
    return (Drawn(name, WayKind.PER_TOKEN, curve, grade, tuple(dict.fromkeys(prices)), tuple(dict.fromkeys(notes))),)


def speed_of(serving: Serving | None, load: Load, waits: Decimal | None = None) -> Speed:
    """What is declared of a machine, for calls as long as these. `waits`: seconds that the code itself states."""
    rate = _rate(serving, load)
    grade = Grade.MEASURED if serving is not None and serving.measured else Grade.DECLARED
    notes: list[str] = []
    waking: list[str] = []
    per_hour: Decimal | Unknown
    busy: Decimal | Unknown
    if isinstance(rate, Unknown):
        per_hour = busy = rate
    elif isinstance(load.tokens, Unknown):
        per_hour = busy = load.tokens
    elif not load.tokens.all:
        per_hour = busy = Unknown("a call without tokens has no work that could be counted")
    else:
        per_hour = EXACT.divide(rate * SECONDS_PER_HOUR, load.tokens.all)
        busy = EXACT.divide(load.tokens.all, rate)
        where = f" ({clean(serving.source, 60)})" if serving is not None and serving.source else ""
        notes.append(
            f"{plain(round(rate, 1))} tokens a second at full load, {grade.word}{where}; cached input counts as input"
        )
    if serving is not None and serving.seconds_per_call is not None:
        busy = serving.seconds_per_call
        waking.append(f"a call takes {plain(busy)} seconds, {grade.word}")
    elif isinstance(busy, Decimal):
        waking.append("a call keeps it at work as long as at full load: alone it takes longer")
    start = serving.start_seconds if serving is not None else None
    idle = serving.idle_seconds if serving is not None and serving.idle_seconds is not None else waits
    tail: Decimal | Unknown
    if start is None or idle is None:
        missing = " and ".join(name for name, value in (("--start", start), ("--idle", idle)) if value is None)
        tail = Unknown(f"how long it takes to start or waits before it sleeps {_UNDECLARED} {missing}")
    else:
        tail = start + idle
        waking.append(f"{plain(start)} seconds to start, and {plain(idle)} until it sleeps again")
    return Speed(per_hour, rate, busy, tail, grade, tuple(notes), tuple(waking))


def _rate(serving: Serving | None, load: Load) -> Decimal | Unknown:
    """Tokens a second, input and output together."""
    if serving is not None and serving.tokens_per_second is not None:
        return serving.tokens_per_second
    if serving is None or serving.output_tokens_per_second is None:
        return Unknown(f"throughput {_UNDECLARED} --tokens-per-second")
    if isinstance(load.tokens, Unknown) or not load.tokens.output:
        return Unknown("throughput is declared of answers, and how long questions and answers are is not known")
    return EXACT.divide(EXACT.multiply(serving.output_tokens_per_second, load.tokens.all), load.tokens.output)


def _subject(capacity: Capacity, machine: Machine | Unknown | None) -> str:
    if isinstance(machine, Machine):
        return machine.subject
    names = [name for name in (capacity.machine, capacity.accelerator) if isinstance(name, str) and name]
    return "/".join(filter(None, (capacity.cloud, *names[:1]))) or "what runs here"


def _priced(one: Hourly, grade: Grade) -> Grade:
    return min(grade, Grade.ASSUMED) if one.estimated else grade
