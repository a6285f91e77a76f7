"""Mistral's own SDK in Python and TypeScript.

Read on 2026-11-24: PyPI mistralai 3.7.0 (mistralai/client/chat.py, fim.py, embeddings.py, conversations.py, ocr.py,
transcriptions.py, speech.py), npm @mistralai/mistralai 2.7.0 (esm/sdk/*.d.ts). The model is required.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_MESSAGES = ("messages",)

SDK = Sdk(
    name="mistral",
    provider="mistral",
    languages=("python", "typescript"),
    calls=(
        Call("audio.speech.complete", kind="audio"),
        Call("audio.transcriptions.complete", kind="audio"),
        Call("audio.transcriptions.stream", kind="audio"),
        Call("beta.agents.create", prompt=("instructions",)),
        Call("chat.complete", prompt=_MESSAGES),
        Call("chat.complete_async", prompt=_MESSAGES),
        Call("chat.parse", prompt=_MESSAGES),
        Call("chat.parse_async", prompt=_MESSAGES),
        Call("chat.stream", prompt=_MESSAGES),
        Call("chat.stream_async", prompt=_MESSAGES),
        Call("conversations.start", prompt=("inputs", "instructions")),
        Call("conversations.startStream", prompt=("inputs", "instructions")),
        Call("conversations.start_async", prompt=("inputs", "instructions")),
        Call("conversations.start_stream", prompt=("inputs", "instructions")),
        Call("fim.complete", prompt=("prompt",)),
        Call("fim.complete_async", prompt=("prompt",)),
        Call("fim.stream", prompt=("prompt",)),
        Call("mistral.chatStream", prompt=_MESSAGES),
        Call("ocr.process"),
        Call("ocr.process_async"),
    ),
    imports=("@mistralai/mistralai", "from mistralai", "import mistralai"),
    parameters=(
        ("outputDimension", Key.DIMENSIONS),
        ("output_dimension", Key.DIMENSIONS),
        ("promptMode", Key.REASONING),
        ("prompt_mode", Key.REASONING),
    ),
)
