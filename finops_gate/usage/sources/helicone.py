"""Helicone: rows of `request_response_rmt`, as exported or answered by its query API.

Columns of its ClickHouse migrations. Feature, team and tier are custom properties. Whether `prompt_tokens` includes
cached tokens depends on the provider behind the proxy and is said nowhere: the cache columns are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, day_of, hour_of, money, needed, text, whole, within
from finops_gate.usage.sources import Source


def calls(record: Record) -> Iterable[Call]:
    """One request."""
    status = whole(record, "status")
    yield Call(
        day_of(needed(record, "request_created_at"), utc=True),
        Labels(
            feature=text(record, "properties.feature", "properties.Feature"),
            tag=text(record, "properties.tag", "properties.App", "properties.app"),
            key=text(record, "proxy_key_id"),
            team=text(record, "properties.team", "properties.Team"),
            prompt=text(record, "prompt_id"),
            tier=text(record, "properties.tier", "properties.Tier", "properties.customer_tier"),
            environment=text(record, "properties.environment", "properties.Environment"),
            provider=text(record, "provider").lower(),
            model=text(record, "model"),
        ),
        1,
        None if status is None else int(200 <= status < 300),
        whole(record, "prompt_tokens"),
        whole(record, "prompt_cache_read_tokens"),
        whole(record, "prompt_cache_write_tokens"),
        whole(record, "completion_tokens"),
        whole(record, "reasoning_tokens"),
        money(record, "cost", "cost_usd"),
        hour=hour_of(needed(record, "request_created_at"), utc=True),
    )


SOURCE: Source = Source(
    "helicone",
    Cached.UNKNOWN,
    ("feature", "tag", "key", "team", "prompt", "tier", "environment"),
    calls,
    within("data"),
)
