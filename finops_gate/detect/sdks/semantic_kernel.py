"""Semantic Kernel in Python: services by provider; ids also come from settings in the environment.

Read on 2026-11-24: PyPI semantic-kernel 1.45.0 (connectors/ai/**/services). Without an id the settings of the
environment decide (OPENAI_CHAT_MODEL_ID, AZURE_OPENAI_CHAT_DEPLOYMENT_NAME...); there is no default model.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_ID = ("ai_model_id",)
_GEMINI = ("gemini_model_id",)
_BEDROCK = ("model_id",)
_DEPLOYMENT = ("deployment_name",)

SDK = Sdk(
    name="semantic-kernel",
    provider="",
    languages=("python",),
    calls=(
        Call("AnthropicChatCompletion", model=_ID, position=0, provider="anthropic"),
        Call("AzureAIInferenceChatCompletion", model=_ID, position=0, provider="azure"),
        Call("AzureAudioToText", kind="audio", model=_DEPLOYMENT, provider="azure"),
        Call("AzureChatCompletion", model=_DEPLOYMENT, provider="azure"),
        Call("AzureTextEmbedding", kind="embedding", model=_DEPLOYMENT, provider="azure"),
        Call("AzureTextToAudio", kind="audio", model=_DEPLOYMENT, provider="azure"),
        Call("AzureTextToImage", kind="image", model=_DEPLOYMENT, provider="azure"),
        Call("BedrockChatCompletion", model=_BEDROCK, position=0, provider="bedrock"),
        Call("BedrockTextCompletion", model=_BEDROCK, position=0, provider="bedrock"),
        Call("BedrockTextEmbedding", kind="embedding", model=_BEDROCK, position=0, provider="bedrock"),
        Call("ChatCompletionAgent", model=(), prompt=("description", "instructions")),
        Call("GoogleAIChatCompletion", model=_GEMINI, position=0, provider="google"),
        Call("GoogleAITextCompletion", model=_GEMINI, position=0, provider="google"),
        Call("GoogleAITextEmbedding", kind="embedding", model=("embedding_model_id",), position=0, provider="google"),
        Call("MistralAIChatCompletion", model=_ID, position=0, provider="mistral"),
        Call("MistralAITextEmbedding", kind="embedding", model=_ID, position=0, provider="mistral"),
        Call("OllamaChatCompletion", model=_ID, provider="ollama"),
        Call("OllamaTextCompletion", model=_ID, provider="ollama"),
        Call("OllamaTextEmbedding", kind="embedding", model=_ID, provider="ollama"),
        Call("OpenAIAudioToText", kind="audio", model=_ID, position=0, provider="openai"),
        Call("OpenAIChatCompletion", model=_ID, position=0, provider="openai"),
        Call("OpenAITextCompletion", model=_ID, position=0, provider="openai"),
        Call("OpenAITextEmbedding", kind="embedding", model=_ID, position=0, provider="openai"),
        Call("OpenAITextToAudio", kind="audio", model=_ID, position=0, provider="openai"),
        Call("OpenAITextToImage", kind="image", model=_ID, position=0, provider="openai"),
        Call("VertexAIChatCompletion", model=_GEMINI, provider="google"),
        Call("VertexAITextEmbedding", kind="embedding", model=("embedding_model_id",), provider="google"),
    ),
    imports=("semantic_kernel",),
)
