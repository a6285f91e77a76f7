"""Google's Agent Development Kit in Python.

Read on 2026-11-24: PyPI google-adk 2.13.0 (google/adk/agents/llm_agent.py; line 289 has DEFAULT_MODEL, which a root
agent without a model takes).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_PROMPT = ("description", "global_instruction", "instruction", "static_instruction")

SDK = Sdk(
    name="google-adk",
    provider="google",
    languages=("python",),
    calls=(
        Call("Agent", default="gemini-3.5-flash", prompt=_PROMPT),
        Call("Gemini"),
        Call("LiteLlm", position=0),
        Call("LlmAgent", default="gemini-3.5-flash", prompt=_PROMPT),
    ),
    imports=("google.adk", "from google import adk"),
)
