"""Strands Agents in Python: an agent without a model calls Bedrock.

Read on 2026-11-24: PyPI strands-agents 1.62.0 (strands/models/bedrock.py line 53 has DEFAULT_BEDROCK_MODEL_ID,
strands/agent/agent.py, strands/models/*.py).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_ID = ("model_id",)

SDK = Sdk(
    name="strands",
    provider="bedrock",
    languages=("python",),
    calls=(
        Call("Agent", position=0, default="global.anthropic.claude-sonnet-4-6", prompt=("system_prompt",)),
        Call("AnthropicModel", model=_ID, provider="anthropic"),
        Call("BedrockModel", model=_ID, default="global.anthropic.claude-sonnet-4-6"),
        Call("GeminiModel", model=_ID, provider="google"),
        Call("LiteLLMModel", model=_ID),
        Call("MistralModel", model=_ID, provider="mistral"),
        Call("OllamaModel", model=_ID, provider="ollama"),
        Call("OpenAIModel", model=_ID, provider="openai"),
        Call("OpenAIResponsesModel", model=_ID, provider="openai"),
    ),
    imports=("from strands", "import strands"),
)
