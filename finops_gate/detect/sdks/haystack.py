"""Haystack: generators, embedders and rankers as components.

Read on 2026-11-24 (PyPI; the defaults stand in each class's ``__init__``): haystack-ai 3.4.1
(components/generators, components/embedders), anthropic-haystack 8.0.1, google-genai-haystack 7.0.0,
amazon-bedrock-haystack 9.0.0, cohere-haystack 11.0.0. ``OpenAIGenerator``, ``DALLEImageGenerator`` and the first
Google and Bedrock generators are gone from 3.x and stand in old code, so they have no default here.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_AZURE = ("azure_deployment",)

SDK = Sdk(
    name="haystack",
    provider="",
    languages=("python",),
    calls=(
        Call("AmazonBedrockChatGenerator", position=0, provider="bedrock"),
        Call("AmazonBedrockDocumentEmbedder", kind="embedding", position=0, provider="bedrock"),
        Call("AmazonBedrockGenerator", position=0, provider="bedrock"),
        Call("AmazonBedrockRanker", position=0, default="cohere.rerank-v3-5:0", provider="bedrock"),
        Call("AmazonBedrockTextEmbedder", kind="embedding", position=0, provider="bedrock"),
        Call("AnthropicChatGenerator", position=1, default="claude-sonnet-4-5", provider="anthropic"),
        Call("AnthropicGenerator", position=1, provider="anthropic"),
        Call("AnthropicVertexChatGenerator", position=2, default="claude-sonnet-4-5@20250929", provider="google"),
        Call("AzureOpenAIChatGenerator", model=_AZURE, position=2, default="gpt-4.1-mini", provider="azure"),
        Call(
            "AzureOpenAIDocumentEmbedder",
            kind="embedding",
            model=_AZURE,
            position=2,
            default="text-embedding-3-small",
            provider="azure",
        ),
        Call("AzureOpenAIGenerator", model=_AZURE, position=2, provider="azure"),
        Call("AzureOpenAIResponsesChatGenerator", model=_AZURE, default="gpt-5-mini", provider="azure"),
        Call(
            "AzureOpenAITextEmbedder",
            kind="embedding",
            model=_AZURE,
            position=2,
            default="text-embedding-3-small",
            provider="azure",
        ),
        Call("CohereChatGenerator", position=1, default="command-a-03-2025", provider="cohere"),
        Call("CohereDocumentEmbedder", kind="embedding", position=1, default="embed-v4.0", provider="cohere"),
        Call("CohereRanker", position=0, default="rerank-v3.5", provider="cohere"),
        Call("CohereTextEmbedder", kind="embedding", position=1, default="embed-v4.0", provider="cohere"),
        Call("DALLEImageGenerator", kind="image", position=0, provider="openai"),
        Call("GoogleAIGeminiChatGenerator", provider="google"),
        Call("GoogleAIGeminiGenerator", provider="google"),
        Call("GoogleGenAIChatGenerator", default="gemini-3.8-flash", provider="google"),
        Call("GoogleGenAIDocumentEmbedder", kind="embedding", default="gemini-embedding-001", provider="google"),
        Call("GoogleGenAITextEmbedder", kind="embedding", default="gemini-embedding-001", provider="google"),
        Call("LLM", model=(), prompt=("system_prompt", "user_prompt")),
        Call("MistralChatGenerator", provider="mistral"),
        Call("OllamaChatGenerator", position=0, provider="ollama"),
        Call("OllamaGenerator", position=0, provider="ollama"),
        Call("OpenAIChatGenerator", position=1, default="gpt-5-mini", provider="openai"),
        Call(
            "OpenAIDocumentEmbedder",
            kind="embedding",
            position=1,
            default="text-embedding-3-small",
            provider="openai",
        ),
        Call("OpenAIGenerator", position=1, prompt=("system_prompt",), provider="openai"),
        Call("OpenAIImageGenerator", kind="image", position=0, default="gpt-image-2", provider="openai"),
        Call("OpenAIResponsesChatGenerator", default="gpt-5-mini", provider="openai"),
        Call(
            "OpenAITextEmbedder",
            kind="embedding",
            position=1,
            default="text-embedding-3-small",
            provider="openai",
        ),
        Call("OpenRouterChatGenerator", provider="openrouter"),
        Call("PromptBuilder", model=(), prompt=("template",)),
        Call("PromptNode", model=("model_name_or_path",), position=0),
        Call("RemoteWhisperTranscriber", kind="audio", provider="openai"),
    ),
    imports=("from haystack", "haystack_integrations", "import haystack"),
)
