"""AutoGen (0.4 and later) and AG2: model clients and configurations.

Read on 2026-11-24: PyPI autogen-ext 0.7.5 (models/**), autogen-agentchat 0.7.5, ag2 1.2.1 (ag2/config/**). The model
is required. In 0.2 the model stands in ``config_list`` dictionaries, which are found by their keys.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_SYSTEM = ("description", "system_message")

SDK = Sdk(
    name="autogen",
    provider="",
    languages=("python",),
    calls=(
        Call("AnthropicBedrockChatCompletionClient", provider="bedrock"),
        Call("AnthropicChatCompletionClient", provider="anthropic"),
        Call("AnthropicConfig", provider="anthropic"),
        Call("AssistantAgent", model=(), prompt=_SYSTEM),
        Call("AzureAIChatCompletionClient", provider="azure"),
        Call("AzureOpenAIChatCompletionClient", model=("azure_deployment", "model"), provider="azure"),
        Call("BedrockConfig", provider="bedrock"),
        Call("ConversableAgent", model=(), prompt=_SYSTEM),
        Call("GeminiConfig", provider="google"),
        Call("LLMConfig"),
        Call("MistralConfig", provider="mistral"),
        Call("OllamaChatCompletionClient", provider="ollama"),
        Call("OllamaConfig", provider="ollama"),
        Call("OpenAIAssistantAgent", prompt=("instructions",), provider="openai"),
        Call("OpenAIChatCompletionClient", provider="openai"),
        Call("OpenAIConfig", provider="openai"),
        Call("OpenAIResponsesConfig", provider="openai"),
        Call("SelectorGroupChat", model=(), prompt=("selector_prompt",)),
        Call("SocietyOfMindAgent", model=(), prompt=("instruction", "response_prompt")),
        Call("VertexAIConfig", provider="google"),
        Call("XAIConfig", provider="xai"),
    ),
    imports=("from ag2", "from autogen", "import ag2", "import autogen"),
)
