"""OpenRouter's own TypeScript SDK; most code calls it with OpenAI's and another address.

Read on 2026-11-24: npm @openrouter/sdk 1.3.19 (esm/sdk/sdk.d.ts, chat.d.ts). The model is required; ``models`` lists
what is tried next.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="openrouter",
    provider="openrouter",
    languages=("typescript",),
    calls=(
        Call("callModel", model=("model", "models"), prompt=("input", "instructions")),
        Call("chat.send", model=("model", "models"), prompt=("messages",)),
        Call("embeddings.generate", kind="embedding"),
    ),
    imports=("@openrouter/sdk",),
)
