"""Anthropic's own Go SDK.

Read on 2026-11-24: anthropic-sdk-go 1.60.0 (message.go, messagebatch.go, betamessage.go). The model is required.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_MODEL = ("Model",)
_PROMPT = ("Messages", "System")

SDK = Sdk(
    name="anthropic-go",
    provider="anthropic",
    languages=("go",),
    calls=(
        Call("BetaMessageNewParams", model=_MODEL, prompt=_PROMPT),
        Call("MessageNewParams", model=_MODEL, prompt=_PROMPT),
        Call("Messages.New", model=_MODEL, prompt=_PROMPT),
        Call("Messages.NewStreaming", model=_MODEL, prompt=_PROMPT),
    ),
    imports=("anthropics/anthropic-sdk-go",),
    parameters=(("InferenceGeo", Key.SERVICE_TIER), ("Speed", Key.SERVICE_TIER)),
)
