"""Which packages speak to models themselves, told by the SDK tables' own imports and by the words of their names."""

from __future__ import annotations

import re
from functools import lru_cache

from finops_gate.base import shelf
from finops_gate.detect.sdks import Sdk

_WORDS = frozenset(
    """
    openai anthropic llm llms ai genai gpt claude gemini mistral mistralai cohere groq ollama bedrock huggingface
    transformers langchain agent agents embedding embeddings rag
    """.split()
)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    found = set()
    for name in shelf.names("finops_gate.detect.sdks"):
        sdk = shelf.take("finops_gate.detect.sdks", name, "SDK")
        assert isinstance(sdk, Sdk)
        found.add(name)
        for text in sdk.imports:
            plain = re.sub(r"^(?:from|import|require|use|using)\s+", "", text.strip())
            found.add(_plain(plain.split(" ")[0].strip("\"'").split(".")[0]))
    return frozenset(name for name in found if len(name) > 3)


def speaks_to_models(name: str) -> bool:
    """True for a package whose own name says that it speaks to models."""
    plain = _plain(name)
    return plain in _known() or not _WORDS.isdisjoint(re.split(r"[-/@]+", plain))


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")
