"""OpenRouter: GET /activity, a row for each complete UTC day, model and endpoint.

Fields as documented in November 2026. There is no tag and no feature in it: give each feature a key of its own.
Whether prompt tokens include cached ones is not documented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, day_of, money, needed, text, whole, within
from finops_gate.usage.sources import Parameters, Request, Service, Source


def calls(record: Record) -> Iterable[Call]:
    """One day of one model at one provider."""
    yield Call(
        day_of(needed(record, "date"), utc=True),
        Labels(key=text(record, "api_key", "key_label"), provider="openrouter", model=text(record, "model")),
        whole(record, "requests"),
        None,
        whole(record, "prompt_tokens"),
        None,
        None,
        whole(record, "completion_tokens"),
        whole(record, "reasoning_tokens"),
        money(record, "usage"),
    )


def _requests(start: date, end: date) -> tuple[Request, ...]:  # noqa: ARG001 - it answers the last thirty days
    return (Request("/api/v1/activity", {}),)


def _following(answer: Mapping[str, Any], asked: Parameters) -> Parameters | None:  # noqa: ARG001 - one page
    return None


SOURCE: Source = Source(
    "openrouter",
    Cached.UNKNOWN,
    ("key",),
    calls,
    within("data"),
    single=False,
    service=Service(
        "https://openrouter.ai",
        "OPENROUTER_MANAGEMENT_KEY",
        lambda token: {"Authorization": f"Bearer {token}"},
        _requests,
        _following,
    ),
)
