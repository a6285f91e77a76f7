"""LLPhant in PHP: configurations whose public field ``model`` is assigned.

Read on 2026-11-24: LLPhant 0.9.1 (src/OpenAIConfig.php, src/AnthropicConfig.php, src/OllamaConfig.php). An assignment
(``$config->model = 'gpt-4o'``) is found by its name; named arguments of newer configurations are calls.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="llphant",
    provider="",
    languages=("php",),
    calls=(
        Call("AnthropicConfig", provider="anthropic"),
        Call("OllamaConfig", provider="ollama"),
        Call("OpenAIConfig", provider="openai"),
    ),
    imports=("LLPhant",),
)
