"""Hundreds of identifiers as they stand in code, and what they mean; each was reviewed by a person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from finops_gate.catalog.book import Catalog
from finops_gate.model.price import Quote
from finops_gate.model.setting import Unknown

CATALOG = Catalog.load()
DAY = date(2026, 11, 24)
FILE = Path(__file__).parent / "spellings.tsv"
LINES = [line.split("\t") for line in FILE.read_text("utf-8").splitlines() if not line.startswith("# ")]

TOLD = {
    "[host?]": ("is sold by several hosts", "names a model and not who serves it"),
    "[endpoint]": ("is an endpoint of its owner",),
    "[deployment]": ("has to be mapped to a model",),
    "[region?]": ("GovCloud", "data zone"),
    "[fine-tune?]": ("no price is known for fine-tunes",),
    "[near miss]": ("did you mean",),
    "[elsewhere]": ("it is sold by",),
    "[no id]": ("is no model id", "is empty"),
    "[unknown]": ("no price is known for",),
}


def test_every_spelling_means_what_a_person_says_that_it_means() -> None:
    wrong = []
    for written, provider, meaning in LINES:
        quoted = CATALOG.quote(written, provider, DAY)
        if isinstance(quoted, Unknown):
            if not any(text in quoted.reason for text in TOLD.get(meaning, ())):
                wrong.append((written, provider, meaning, quoted.reason))
        else:
            subject = quoted.subject + (" [self-hosted]" if quoted.self_hosted else "")
            if subject != meaning:
                wrong.append((written, provider, meaning, subject))
            if not (quoted.prices or quoted.reason):
                wrong.append((written, provider, meaning, "neither price nor reason"))
    assert wrong == []


def test_at_least_ninety_eight_of_a_hundred_are_resolved_or_told_apart() -> None:
    unresolved = [written for written, _, meaning in LINES if meaning == "[unknown]"]
    invented = {"some-internal-model", "chat-model-prod", "model", "default", "chatgpt-5"}
    invented |= {"accounts/acme/models/my-finetune", "gpt-4o,gpt-4", "${MODEL}", "{{model}}"}  # nobody could know these
    real = [written for written in unresolved if written not in invented]
    assert len(LINES) > 660
    assert len(real) / len(LINES) < 0.02, real


def test_whatever_has_a_price_has_it_under_no_condition_or_says_why() -> None:
    for written, provider, _ in LINES:
        quoted = CATALOG.quote(written, provider, DAY)
        if isinstance(quoted, Quote) and not quoted.self_hosted:
            assert quoted.reason or any(not price.conditions for price in quoted.prices), written
