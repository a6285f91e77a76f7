"""The community's Swift client `MacPaw/OpenAI`: a query for each kind, with the argument ``model``.

Read on 2026-11-24: MacPaw/OpenAI 0.5.1 (Sources/OpenAI/Public/Models/*.swift). The model is mostly an enum's member.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="openai-swift",
    provider="openai",
    languages=("swift",),
    calls=(
        Call("AssistantsQuery", prompt=("instructions",)),
        Call("AudioSpeechQuery", kind="audio", prompt=("instructions",)),
        Call("AudioTranscriptionQuery", kind="audio", prompt=("prompt",)),
        Call("AudioTranslationQuery", kind="audio", prompt=("prompt",)),
        Call("ChatQuery", prompt=("messages",)),
        Call("CreateModelResponseQuery", prompt=("input", "instructions")),
        Call("EmbeddingsQuery", kind="embedding"),
        Call("ImageEditsQuery", kind="image", prompt=("prompt",)),
        Call("ImagesQuery", kind="image", prompt=("prompt",)),
    ),
)
