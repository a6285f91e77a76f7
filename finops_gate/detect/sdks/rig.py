"""Rig in Rust: a client that makes agents and models from an id.

Read on 2026-11-24: rig 0.42.0 (``fn agent(&self, model)``, ``completion_model``, ``embedding_model``, ``extractor``).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="rig",
    provider="",
    languages=("rust",),
    calls=(
        Call("agent", position=0),
        Call("audio_generation_model", kind="audio", position=0),
        Call("completion_model", position=0),
        Call("embedding_model", kind="embedding", position=0),
        Call("extractor", position=0),
        Call("image_generation_model", kind="image", position=0),
        Call("transcription_model", kind="audio", position=0),
    ),
    imports=("use rig::", "use rig_core::"),
)
