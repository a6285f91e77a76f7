"""async-openai in Rust: request structs and their ``...Args`` builders, whose ``model`` is a call in a chain.

Read on 2026-11-24: async-openai 0.41.3 (async-openai/src/types/**).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="async-openai",
    provider="openai",
    languages=("rust",),
    calls=(
        Call("CreateAssistantRequest", prompt=("instructions",)),
        Call("CreateChatCompletionRequest", prompt=("messages",)),
        Call("CreateChatCompletionRequestArgs.default.model", position=0),
        Call("CreateCompletionRequest", prompt=("prompt",)),
        Call("CreateEmbeddingRequest", kind="embedding"),
        Call("CreateEmbeddingRequestArgs.default.model", kind="embedding", position=0),
        Call("CreateImageRequest", kind="image", prompt=("prompt",)),
        Call("CreateResponse", prompt=("input", "instructions")),
        Call("CreateResponseArgs.default.model", position=0),
        Call("CreateSpeechRequest", kind="audio"),
        Call("CreateTranscriptionRequest", kind="audio", prompt=("prompt",)),
        Call("model", position=0),
    ),
    imports=("async_openai",),
)
