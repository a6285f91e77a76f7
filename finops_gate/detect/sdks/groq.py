"""Groq's own SDK in Python and TypeScript: OpenAI's shapes, billed by Groq.

Read on 2026-11-24: PyPI groq 1.7.0 (groq/resources/**), npm groq-sdk 1.6.0 (resources/**). The model is required.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="groq",
    provider="groq",
    languages=("python", "typescript"),
    calls=(
        Call("audio.speech.create", kind="audio"),
        Call("audio.transcriptions.create", kind="audio", prompt=("prompt",)),
        Call("audio.translations.create", kind="audio", prompt=("prompt",)),
        Call("chat.completions.create", prompt=("messages",)),
        Call("embeddings.create", kind="embedding"),
    ),
    imports=("groq-sdk", "from groq import", "import groq"),
)
