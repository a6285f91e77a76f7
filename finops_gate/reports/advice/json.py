"""Advice as JSON. Money is decimal strings; entries come best first, silenced ones at the end."""

from __future__ import annotations

import json

from finops_gate.base.money import plain
from finops_gate.base.text import storable
from finops_gate.model.advice_entry import advice_entry
from finops_gate.model.counsel import Advised, Counsel
from finops_gate.model.report import ADVICE_SCHEMA, ADVICE_VERSION, AdvisedField, CounselReport
from finops_gate.reports.advice import Format


def render(counsel: Counsel, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """Everything; the same advice always gives the same bytes."""
    return json.dumps(report(counsel), indent=2, ensure_ascii=True) + "\n"


def report(counsel: Counsel) -> CounselReport:
    """The advice as plain values."""
    return {
        "schema": ADVICE_SCHEMA,
        "version": ADVICE_VERSION,
        "revision": counsel.revision,
        "as_of": counsel.as_of.isoformat(),
        "currency": counsel.currency,
        "feature": None if counsel.feature is None else storable(counsel.feature),
        "best": None if counsel.best is None else plain(round(counsel.best, 6)),
        "advice": [_entry(entry) for entry in counsel.entries],
        "places": counsel.places,
        "unpriced": [
            {"path": storable(one.location.path), "line": one.location.line, "reason": storable(one.reason)}
            for one in counsel.unpriced
        ],
        "calls_made_nowhere": [storable(name) for name in counsel.nowhere],
        "skipped": [{"path": storable(entry.path), "reason": storable(entry.reason)} for entry in counsel.skipped],
    }


def _entry(entry: Advised) -> AdvisedField:
    silenced = storable(entry.silenced) if entry.silenced else None
    return {**advice_entry(entry.advice), "silenced": silenced}


FORMAT: Format = Format(render, "application/json")
