"""Where genai-prices and litellm name a price of the same model: whether they agree, each by its own matching."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from genai_prices import data, types

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import EXACT, plain
from finops_gate.catalog.refresh import genai
from finops_gate.catalog.refresh.table import PROVIDERS

Row = dict[str, Any]

OURS = {"aws": "bedrock", "x-ai": "xai", "moonshotai": "moonshot", "voyageai": "voyage"}
"""genai-prices' provider: ours. The others keep their name, with hyphens."""
_THEIRS = {ours: theirs for theirs, ours in OURS.items()}
_KEYS = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost",
}
DECISIVE = ("input", "output")
"""The rates by which two tables agree or differ."""


class Pair(NamedTuple):
    """One id for which both tables have a price, in USD per million tokens."""

    provider: str
    key: str
    """As litellm lists it."""
    hint: str
    """litellm's word for the provider."""
    genai: dict[str, str]
    litellm: dict[str, str]

    @property
    def agrees(self) -> bool:
        return all(
            Decimal(self.genai[key]) == Decimal(self.litellm[key])
            for key in DECISIVE
            if key in self.genai and key in self.litellm
        )


def by_id() -> dict[str, types.Provider]:
    """The providers of the installed genai-prices, by its own ids."""
    return {provider.id: provider for provider in data.providers}


def pairs(rows: Iterator[Row] | tuple[Row, ...], day: date) -> Iterator[Pair]:
    """Every id of litellm's table that genai-prices resolves too, with what each says of the day."""
    providers = by_id()
    for row in rows:
        hint = row["litellm_provider"]
        ours = "google" if hint.startswith("vertex_ai") else PROVIDERS.get(hint, (hint.replace("_", "-"), ()))[0]
        provider = providers.get(_THEIRS.get(ours, ours)) or providers.get(hint)
        stated = {ours: _per_million(row[key]) for ours, key in _KEYS.items() if Decimal(row.get(key, "0"))}
        remark = not str(row.get("source", "https://")).startswith("https://")  # that the price is the base model's
        if provider is None or "input" not in stated or remark:
            continue
        model = provider.find_model(_bare(row["key"], hint)) or provider.find_model(row["key"].lower())
        known = current(model, day) if model else {}
        if "input" in known:
            yield Pair(ours, row["key"], hint, known, stated)


def _bare(key: str, hint: str) -> str:
    text = key.lower()
    for prefix in (f"{hint}/", "vertex_ai/", "azure/", "azure_ai/", "gemini/", "bedrock/"):
        if text.startswith(prefix):
            return text.removeprefix(prefix)
    return text


def _per_million(text: str) -> str:
    return plain(EXACT.multiply(Decimal(text), Decimal(1_000_000)))


def current(model: types.ModelInfo, day: date) -> dict[str, str]:
    """The decisive rates of a model on a day, of the dearest hours."""
    for period in genai.prices(model, "").get("prices", ()):
        if (period.get("from") or date.min) <= day and (period.get("until") or date.max) > day:
            return {key: period[key] for key in _KEYS if key in period}
    return {}
