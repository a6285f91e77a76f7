"""OpenAI's agents SDK in Python and TypeScript.

Read on 2026-11-24: PyPI openai-agents 0.24.0 (agents/models/default_models.py line 103), npm @openai/agents 0.20.0
(@openai/agents-core dist/defaultModel.js line 85): OPENAI_DEFAULT_MODEL, else "gpt-5.6-luna" in both.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="openai-agents",
    provider="openai",
    languages=("python", "typescript"),
    calls=(
        Call("Agent", default="gpt-5.6-luna", prompt=("handoffDescription", "handoff_description", "instructions")),
        Call("Agent.create", default="gpt-5.6-luna", prompt=("handoffDescription", "instructions")),
        Call("LitellmModel"),
        Call("OpenAIChatCompletionsModel", position=0),
        Call("OpenAIResponsesModel", position=0),
        Call("RealtimeSession", kind="audio"),
        Call("RunConfig"),
    ),
    imports=("@openai/agents", "from agents import", "from agents."),
)
