"""Langfuse: observations of the API and of an export, and rows of metrics."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.usage.sources.langfuse import SOURCE
from tests.usage.sources.checking import calls, paid, recorded, total


def an_observation(**fields):
    return {
        "id": "obs-1",
        "traceId": "trace-1",
        "type": "GENERATION",
        "startTime": "2026-11-02T10:00:00.000Z",
        "level": "DEFAULT",
        "providedModelName": "gpt-4o-mini",
        "usageDetails": {
            "input": 500,
            "input_cached_tokens": 400,
            "output": 280,
            "output_reasoning_tokens": 20,
            "total": 1200,
        },
        "costDetails": {"input": 0.0001, "output": 0.000245, "total": 0.000345},
        "traceName": "helpdesk",
        "tags": ["helpdesk"],
        "environment": "production",
        **fields,
    }


def test_input_has_cached_tokens_subtracted(tmp_path):
    (call,) = calls(SOURCE, tmp_path, {"data": [an_observation()], "meta": {}})
    assert (call.input, call.cache_read, call.output, call.reasoning) == (500, 400, 300, 20)
    assert (call.labels.prompt, call.labels.tag, call.labels.environment) == ("helpdesk", '["helpdesk"]', "production")


def test_rows_of_an_export_have_other_names(tmp_path):
    row = {
        "type": "GENERATION",
        "start_time": "2026-11-02 10:00:00.123",
        "provided_model_name": "gpt-4o-mini",
        "usage_details": {"input": 5, "output": 7},
        "total_cost": "0.5",
    }
    found = recorded(SOURCE, tmp_path, row)
    assert (total(found, "input"), paid(found)) == (5, "0.5")


def test_errors_are_failures_and_spans_no_calls(tmp_path):
    failed = an_observation(level="ERROR", usageDetails={}, costDetails={})
    found = recorded(SOURCE, tmp_path, an_observation(), failed, an_observation(type="SPAN"))
    assert (total(found, "calls"), total(found, "successful"), paid(found)) == (2, 1, "0.000345")


def test_metrics_are_days(tmp_path):
    row = {
        "time_dimension": "2026-11-02",
        "providedModelName": "gpt-4o-mini",
        "count_count": "10",
        "sum_inputTokens": "5000",
        "sum_outputTokens": "3000",
        "sum_totalCost": 0.00345,
    }
    found = recorded(SOURCE, tmp_path, {"data": [row]})
    assert (total(found, "calls"), total(found, "input"), paid(found)) == (10, 5000, "0.00345")


def test_malformed(tmp_path):
    with pytest.raises(RecordError, match="has no startTime"):
        calls(SOURCE, tmp_path, an_observation(startTime=None))
    with pytest.raises(RecordError, match="metrics and observations"):
        calls(SOURCE, tmp_path, an_observation(), {"time_dimension": "2026-11-02"})


def test_empty(tmp_path):
    assert calls(SOURCE, tmp_path, {"data": [], "meta": {}}) == []


def test_cursors_follow_each_other():
    assert SOURCE.service.following({"meta": {"cursor": "c"}}, {"limit": "1000"}) == {"limit": "1000", "cursor": "c"}
    assert SOURCE.service.following({"meta": {}}, {}) is None
