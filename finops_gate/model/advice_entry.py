"""An advice as plain values, the same in every JSON that tells of one."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from finops_gate.base.money import EXACT, plain
from finops_gate.base.text import storable
from finops_gate.model.advice import Advice
from finops_gate.model.projection import Range
from finops_gate.model.report import AdviceField, BoundsField, GradeWord

_MICRO = Decimal("0.000001")


def advice_entry(proposed: Advice) -> AdviceField:
    """An alternative as plain values."""
    return {
        "rule": proposed.rule,
        "site": storable(proposed.site),
        "path": storable(proposed.location.path),
        "line": proposed.location.line,
        "feature": None if proposed.feature is None else storable(proposed.feature),
        "now": storable(proposed.now),
        "instead": storable(proposed.instead),
        "message": storable(proposed.message),
        "confidence": proposed.confidence.value,
        "grade": cast(GradeWord, proposed.grade.word),
        "unit": proposed.unit,
        "each_now": _tiny(proposed.each_now),
        "each_then": _tiny(proposed.each_then),
        "monthly_now": _bounds(proposed.monthly_now),
        "monthly_then": _bounds(proposed.monthly_then),
        "saving": _bounds(proposed.saving),
        "saving_per_1k": _tiny(proposed.saving_per_1k),
        "assumptions": [storable(line) for line in proposed.assumptions],
        "prices": [storable(line) for line in proposed.prices],
        "also": [{"path": storable(place.path), "line": place.line} for place in proposed.also],
    }


def _bounds(amount: Range | None) -> BoundsField | None:
    """To a millionth of a dollar: shares of mean calls may be quotients that never end."""
    if amount is None:
        return None
    low, mid, high = (plain(end.quantize(_MICRO, context=EXACT)) for end in (amount.low, amount.mid, amount.high))
    return {"low": low, "mid": mid, "high": high}


def _tiny(amount: Decimal | None) -> str | None:
    """Dollars of one call: to twelve places, where quotients end."""
    return None if amount is None else plain(round(amount, 12))
