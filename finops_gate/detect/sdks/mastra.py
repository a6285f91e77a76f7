"""Mastra: agents with a ``provider/model`` string or a model of Vercel's AI SDK.

Read on 2026-11-24: npm @mastra/core 0.24.9 (dist/agent/types.d.ts). The model is required; a list holds what is tried
next.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="mastra",
    provider="",
    languages=("typescript",),
    calls=(
        Call("Agent", prompt=("description", "instructions")),
        Call("ModelRouterEmbeddingModel", kind="embedding", position=0),
    ),
    imports=("@mastra/",),
)
