"""Anthropic's own SDK in Python and TypeScript, with its Bedrock and Vertex clients (same calls, the id tells).

Read on 2026-11-24: PyPI anthropic 2.13.0 (anthropic/resources/**), npm @anthropic-ai/sdk 1.13.0 (resources/**).
``model`` and ``max_tokens`` are required; there is no default model. In 2.13.0 ``completions`` is gone (legacy code).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_PROMPT = ("messages", "system")

SDK = Sdk(
    name="anthropic",
    provider="anthropic",
    languages=("python", "typescript"),
    calls=(
        Call("anthropic.completions.create", prompt=("prompt",)),
        Call("messages.batches.create"),
        Call("messages.create", prompt=_PROMPT),
        Call("messages.parse", prompt=_PROMPT),
        Call("messages.stream", prompt=_PROMPT),
        Call("messages.toolRunner", prompt=_PROMPT),
        Call("messages.tool_runner", prompt=_PROMPT),
        Call("messages.with_raw_response.create", prompt=_PROMPT),
        Call("messages.with_streaming_response.create", prompt=_PROMPT),
    ),
    parameters=(
        ("inference_geo", Key.SERVICE_TIER),  # inference kept in one country is billed with a surcharge
        ("speed", Key.SERVICE_TIER),  # "fast" has prices of its own (types/message_create_params.py)
    ),
)
