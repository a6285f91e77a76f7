"""Helicone: rows of request_response_rmt."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.model.recorded import Cached
from finops_gate.usage.sources.helicone import SOURCE
from tests.usage.sources.checking import calls, paid, recorded, total


def a_row(**fields):
    return {
        "request_id": "r1",
        "request_created_at": "2026-11-02 10:00:00.000",
        "latency": 900,
        "status": 200,
        "prompt_tokens": 900,
        "completion_tokens": 300,
        "prompt_cache_read_tokens": 400,
        "model": "gpt-4o-mini",
        "provider": "OPENAI",
        "properties": {"feature": "helpdesk-bot", "tier": "basic"},
        "cost": 0.000345,
        **fields,
    }


def test_properties_are_labels(tmp_path):
    (call,) = calls(SOURCE, tmp_path, {"data": [a_row()]})
    assert (call.input, call.cache_read, call.output) == (900, 400, 300)
    assert (call.labels.feature, call.labels.tier, call.labels.provider) == ("helpdesk-bot", "basic", "openai")


def test_it_does_not_know_whether_input_includes_cached_tokens():
    assert SOURCE.cached is Cached.UNKNOWN


def test_failures_by_status_and_what_was_paid(tmp_path):
    found = recorded(SOURCE, tmp_path, a_row(), a_row(status=429, cost=0), a_row(status=None))
    assert (total(found, "calls"), total(found, "judged"), total(found, "successful")) == (3, 2, 1)
    assert paid(found) == "0.00069"


def test_malformed_and_empty(tmp_path):
    with pytest.raises(RecordError, match="has no request_created_at"):
        calls(SOURCE, tmp_path, {"data": [{"status": 200}]})
    assert calls(SOURCE, tmp_path, {"data": []}) == []
