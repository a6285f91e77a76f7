"""Anthropic's own SDK for Java and Kotlin: params builders, whose ``model`` takes a string or a constant.

Read on 2026-11-24: anthropic-sdk-java 2.57.0 (anthropic-java-core/src/main/kotlin/com/anthropic/models/messages).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

SDK = Sdk(
    name="anthropic-java",
    provider="anthropic",
    languages=("java", "kotlin"),
    calls=(
        Call("MessageCreateParams.builder.model", position=0),
        Call("model", position=0),
    ),
    imports=("com.anthropic.",),
    parameters=(("inferenceGeo", Key.SERVICE_TIER), ("speed", Key.SERVICE_TIER)),
)
