"""Names that always mean the newest model of a family (`pricing/facts/newest.yaml`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from finops_gate.base.errors import CatalogError
from finops_gate.catalog.book import Catalog
from finops_gate.model.price import Quote
from tests.catalog.made_up import made_up

DAY = date(2026, 11, 24)
MODELS = """schema: finops-gate/prices@1
provider: acme
unit: usd_per_mtok
sources: {s1: {url: "https://acme.example/pricing", retrieved: 2026-11-23}}
models:
  - {id: brain-9, prices: [{source: s1, input: "9", output: "9"}]}
  - {id: brain-10, prices: [{source: s1, input: "10", output: "10"}]}
  - {id: brain-11, status: retired, prices: [{source: s1, input: "11", output: "11"}]}
  - {id: brain-mini-12, prices: [{source: s1, input: "12", output: "12"}]}
"""
HEAD = """schema: finops-gate/newest@1
providers:
  acme:
    url: https://acme.example
    retrieved: 2026-11-23
"""


def catalog(folder: Path, facts: str) -> Catalog:
    return made_up(folder, MODELS, {"newest.yaml": facts})


def test_the_largest_version_that_is_not_retired_counts_as_a_number(tmp_path: Path) -> None:
    quote = catalog(tmp_path, HEAD + "    families: {top: brain}\n").quote("top", "acme", DAY)
    assert isinstance(quote, Quote)
    assert quote.model == "brain-10"


def test_a_family_without_a_model_is_said_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"newest.yaml: acme: no model of the catalog begins with heart"):
        catalog(tmp_path, HEAD + "    families: {top: heart}\n")


@pytest.mark.parametrize("name", ["opus", "sonnet", "haiku", "sonnet[1m]"])
def test_what_claude_code_takes_for_a_tier_has_a_price(name: str) -> None:
    quote = Catalog.load().quote(name, "", DAY)
    assert isinstance(quote, Quote)
    assert quote.model.startswith(f"claude-{name.partition('[')[0]}-")
