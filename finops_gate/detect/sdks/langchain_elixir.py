"""LangChain in Elixir: chat models made with a map that has the key ``model``.

Read on 2026-11-24: langchain (Hex) 0.9.7 (lib/chat_models/*.ex, lib/images/*.ex; the line of each default beside it).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_ANTHROPIC = "claude-haiku-4-5"  # chat_anthropic.ex line 542
_GOOGLE = "gemini-2.5-pro"  # chat_google_ai.ex line 156
_OPENAI = "gpt-3.5-turbo"  # chat_open_ai.ex line 318, chat_open_ai_responses.ex line 338

SDK = Sdk(
    name="langchain-elixir",
    provider="",
    languages=("elixir",),
    calls=(
        Call("ChatAnthropic.new", default=_ANTHROPIC, provider="anthropic"),
        Call("ChatAnthropic.new!", default=_ANTHROPIC, provider="anthropic"),
        Call("ChatDeepSeek.new!", default="deepseek-chat", provider="deepseek"),  # chat_deepseek.ex line 128
        Call("ChatGoogleAI.new", default=_GOOGLE, provider="google"),
        Call("ChatGoogleAI.new!", default=_GOOGLE, provider="google"),
        Call("ChatGrok.new!", default="grok-4", provider="xai"),  # chat_grok.ex line 114
        Call("ChatMistralAI.new!", provider="mistral"),
        Call("ChatOllamaAI.new!", default="llama2:latest", provider="ollama"),  # chat_ollama_ai.ex line 258
        Call("ChatOpenAI.new", default=_OPENAI, provider="openai"),
        Call("ChatOpenAI.new!", default=_OPENAI, provider="openai"),
        Call("ChatOpenAIResponses.new!", default=_OPENAI, provider="openai"),
        Call("ChatPerplexity.new!", default="sonar-reasoning-pro", provider="perplexity"),  # chat_perplexity.ex line 96
        Call("ChatVertexAI.new!", default="gemini-pro", provider="google"),  # chat_vertex_ai.ex line 143
        Call("OpenAIImage.new!", kind="image", default="dall-e-2", provider="openai"),  # open_ai_image.ex line 39
    ),
)
