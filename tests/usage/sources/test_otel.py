"""OpenTelemetry GenAI spans: OTLP JSON, tables of collectors, old and new names."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.usage.sources.otel import SOURCE
from tests.usage.sources.checking import calls, recorded, total


def attributes(**values):
    kinds = {str: "stringValue", int: "intValue", bool: "boolValue"}
    return [
        {"key": key, "value": {kinds[type(value)]: str(value) if type(value) is int else value}}
        for key, value in values.items()
    ]


NEW = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.usage.input_tokens": 900,
    "gen_ai.usage.output_tokens": 300,
    "gen_ai.usage.cache_read.input_tokens": 400,
    "gen_ai.usage.reasoning.output_tokens": 20,
    "code.file.path": "/app/services/helpdesk/bot.py",
    "code.function.name": "Bot.answer",
}
OLD = {
    "gen_ai.system": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.usage.prompt_tokens": 900,
    "gen_ai.usage.completion_tokens": 300,
}


def a_trace(*spans, **resource):
    known = {"service.name": "helpdesk", "deployment.environment.name": "production", **resource}
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": attributes(**known)},
                "scopeSpans": [{"scope": {"name": "openai"}, "spans": list(spans)}],
            }
        ]
    }


def a_span(values, **fields):
    return {
        "name": "chat gpt-4o-mini",
        "startTimeUnixNano": "1793612700000000000",
        "endTimeUnixNano": "1793612703000000000",
        "attributes": attributes(**values),
        "status": {},
        **fields,
    }


def test_new_and_old_names_mean_the_same(tmp_path):
    new, old = calls(SOURCE, tmp_path, a_trace(a_span(NEW), a_span(OLD)))
    assert (new.input, new.cache_read, new.output, new.reasoning) == (500, 400, 300, 20)
    assert (old.input, old.cache_read, old.output, old.reasoning) == (900, None, 300, None)
    assert new.labels.path == "/app/services/helpdesk/bot.py" and new.labels.symbol == "Bot.answer"
    assert {new.labels.provider, old.labels.provider} == {"openai"}
    assert (new.labels.service, new.labels.environment, str(new.day)) == ("helpdesk", "production", "2026-11-02")


def test_failures_are_told_by_status_or_error_type(tmp_path):
    found = recorded(
        SOURCE,
        tmp_path,
        a_trace(a_span(NEW), a_span(NEW, status={"code": 2}), a_span({**OLD, "error.type": "timeout"})),
    )
    assert (total(found, "calls"), total(found, "successful")) == (3, 1)


def test_agents_tools_and_other_spans_are_no_calls(tmp_path):
    agent = {**NEW, "gen_ai.operation.name": "invoke_agent"}
    assert calls(SOURCE, tmp_path, a_trace(a_span(agent), a_span({"http.request.method": "GET"}))) == []


def test_rows_of_a_collector_s_table(tmp_path):
    row = {
        "Timestamp": "2026-11-02 10:00:00.000",
        "SpanAttributes": NEW,
        "ResourceAttributes": {"service.name": "helpdesk"},
        "StatusCode": "STATUS_CODE_ERROR",
    }
    (call,) = calls(SOURCE, tmp_path, row)
    assert (call.input, call.successful, call.labels.service) == (500, 0, "helpdesk")


def test_parquet(tmp_path):
    import pyarrow
    import pyarrow.parquet

    from finops_gate.usage.collect import read
    from finops_gate.usage.files import documents

    table = pyarrow.table(
        {
            "start_time_unix_nano": pyarrow.array([1793612700000000000] * 2, pyarrow.int64()),
            "attributes": pyarrow.array(
                [[("gen_ai.request.model", "m"), ("gen_ai.usage.input_tokens", "5")]] * 2,
                pyarrow.map_(pyarrow.string(), pyarrow.string()),
            ),
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "spans.parquet")
    assert [call.input for call in read(SOURCE, documents(tmp_path / "spans.parquet"))] == [5, 5]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (a_trace(a_span(NEW, startTimeUnixNano=None)), "has no start"),
        (a_trace(a_span({**NEW, "gen_ai.usage.input_tokens": 1})), "more cached tokens"),
        ({"resourceSpans": 5}, "is no list"),
        ({"Timestamp": "x", "SpanAttributes": "{"}, "no JSON"),
    ],
)
def test_malformed(tmp_path, record, said):
    with pytest.raises(RecordError, match=said):
        calls(SOURCE, tmp_path, record)


def test_empty(tmp_path):
    assert calls(SOURCE, tmp_path, a_trace()) == []
