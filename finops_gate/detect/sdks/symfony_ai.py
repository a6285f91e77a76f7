"""Symfony AI in PHP: the model's name stands behind the platform that is asked.

Read on 2026-11-25: symfony/ai after 0.9.0 (src/platform/src/Platform.php `invoke`; examples/openrouter/speech.php).
Agents and vectorizers are found by their names.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="symfony-ai",
    provider="",
    languages=("php",),
    calls=(Call("invoke", position=0),),
    imports=("Symfony\\AI",),
)
