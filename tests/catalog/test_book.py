"""Prices of a day, from the shipped catalog and from small ones."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest

from finops_gate.base.errors import CatalogError
from finops_gate.catalog.book import DATA, Catalog
from finops_gate.model.price import Meter, ModelStatus, Price, Quote
from scripts.compile_catalog import SOURCES, compiled

CATALOG = Catalog.load()
DAY = date(2026, 11, 24)


def quote(written: str, provider: str = "", day: date = DAY, catalog: Catalog = CATALOG) -> Quote:
    quoted = catalog.quote(written, provider, day)
    assert isinstance(quoted, Quote), quoted
    return quoted


def amount(quoted: Quote, meter: Meter, **conditions: str) -> str:
    price = quoted.price(meter, **conditions)
    assert price, (meter, conditions)
    return str(price.amount)


def pair(written: str, provider: str = "", day: date = DAY) -> tuple[str, str]:
    quoted = quote(written, provider, day)
    return amount(quoted, Meter.INPUT), amount(quoted, Meter.OUTPUT)


@pytest.fixture
def small(tmp_path: Path) -> Catalog:
    (tmp_path / "acme.yaml").write_text(
        """
schema: finops-gate/prices@1
provider: acme
unit: usd_per_mtok
sources:
  page: {url: "https://acme.example/pricing", retrieved: 2026-11-20}
  table: {url: "https://acme.example/table", retrieved: 2026-11-23, via: table==1.0}
models:
  - id: One
    aliases: [one-old, one-new]
    context_window: 1000
    max_output: 100
    mode: embedding
    tokenizer: {encoding: cl100k_base, ratio: "1.10", exact: false}
    retires_on: 2027-01-10
    retirements: {one-old: 2026-06-01, one-new: null}
    successor: Two
    prices:
      - from: 2026-01-01
        until: 2026-12-01
        source: page
        input: "2"
        output: "4"
        tiers: [{above_input_tokens: 200000, input: "3"}]
        fees: {web_search_per_1k: "10", file_search_per_1k: "2.5"}
      - {from: 2026-12-01, source: table, input: "5", output: "6", input_video: "7"}
    variants:
      batch: [{source: page, input: "1", tiers: [{above_input_tokens: 200000, input: "1.5"}]}]
    regions:
      eu: [{source: page, input: "2.2"}]
  - {id: Free, unpriced: free of charge, status: retired}
  - {id: Old, status: deprecated, retires_on: 2030-01-01, prices: [{until: 2026-02-01, source: page, image: "0.04"}]}
