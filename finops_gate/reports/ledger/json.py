"""The ledger as JSON. Money is decimal strings."""

from __future__ import annotations

import json
from typing import Any

from finops_gate.base.money import plain
from finops_gate.base.text import storable
from finops_gate.model.ledger import Ledger
from finops_gate.reports.ledger import Format

SCHEMA = "finops-gate/ledger"
VERSION = "1.0"


def render(ledger: Ledger, *, width: int, color: bool, link: str = "") -> str:  # noqa: ARG001
    """Everything, sorted."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "version": VERSION,
        "currency": ledger.currency,
        "from": None if ledger.starts is None else ledger.starts.isoformat(),
        "to": None if ledger.ends is None else ledger.ends.isoformat(),
        "merges_known": ledger.told,
        "prevented": plain(ledger.prevented),
        "saved": plain(ledger.saved),
        "added": plain(ledger.added),
        "teams": [
            {
                "team": storable(share.team),
                "prevented": plain(share.prevented),
                "saved": plain(share.saved),
                "added": plain(share.added),
                "requests": share.requests,
            }
            for share in ledger.teams
        ],
        "cost_per_outcome": [
            {
                "team": storable(trend.team),
                "weeks": [{"week": week, "cost": plain(round(amount, 9))} for week, amount in trend.points],
            }
            for trend in ledger.trends
        ],
        "requests": [
            {
                "repository": storable(entry.repository),
                "change_request": storable(entry.change_request),
                "day": entry.day.isoformat(),
                "week": entry.week,
                "merged": entry.merged,
                "runs": entry.runs,
                "highest": plain(entry.highest),
                "final": plain(entry.final),
                "prevented": plain(entry.prevented),
                "saved": plain(entry.saved),
                "verdict": entry.verdict,
                "approved": [storable(role) for role in entry.approved],
            }
            for entry in ledger.entries
        ],
        "unknown": ledger.unknown,
        "skipped": [{"path": storable(path), "reason": storable(reason)} for path, reason in ledger.skipped],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


FORMAT: Format = Format(render, "application/json")
