"""Semantic Kernel in C#: services added to a kernel's builder, the model or deployment first.

Read on 2026-11-24: the .NET reference of Microsoft.SemanticKernel 1.0 and later with
``AddOpenAIChatCompletion(modelId, apiKey)`` and ``AddAzureOpenAIChatCompletion(deploymentName, endpoint)``. There is
no default model.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_MODEL = ("modelId", "model")
_AZURE = ("deploymentName", "modelId")

SDK = Sdk(
    name="semantic-kernel-dotnet",
    provider="",
    languages=("csharp",),
    calls=(
        Call("AddAzureOpenAIChatClient", model=_AZURE, position=0, provider="azure"),
        Call("AddAzureOpenAIChatCompletion", model=_AZURE, position=0, provider="azure"),
        Call("AddAzureOpenAIEmbeddingGenerator", kind="embedding", model=_AZURE, position=0, provider="azure"),
        Call("AddAzureOpenAITextEmbeddingGeneration", kind="embedding", model=_AZURE, position=0, provider="azure"),
        Call("AddAzureOpenAITextToImage", kind="image", model=_AZURE, position=0, provider="azure"),
        Call("AddBedrockChatCompletionService", model=_MODEL, position=0, provider="bedrock"),
        Call("AddGoogleAIGeminiChatCompletion", model=_MODEL, position=0, provider="google"),
        Call("AddMistralChatCompletion", model=_MODEL, position=0, provider="mistral"),
        Call("AddOllamaChatCompletion", model=_MODEL, position=0, provider="ollama"),
        Call("AddOpenAIChatClient", model=_MODEL, position=0, provider="openai"),
        Call("AddOpenAIChatCompletion", model=_MODEL, position=0, provider="openai"),
        Call("AddOpenAIEmbeddingGenerator", kind="embedding", model=_MODEL, position=0, provider="openai"),
        Call("AddOpenAITextEmbeddingGeneration", kind="embedding", model=_MODEL, position=0, provider="openai"),
        Call("AddOpenAITextToImage", kind="image", model=_MODEL, provider="openai"),
        Call("AddVertexAIGeminiChatCompletion", model=_MODEL, position=0, provider="google"),
        Call("ChatCompletionAgent", model=(), prompt=("Description", "Instructions")),
    ),
)
