"""LangChain in Go: options such as ``openai.WithModel("gpt-4o")``; the package before the dot says the provider.

Read on 2026-11-24: langchaingo 0.1.14 (llms/*/options.go). Defaults: llms/openai/internal/openaiclient/chat.go line 17
and embeddings.go line 13, llms/anthropic/internal/anthropicclient/anthropicclient.go line 18, llms/googleai/option.go
lines 34 and 35.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_MODEL = ("model",)

SDK = Sdk(
    name="langchaingo",
    provider="",
    languages=("go",),
    calls=(
        Call("WithDefaultEmbeddingModel", kind="embedding", model=_MODEL, position=0),
        Call("WithDefaultModel", model=_MODEL, position=0),
        Call("WithEmbeddingModel", kind="embedding", model=_MODEL, position=0),
        Call("WithModel", model=_MODEL, position=0),
        Call("anthropic.New", model=(), default="claude-3-5-sonnet-20240620", provider="anthropic"),
        Call("anthropic.WithModel", model=_MODEL, position=0, provider="anthropic"),
        Call("bedrock.WithModel", model=_MODEL, position=0, provider="bedrock"),
        Call("cohere.WithModel", model=_MODEL, position=0, provider="cohere"),
        Call("googleai.New", model=(), default="gemini-2.0-flash", provider="google"),
        Call("googleai.WithDefaultEmbeddingModel", kind="embedding", model=_MODEL, position=0, provider="google"),
        Call("googleai.WithDefaultModel", model=_MODEL, position=0, provider="google"),
        Call("mistral.WithModel", model=_MODEL, position=0, provider="mistral"),
        Call("ollama.WithModel", model=_MODEL, position=0, provider="ollama"),
        Call("openai.New", model=(), default="gpt-3.5-turbo", provider="openai"),
        Call("openai.WithEmbeddingModel", kind="embedding", model=_MODEL, position=0, provider="openai"),
        Call("openai.WithModel", model=_MODEL, position=0, provider="openai"),
    ),
    imports=("tmc/langchaingo",),
)
