"""Spring AI: options builders with ``model`` (``withModel`` before 1.0), ``deploymentName`` for Azure.

Read on 2026-11-24: spring-ai 2.0.1 (models/*/src/main/java). Without a model the options have a default: the file and
line of each stand beside it.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="spring-ai",
    provider="",
    languages=("java", "kotlin"),
    calls=(
        # AnthropicChatOptions.java line 76, Model.CLAUDE_HAIKU_4_5
        Call("AnthropicChatOptions.builder", model=(), default="claude-haiku-4-5", provider="anthropic"),
        Call("AnthropicChatOptions.builder.model", position=0, provider="anthropic"),
        Call("AzureOpenAiChatOptions.builder.deploymentName", model=("deploymentName",), position=0, provider="azure"),
        Call("BedrockChatOptions.builder.model", position=0, provider="bedrock"),
        # DeepSeekApi.java lines 61 and 238
        Call("DeepSeekChatOptions.builder", model=(), default="deepseek-v4-flash", provider="deepseek"),
        Call("DeepSeekChatOptions.builder.model", position=0, provider="deepseek"),
        # GoogleGenAiChatOptions.java line 221, ChatModel.GEMINI_2_5_FLASH
        Call("GoogleGenAiChatOptions.builder", model=(), default="gemini-2.5-flash", provider="google"),
        Call("GoogleGenAiChatOptions.builder.model", position=0, provider="google"),
        # MistralAiChatOptions.java line 163, MistralAiApi.java line 291
        Call("MistralAiChatOptions.builder", model=(), default="mistral-small-2603", provider="mistral"),
        Call("MistralAiChatOptions.builder.model", position=0, provider="mistral"),
        # OllamaChatOptions.java line 96, OllamaModel.MISTRAL
        Call("OllamaChatOptions.builder", model=(), default="mistral", provider="ollama"),
        Call("OllamaChatOptions.builder.model", position=0, provider="ollama"),
        # OpenAiChatOptions.java line 61, ChatModel.GPT_5_MINI
        Call("OpenAiChatOptions.builder", model=(), default="gpt-5-mini", provider="openai"),
        Call("OpenAiChatOptions.builder.model", position=0, provider="openai"),
        # OpenAiEmbeddingOptions.java line 48, EmbeddingModel.TEXT_EMBEDDING_ADA_002
        Call(
            "OpenAiEmbeddingOptions.builder",
            kind="embedding",
            model=(),
            default="text-embedding-ada-002",
            provider="openai",
        ),
        Call("OpenAiEmbeddingOptions.builder.model", kind="embedding", position=0, provider="openai"),
        # OpenAiImageOptions.java line 45, ImageModel.GPT_IMAGE_1_MINI
        Call("OpenAiImageOptions.builder", kind="image", model=(), default="gpt-image-1-mini", provider="openai"),
        Call("OpenAiImageOptions.builder.model", kind="image", position=0, provider="openai"),
        Call("deploymentName", model=("deploymentName",), position=0, provider="azure"),
        Call("model", position=0),
        Call("withDeploymentName", model=("deploymentName",), position=0, provider="azure"),
        Call("withModel", position=0),
    ),
    imports=("org.springframework.ai",),
)
