"""OpenAI: the organization's usage of completions, and its costs.

Fields of the API's specification of 2026-08-21. `input_tokens` includes cached and cache-write tokens. There are no
failures, no reasoning and no single calls in it, and the feature must be told by project or key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, Wrong, day_of, money, needed, plainly, text, uncached, whole
from finops_gate.usage.sources import Parameters, Request, Service, Source

COSTS = "organization.costs.result"


def unpack(document: Any) -> Iterable[Record]:
    """The results of a page, each with the start of its bucket."""
    for entry in plainly(document):
        for bucket in entry["data"] if isinstance(entry.get("data"), list) else [entry]:
            if not isinstance(bucket, Mapping) or not isinstance(bucket.get("results"), list):
                raise Wrong("has no results: a page of the usage or costs API is expected")
            for result in plainly(bucket["results"]):
                yield {"start_time": bucket.get("start_time"), **result}


def calls(record: Record) -> Iterable[Call]:
    """One bucket of one group."""
    day = day_of(needed(record, "start_time"))
    labels = Labels(key=text(record, "api_key_id"), project=text(record, "project_id"), provider="openai")
    if record.get("object") == COSTS or "amount" in record:
        if str(needed(record, "amount.currency")).lower() != "usd":
            raise Wrong("is not in US dollars, and amounts are not converted")
        model = text(record, "line_item").partition(",")[0]
        yield Call(day, labels._replace(model=model), None, paid=money(record, "amount.value"))
        return
    read, written = whole(record, "input_cached_tokens"), whole(record, "input_cache_write_tokens")
    yield Call(
        day,
        labels._replace(model=text(record, "model")),
        whole(record, "num_model_requests"),
        None,
        uncached(whole(record, "input_tokens"), read, written),
        read,
        written,
        whole(record, "output_tokens"),
    )


def _requests(start: date, end: date) -> tuple[Request, ...]:
    span: dict[str, str | list[str]] = {
        "start_time": _seconds(start),
        "end_time": _seconds(end),
        "bucket_width": "1d",
        "limit": "31",
    }
    return (
        Request("/v1/organization/usage/completions", {**span, "group_by": ["project_id", "api_key_id", "model"]}),
        Request("/v1/organization/costs", {**span, "group_by": ["project_id", "line_item"]}),
    )


def _seconds(day: date) -> str:
    return str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))


def _following(answer: Mapping[str, Any], asked: Parameters) -> Parameters | None:
    return {**asked, "page": str(answer["next_page"])} if answer.get("has_more") and answer.get("next_page") else None


SOURCE: Source = Source(
    "openai",
    Cached.INCLUDED,
    ("key", "project"),
    calls,
    unpack,
    single=False,
    service=Service(
        "https://api.openai.com",
        "OPENAI_ADMIN_KEY",
        lambda token: {"Authorization": f"Bearer {token}"},
        _requests,
        _following,
    ),
)
