"""Anthropic: the usage report, the cost report, and analytics with requests."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.usage.sources.anthropic import SOURCE
from tests.usage.sources.checking import calls, paid, recorded, total

USAGE = {
    "uncached_input_tokens": 1500,
    "cache_creation": {"ephemeral_1h_input_tokens": 1000, "ephemeral_5m_input_tokens": 500},
    "cache_read_input_tokens": 200,
    "output_tokens": 500,
    "server_tool_use": {"web_search_requests": 10},
    "api_key_id": "apikey_1",
    "workspace_id": "wrkspc_helpdesk",
    "model": "claude-sonnet-4-20250514",
    "service_tier": "standard",
}
COST = {
    "currency": "USD",
    "amount": "123.78912",
    "workspace_id": "wrkspc_helpdesk",
    "model": "claude-sonnet-4-20250514",
}


def a_page(*results):
    return {
        "data": [
            {"starting_at": "2026-11-01T00:00:00Z", "ending_at": "2026-11-02T00:00:00Z", "results": list(results)}
        ],
        "has_more": False,
    }


def test_input_is_uncached_already_and_requests_are_unknown(tmp_path):
    (call,) = calls(SOURCE, tmp_path, a_page(USAGE))
    assert (call.calls, call.input, call.cache_read, call.cache_write, call.output) == (None, 1500, 200, 1500, 500)
    assert total(recorded(SOURCE, tmp_path, a_page(USAGE)), "counted") == 0


def test_requests_of_the_analytics_report_count(tmp_path):
    (call,) = calls(SOURCE, tmp_path, a_page({**USAGE, "requests": 7, "amount": "80", "list_amount": "100"}))
    assert (call.calls, call.paid, call.listed) == (7, 800_000_000, 1_000_000_000)


def test_amounts_are_cents(tmp_path):
    assert paid(recorded(SOURCE, tmp_path, a_page(USAGE, COST))) == "1.2378912"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (a_page({**COST, "currency": "EUR"}), "not in US dollars"),
        (a_page({**USAGE, "output_tokens": "x"}), "no number"),
        ({"data": [{}]}, "has no results"),
    ],
)
def test_malformed(tmp_path, record, said):
    with pytest.raises(RecordError, match=said):
        calls(SOURCE, tmp_path, record)


def test_empty(tmp_path):
    assert calls(SOURCE, tmp_path, a_page()) == []


def test_pages_follow_each_other():
    assert SOURCE.service.following({"has_more": True, "next_page": "p"}, {}) == {"page": "p"}
    assert SOURCE.service.following({"has_more": False}, {}) is None
