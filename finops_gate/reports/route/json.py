"""A simulated routing as JSON. Money is decimal strings."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import cast

from finops_gate.base.money import EXACT, plain
from finops_gate.base.text import storable
from finops_gate.model.projection import Range
from finops_gate.model.report import BoundsField, GradeWord
from finops_gate.model.route_fields import SCHEMA, VERSION, RoutedField, RouteReport, StepField
from finops_gate.model.routed import Route, Routed
from finops_gate.reports.route import Format

_PLACES = 9
"""After the point of dollars: where quotients end."""


def render(route: Route, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """Everything; the same routing always gives the same bytes."""
    return json.dumps(report(route), indent=2, ensure_ascii=True) + "\n"


def report(route: Route) -> RouteReport:
    """The routing as plain values."""
    evidence = route.evidence
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "feature": storable(route.feature),
        "as_of": route.as_of.isoformat(),
        "currency": route.currency,
        "today": storable(route.today),
        "calls": _bounds(route.calls),
        **_routed(route.routed),
        "parts": [
            {
                "name": storable(part.name),
                "share": plain(part.share),
                "target": storable(part.target),
                "each_now": _money(part.each_now),
                "each_then": _money(part.each_then),
                "calls": None if part.calls is None else _money(part.calls),
                "monthly_now": _bounds(part.monthly_now),
                "monthly_then": _bounds(part.monthly_then),
            }
            for part in route.routed.parts
        ],
        "grade": cast(GradeWord, evidence.grade.word),
        "source": storable(evidence.source),
        "window": evidence.window,
        "assumptions": [storable(line) for line in evidence.assumptions],
        "prices": [storable(line) for line in evidence.prices],
        "sweep": [_step(share, routed) for share, routed in route.sweep],
    }


def _routed(routed: Routed) -> RoutedField:
    return {
        "each_now": _money(routed.now),
        "each_then": _money(routed.then),
        "monthly_now": _bounds(routed.monthly_now),
        "monthly_then": _bounds(routed.monthly_then),
        "saving": _bounds(routed.saving),
        "saving_per_1k": _money(routed.saving_per_call * 1000),
        "percent": None if routed.percent is None else plain(round(routed.percent, 2)),
    }


def _step(share: Decimal, routed: Routed) -> StepField:
    return {"share": plain(share), **_routed(routed)}


def _bounds(amount: Range | None) -> BoundsField | None:
    if amount is None:
        return None
    return {"low": _money(amount.low), "mid": _money(amount.mid), "high": _money(amount.high)}


def _money(amount: Decimal) -> str:
    return plain(amount.quantize(Decimal(1).scaleb(-_PLACES), context=EXACT))


FORMAT: Format = Format(render, "application/json")
