"""What is bought by the unit and the hour, against the same calls paid one by one, and against its own quiet hours."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, ZERO, dollars, percent
from finops_gate.base.text import clean
from finops_gate.cost.capacity import Kept
from finops_gate.cost.idle import Idle, spans
from finops_gate.model.setting import Unknown


class OneByOne(NamedTuple):
    """The recorded calls of a month, if each were paid for itself."""

    month: Decimal
    how: str
    """``by the token``, ``without it``."""
    beside: Decimal = ZERO
    """What they cost beside what is kept ready."""
    notes: tuple[str, ...] = ()
    prices: tuple[str, ...] = ()


class Better(NamedTuple):
    """What would cost less than what is kept ready."""

    saved: Decimal
    """Dollars a month."""
    message: str
    advice: str
    assumptions: tuple[str, ...]
    prices: tuple[str, ...] = ()


def better(name: str, what: str, kept: Kept, each: OneByOne | None, idle: Idle | Unknown) -> Better | None:
    """The calls one by one where that is cheaper, else fewer units in the quiet hours; None where neither is known."""
    begins = f"{name}: {what} {dollars(kept.floor)} a month"
    quiet = None if isinstance(idle, Unknown) or isinstance(idle.month, Unknown) or not idle.hours else idle
    told = ""
    if quiet is not None and isinstance(quiet.month, Decimal):
        calls = percent(quiet.calls * 100, signed=False)
        told = f"; {spans(quiet.hours)} UTC: {calls} of calls, {dollars(quiet.month)} of it"
    if each is not None and each.month < EXACT.add(kept.floor, each.beside):
        beside = f" and {dollars(each.beside)} for the calls" if each.beside else ""
        message = f"{begins}{beside}, the recorded calls {each.how} {dollars(each.month)}{told}"
        saved = EXACT.subtract(EXACT.add(kept.floor, each.beside), each.month)
        return Better(saved, message, f"pay the calls {each.how}", each.notes, each.prices)
    if quiet is not None and isinstance(quiet.month, Decimal):
        source = clean(" ".join(filter(None, (quiet.shape.source or "nobody who is named", quiet.shape.window))), 80)
        rests = ("in the quiet hours the calls are paid one by one, which costs nothing worth counting",)
        advice = f"release it in the quiet hours: {spans(quiet.hours)} UTC"
        return Better(quiet.month, f"{begins}{told}", advice, (*rests, f"the hours were recorded by {source}"))
    return None
