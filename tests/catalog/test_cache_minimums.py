"""From how many tokens on a prompt is cached: what is published, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from finops_gate.base.errors import CatalogError
from finops_gate.catalog.book import Catalog
from finops_gate.model.price import Quote
from tests.catalog.made_up import made_up

CATALOG = Catalog.load()
DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("written", "provider", "tokens"),
    [
        ("gpt-4o-mini", "openai", 1024),
        ("gpt-4-turbo", "openai", None),  # caches nothing: it has no price for it
        ("claude-sonnet-4-5", "anthropic", 1024),
        ("claude-haiku-4-5", "anthropic", 4096),
        ("claude-haiku-5-5", "anthropic", None),  # not found anywhere
        ("gemini-2.5-flash", "google", 2048),
        ("anthropic.claude-haiku-4-5-20251001-v1:0", "bedrock", 4096),
    ],
)
def test_the_minimum_of_a_model(written: str, provider: str, tokens: int | None) -> None:
    quoted = CATALOG.quote(written, provider, DAY)
    assert isinstance(quoted, Quote)
    assert quoted.cache_minimum == tokens


MODELS = """
schema: finops-gate/prices@1
provider: acme
unit: usd_per_mtok
sources: {s1: {url: "https://acme.example/pricing", retrieved: 2026-11-23}}
models:
  - {id: one-1, prices: [{source: s1, input: "2", output: "4", cache_read: "1"}]}
  - {id: two, prices: [{source: s1, input: "2", output: "4"}]}
"""
HEAD = """schema: finops-gate/cache-minimums@1
providers:
  acme:
    url: https://acme.example
    retrieved: 2026-11-23
"""


def catalog(folder: Path, facts: str) -> Catalog:
    return made_up(folder, MODELS, {"cache_minimums.yaml": facts})


def test_a_beginning_fits_and_a_model_without_a_price_for_it_caches_nothing(tmp_path: Path) -> None:
    found = catalog(tmp_path, HEAD + "    tokens: {one-*: 512, two: 512}\n")
    quotes = [found.quote(name, "acme", DAY) for name in ("one-1", "two")]
    assert [quote.cache_minimum for quote in quotes if isinstance(quote, Quote)] == [512, None]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (HEAD + "    tokens: {three: 512}\n", "cache_minimums.yaml: acme: three is no model of the catalog"),
        (HEAD + "    tokens: {two: 0}\n", "cache_minimums.yaml: providers.acme.tokens.two: .*greater than 0"),
        (HEAD + "    tokens: {two: 512}\n    more: 1\n", "cache_minimums.yaml: providers.acme.more"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(facts: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=said):
        catalog(tmp_path, facts)
