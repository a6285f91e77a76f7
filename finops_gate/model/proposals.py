"""Advice in words, the same in every format."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finops_gate.base.money import dollars, percent
from finops_gate.base.text import clean
from finops_gate.model.advice import Advice
from finops_gate.model.phrases import count
from finops_gate.model.projection import Range

if TYPE_CHECKING:
    from finops_gate.model.counsel import Counsel


def headline(counsel: Counsel) -> str:
    """``3 proposals for 12 places: $410.00 a month less, where the best is followed at each place``."""
    about = f"of {clean(counsel.feature, 80)} " if counsel.feature else ""
    at = f"{count(counsel.places, 'place')} {about}at {clean(counsel.revision, 60)}, prices of {counsel.as_of}"
    standing = counsel.standing
    if not standing:
        return f"No advice for {at}"
    best = counsel.best
    told = f"; the best at each place saves {dollars(best)} a month" if best is not None else ""
    return f"{count(len(standing), 'proposal')} for {at}{told}"


def saved(advice: Advice) -> str:
    """``$92.00 a month ($80.00 to $99.00)``, ``$1.90 for 1,000 calls``, ``not known``."""
    saving = advice.saving
    if saving is not None:
        if saving.mid < 0:
            return f"none, {dollars(-saving.mid)} more a month"
        bounds = f" ({dollars(saving.low)} to {dollars(saving.high)})" if saving.low != saving.high else ""
        return f"{dollars(saving.mid)} a month{bounds}"
    if advice.unit != "call":
        return f"{_less(advice)} of the {advice.unit}"
    per_1k = advice.saving_per_1k
    if per_1k is None:
        return "not known"
    return f"none, {dollars(-per_1k)} more for 1,000 calls" if per_1k < 0 else f"{dollars(per_1k)} for 1,000 calls"


def proposed(advice: Advice) -> str:
    """In one line: ``bot: gpt-4o does routine work (...); gpt-4o-mini may do it. Saving: $92.00 a month (...)``."""
    return f"{clean(advice.message, 400)}. Saving: {saved(advice)} ({advice.confidence} confidence)"


def compared(advice: Advice) -> str:
    """``now openai/gpt-4o: $0.0031 a call, $155.00 a month; then openai/gpt-4o-mini: ...``."""
    now = _priced(advice.now, advice.each_now, advice.monthly_now, advice.unit)
    then = _priced(advice.instead, advice.each_then, advice.monthly_then, advice.unit)
    return f"now {now}; then {then}"


def _priced(name: str, each: Decimal | None, month: Range | None, unit: str) -> str:
    a = {"hour": "an", "longest call": "the"}.get(unit, "a")
    known = [f"{dollars(each)} {a} {unit}"] if each is not None else []
    known += [f"{dollars(month.mid)} a month"] if month is not None else []
    return f"{clean(name, 120)}: {', '.join(known)}" if known else clean(name, 120)


def _less(advice: Advice) -> str:
    now, then = advice.each_now, advice.each_then
    return percent((now - then) * 100 / now, signed=False) if now and then is not None else "not known"
