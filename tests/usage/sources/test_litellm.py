"""LiteLLM proxy: rows of SpendLogs, and its daily tables."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.usage.collect import held
from finops_gate.usage.engines import duckdb
from finops_gate.usage.sources.litellm import SOURCE
from tests.usage.sources.checking import calls, paid, recorded, total


def a_log(**fields):
    return {
        "request_id": "chatcmpl-1",
        "call_type": "acompletion",
        "api_key": "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b",
        "spend": 0.000345,
        "total_tokens": 1200,
        "prompt_tokens": 900,
        "completion_tokens": 300,
        "startTime": "2026-11-02T10:15:00.000Z",
        "endTime": "2026-11-02T10:15:03.100Z",
        "model": "gpt-4o-mini",
        "model_group": "fast",
        "custom_llm_provider": "openai",
        "metadata": {
            "user_api_key_alias": "helpdesk-key",
            "user_api_key_team_alias": "support-platform",
            "spend_logs_metadata": {"customer_tier": "basic"},
            "usage_object": {
                "prompt_tokens_details": {"cached_tokens": 400},
                "completion_tokens_details": {"reasoning_tokens": 20},
            },
        },
        "cache_hit": "False",
        "request_tags": ["helpdesk"],
        "team_id": "team-1",
        "status": "success",
        **fields,
    }


def a_day(**fields):
    return {
        "tag": "helpdesk",
        "date": "2026-11-02",
        "api_key": "88dc",
        "model": "openai/gpt-4o-mini",
        "custom_llm_provider": "openai",
        "prompt_tokens": 1000,
        "completion_tokens": 400,
        "cache_read_input_tokens": 300,
        "cache_creation_input_tokens": 100,
        "spend": 0.5,
        "api_requests": 10,
        "successful_requests": 9,
        "failed_requests": 1,
        **fields,
    }


def test_cached_tokens_are_taken_out_of_the_prompt(tmp_path):
    (call,) = calls(SOURCE, tmp_path, a_log())
    assert (call.input, call.cache_read, call.output, call.reasoning) == (500, 400, 300, 20)
    labels = call.labels
    assert (labels.tag, labels.key, labels.team, labels.tier) == (
        '["helpdesk"]',
        "helpdesk-key",
        "support-platform",
        "basic",
    )
    assert str(call.day) == "2026-11-02"


def test_metadata_may_be_text(tmp_path):
    import json

    (call,) = calls(SOURCE, tmp_path, a_log(metadata=json.dumps(a_log()["metadata"])))
    assert (call.input, call.labels.key) == (500, "helpdesk-key")


def test_failures_count_and_answers_of_the_proxy_cache_do_not(tmp_path):
    failed = a_log(status="failure", prompt_tokens=0, completion_tokens=0, spend=0, metadata={})
    found = recorded(SOURCE, tmp_path, a_log(), failed, a_log(cache_hit="True"))
    assert (total(found, "calls"), total(found, "judged"), total(found, "successful")) == (2, 2, 1)
    assert paid(found) == "0.000345"


def test_daily_tags_say_everything_but_distributions(tmp_path):
    found = recorded(SOURCE, tmp_path, a_day(), a_day(date="2026-11-03", spend=0.25))
    assert (total(found, "calls"), total(found, "successful"), total(found, "input")) == (20, 18, 1200)
    assert paid(found) == "0.75"
    assert found.streams[0].labels.model == "gpt-4o-mini"


def test_two_tables_of_the_same_calls_are_refused(tmp_path):
    team = {name: value for name, value in a_day().items() if name != "tag"} | {"team_id": "t"}
    with pytest.raises(RecordError, match=r"DailyTagSpend and DailyTeamSpend.*twice"):
        calls(SOURCE, tmp_path, a_day(), team)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (a_log(startTime=None), "has no startTime"),
        (a_log(prompt_tokens=-1), "is negative"),
        (a_log(prompt_tokens=100), "more cached tokens"),
        (a_log(spend="much"), "no number"),
        ("[1, 2]", "is no record"),
        ("{'startTime'", "no JSON"),
    ],
)
def test_malformed(tmp_path, record, said):
    with pytest.raises(RecordError, match=said) as error:
        calls(SOURCE, tmp_path, record)
    assert "records.jsonl:1" in str(error.value)


def test_empty(tmp_path):
    assert calls(SOURCE, tmp_path) == []
    assert recorded(SOURCE, tmp_path).streams == ()


def test_a_daily_table_is_added_up_where_it_lies():
    """`usage sync litellm --engine postgresql://... --table LiteLLM_DailyTagSpend`; DuckDB stands for the server."""
    with duckdb() as engine:
        engine.connection.raw_sql(
            'create table "LiteLLM_DailyTagSpend" as select * from (values'
            " ('helpdesk', '2026-10-01', 'k', 'gpt-4o-mini', 'openai', 1000::bigint, 300::bigint, 400::bigint,"
            " 0::bigint, 0.5::double, 10::bigint, 9::bigint),"
            " ('helpdesk', '2026-10-02', 'k', 'gpt-4o-mini', 'openai', 2000, 100, null, null, 0.25, 5, 5)) as t(tag,"
            " date, api_key, model, custom_llm_provider, prompt_tokens, completion_tokens, cache_read_input_tokens,"
            " cache_creation_input_tokens, spend, api_requests, successful_requests)"
        )
        found = held(SOURCE, engine, "LiteLLM_DailyTagSpend")
    assert (total(found, "calls"), total(found, "successful"), paid(found)) == (15, 14, "0.75")
    assert (total(found, "input"), total(found, "cache_read"), total(found, "output")) == (2600, 400, 400)
    assert [(stream.labels.tag, len(stream.days)) for stream in found.streams] == [("helpdesk", 2)]
    assert found.buckets is None
