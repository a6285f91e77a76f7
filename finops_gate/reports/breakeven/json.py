"""Break-evens for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from finops_gate.model.breakeven import SCHEMA, VERSION, Breakeven
from finops_gate.model.breakeven_fields import BreakevenReport, field_of
from finops_gate.reports.breakeven import Format


def render(found: Sequence[Breakeven], *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """Everything, as ASCII JSON."""
    report: BreakevenReport = {
        "schema": SCHEMA,
        "version": VERSION,
        "as_of": found[0].as_of.isoformat() if found else "",
        "currency": "USD",
        "breakevens": [field_of(one) for one in found],
    }
    return json.dumps(report, indent=2, ensure_ascii=True) + "\n"


FORMAT: Format = Format(render, "application/json")
