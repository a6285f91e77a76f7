"""Together's own SDK in Python and TypeScript: OpenAI's shapes, billed by Together.

Read on 2026-11-24: PyPI together 3.1.1 (together/resources/**), npm together-ai 0.52.0 (resources/**). The model is
required; the older ``Complete.create`` and ``together.Image.create`` stand in old code.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

SDK = Sdk(
    name="together",
    provider="together",
    languages=("python", "typescript"),
    calls=(
        Call("audio.speech.create", kind="audio"),
        Call("audio.transcriptions.create", kind="audio", prompt=("prompt",)),
        Call("audio.translations.create", kind="audio", prompt=("prompt",)),
        Call("chat.completions.create", prompt=("messages",)),
        Call("completions.create", prompt=("prompt",)),
        Call("embeddings.create", kind="embedding"),
        Call("images.create", kind="image", prompt=("prompt",)),
        Call("images.generate", kind="image", prompt=("prompt",)),
        Call("rerank.create"),
        Call("together.Complete.create", prompt=("prompt",)),
        Call("videos.create", kind="image", prompt=("prompt",)),
    ),
    imports=("together-ai", "from together import", "import together"),
    parameters=(("steps", Key.IMAGE),),  # some image models are billed by their steps
)
