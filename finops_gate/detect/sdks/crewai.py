"""CrewAI: `LLM`, and the models of agents and crews given as strings.

Read on 2026-11-24: PyPI crewai 1.15.30. An agent without `llm` takes MODEL, MODEL_NAME or OPENAI_MODEL_NAME from the
environment, else DEFAULT_LLM_MODEL (crewai/constants.py line 355, crewai/utilities/llm_utils.py line 500).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_AGENT = ("backstory", "goal", "prompt_template", "role", "system_template")

SDK = Sdk(
    name="crewai",
    provider="",
    languages=("python",),
    calls=(
        Call("Agent", model=("llm", "function_calling_llm"), default="gpt-4.1-mini", prompt=_AGENT),
        Call("Crew", model=("manager_llm", "planning_llm", "function_calling_llm", "chat_llm")),
        Call("LLM", position=0),
        Call("LiteAgent", model=("llm",), default="gpt-4.1-mini", prompt=_AGENT),
        Call("Memory", model=("llm",), default="gpt-5.4-mini"),  # memory/unified_memory.py line 89
        Call("Task", model=(), prompt=("description", "expected_output")),
    ),
    imports=("from crewai", "import crewai"),
)
