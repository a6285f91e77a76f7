"""The distilled litellm table as rows of the catalog's YAML, and what it knows of days and limits.

A single current price without dates, so it only fills what genai-prices lacks: whole models, context windows, maximum
output, and the day of retirement. A price of zero there is a free tier or not known, nobody can tell which: such a
model is listed without prices.
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from finops_gate.base.money import EXACT, plain

Row = dict[str, Any]

# litellm_provider: our provider, and the prefixes that its keys carry.
PROVIDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "openai": ("openai", ("openai/",)),
    "text-completion-openai": ("openai", ()),
    "azure": ("azure", ("azure/global-standard/", "azure/global/", "azure/")),
    "azure_text": ("azure", ("azure/",)),
    "azure_ai": ("azure", ("azure_ai/",)),
    "bedrock": ("bedrock", ()),
    "bedrock_converse": ("bedrock", ()),
    "gemini": ("google", ("gemini/",)),
    "codestral": ("mistral", ("codestral/",)),
    "cohere_chat": ("cohere", ()),
    "together_ai": ("together", ("together_ai/",)),
    "fireworks_ai": ("fireworks", ("fireworks_ai/",)),
    "fireworks_ai-embedding-models": ("fireworks", ("fireworks_ai/",)),
    "black_forest_labs": ("black-forest-labs", ("black_forest_labs/",)),
    "jina_ai": ("jina", ("jina_ai/",)),
    "meta_llama": ("meta", ("meta_llama/",)),
    "amazon_nova": ("amazon-nova", ("amazon-nova/", "amazon_nova/")),
}
_MODES = {
    "audio_transcription": "stt",
    "audio_speech": "tts",
    "image_generation": "image",
    "image_edit": "image",
    "video_generation": "video",
    "embedding": "embedding",
    "rerank": "rerank",
    "moderation": "moderation",
    "realtime": "realtime",
    "ocr": "ocr",
    "search": "search",
    "completion": "completion",
    "chat": "chat",
    "responses": "chat",
    None: "chat",
}
_TOKENS = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "output_cost_per_reasoning_token": "reasoning",
    "input_cost_per_audio_token": "input_audio",
    "output_cost_per_audio_token": "output_audio",
    "input_cost_per_image_token": "input_image",
    "output_cost_per_image_token": "output_image",
    "cache_read_input_audio_token_cost": "cache_read_audio",
    "cache_read_input_image_token_cost": "cache_read_image",
    "input_cost_per_video_token": "input_video",
    "output_cost_per_video_token": "output_video",
}
_PIECES = {
    "output_cost_per_image": "image",
    "input_cost_per_second": "second",
    "output_cost_per_second": "second",
    "input_cost_per_character": "character",
    "input_cost_per_query": "request",
    "input_cost_per_request": "request",
    "ocr_cost_per_page": "page",
    "annotation_cost_per_page": "page_annotated",
}
_RATE = re.compile(r"(.+?)(?:_above_(\d+)k_tokens)?(?:_(batches|priority|flex))?")
_ORDER = [*_TOKENS.values(), "image", "request", "second", "character", "page", "page_annotated"]


class Fact(NamedTuple):
    """What litellm knows of one id of one provider."""

    provider: str
    id: str
    mode: str
    context_window: int | None
    max_output: int | None
    retires_on: date | None
    url: str
    rates: Row
    variants: dict[str, Row]


def read(path: Path) -> tuple[str, list[Fact]]:
    """The version of litellm that was distilled, and its facts; of two for one id the first counts."""
    head, *lines = path.read_text("utf-8").splitlines()
    facts: dict[tuple[str, str], Fact] = {}
    rows = [json.loads(line) for line in lines]
    # Google's own API before Vertex, bare keys before prefixed ones.
    rows.sort(key=lambda row: (row["litellm_provider"].startswith("vertex_ai"), row["key"].count("/"), row["key"]))
    for row in rows:
        fact = _fact(row)
        if fact is not None:
            facts.setdefault((fact.provider, fact.id.lower()), fact)
    return json.loads(head)["version"], list(facts.values())


def _fact(row: Row) -> Fact | None:
    theirs = row["litellm_provider"]
    mode = _MODES.get(row.get("mode"))
    default = ("google", ("vertex_ai/",)) if theirs.startswith("vertex_ai") else (theirs, (f"{theirs}/",))
    provider, prefixes = PROVIDERS.get(theirs, default)
    identity = row["key"]
    for prefix in prefixes:
        if identity.startswith(prefix):
            identity = identity.removeprefix(prefix)
            break
    inside = identity.count("/")
    if mode is None or " " in identity or re.search(r"\d+b-to-|-default$|up-to-\d|above-\d+b", identity):
        return None  # a size class of hosts, or a service that is no model
    if provider == "bedrock" and inside:
        return None  # prices of one AWS region each
    if provider == "azure" and inside and not re.match(r"(eu|us|apac)/[^/]+$", identity):
        return None
    if provider in ("openai", "google", "anthropic", "cohere", "mistral", "xai", "deepseek") and inside:
        return None
    rates, variants = _rates(row)
    source = row.get("source", "https://github.com/BerriAI/litellm")
    if not source.startswith("https://"):  # a remark, so far always that the price is the base model's, for want of one
        rates, variants = {}, {}
    return Fact(
        provider=provider,
        id=identity,
        mode=mode,
        context_window=_count(row.get("max_input_tokens")),
        max_output=_count(row.get("max_output_tokens")) if mode == "chat" else None,
        retires_on=date.fromisoformat(row["deprecation_date"]) if row.get("deprecation_date") else None,
        url=source,
        rates=rates,
        variants=variants,
    )


def _count(text: str | None) -> int | None:
    return int(Decimal(text)) or None if text and Decimal(text) == int(Decimal(text)) else None


def _rates(row: Row) -> tuple[Row, dict[str, Row]]:
    """The base rates with tiers and fees, and those of batch, flex and priority."""
    by_variant: dict[str, dict[int, dict[str, str]]] = {}
    for key, text in row.items():
        if "cost" not in key or not isinstance(text, str):
            continue
        found = _RATE.fullmatch(key)
        assert found is not None  # the pattern takes anything
        name, above, variant = found.groups()
        ours, scale = (_TOKENS[name], 1_000_000) if name in _TOKENS else (_PIECES.get(name, ""), 1)
        amount = EXACT.multiply(Decimal(text), Decimal(scale))
        if not ours or amount == 0:
            continue
        if ours == "second" and "per_token" in "".join(row):
            continue  # of a model billed by the token, the seconds are the same money again
        slot = by_variant.setdefault((variant or "").replace("batches", "batch"), {})
        slot.setdefault(int(above or 0) * 1000, {}).setdefault(ours, plain(amount))
    shaped = {name: _with_tiers(tiers) for name, tiers in sorted(by_variant.items())}
    base = shaped.pop("", {})
    search = row.get("search_context_cost_per_query", {}).get("search_context_size_medium")
    if search and base:
        base["fees"] = {"web_search_per_1k": plain(EXACT.multiply(Decimal(search), Decimal(1000)))}
    return base, {name: rates for name, rates in shaped.items() if rates}


def _with_tiers(tiers: dict[int, dict[str, str]]) -> Row:
    rates: Row = {key: tiers.get(0, {})[key] for key in _ORDER if key in tiers.get(0, {})}
    above = [
        {"above_input_tokens": start, **{key: tiers[start][key] for key in _ORDER if key in tiers[start]}}
        for start in sorted(tiers)
        if start
    ]
    if above and rates:
        rates["tiers"] = above
    return rates
