"""LlamaIndex in TypeScript.

Read on 2026-11-24 (npm, dist/index.js): @llamaindex/openai 0.4.22, @llamaindex/anthropic 0.3.26,
@llamaindex/google 0.4.0.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="llamaindex-js",
    provider="",
    languages=("typescript",),
    calls=(
        Call("Anthropic", default="claude-3-opus", provider="anthropic"),  # line 585
        Call("Bedrock", provider="bedrock"),
        Call("Gemini", default="gemini-pro", provider="google"),  # line 926, GEMINI_MODEL.GEMINI_PRO
        Call("GeminiEmbedding", kind="embedding", default="embedding-001", provider="google"),  # line 1843
        Call("Groq", provider="groq"),
        Call("MistralAI", provider="mistral"),
        Call("Ollama", provider="ollama"),
        Call("OpenAI", default="gpt-4o", provider="openai"),  # line 974
        Call("OpenAIEmbedding", kind="embedding", default="text-embedding-ada-002", provider="openai"),  # line 1317
        Call("OpenAIResponses", default="gpt-4o", provider="openai"),  # line 1753
        Call("TogetherLLM", provider="together"),
        Call("anthropic", provider="anthropic"),
        Call("gemini", provider="google"),
        Call("ollama", provider="ollama"),
        Call("openai", provider="openai"),
    ),
    imports=("@llamaindex/", "from 'llamaindex'", 'from "llamaindex"'),
)
