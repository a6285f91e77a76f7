"""Portkey: the logs export."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.usage.sources.portkey import SOURCE
from tests.usage.sources.checking import calls, paid, recorded, total


def a_log(**fields):
    return {
        "id": "log-1",
        "created_at": "2026-11-02T10:00:00.000Z",
        "ai_org": "openai",
        "ai_model": "gpt-4o-mini",
        "req_units": 900,
        "res_units": 300,
        "cost": 0.0345,
        "response_status_code": 200,
        "workspace_slug": "support",
        "metadata": {"feature": "helpdesk-bot", "team": "support-platform", "_environment": "production"},
        **fields,
    }


def test_metadata_is_labels(tmp_path):
    (call,) = calls(SOURCE, tmp_path, a_log())
    assert (call.input, call.output, call.successful) == (900, 300, 1)
    assert (call.labels.feature, call.labels.team, call.labels.environment) == (
        "helpdesk-bot",
        "support-platform",
        "production",
    )


def test_cost_is_cents_and_failures_count(tmp_path):
    found = recorded(SOURCE, tmp_path, a_log(cache_read_units=100), a_log(response_status_code=500, cost=0))
    assert (total(found, "calls"), total(found, "successful"), total(found, "cache_read")) == (2, 1, 100)
    assert paid(found) == "0.000345"


def test_malformed_and_empty(tmp_path):
    with pytest.raises(RecordError, match="no number"):
        calls(SOURCE, tmp_path, a_log(req_units=True))
    assert calls(SOURCE, tmp_path) == []
