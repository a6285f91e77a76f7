"""OpenInference spans."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.usage.sources.openinference import SOURCE
from tests.usage.sources.checking import calls, paid, recorded, total
from tests.usage.sources.test_otel import attributes

LLM = {
    "openinference.span.kind": "LLM",
    "llm.provider": "openai",
    "llm.model_name": "openai/gpt-4o-mini",
    "llm.token_count.prompt": 900,
    "llm.token_count.completion": 300,
    "llm.token_count.prompt_details.cache_read": 400,
    "llm.token_count.completion_details.reasoning": 20,
    "llm.cost.total": "0.000345",
    "metadata": '{"feature": "helpdesk-bot", "tier": "basic"}',
    "tag.tags": "helpdesk",
}


def a_span(status=1, **fields):
    own = {name.replace("__", "."): value for name, value in fields.items()}
    return {
        "start_time": "2026-11-02T10:00:00+00:00",
        "status_code": "ERROR" if status == 2 else "OK",
        "attributes": {**LLM, **own},
    }


def test_details_are_part_of_the_counts(tmp_path):
    (call,) = calls(SOURCE, tmp_path, a_span())
    assert (call.input, call.cache_read, call.output, call.reasoning) == (500, 400, 300, 20)
    assert (call.labels.feature, call.labels.tier, call.labels.model) == ("helpdesk-bot", "basic", "gpt-4o-mini")


def test_failures_and_cost(tmp_path):
    found = recorded(SOURCE, tmp_path, a_span(), a_span(status=2, llm__cost__total=0.001))
    assert (total(found, "calls"), total(found, "successful"), paid(found)) == (2, 1, "0.001345")


def test_chains_are_no_calls_and_otlp_is_read(tmp_path):
    assert calls(SOURCE, tmp_path, a_span(openinference__span__kind="CHAIN")) == []
    span = {"startTimeUnixNano": "1793612700000000000", "attributes": attributes(**LLM)}
    trace = {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
    assert [call.input for call in calls(SOURCE, tmp_path, trace)] == [500]


def test_malformed(tmp_path):
    with pytest.raises(RecordError, match="no whole number"):
        calls(SOURCE, tmp_path, a_span(llm__token_count__prompt=1.5))


def test_empty(tmp_path):
    assert calls(SOURCE, tmp_path, []) == []