""",
        "utf-8",
    )
    return Catalog(compiled(tmp_path).encode())


def test_the_compiled_catalog_is_what_its_sources_say() -> None:
    assert Path(DATA).read_text("utf-8") == compiled(SOURCES)


def test_the_prices_that_the_example_stands_on() -> None:
    assert pair("gpt-4o-mini") == ("0.15", "0.6")
    assert pair("gpt-4-turbo") == ("10", "30")
    assert pair("gpt-4o") == ("2.5", "10")
    assert pair("claude-3-5-sonnet-20241022") == ("3", "15")


def test_gpt_4_turbo_is_retired_since_its_day() -> None:
    assert quote("gpt-4-turbo", day=date(2026, 10, 22)).status is ModelStatus.DEPRECATED
    assert quote("gpt-4-turbo", day=date(2026, 10, 23)).status is ModelStatus.RETIRED
    assert quote("gpt-4-turbo-2024-04-09").retires_on == date(2026, 10, 23)
    assert quote("gpt-4-turbo", day=date(2025, 1, 1)).status is ModelStatus.ACTIVE


def test_a_price_is_that_of_the_day() -> None:
    assert pair("o3", "openai", date(2025, 6, 1)) == ("10", "40")
    assert pair("o3", "openai", date(2025, 6, 9)) == ("10", "40")
    assert pair("o3", "openai", date(2025, 6, 10)) == ("2", "8")
    assert pair("o3", "openai", date(2025, 6, 20)) == ("2", "8")


@pytest.mark.parametrize("model", ["gemini-3.6-flash", "gemini-3.7-flash", "gemini-3.8-flash"])
def test_an_announced_price_is_upcoming_until_its_day(model: str) -> None:
    before = quote(model)
    assert amount(before, Meter.INPUT) == "0.75"
    coming = [price for price in before.upcoming if price.meter is Meter.INPUT and not price.conditions]
    assert [(str(price.amount), price.starts) for price in coming] == [("1.5", date(2027, 1, 1))]
    after = quote(model, day=date(2027, 1, 1))
    assert amount(after, Meter.INPUT) == "1.5"
    assert after.upcoming == ()


def test_prices_of_the_night_do_not_count() -> None:
    quoted = quote("deepseek-v4-flash", "deepseek")
    assert amount(quoted, Meter.OUTPUT) == "1.2"
    assert amount(quoted, Meter.OUTPUT, variant="off_peak") == "0.6"


def test_variants_tiers_and_fees_are_prices_with_conditions() -> None:
    mini = quote("gpt-4o-mini")
    assert amount(mini, Meter.INPUT, variant="batch") == "0.075"
    assert amount(mini, Meter.OUTPUT, variant="priority") == "1"
    assert amount(mini, Meter.CACHE_READ) == "0.075"
    assert amount(mini, Meter.SEARCH) == "0.01"
    sonnet = quote("claude-sonnet-4-5")
    assert amount(sonnet, Meter.INPUT, above_input_tokens="200000") == "6"
    assert amount(sonnet, Meter.INPUT, above_input_tokens="200000", variant="batch") == "3"
    assert amount(sonnet, Meter.CACHE_WRITE_1H) == "6"


def test_what_is_not_billed_by_the_token_has_its_own_meter() -> None:
    picture = quote("dall-e-3")
    assert amount(picture, Meter.IMAGE) == "0.04"
    assert amount(picture, Meter.IMAGE, size="1792x1024", quality="hd") == "0.12"
    assert amount(quote("whisper-1"), Meter.SECOND) == "0.0001"
    assert amount(quote("tts-1"), Meter.CHARACTER) == "0.000015"


def test_retired_models_keep_their_last_price() -> None:
    for model in ("text-davinci-003", "claude-instant-1.2", "claude-2.1", "gpt-4-32k", "gemini-1.0-pro"):
        quoted = quote(model)
        assert quoted.status is ModelStatus.RETIRED
        assert quoted.price(Meter.INPUT)
        assert quoted.price(Meter.OUTPUT)


def test_tokenizers_are_exact_for_openai_and_estimates_elsewhere() -> None:
    assert quote("gpt-4o").tokenizer.exact
    assert (quote("gpt-4-turbo").tokenizer.encoding, quote("gpt-4-turbo").tokenizer.exact) == ("cl100k_base", True)
    assert quote("text-embedding-3-small").tokenizer.encoding == "cl100k_base"
    assert str(quote("claude-opus-4-6").tokenizer.ratio) == "1.15"
    assert str(quote("claude-opus-4-7").tokenizer.ratio) == "1.50"
    assert str(quote("claude-sonnet-5").tokenizer.ratio) == "1.50"
    assert str(quote("us.anthropic.claude-opus-4-8-v1:0").tokenizer.ratio) == "1.50"
    assert str(quote("deepseek-chat").tokenizer.ratio) == "1.10"
    assert not quote("gemini-2.5-pro").tokenizer.exact


def test_everything_stated_of_a_model_is_in_its_quote(small: Catalog) -> None:
    quoted = quote("one", "acme", catalog=small)
    assert (quoted.id, quoted.model, quoted.subject) == ("one", "One", "acme/One")
    assert (quoted.mode, quoted.context_window, quoted.max_output, quoted.successor) == ("embedding", 1000, 100, "Two")
    assert (quoted.tokenizer.encoding, quoted.tokenizer.ratio, quoted.tokenizer.exact) == (
        "cl100k_base",
        Decimal("1.10"),
        False,
    )
    price = quoted.price(Meter.INPUT)
    assert price == Price(
        subject="acme/One",
        meter=Meter.INPUT,
        amount=Decimal(2),
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 1),
        source="https://acme.example/pricing",
        retrieved=date(2026, 11, 20),
    )
    assert amount(quoted, Meter.INPUT, above_input_tokens="200000", variant="batch") == "1.5"
    assert amount(quoted, Meter.INPUT, region="eu") == "2.2"
    assert amount(quoted, Meter.SEARCH, tool="file_search") == "0.0025"
    assert [str(price.amount) for price in quoted.upcoming] == ["5", "7", "6"]
    assert quoted.upcoming[0].source == "https://acme.example/table via table==1.0"


def test_each_alias_has_its_own_last_day(small: Catalog) -> None:
    assert quote("one", "acme", catalog=small).status is ModelStatus.DEPRECATED
    assert quote("one-old", "acme", catalog=small).status is ModelStatus.RETIRED
    assert quote("one-new", "acme", catalog=small).status is ModelStatus.ACTIVE
    assert quote("old", "acme", catalog=small).status is ModelStatus.DEPRECATED
    assert quote("free", "acme", catalog=small).status is ModelStatus.RETIRED


def test_a_known_model_without_a_price_says_why(small: Catalog) -> None:
    assert quote("free", "acme", catalog=small).reason == "free of charge"
    assert quote("one", "acme", date(2025, 1, 1), small).reason == "its first known price starts on 2026-01-01"
    assert quote("old", "acme", catalog=small).reason == "no price of 2026-11-24 is known"


def test_history_is_every_price_oldest_first(small: Catalog) -> None:
    quoted = quote("one", "acme", catalog=small)
    base = [price for price in small.history(quoted) if price.meter is Meter.OUTPUT]
    assert [(str(price.amount), price.starts) for price in base] == [("4", date(2026, 1, 1)), ("6", date(2026, 12, 1))]
    assert CATALOG.history(quote("ollama/llama3")) == ()


def test_digest_and_newest_day_are_those_of_the_sources(small: Catalog) -> None:
    assert len(small.digest) == 64
    assert small.newest == date(2026, 11, 23)
    assert list(small.ids()) == ["acme/Free", "acme/Old", "acme/One"]


def test_a_missing_catalog_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as caught:
        Catalog.load(tmp_path / "models.jsonl")
    assert caught.value.message == "the pricing catalog cannot be read: No such file or directory"


@pytest.mark.parametrize("content", [b"", b"{}\n", b"not json\n", b'{"digest":"x","newest":"x","sources":[]}\n'])
def test_a_damaged_catalog_is_an_error_and_no_empty_catalog(content: bytes) -> None:
    with pytest.raises(CatalogError) as caught:
        Catalog(content)
    assert "damaged" in caught.value.message


def test_a_name_without_its_model_is_an_error(small: Catalog) -> None:
    head = b'{"digest":"x","newest":"2026-01-01","sources":[]}\n{"key":"gpt-4o","of":["openai/gpt-4o"]}\n'
    with pytest.raises(CatalogError) as caught:
        Catalog(head).quote("gpt-4o", "openai", DAY)
    assert "openai/gpt-4o" in caught.value.message


def test_no_price_has_two_amounts_on_one_day() -> None:
    for subject in CATALOG.ids():
        quoted = quote(subject, subject.partition("/")[0])
        assert quoted.subject.lower() == subject.lower(), subject
        assert quoted.prices or quoted.reason, subject
        periods = defaultdict(list)
        for price in CATALOG.history(quoted):
            periods[price.meter, price.conditions].append(price)
            assert price.amount >= 0
            assert price.source.startswith("https://")
        for prices in periods.values():
            for before, after in pairwise(prices):
                assert before.ends is not None, before
                assert after.starts is not None, after
                assert before.ends <= after.starts, after


def test_every_name_of_every_model_finds_it() -> None:
    for text in Path(DATA).read_text("utf-8").splitlines():
        if text.startswith('{"key":'):
            line = json.loads(text)
            for record in line["of"]:
                provider = record.partition("/")[0]
                assert quote(line["key"], provider).provider == provider, text


def test_a_look_up_from_cold_takes_a_few_milliseconds() -> None:
    def spent() -> float:
        started = process_time()
        Catalog.load().quote("gpt-4o-mini", "openai", DAY)
        return process_time() - started

    assert min(spent() for _ in range(5)) < 0.005 * 4  # 1.8 ms measured; shared machines are slower


def test_the_whole_catalog_is_read_within_its_budget() -> None:
    def spent() -> float:
        started = process_time()
        assert sum(1 for _ in Catalog.load().ids()) > 4000
        return process_time() - started

    assert min(spent() for _ in range(5)) < 0.030 * 4  # 17 ms measured


def test_the_day_before_a_period_is_not_in_it() -> None:
    price = Price("a/b", Meter.INPUT, Decimal(1), date(2026, 1, 1), date(2026, 2, 1), "", None)
    assert not price.holds(date(2026, 1, 1) - timedelta(days=1))
    assert price.holds(date(2026, 1, 1))
    assert not price.holds(date(2026, 2, 1))


def test_models_of_a_provider_are_those_with_a_price_on_that_day(small: Catalog) -> None:
    assert [found.model for found in small.of_provider("acme", date(2026, 1, 15))] == ["Old", "One"]
    assert [found.model for found in small.of_provider("ACME", DAY)] == ["One"]
    assert small.of_provider("acm", DAY) == () and small.of_provider("other", DAY) == ()


def test_models_of_a_provider_are_not_those_of_one_whose_name_begins_like_it() -> None:
    assert {found.provider for found in CATALOG.of_provider("openai", DAY)} == {"openai"}
    assert "gpt-4o-mini" in {found.model for found in CATALOG.of_provider("openai", DAY)}
