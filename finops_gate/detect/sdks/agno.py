"""Agno: a class for each provider whose ``id`` is the model.

Read on 2026-11-24: PyPI agno 3.1.10 (agno/models/<provider>/, agno/knowledge/embedder/; the field ``id`` of each class,
file and line beside it). An agent without a model calls OpenAIResponses(id="gpt-5.4") (agno/agent/_init.py line 101).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_ID = ("id",)
_PROMPT = ("description", "instructions", "system_message")

SDK = Sdk(
    name="agno",
    provider="",
    languages=("python",),
    calls=(
        Call("Agent", default="gpt-5.4", prompt=_PROMPT),
        # aws/bedrock.py line 67
        Call("AwsBedrock", model=_ID, position=0, default="mistral.mistral-small-2402-v1:0", provider="bedrock"),
        Call("AzureOpenAI", model=_ID, position=0, provider="azure"),
        Call("Cerebras", model=_ID, position=0, default="gpt-oss-120b", provider="cerebras"),  # cerebras.py line 40
        Call("Claude", model=_ID, position=0, default="claude-sonnet-5-5", provider="anthropic"),  # claude.py line 130
        Call("Cohere", model=_ID, position=0, default="command-a-03-2025", provider="cohere"),  # chat.py line 34
        Call("DeepSeek", model=_ID, position=0, default="deepseek-v4-flash", provider="deepseek"),  # line 46
        # fireworks/fireworks.py line 22
        Call(
            "Fireworks",
            model=_ID,
            position=0,
            default="accounts/fireworks/models/gpt-oss-120b",
            provider="fireworks",
        ),
        Call("Gemini", model=_ID, position=0, default="gemini-3.7-flash", provider="google"),  # gemini.py line 96
        # knowledge/embedder/google.py line 24
        Call("GeminiEmbedder", kind="embedding", model=_ID, default="gemini-embedding-001", provider="google"),
        Call("Groq", model=_ID, position=0, default="openai/gpt-oss-120b", provider="groq"),  # groq.py line 37
        Call("LiteLLM", model=_ID, position=0, default="gpt-4o"),  # litellm/chat.py line 36
        Call("MistralChat", model=_ID, position=0, default="mistral-large-latest", provider="mistral"),  # line 46
        Call("Ollama", model=_ID, position=0, default="llama3.1", provider="ollama"),  # ollama/chat.py line 33
        Call("OpenAIChat", model=_ID, position=0, default="gpt-5.4-mini", provider="openai"),  # chat.py line 42
        # knowledge/embedder/openai.py line 25
        Call("OpenAIEmbedder", kind="embedding", model=_ID, default="text-embedding-3-small", provider="openai"),
        Call("OpenAIResponses", model=_ID, position=0, default="gpt-5.4-mini", provider="openai"),  # line 39
        Call("OpenRouter", model=_ID, position=0, default="gpt-5.4-mini", provider="openrouter"),  # line 33
        Call("Perplexity", model=_ID, position=0, default="sonar", provider="perplexity"),  # perplexity.py line 41
        Call("Team", prompt=_PROMPT),
        Call("Together", model=_ID, position=0, default="MiniMaxAI/MiniMax-M2.7", provider="together"),  # line 22
        # xai/xai.py line 34
        Call("xAI", model=_ID, position=0, default="grok-4-1-fast-non-reasoning-latest", provider="xai"),
    ),
    imports=("from agno", "from phi.", "import agno"),
)
