"""Portkey: the logs export, JSON lines of the fields that were chosen for it.

Feature, team and tier are metadata keys. `cost` is taken as cents, the unit of its analytics. Whether request units
include cached tokens is not documented.
"""

from __future__ import annotations

from collections.abc import Iterable

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, day_of, hour_of, money, needed, text, whole, within
from finops_gate.usage.sources import Source

CENTS = 7
"""Places from cents to billionths of a dollar."""


def calls(record: Record) -> Iterable[Call]:
    """One request."""
    status = whole(record, "response_status_code", "status_code")
    yield Call(
        day_of(needed(record, "created_at", "time_of_generation"), utc=True),
        Labels(
            feature=text(record, "metadata.feature"),
            tag=text(record, "metadata.tag"),
            key=text(record, "virtual_key", "api_key_id"),
            project=text(record, "workspace_slug", "workspace_id"),
            team=text(record, "metadata.team"),
            prompt=text(record, "prompt_slug"),
            tier=text(record, "metadata.tier", "metadata.customer_tier"),
            environment=text(record, "metadata.environment", "metadata._environment"),
            provider=text(record, "ai_org", "ai_provider").lower(),
            model=text(record, "ai_model"),
        ),
        1,
        None if status is None else int(200 <= status < 300),
        whole(record, "req_units", "prompt_token", "prompt_tokens"),
        whole(record, "cache_read_units", "cache_read_tokens"),
        None,
        whole(record, "res_units", "completion_token", "completion_tokens"),
        None,
        money(record, "cost", scale=CENTS),
        hour=hour_of(needed(record, "created_at", "time_of_generation"), utc=True),
    )


SOURCE: Source = Source(
    "portkey",
    Cached.UNKNOWN,
    ("feature", "tag", "key", "project", "team", "prompt", "tier", "environment"),
    calls,
    within("data"),
)
