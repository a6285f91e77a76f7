"""Functions that keep concurrency ready, against the same calls without: invocations and their seconds count, too."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, plain
from finops_gate.cost.breakeven import PerCall, Reserved
from finops_gate.cost.capacity import Hourly, Kept, Rates, asked, companions, cost_of, hour_of
from finops_gate.cost.load import Load
from finops_gate.cost.ways import Drawn, serving_of
from finops_gate.model.breakeven import WayKind
from finops_gate.model.capacity import LAMBDA, READY, Capacity
from finops_gate.model.machine import HOURS_PER_MONTH, SECONDS_PER_HOUR, Machine
from finops_gate.model.serving import Serving
from finops_gate.model.setting import Unknown
from finops_gate.model.usage import Grade

NAME = f"{LAMBDA}/{READY}"


class Calls(NamedTuple):
    """What one call costs beside what is kept ready."""

    seconds: Decimal
    ready: Decimal
    """Dollars of a call that finds a unit ready: the invocation and its seconds."""
    elsewhere: Decimal
    """Dollars of a call without one."""
    prices: tuple[str, ...]
    """Of a call without one."""
    prices_ready: tuple[str, ...]
    """Of a second of work where a unit is ready."""
    notes: tuple[str, ...]
    grade: Grade


def call_of(
    capacity: Capacity, rates: Rates, declared: Sequence[Serving], said: Serving | None = None
) -> Calls | Unknown:
    """A call of a function, or why nobody knows what it costs."""
    serving = serving_of((NAME, READY, LAMBDA), said, declared)
    if serving is None or serving.seconds_per_call is None:
        why = "how long a call takes is not declared: features.NAME.serving.provisioned-concurrency.seconds_per_call"
        return Unknown(f"{why} in the policy, or --seconds-per-call")
    works, elsewhere, invocation = (_rate(one, rates) for one in companions(capacity))
    for part in (works, elsewhere, invocation):
        if isinstance(part, Unknown):
            return part
    assert isinstance(works, Hourly) and isinstance(elsewhere, Hourly) and isinstance(invocation, Hourly)
    grade = Grade.MEASURED if serving.measured else Grade.DECLARED
    seconds = serving.seconds_per_call
    where = f" ({serving.source})" if serving.source else ""
    return Calls(
        seconds,
        EXACT.add(invocation.amount, _seconds(works, seconds)),
        EXACT.add(invocation.amount, _seconds(elsewhere, seconds)),
        (*elsewhere.prices, *invocation.prices),
        works.prices,
        (f"a call takes {plain(seconds)} seconds, {grade.word}{where}", "the free tier is left out"),
        grade,
    )


def functions(
    capacity: Capacity, rates: Rates, load: Load, declared: Sequence[Serving], said: Serving | None
) -> tuple[Drawn, ...]:
    """With what is kept ready, and without it."""
    kept, call = cost_of(capacity, rates), call_of(capacity, rates, declared, said)
    number = plain(capacity.floor) if isinstance(capacity.floor, Decimal) else "some"
    with_it, without = f"{number} x {NAME}", f"{LAMBDA} without it"
    why = kept if isinstance(kept, Unknown) else call
    if isinstance(why, Unknown):
        prices = () if isinstance(kept, Unknown) else kept.prices
        return (
            Drawn(with_it, WayKind.ALWAYS_ON, why, Grade.UNKNOWN, prices),
            Drawn(without, WayKind.PER_CALL, why, Grade.UNKNOWN),
        )
    assert isinstance(kept, Kept) and isinstance(call, Calls) and isinstance(capacity.floor, Decimal)
    answered = EXACT.divide(EXACT.multiply(capacity.floor, SECONDS_PER_HOUR), call.seconds)
    curve = Reserved(with_it, kept.floor, answered, call.ready, call.elsewhere, load.shape)
    grade = min(Grade.DECLARED, call.grade, load.evidence.grade)
    beyond = "calls for which no unit is free are paid as without it"
    serves = EXACT.multiply(EXACT.divide(answered, load.peak), HOURS_PER_MONTH)
    return (
        Drawn(
            with_it,
            WayKind.ALWAYS_ON,
            curve,
            grade,
            (*kept.prices, *call.prices_ready, *call.prices),
            (*kept.notes, *call.notes, beyond),
            None,
            serves,
        ),
        Drawn(without, WayKind.PER_CALL, PerCall(without, call.elsewhere), grade, call.prices, call.notes),
    )


def _rate(one: Capacity, rates: Rates) -> Hourly | Unknown:
    """An hour of its memory; for the invocation one call, whatever the memory."""
    if one.machine != "invocation":
        return hour_of(one, rates)
    machine = rates.get(asked(one), Unknown("it was not looked up"))
    if not isinstance(machine, Machine):
        return machine
    return hour_of(one._replace(memory_gb=None), rates)


def _seconds(hour: Hourly, seconds: Decimal) -> Decimal:
    return EXACT.divide(EXACT.multiply(hour.amount, seconds), SECONDS_PER_HOUR)
