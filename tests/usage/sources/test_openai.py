"""OpenAI: usage of completions and costs, pages as the service answers them."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.usage.sources.openai import SOURCE
from tests.usage.sources.checking import calls, paid, recorded, total

USAGE = {
    "object": "organization.usage.completions.result",
    "input_tokens": 1000,
    "input_cached_tokens": 400,
    "input_cache_write_tokens": 100,
    "input_uncached_tokens": 500,
    "output_tokens": 500,
    "num_model_requests": 5,
    "project_id": "proj_helpdesk",
    "api_key_id": "key_1",
    "model": "gpt-4o-mini-2024-07-18",
    "batch": False,
}
COST = {
    "object": "organization.costs.result",
    "amount": {"value": 0.06, "currency": "usd"},
    "line_item": "gpt-4o-mini-2024-07-18, input",
    "project_id": "proj_helpdesk",
}


def a_page(*results, start=1793491200):
    return {
        "object": "page",
        "data": [
            {"object": "bucket", "start_time": start, "end_time": start + 86400, "results": list(results)},
            {"object": "bucket", "start_time": start + 86400, "end_time": start + 172800, "results": []},
        ],
        "has_more": False,
        "next_page": None,
    }


def test_the_row_of_the_specification(tmp_path):
    (call,) = calls(SOURCE, tmp_path, a_page(USAGE))
    assert (call.calls, call.input, call.cache_read, call.cache_write, call.output) == (5, 500, 400, 100, 500)
    assert (call.successful, call.reasoning, call.paid) == (None, None, None)
    assert (call.labels.project, call.labels.model) == ("proj_helpdesk", "gpt-4o-mini-2024-07-18")
    assert str(call.day) == "2026-11-01"


def test_costs_are_money_without_calls(tmp_path):
    found = recorded(
        SOURCE, tmp_path, a_page(USAGE), a_page(COST, {**COST, "amount": {"value": 0.04, "currency": "usd"}})
    )
    assert paid(found) == "0.1"
    assert total(found, "calls") == 5


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (a_page({**COST, "amount": {"value": 1, "currency": "eur"}}), "not in US dollars"),
        (a_page({**USAGE, "input_cached_tokens": 2000}), "more cached tokens"),
        ({"data": [{"start_time": 1}]}, "has no results"),
        ({"error": "x"}, "has no results"),
    ],
)
def test_malformed(tmp_path, record, said):
    with pytest.raises(RecordError, match=said):
        calls(SOURCE, tmp_path, record)


def test_empty(tmp_path):
    assert calls(SOURCE, tmp_path, a_page()) == []


def test_pages_follow_each_other():
    service = SOURCE.service
    assert service.following({"has_more": True, "next_page": "p2"}, {"limit": "31"}) == {"limit": "31", "page": "p2"}
    assert service.following({"has_more": False, "next_page": None}, {}) is None
