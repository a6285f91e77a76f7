"""Langfuse: observations as the API or an export gives them, and rows of the metrics API.

Names of langfuse v4.16: `usageDetails` (in exports `usage_details`), whose `input` has cached tokens subtracted.
Only generations and embeddings call a model; level ERROR is a failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, day_of, dig, first, hour_of, money, needed, text, whole, within
from finops_gate.usage.sources import Parameters, Request, Service, Source

READ = ("input_cached_tokens", "input_cache_read", "cache_read_input_tokens")
WRITTEN = ("input_cache_write", "input_cache_creation", "cache_creation_input_tokens")
REASONING = ("output_reasoning_tokens", "output_reasoning", "reasoning_tokens")


def calls(record: Record) -> Iterable[Call]:
    """One observation that called a model, or one row of metrics."""
    if "time_dimension" in record or "timeDimension" in record:
        yield _metrics(record)
    elif text(record, "type").upper() in ("GENERATION", "EMBEDDING"):
        yield _observation(record)


def kind(record: Record) -> str:
    """Observations or metrics."""
    return "metrics" if "time_dimension" in record or "timeDimension" in record else "observations"


def _observation(record: Record) -> Call:
    usage = first(record, "usageDetails", "usage_details") or {}
    cost = first(record, "costDetails.total", "cost_details.total", "totalCost", "total_cost", "calculatedTotalCost")
    output, reasoning = whole(usage, "output"), whole(usage, *REASONING)
    return Call(
        day_of(needed(record, "startTime", "start_time"), utc=True),
        Labels(
            feature=text(record, "metadata.feature"),
            tag=text(record, "tags").replace("[]", ""),
            team=text(record, "metadata.team"),
            prompt=text(record, "promptName", "prompt_name", "traceName", "trace_name"),
            tier=text(record, "metadata.tier", "metadata.customer_tier"),
            environment=text(record, "environment"),
            provider=text(record, "metadata.provider"),
            model=text(record, "providedModelName", "provided_model_name", "model"),
        ),
        1,
        int(text(record, "level").upper() != "ERROR"),
        whole(usage, "input"),
        whole(usage, *READ),
        whole(usage, *WRITTEN),
        # Reasoning is a key of its own beside output, as details of one usage always add up to its total.
        None if output is None else output + (reasoning or 0),
        reasoning,
        money({"cost": cost}, "cost"),
        hour=hour_of(needed(record, "startTime", "start_time"), utc=True),
    )


def _metrics(record: Record) -> Call:
    return Call(
        day_of(needed(record, "time_dimension", "timeDimension"), utc=True),
        Labels(
            tag=text(record, "tags").replace("[]", ""),
            prompt=text(record, "promptName", "traceName"),
            environment=text(record, "environment"),
            model=text(record, "providedModelName"),
        ),
        whole(record, "count_count", "sum_count"),
        None,
        whole(record, "sum_inputTokens", "inputTokens_sum"),
        None,
        None,
        whole(record, "sum_outputTokens", "outputTokens_sum"),
        None,
        money(record, "sum_totalCost", "totalCost_sum"),
    )


def _requests(start: date, end: date) -> tuple[Request, ...]:
    return (
        Request(
            "/api/public/v2/observations",
            {
                "fromStartTime": f"{start}T00:00:00Z",
                "toStartTime": f"{end}T00:00:00Z",
                "fields": "core,basic,usage,trace_context,prompt,model,metadata",
                "limit": "1000",
            },
        ),
    )


def _following(answer: Mapping[str, Any], asked: Parameters) -> Parameters | None:
    cursor = dig(answer, "meta.cursor")
    return {**asked, "cursor": str(cursor)} if cursor else None


SOURCE: Source = Source(
    "langfuse",
    Cached.APART,
    ("feature", "tag", "team", "prompt", "tier", "environment"),
    calls,
    within("data"),
    kind=kind,
    service=Service(
        "https://cloud.langfuse.com",
        "LANGFUSE_BASIC_AUTH",
        lambda token: {"Authorization": f"Basic {token}"},
        _requests,
        _following,
    ),
)
