"""Cohere's own SDK in Python and TypeScript: one-word methods of a client, so they count only beside its import.

Read on 2026-11-24: PyPI cohere 7.3.1 (cohere/v2/client.py, base_client.py), npm cohere-ai 8.1.0 (Client.d.ts,
api/resources/v2/client/Client.d.ts). In v1 the model may be left out, and then the API chooses; v2 requires it.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_CHAT = ("message", "messages", "preamble")

SDK = Sdk(
    name="cohere",
    provider="cohere",
    languages=("python", "typescript"),
    calls=(
        Call("chat", prompt=_CHAT),
        Call("chatStream", prompt=_CHAT),
        Call("chat_stream", prompt=_CHAT),
        Call("embed", kind="embedding"),
        Call("generate", prompt=("prompt",)),
        Call("generateStream", prompt=("prompt",)),
        Call("generate_stream", prompt=("prompt",)),
        Call("rerank"),
    ),
    imports=("cohere-ai", "from cohere", "import cohere"),
    parameters=(
        ("outputDimension", Key.DIMENSIONS),
        ("output_dimension", Key.DIMENSIONS),
        ("tokenBudget", Key.THINKING),
        ("token_budget", Key.THINKING),
    ),
)
