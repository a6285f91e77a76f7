"""OpenRouter: the activity of days."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.usage.sources.openrouter import SOURCE
from tests.usage.sources.checking import calls, paid, recorded, total


def a_row(**fields):
    return {
        "date": "2026-11-02",
        "model": "openai/gpt-4o-mini",
        "model_permaslug": "openai/gpt-4o-mini-2024-07-18",
        "endpoint_id": "550e8400",
        "provider_name": "OpenAI",
        "usage": 0.015,
        "byok_usage_inference": 0,
        "requests": 5,
        "prompt_tokens": 50,
        "completion_tokens": 125,
        "reasoning_tokens": 25,
        **fields,
    }


def test_a_row_is_a_day(tmp_path):
    (call,) = calls(SOURCE, tmp_path, {"data": [a_row()]})
    assert (call.calls, call.input, call.output, call.reasoning) == (5, 50, 125, 25)
    assert (call.labels.provider, call.labels.model) == ("openrouter", "openai/gpt-4o-mini")


def test_sums(tmp_path):
    found = recorded(SOURCE, tmp_path, {"data": [a_row(), a_row(date="2026-11-03", usage=0.005)]})
    assert (total(found, "calls"), paid(found), found.buckets) == (10, "0.02", None)


def test_malformed_and_empty(tmp_path):
    with pytest.raises(RecordError, match="no time"):
        calls(SOURCE, tmp_path, {"data": [a_row(date="02.11.2026 10h")]})
    assert calls(SOURCE, tmp_path, {"data": []}) == []


def test_it_is_one_page():
    assert SOURCE.service.following({}, {}) is None
