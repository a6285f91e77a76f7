"""LiteLLM proxy: SpendLogs, a row a call, or one of its daily tables.

Columns are those of schema.prisma in litellm-proxy-extras 0.4.110. `prompt_tokens` includes cached tokens: the proxy
adds them for providers that keep them apart. SpendLogs has no column for them; they are in `metadata.usage_object`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, day_of, first, hour_of, money, needed, split_model, text, uncached, whole
from finops_gate.usage.sources import Source

USAGE = "metadata.usage_object"
NOTED = "metadata.spend_logs_metadata"
"""Free keys of the caller: header `x-litellm-spend-logs-metadata`."""
DAILY = {"tag": "DailyTagSpend", "team_id": "DailyTeamSpend", "user_id": "DailyUserSpend"}


def calls(record: Record) -> Iterable[Call]:
    """One call, or one day of calls. An answer from the proxy's own cache is no call of a model."""
    if "date" in record:
        yield _day(record)
    elif str(record.get("cache_hit")).lower() != "true":
        yield _call(record)


def kind(record: Record) -> str:
    """SpendLogs, or the daily table by its key."""
    if "date" not in record:
        return "SpendLogs"
    return next((table for column, table in DAILY.items() if column in record), "another daily table")


def _call(record: Record) -> Call:
    read = whole(record, f"{USAGE}.cache_read_input_tokens", f"{USAGE}.prompt_tokens_details.cached_tokens")
    written = whole(record, f"{USAGE}.cache_creation_input_tokens")
    model, provider = split_model(text(record, "model"), text(record, "custom_llm_provider"))
    return Call(
        day_of(needed(record, "startTime"), utc=True),
        Labels(
            feature=text(record, f"{NOTED}.feature"),
            tag=text(record, "request_tags").replace("[]", ""),
            key=text(record, "metadata.user_api_key_alias", "api_key"),
            project=text(record, "metadata.user_api_key_project_alias", "metadata.user_api_key_project_id"),
            team=text(record, "metadata.user_api_key_team_alias", "team_id"),
            agent=text(record, "agent_id"),
            tier=text(record, f"{NOTED}.customer_tier", f"{NOTED}.tier"),
            environment=text(record, f"{NOTED}.environment"),
            provider=provider,
            model=model,
        ),
        1,
        _succeeded(record),
        uncached(whole(record, "prompt_tokens"), read, written),
        read,
        written,
        whole(record, "completion_tokens"),
        whole(record, f"{USAGE}.completion_tokens_details.reasoning_tokens"),
        money(record, "spend"),
        hour=hour_of(needed(record, "startTime"), utc=True),
    )


def _succeeded(record: Record) -> int | None:
    status = first(record, "status")
    return None if status is None else int(status == "success")


def _day(record: Record) -> Call:
    read, written = whole(record, "cache_read_input_tokens"), whole(record, "cache_creation_input_tokens")
    model, provider = split_model(text(record, "model"), text(record, "custom_llm_provider"))
    return Call(
        day_of(needed(record, "date")),
        Labels(
            tag=text(record, "tag"),
            key=text(record, "api_key"),
            team=text(record, "team_id"),
            provider=provider,
            model=model,
        ),
        whole(record, "api_requests"),
        whole(record, "successful_requests"),
        uncached(whole(record, "prompt_tokens"), read, written),
        read,
        written,
        whole(record, "completion_tokens"),
        None,
        money(record, "spend"),
    )


def select(table: Any) -> Mapping[str, Any]:
    """SpendLogs where it lies: PostgreSQL opens the metadata itself. Or a daily table, which has a date."""
    import ibis

    if "date" in table.columns:
        return _days(table)
    called = table.filter(table.cache_hit.fill_null("").lower() != "true")
    usage = called.metadata["usage_object"]
    noted = called.metadata["spend_logs_metadata"]

    def said(value: Any) -> Any:
        return value.cast("string").nullif("null").strip().replace('"', "")

    def number(value: Any) -> Any:
        return value.cast("string").nullif("null").cast("int64")

    read = ibis.coalesce(
        number(usage["cache_read_input_tokens"]), number(usage["prompt_tokens_details"]["cached_tokens"])
    )
    written = number(usage["cache_creation_input_tokens"])
    total = called.prompt_tokens.cast("int64")
    return {
        "day": called.startTime,
        "feature": said(noted["feature"]),
        "tag": called.request_tags.cast("string").nullif("[]"),
        "key": ibis.coalesce(said(called.metadata["user_api_key_alias"]), called.api_key),
        "team": ibis.coalesce(said(called.metadata["user_api_key_team_alias"]), called.team_id),
        "tier": ibis.coalesce(said(noted["customer_tier"]), said(noted["tier"])),
        "environment": said(noted["environment"]),
        "provider": called.custom_llm_provider,
        "model": called.model,
        "successful": called.status == "success",
        "input": total - read.fill_null(0) - written.fill_null(0),
        "cache_read": read,
        "cache_write": written,
        "output": called.completion_tokens,
        "reasoning": number(usage["completion_tokens_details"]["reasoning_tokens"]),
        "paid": called.spend,
    }


def _days(table: Any) -> Mapping[str, Any]:
    """A daily table: sums, so that there are no distributions. Its dates are text."""
    read, written = table.cache_read_input_tokens, table.cache_creation_input_tokens
    owner = {label: table[column] for label, column in (("tag", "tag"), ("team", "team_id")) if column in table.columns}
    return {
        "key": table.api_key,
        "day": table.date.cast("date"),
        **owner,
        "provider": table.custom_llm_provider,
        "model": table.model,
        "calls": table.api_requests,
        "successful": table.successful_requests,
        "input": table.prompt_tokens - read.fill_null(0) - written.fill_null(0),
        "cache_read": read,
        "cache_write": written,
        "output": table.completion_tokens,
        "paid": table.spend,
    }


SOURCE: Source = Source(
    "litellm",
    Cached.INCLUDED,
    ("feature", "tag", "key", "project", "team", "agent", "tier", "environment"),
    calls,
    kind=kind,
    select=select,
    table="LiteLLM_SpendLogs",
)
