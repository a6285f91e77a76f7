"""Anthropic: the usage report of messages, the cost report, and the analytics report that counts requests.

Fields of the Admin API (package anthropic 2.12.0). Input counts uncached tokens only. The messages report has no number
of requests: its calls stay unknown. Amounts are decimal strings in cents, after discount; `list_amount` is before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, Wrong, day_of, first, money, needed, plainly, text, whole
from finops_gate.usage.sources import Parameters, Request, Service, Source

CENTS = 7
"""Places from cents to billionths of a dollar."""


def unpack(document: Any) -> Iterable[Record]:
    """The results of a page, each with the start of its bucket."""
    for entry in plainly(document):
        for bucket in entry["data"] if isinstance(entry.get("data"), list) else [entry]:
            if not isinstance(bucket, Mapping) or not isinstance(bucket.get("results"), list):
                raise Wrong("has no results: a page of the usage or cost report is expected")
            for result in plainly(bucket["results"]):
                yield {"starting_at": bucket.get("starting_at"), **result}


def calls(record: Record) -> Iterable[Call]:
    """One bucket of one group."""
    currency = text(record, "currency") or "USD"
    if currency.upper() != "USD":
        raise Wrong("is not in US dollars, and amounts are not converted")
    written = [
        whole(record, f"cache_creation.{name}") for name in ("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")
    ]
    metered = first(record, "uncached_input_tokens", "output_tokens") is not None
    yield Call(
        day_of(needed(record, "starting_at")),
        Labels(
            key=text(record, "api_key_id"),
            project=text(record, "workspace_id"),
            provider="anthropic",
            model=text(record, "model"),
        ),
        whole(record, "requests") if metered else None,
        None,
        whole(record, "uncached_input_tokens"),
        whole(record, "cache_read_input_tokens"),
        sum(amount or 0 for amount in written) if metered else None,
        whole(record, "output_tokens"),
        None,
        money(record, "amount", scale=CENTS),
        money(record, "list_amount", scale=CENTS),
    )


def _requests(start: date, end: date) -> tuple[Request, ...]:
    span: dict[str, str | list[str]] = {
        "starting_at": f"{start}T00:00:00Z",
        "ending_at": f"{end}T00:00:00Z",
        "bucket_width": "1d",
        "limit": "31",
    }
    return (
        Request(
            "/v1/organizations/usage_report/messages",
            {**span, "group_by[]": ["workspace_id", "api_key_id", "model"]},
        ),
        Request("/v1/organizations/cost_report", {**span, "group_by[]": ["workspace_id", "description"]}),
    )


def _following(answer: Mapping[str, Any], asked: Parameters) -> Parameters | None:
    return {**asked, "page": str(answer["next_page"])} if answer.get("has_more") and answer.get("next_page") else None


SOURCE: Source = Source(
    "anthropic",
    Cached.APART,
    ("key", "project"),
    calls,
    unpack,
    single=False,
    service=Service(
        "https://api.anthropic.com",
        "ANTHROPIC_ADMIN_KEY",
        lambda token: {"x-api-key": token, "anthropic-version": "2023-06-01"},
        _requests,
        _following,
    ),
)
