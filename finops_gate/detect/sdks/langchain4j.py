"""LangChain4j: builders with ``modelName`` (``modelId`` for Bedrock and Hugging Face, ``deploymentName`` for Azure).

Read on 2026-11-24: langchain4j 1.19.0 (*/src/main/java/dev/langchain4j/model/**). Without a name most of its models
send none, and the API refuses.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_NAME = ("modelName",)

SDK = Sdk(
    name="langchain4j",
    provider="",
    languages=("java", "kotlin"),
    calls=(
        Call("AnthropicChatModel.builder.modelName", model=_NAME, position=0, provider="anthropic"),
        Call("GoogleAiGeminiChatModel.builder.modelName", model=_NAME, position=0, provider="google"),
        Call("MistralAiChatModel.builder.modelName", model=_NAME, position=0, provider="mistral"),
        Call("OllamaChatModel.builder.modelName", model=_NAME, position=0, provider="ollama"),
        Call("OpenAiChatModel.builder.modelName", model=_NAME, position=0, provider="openai"),
        Call(
            "OpenAiEmbeddingModel.builder.modelName",
            kind="embedding",
            model=_NAME,
            position=0,
            provider="openai",
        ),
        Call("OpenAiImageModel.builder.modelName", kind="image", model=_NAME, position=0, provider="openai"),
        Call("deploymentName", model=("deploymentName",), position=0, provider="azure"),
        Call("modelId", model=("modelId",), position=0),
        Call("modelName", model=_NAME, position=0),
    ),
    imports=("dev.langchain4j",),
)
