"""Reads the price table inside a litellm wheel (a zip member, nothing is installed) into `pricing/facts/litellm.jsonl`.

Usage: python -m scripts.distill_litellm litellm-1.109.1-....whl
The first line names the wheel and the table's sha256; then one line a model, sorted, with the keys that the catalog
uses: dates, limits, mode and rates. Numbers stay as they are written there (parsed as decimals, never as floats).
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent.parent / "pricing" / "facts" / "litellm.jsonl"
TABLE = "litellm/model_prices_and_context_window_backup.json"

# Providers whose rows may enter the catalog; see scripts/seed_litellm.py for how each is named here.
PROVIDERS = frozenset(
    """openai text-completion-openai azure azure_text azure_ai bedrock bedrock_converse gemini anthropic mistral
    codestral deepseek groq xai cohere cohere_chat together_ai fireworks_ai fireworks_ai-embedding-models
    perplexity moonshot cerebras novita voyage ai21 deepinfra sambanova databricks replicate cloudflare nebius
    hyperbolic zai minimax dashscope elevenlabs deepgram assemblyai stability black_forest_labs watsonx jina_ai
    meta_llama amazon_nova""".split()
)
_KEPT = re.compile(
    r"(in|out)put_cost_per_((audio_|image_|video_|reasoning_)?token|image|second|character|query|request)"
    r"(_above_\d+k_tokens)?(_(batches|priority|flex))?"
    r"|cache_(read_input|creation_input)_token_cost(_above_1hr)?(_above_\d+k_tokens)?(_(batches|priority|flex))?"
    r"|cache_read_input_(audio|image)_token_cost|ocr_cost_per_page|annotation_cost_per_page"
    r"|mode|max_input_tokens|max_output_tokens|deprecation_date|litellm_provider|source|search_context_cost_per_query"
)


def distill(rows: dict[str, Any]) -> Iterable[str]:
    """One compact JSON line a model of a known provider, sorted by key."""
    for key in sorted(rows):
        row = rows[key]
        provider = str(row.get("litellm_provider", ""))
        if provider not in PROVIDERS and not provider.startswith("vertex_ai"):
            continue
        if "-x-" in key or "commitment" in key:  # prices of one picture size, of reserved capacity: no model id
            continue
        kept = {name: _plain(value) for name, value in sorted(row.items()) if _KEPT.fullmatch(name)}
        yield json.dumps({"key": key, **kept}, separators=(",", ":"), ensure_ascii=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return format(Decimal(value), "f")
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in sorted(value.items())}
    return value


def main(wheel: str) -> None:
    version = Path(wheel).name.split("-")[1]
    with zipfile.ZipFile(wheel) as archive:
        table = archive.read(TABLE)
    rows = json.loads(table, parse_float=Decimal)
    head = {"source": "litellm", "version": version, "member": TABLE, "sha256": hashlib.sha256(table).hexdigest()}
    FACTS.write_text("\n".join([json.dumps(head), *distill(rows)]) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
