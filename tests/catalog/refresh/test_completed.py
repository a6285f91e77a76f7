"""Both tables as one list of models: regions, pictures, decisions, and what only older releases list."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from finops_gate.catalog.refresh import table, wheel
from finops_gate.catalog.refresh.decisions import Decision, Decisions
from finops_gate.catalog.refresh.rows import Known, completed, dropped, without

DAY = date(2026, 11, 24)
Row = dict[str, Any]


def facts(**rows: Row) -> list[table.Fact]:
    """Facts of a table with these rows; underscores of a key are written as they are."""
    stated = json.loads(json.dumps(rows), parse_float=Decimal)
    return table.facts(wheel.distill(stated))


def known(provider: str, found: list[table.Fact], *decisions: Decision) -> Known:
    return Known(provider, found, Decisions(decisions), lambda url: "s2")


def a_row(identity: str, **prices: str) -> Row:
    return {
        "id": identity,
        "aliases": [],
        "snapshots": [],
        "context_window": None,
        "status": None,
        "prices": [{"source": "s1", **(prices or {"input": "3", "output": "15"})}],
    }


def by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in rows}


def bedrock(key: str, amount: float, **more: Any) -> dict[str, Row]:
    return {key: {"litellm_provider": "bedrock_converse", "mode": "chat", "input_cost_per_token": amount, **more}}


def test_regions_stand_with_the_model_that_they_are_about() -> None:
    found = facts(
        **bedrock("acme.one-v1:0", 3e-06),
        **bedrock("eu.acme.one-v1:0", 3.3e-06),
        **bedrock("us.acme.one-v1:0", 3e-06),
        **bedrock("us-gov.acme.one-v1:0", 3e-06),
        **bedrock("bedrock/sa-east-1/acme.one-v1:0", 4e-06),
        **bedrock("global.acme.one-v1:0", 2.7e-06),
        **bedrock("apac.acme.alone-v1:0", 1e-06),
    )
    rows = by_id(completed([], known("bedrock", found)))
    assert set(rows) == {"acme.one-v1:0", "global.acme.one-v1:0", "apac.acme.alone-v1:0"}
    assert {region: periods[0]["input"] for region, periods in rows["acme.one-v1:0"]["regions"].items()} == {
        "eu": "3.3",
        "sa-east-1": "4",
        "us-gov": "3",
    }


def test_another_version_is_another_model() -> None:
    found = facts(
        **bedrock("acme.embed-v1", 1e-06), **bedrock("acme.embed-v2:0", 2e-06), **bedrock("acme.embed", 1e-06)
    )
    assert set(by_id(completed([], known("bedrock", found)))) == {"acme.embed", "acme.embed-v1", "acme.embed-v2:0"}
    assert [row["id"] for row in completed([a_row("acme.embed")], known("bedrock", found))] == [
        "acme.embed",
        "acme.embed-v2:0",
    ]


def test_vertex_has_prices_of_its_own_beside_the_gemini_api() -> None:
    found = facts(
        **{"gemini/one": {"litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 1e-07}},
        **{"vertex_ai/one": {"litellm_provider": "vertex_ai", "mode": "chat", "input_cost_per_token": 2e-07}},
        two={"litellm_provider": "vertex_ai-language-models", "mode": "chat", "input_cost_per_token": 1e-07},
    )
    rows = by_id(completed([], known("google", found)))
    assert rows["one"]["regions"] == {"vertex": [{"source": "s2", "input": "0.2"}]}
    assert "regions" not in rows["two"]


def test_a_surcharge_for_a_region_makes_a_price_of_the_region() -> None:
    row = {
        "litellm_provider": "openai",
        "mode": "chat",
        "input_cost_per_token": 2e-06,
        "input_cost_per_token_above_272k_tokens": 4e-06,
        "regional_processing_uplift_multiplier_eu": 1.1,
        "regional_processing_uplift_multiplier_us": 1.0,
    }
    (made,) = completed([], known("openai", facts(**{"gpt-x": row})))
    assert made["regions"] == {
        "eu": [{"input": "2.2", "tiers": [{"above_input_tokens": 272000, "input": "4.4"}], "source": "s2"}]
    }


def test_a_decision_for_litellm_replaces_the_rates_or_frees_the_alias() -> None:
    found = facts(
        **{"mistral/one": {"litellm_provider": "mistral", "mode": "chat", "input_cost_per_token": 5e-07}},
        **{"mistral/one-latest": {"litellm_provider": "mistral", "mode": "chat", "input_cost_per_token": 7e-07}},
    )
    decision = Decision(
        provider="mistral", ids=("one*",), takes="litellm", reason="the newer of the two readings", reviewed=DAY
    )
    row = {**a_row("one"), "aliases": ["one-latest"]}
    rows = by_id(completed([row], known("mistral", found, decision)))
    assert rows["one"]["prices"] == [{"source": "s2", "input": "0.5", "note": "the newer of the two readings"}]
    assert rows["one"]["aliases"] == []
    assert rows["one-latest"]["prices"] == [{"source": "s2", "input": "0.7"}]
    kept = by_id(completed([{**a_row("one"), "aliases": ["one-latest"]}], known("mistral", found)))
    assert set(kept) == {"one"}
    assert kept["one"]["prices"][0]["input"] == "3"


def picture(key: str, **costs: float) -> dict[str, Row]:
    return {key: {"litellm_provider": "openai", "mode": "image_generation", **costs}}


def test_sizes_of_a_picture_stand_with_the_model_that_draws_it() -> None:
    found = facts(
        **picture("hd/1024-x-1024/draw-3", output_cost_per_image=0.08),
        **picture("standard/1024-x-1024/draw-3", input_cost_per_pixel=3.81469e-08),
        **picture("low/1024-x-1536/draw-1", output_cost_per_image=0.016),
        **picture("draw-1", input_cost_per_token=5e-06, output_cost_per_image_token=4e-05),
        **picture("draw-0", input_cost_per_token=0.0),
        **picture("low/512-x-512/draw-0", output_cost_per_image=0.01),
        **picture("low/512-x-512/free", output_cost_per_image=0.0),
    )
    rows = by_id(completed([], known("openai", found)))
    assert set(rows) == {"draw-3", "draw-1", "draw-0"}
    assert rows["draw-3"]["prices"][0]["image"] == "0.04"
    assert rows["draw-3"]["prices"][0]["images"] == [
        {"size": "1024x1024", "quality": "hd", "price": "0.08"},
        {"size": "1024x1024", "price": "0.04"},
    ]
    assert rows["draw-1"]["prices"][0]["images"] == [{"size": "1024x1536", "quality": "low", "price": "0.016"}]
    assert rows["draw-1"]["prices"][0]["input"] == "5"
    assert rows["draw-0"]["prices"][0]["image"] == "0.01"


def test_video_is_priced_by_the_second_and_by_its_size() -> None:
    row = {
        "litellm_provider": "dashscope",
        "mode": "video_generation",
        "output_cost_per_second_720p": 0.08,
        "output_cost_per_second_1080p": 0.16,
    }
    (made,) = completed([], known("dashscope", facts(**{"dashscope/clip": row})))
    assert made["prices"] == [
        {
            "clips": [{"size": "1080p", "price": "0.16"}, {"size": "720p", "price": "0.08"}],
            "second": "0.16",
            "source": "s2",
        }
    ]


def test_ranges_of_input_cheap_hours_and_fees_are_read() -> None:
    row = {
        "litellm_provider": "dashscope",
        "mode": "chat",
        "tiered_pricing": [
            {"input_cost_per_token": 1e-07, "output_cost_per_token": 2e-07, "range": [0, 256000.0]},
            {"input_cost_per_token": 3e-07, "output_cost_per_token": 4e-07, "range": [256000.0, 1000000.0]},
        ],
        "off_peak_pricing": {"input_cost_per_token": 5e-08},
        "google_maps_grounding_cost_per_query": 0.025,
        "supports_vision": True,
    }
    (made,) = completed([], known("dashscope", facts(**{"dashscope/q": row})))
    assert made["prices"][0] == {
        "source": "s2",
        "input": "0.1",
        "output": "0.2",
        "tiers": [{"above_input_tokens": 256000, "input": "0.3", "output": "0.4"}],
        "fees": {"maps_per_1k": "25"},
    }
    assert made["variants"]["off_peak"] == [{"source": "s2", "input": "0.05"}]
    assert made["takes"] == ["text", "image"]


def test_what_only_older_releases_list_comes_back_marked_as_dropped() -> None:
    found = facts(
        **picture("hd/1024-x-1024/old-picture", output_cost_per_image=0.08),
        gone={"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06},
        held={"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06},
        **{"one-2024-08-06": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06}},
        unpriced={"litellm_provider": "openai", "mode": "chat"},
    )
    rows = dropped([a_row("held"), {**a_row("one"), "snapshots": ["one"]}], known("openai", found), DAY, "litellm 1.0")
    assert [row["id"] for row in rows] == ["gone", "old-picture"]
    assert rows[0]["dropped"] == DAY
    assert rows[0]["prices"] == [
        {"source": "s2", "input": "1", "note": "The last price that was listed, in litellm 1.0."}
    ]
    assert rows[1]["prices"][0]["images"] == [{"size": "1024x1024", "quality": "hd", "price": "0.08"}]


def test_a_version_of_a_recovered_model_becomes_its_alias() -> None:
    found = facts(**{"bison@002": {"litellm_provider": "vertex_ai-text-models", "input_cost_per_token": 1e-06}})
    held = {**a_row("bison"), "dropped": DAY}
    assert dropped([held], known("google", found), DAY, "litellm 1.0") == []
    assert held["aliases"] == ["bison@002"]
    current = a_row("bison")
    assert dropped([current], known("google", found), DAY, "litellm 1.0") == []
    assert current["aliases"] == []


def test_versions_of_bedrock_are_recovered_once() -> None:
    found = facts(**bedrock("acme.old-v1:0", 1e-06), **bedrock("us.acme.old-v1:0", 1e-06))
    assert [row["id"] for row in dropped([], known("bedrock", found), DAY, "litellm 1.0")] == ["acme.old-v1:0"]


def test_what_people_state_is_left_out_with_its_last_days() -> None:
    row = {**a_row("one"), "aliases": ["uno", "eins"], "retirements": {"uno": DAY, "eins": DAY}}
    (kept,) = without([row, a_row("two")], {"two", "uno"})
    assert (kept["aliases"], kept["retirements"]) == (["eins"], {"eins": DAY})
