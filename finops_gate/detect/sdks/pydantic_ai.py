"""Pydantic AI: agents with ``provider:model`` strings, and a class for each provider.

Read on 2026-11-24: PyPI pydantic-ai-slim 2.68.0 (pydantic_ai/agent/__init__.py, models/, embeddings/, direct.py).
There is no default model. ``GeminiModel``, ``OpenAIModel`` and ``VertexAIModel`` stand in code before 1.0.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_NAME = ("model_name",)

SDK = Sdk(
    name="pydantic-ai",
    provider="",
    languages=("python",),
    calls=(
        Call("Agent", position=0, prompt=("instructions", "system_prompt")),
        Call("AnthropicModel", model=_NAME, position=0, provider="anthropic"),
        Call("BedrockConverseModel", model=_NAME, position=0, provider="bedrock"),
        Call("BedrockEmbeddingModel", kind="embedding", model=_NAME, position=0, provider="bedrock"),
        Call("CerebrasModel", model=_NAME, position=0, provider="cerebras"),
        Call("CohereEmbeddingModel", kind="embedding", model=_NAME, position=0, provider="cohere"),
        Call("CohereModel", model=_NAME, position=0, provider="cohere"),
        Call("Embedder", kind="embedding", position=0),
        Call("FallbackModel", model=("default_model",), position=0),
        Call("GeminiModel", model=_NAME, position=0, provider="google"),
        Call("GoogleEmbeddingModel", kind="embedding", model=_NAME, position=0, provider="google"),
        Call("GoogleModel", model=_NAME, position=0, provider="google"),
        Call("GroqModel", model=_NAME, position=0, provider="groq"),
        Call("HuggingFaceModel", model=_NAME, position=0),
        Call("MistralModel", model=_NAME, position=0, provider="mistral"),
        Call("OllamaModel", model=_NAME, position=0, provider="ollama"),
        Call("OpenAIChatModel", model=_NAME, position=0, provider="openai"),
        Call("OpenAIEmbeddingModel", kind="embedding", model=_NAME, position=0, provider="openai"),
        Call("OpenAIModel", model=_NAME, position=0, provider="openai"),
        Call("OpenAIResponsesModel", model=_NAME, position=0, provider="openai"),
        Call("OpenRouterModel", model=_NAME, position=0, provider="openrouter"),
        Call("VertexAIModel", model=_NAME, position=0, provider="google"),
        Call("XaiModel", model=_NAME, position=0, provider="xai"),
        Call("infer_model", position=0),
        Call("model_request", position=0, prompt=("messages",)),
        Call("model_request_stream", position=0, prompt=("messages",)),
        Call("model_request_stream_sync", position=0, prompt=("messages",)),
        Call("model_request_sync", position=0, prompt=("messages",)),
    ),
    imports=("pydantic_ai",),
)
