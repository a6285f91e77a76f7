"""The history as JSON: every merge with its verdict, and the lines over time. Money is decimal strings."""

from __future__ import annotations

import json
from typing import Any

from finops_gate.base.money import plain
from finops_gate.base.text import storable
from finops_gate.model.history import History, Merge, Series
from finops_gate.reports.history import Format

SCHEMA = "finops-gate/history"
VERSION = "1.0"


def render(history: History, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """Authors stand in it only when they were asked for (`verbose`): the unit of a history is a merge, not a person."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "version": VERSION,
        "repository": None if history.repository is None else storable(history.repository),
        "range": {"start": history.start, "end": history.end},
        "as_of": history.as_of.isoformat(),
        "currency": history.currency,
        "walked": history.walked,
        "by": history.by,
        "total": _series(history.total) if history.series else None,
        "series": [_series(series) for series in history.series],
        "merges": [_merge(merge, verbose) for merge in history.merges],
        "skipped": [{"path": storable(entry.path), "reason": storable(entry.reason)} for entry in history.skipped],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _series(series: Series) -> dict[str, Any]:
    points = [{"day": day.isoformat(), "monthly": plain(amount)} for day, amount in series.points]
    return {"name": storable(series.name), "points": points}


def _merge(merge: Merge, people: bool) -> dict[str, Any]:
    delta = merge.delta
    verdict = merge.verdict
    found: dict[str, Any] = {
        "commit": merge.sha,
        "day": merge.day.isoformat(),
        "subject": storable(merge.subject),
        "change_request": merge.change_request,
        "verdict": verdict.outcome.word,
        "headline": storable(verdict.headline),
        "delta": None if delta is None else {name: plain(getattr(delta, name)) for name in ("low", "mid", "high")},
        "changes": [
            {
                "fingerprint": row.fingerprint,
                "site": storable(row.change.site),
                "kind": row.change.key.kind,
                "status": row.change.status.value,
                "path": storable(row.change.path),
                "line": row.change.line,
                "billed": row.change.billed,
                "base": row.base_model,
                "head": row.head_model,
                "feature": None if row.feature is None else storable(row.feature),
            }
            for row in verdict.rows
        ],
        "approved": [{"by": storable(entry.by), "source": entry.source} for entry in merge.approved],
    }
    if people:
        found["author"] = storable(merge.author)
    return found


FORMAT: Format = Format(render, "application/json")
