"""The catalog against both tables that it was read from: the same where they agree, as decided where they differ."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from finops_gate.catalog.book import Catalog
from finops_gate.catalog.refresh import decisions, differences, wheel
from finops_gate.catalog.refresh.differences import DECISIVE, Pair
from finops_gate.model.price import Meter, Quote

ROOT = Path(__file__).parents[2]
PRICING = ROOT / "pricing"
CATALOG = Catalog.load()
DECISIONS = decisions.read(PRICING / "decisions.yaml")
RATES = ("input", "output", "cache_read", "cache_write")

HEAD, *_LINES = (PRICING / "facts" / "agreement.jsonl").read_text("utf-8").splitlines()
STATED: dict[str, Any] = json.loads(HEAD)
DAY = date.fromisoformat(STATED["day"])
PAIRS = [Pair(**json.loads(line)) for line in _LINES]
AGREEING = [pair for pair in PAIRS if pair.agrees]
DIFFERING = [pair for pair in PAIRS if not pair.agrees]


def ours(pair: Pair) -> dict[str, Decimal]:
    hint = "vertex_ai" if pair.hint.startswith("vertex_ai") else pair.hint
    quoted = CATALOG.quote(pair.key, hint, DAY)
    assert isinstance(quoted, Quote), (pair.key, quoted)
    found = {rate: quoted.price(Meter(rate)) for rate in RATES}
    return {rate: price.amount for rate, price in found.items() if price}


def test_over_seven_hundred_prices_are_those_on_which_both_tables_agree() -> None:
    wrong = []
    for pair in AGREEING:
        prices = ours(pair)
        for rate in RATES:
            if rate in pair.genai and pair.genai[rate] == pair.litellm.get(rate):
                stated = Decimal(pair.genai[rate])
                if prices.get(rate) != stated:
                    wrong.append((pair.key, rate, prices.get(rate), stated))
    assert wrong == []
    assert len(AGREEING) > 900


def test_where_the_tables_differ_a_decision_says_which_is_taken_and_the_catalog_has_it() -> None:
    for pair in DIFFERING:
        bare = pair.key.removeprefix(f"{pair.hint}/")
        decision = DECISIONS.on(pair.provider, (pair.key, bare))
        assert decision is not None, pair.key
        prices = ours(pair)
        taken = pair.litellm if decision.takes == "litellm" else pair.genai
        for rate in DECISIVE:
            if rate in pair.genai and rate in pair.litellm:
                assert prices[rate] == Decimal(taken[rate]), (pair.key, rate, decision.reason)
    assert len(DIFFERING) > 100


def test_every_decision_decides_something_and_gives_a_reason() -> None:
    used = {id(DECISIONS.on(p.provider, (p.key, p.key.removeprefix(f"{p.hint}/")))) for p in DIFFERING}
    for decision in DECISIONS.entries:
        assert id(decision) in used, decision
        assert len(decision.reason) > 40
        assert decision.reviewed <= date(2026, 12, 31)


def test_the_distillate_names_the_tables_that_it_was_made_of() -> None:
    assert STATED["genai-prices"]["version"] == version("genai-prices")
    assert STATED["genai-prices"]["sha256"] == hashlib.sha256(Path(differences.data.__file__).read_bytes()).hexdigest()
    distilled = wheel.distilled(PRICING / "facts" / "litellm.jsonl")
    assert STATED["litellm"]["version"] == distilled.version
    assert STATED["litellm"]["sha256"] == distilled.sha256


def test_the_distillate_follows_from_the_facts_that_are_kept() -> None:
    rows = wheel.distilled(PRICING / "facts" / "litellm.jsonl").rows
    assert sorted(differences.pairs(rows, DAY), key=lambda pair: pair.key) == PAIRS


@pytest.mark.slow
@pytest.mark.packages
def test_the_distillate_follows_from_the_packages_themselves(tmp_path: Path) -> None:
    """Downloads the wheel of litellm (41 MB) and derives table and pairs anew."""
    wanted = f"litellm=={STATED['litellm']['version']}"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(tmp_path), wanted],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, re.sub(r"https?://\S+", "(address)", done.stderr)
    (path,) = tmp_path.glob("*.whl")
    read = wheel.read(path)
    assert read.sha256 == STATED["litellm"]["sha256"]
    assert read.text() == (PRICING / "facts" / "litellm.jsonl").read_text("utf-8")
    assert sorted(differences.pairs(read.rows, DAY), key=lambda pair: pair.key) == PAIRS
