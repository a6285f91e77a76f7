"""The scripts that fill the sources from other tables."""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from genai_prices import types as genai

from finops_gate.catalog.refresh import genai as reader
from finops_gate.catalog.refresh import table, wheel
from finops_gate.catalog.refresh.rows import tokenizer
from finops_gate.catalog.refresh.writing import document, flow
from scripts.pack_vocabularies import packed


def provider(*models: genai.ModelInfo, name: str = "acme") -> genai.Provider:
    return genai.Provider(id=name, name="Acme", api_pattern="", models=list(models))


def model(name: str, match: object = None, prices: object = None, **more: object) -> genai.ModelInfo:
    return genai.ModelInfo(
        id=name,
        match=match or genai.ClauseEquals(name),  # type: ignore[arg-type]
        prices=prices or genai.ModelPrice(input_mtok=Decimal(1), output_mtok=Decimal("2.50")),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def test_start_dates_become_periods() -> None:
    prices = [
        genai.ConditionalPrice(prices=genai.ModelPrice(input_mtok=Decimal(10))),
        genai.ConditionalPrice(
            constraint=genai.StartDateConstraint(date(2025, 6, 10)), prices=genai.ModelPrice(input_mtok=Decimal(2))
        ),
    ]
    (row,) = reader.models(provider(model("one", prices=prices)), "s1")
    assert row["prices"] == [
        {"until": date(2025, 6, 10), "source": "s1", "input": "10"},
        {"from": date(2025, 6, 10), "source": "s1", "input": "2"},
    ]


def test_the_dearest_hours_price_the_newest_period() -> None:
    def hours(start: int, end: int, amount: str) -> genai.ConditionalPrice:
        constraint = genai.TimeOfDateConstraint(time(start), time(end))
        return genai.ConditionalPrice(constraint=constraint, prices=genai.ModelPrice(input_mtok=Decimal(amount)))

    prices = [
        genai.ConditionalPrice(prices=genai.ModelPrice(input_mtok=Decimal("0.1"))),
        genai.ConditionalPrice(
            constraint=genai.StartDateConstraint(date(2026, 1, 1)), prices=genai.ModelPrice(input_mtok=Decimal("0.2"))
        ),
        hours(1, 4, "0.5"),
        hours(6, 10, "0.4"),
    ]
    (row,) = reader.models(provider(model("one", prices=prices)), "s1")
    assert [period["input"] for period in row["prices"]] == ["0.1", "0.5"]
    assert "01:00-04:00, 06:00-10:00" in row["prices"][1]["note"]
    assert row["variants"] == {"off_peak": [{"from": date(2026, 1, 1), "source": "s1", "input": "0.2"}]}


def test_prefixes_become_snapshots_and_never_prefixes() -> None:
    clause = genai.ClauseOr(
        [
            genai.ClauseStartsWith("claude-sonnet-4-2025"),
            genai.ClauseStartsWith("claude-4-sonnet"),
            genai.ClauseRegex(r"^claude-sonnet-4\.0-\d{8}$"),
            genai.ClauseRegex(r"sonnet"),
            genai.ClauseEquals("Sonnet-Four"),
        ]
    )
    (row,) = reader.models(provider(model("claude-sonnet-4-0", clause)), "s1")
    assert row["aliases"] == ["sonnet-four"]
    assert row["snapshots"] == ["claude-4-sonnet", "claude-sonnet-4", "claude-sonnet-4.0"]


def test_a_name_that_an_earlier_model_answers_to_is_left_to_it() -> None:
    first = model("one", genai.ClauseOr([genai.ClauseEquals("one"), genai.ClauseEquals("shared")]))
    second = model("two", genai.ClauseOr([genai.ClauseEquals("two"), genai.ClauseEquals("shared")]))
    rows = reader.models(provider(first, second), "s1")
    assert [row["aliases"] for row in rows] == [["shared"], []]


def test_variants_are_kept_with_the_day_they_were_first_seen() -> None:
    variants = [
        genai.PriceVariant({"service_tier": "default"}, genai.ModelPrice()),
        genai.PriceVariant(
            {"processing": "batch"},
            genai.ModelPrice(input_mtok=Decimal("0.5")),
            genai.StartDateConstraint(date(2026, 10, 14)),
        ),
        genai.PriceVariant({"route": "acme/eu"}, genai.ModelPrice(input_mtok=Decimal("1.1"))),
        genai.PriceVariant({"search_type": "fast"}, genai.ModelPrice(input_mtok=Decimal("9"))),
    ]
    (row,) = reader.models(provider(model("one", price_variants=variants)), "s1")
    assert row["variants"] == {"batch": [{"from": date(2026, 10, 14), "source": "s1", "input": "0.5"}]}
    assert row["regions"] == {"eu": [{"source": "s1", "input": "1.1"}]}


def test_a_model_without_prices_is_listed_with_the_reason() -> None:
    empty = genai.ModelPrice()
    rows = reader.models(provider(model("one", prices=empty), model("two:free", prices=empty)), "s1")
    assert [row["unpriced"] for row in rows] == [
        "genai-prices lists no price",
        "free of charge here, within the host's limits",
    ]


def test_tiers_fees_and_pieces_are_converted_exactly() -> None:
    price = genai.ModelPrice(
        input_mtok=genai.TieredPrices(Decimal(3), [genai.Tier(200_000, Decimal(6))]),
        web_searches_kcount=Decimal(10),
        input_mchars=Decimal(15),
        input_document_kpages=Decimal(2),
    )
    (row,) = reader.models(provider(model("one", prices=price)), "s1")
    assert row["prices"] == [
        {
            "source": "s1",
            "input": "3",
            "character": "0.000015",
            "page": "0.002",
            "tiers": [{"above_input_tokens": 200_000, "input": "6"}],
            "fees": {"web_search_per_1k": "10"},
        }
    ]


def facts(folder: Path, *rows: dict[str, object]) -> dict[str, table.Fact]:
    stated = json.loads(json.dumps({str(row["key"]): row for row in rows}), parse_float=Decimal)
    path = folder / "litellm.jsonl"
    path.write_text(wheel.Table("1.0", "0", tuple(wheel.distill(stated))).text(), "utf-8")
    read = wheel.distilled(path)
    assert read.version == "1.0"
    return {f"{fact.provider}/{fact.region and fact.region + '/'}{fact.id}": fact for fact in table.facts(read.rows)}


def test_a_row_of_litellm_is_read_without_floats(tmp_path: Path) -> None:
    row = {
        "key": "azure/eu/gpt-x",
        "litellm_provider": "azure",
        "mode": "chat",
        "input_cost_per_token": 2.75e-06,
        "output_cost_per_token": 1.1e-05,
        "input_cost_per_token_batches": 1.375e-06,
        "input_cost_per_token_above_200k_tokens": 5.5e-06,
        "cache_creation_input_token_cost_above_1hr": 6e-06,
        "max_input_tokens": 128000,
        "max_output_tokens": 16384,
        "deprecation_date": "2027-04-14",
        "source": "https://azure.example",
        "search_context_cost_per_query": {"search_context_size_medium": 0.01},
        "supports_vision": True,
    }
    fact = facts(tmp_path, row)["azure/eu/gpt-x"]
    assert fact.rates == {
        "input": "2.75",
        "output": "11",
        "cache_write_1h": "6",
        "tiers": [{"above_input_tokens": 200_000, "input": "5.5"}],
        "fees": {"web_search_per_1k": "10"},
    }
    assert fact.variants == {"batch": {"input": "1.375"}}
    assert (fact.context_window, fact.max_output, fact.retires_on) == (128_000, 16_384, date(2027, 4, 14))


def test_zero_is_no_price_and_what_is_no_model_is_left_out(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        {"key": "free", "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 0.0},
        {
            "key": "whisper-x",
            "litellm_provider": "openai",
            "mode": "audio_transcription",
            "input_cost_per_second": 0.0001,
        },
        {"key": "high/1024-x-1024/gpt-image-1", "litellm_provider": "openai", "input_cost_per_image": 0.1},
        {"key": "together-ai-up-to-4b", "litellm_provider": "together_ai", "input_cost_per_token": 1e-07},
        {"key": "bedrock/us-east-1/x.y", "litellm_provider": "bedrock", "input_cost_per_token": 1e-07},
        {"key": "strange/x", "litellm_provider": "nobody", "input_cost_per_token": 1e-07},
        {"key": "openai/container", "litellm_provider": "openai", "mode": "vector_store"},
    )
    assert set(found) == {
        "openai/free",
        "openai/whisper-x",
        "openai/gpt-image-1",
        "bedrock/us-east-1/x.y",
        "nobody/strange/x",
    }
    assert found["openai/gpt-image-1"].pictures == ({"size": "1024x1024", "quality": "high", "price": "0.1"},)
    assert found["openai/gpt-image-1"].rates == {}
    assert found["openai/free"].rates == {}
    assert found["openai/whisper-x"].rates == {"second": "0.0001"}


@pytest.mark.parametrize(
    ("identity", "ratio"),
    [
        ("claude-opus-4-6", "1.15"),
        ("claude-3-5-sonnet", "1.15"),
        ("claude-opus-4-7", "1.50"),
        ("anthropic/claude-opus-4.8", "1.50"),
        ("claude-fable-5-1", "1.50"),
        ("us.anthropic.claude-sonnet-5-v1:0", "1.50"),
        ("claude-5-sonnet", "1.50"),
        ("claude-sonnet-4-5", "1.15"),
        ("deepseek/deepseek-r1", "1.10"),
    ],
)
def test_tokenizers_of_others_are_estimates(identity: str, ratio: str) -> None:
    assert tokenizer("openrouter", identity) == {"encoding": "o200k_base", "ratio": ratio, "exact": False}


def test_tokenizers_of_openai_are_exact_wherever_they_are_sold() -> None:
    assert tokenizer("azure", "gpt-35-turbo") == {"encoding": "cl100k_base", "ratio": "1.00", "exact": True}
    assert tokenizer("openrouter", "openai/gpt-4.1") == {"encoding": "o200k_base", "ratio": "1.00", "exact": True}
    assert tokenizer("openai", "gpt-4-0613") == {"encoding": "cl100k_base", "ratio": "1.00", "exact": True}
    assert tokenizer("google", "gemini-2.5-pro") is None


def test_yaml_is_quoted_where_it_would_be_misread() -> None:
    assert flow({"a": "gpt-4o", "b": "0.15", "c": "no", "d": "x: y", "e": date(2026, 1, 1), "f": [True, None, 3]}) == (
        '{a: gpt-4o, b: "0.15", c: "no", d: "x: y", e: 2026-01-01, f: [true, null, 3]}'
    )


def test_a_document_leaves_out_what_is_empty() -> None:
    text = document(
        "acme", "A line.", {"s1": {"url": "https://a.example"}}, [{"id": "one", "aliases": [], "mode": None}]
    )
    assert text == (
        "# A line.\nschema: finops-gate/prices@1\nprovider: acme\nunit: usd_per_mtok\n"
        'sources:\n  s1: {url: "https://a.example"}\nmodels:\n  - id: one\n'
    )


def test_a_vocabulary_with_a_gap_is_refused() -> None:
    assert packed(b"YQ== 0\nYmM= 1\n") == b"\x01a\x02bc"
    with pytest.raises(ValueError, match="line 2"):
        packed(b"YQ== 0\nYmM= 2\n")
