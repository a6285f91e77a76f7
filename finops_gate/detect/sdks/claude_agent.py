"""Claude's agent SDK in Python and TypeScript.

Read on 2026-11-24: PyPI claude-agent-sdk 0.2.188 (claude_agent_sdk/types.py), npm @anthropic-ai/claude-agent-sdk
0.3.331 (sdk.d.ts). Without a model the bundled command line chooses.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_PROMPT = ("append", "prompt", "systemPrompt", "system_prompt")

SDK = Sdk(
    name="claude-agent",
    provider="anthropic",
    languages=("python", "typescript"),
    calls=(
        Call("AgentDefinition", prompt=("description", "prompt")),
        Call("ClaudeAgentOptions", model=("model", "fallback_model"), prompt=_PROMPT),
        Call("ClaudeCodeOptions", model=("model", "fallback_model"), prompt=_PROMPT),
        Call("query", model=("model", "fallbackModel"), prompt=_PROMPT),
    ),
    imports=("@anthropic-ai/claude-agent-sdk", "@anthropic-ai/claude-code", "claude_agent_sdk", "claude_code_sdk"),
    parameters=(("maxThinkingTokens", Key.THINKING), ("max_thinking_tokens", Key.THINKING)),
)
