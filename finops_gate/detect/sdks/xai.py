"""xAI's own Python SDK; its REST API is called with OpenAI's.

Read on 2026-11-24: PyPI xai-sdk 1.21.0 (xai_sdk/chat.py, sync/image.py, sync/video.py). The model is required.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

SDK = Sdk(
    name="xai",
    provider="xai",
    languages=("python",),
    calls=(
        Call("chat.create", position=0, prompt=("messages",)),
        Call("image.sample", kind="image", position=1, prompt=("prompt",)),
        Call("image.sample_batch", kind="image", position=1, prompt=("prompt",)),
        Call("video.generate", kind="image", position=1, prompt=("prompt",)),
        Call("video.start", kind="image", position=1, prompt=("prompt",)),
    ),
    imports=("xai_sdk",),
    parameters=(("duration", Key.IMAGE), ("resolution", Key.IMAGE)),
)
