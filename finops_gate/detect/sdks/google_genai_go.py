"""Google's GenAI SDK in Go, and the older `generative-ai-go` and Vertex clients: the model is positional.

Read on 2026-11-24: go-genai 1.69.0 (models.go, chats.go, caches.go; the context stands first). The older clients'
``client.GenerativeModel("...")`` and ``client.EmbeddingModel("...")`` stand in old code.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_MODEL = ("model",)

SDK = Sdk(
    name="google-genai-go",
    provider="google",
    languages=("go",),
    calls=(
        Call("Caches.Create", model=_MODEL, position=1),
        Call("Chats.Create", model=_MODEL, position=1),
        Call("EmbeddingModel", kind="embedding", model=_MODEL, position=0),
        Call("GenerativeModel", model=_MODEL, position=0),
        Call("Models.EmbedContent", kind="embedding", model=_MODEL, position=1),
        Call("Models.GenerateContent", model=_MODEL, position=1),
        Call("Models.GenerateContentStream", model=_MODEL, position=1),
        Call("Models.GenerateImages", kind="image", model=_MODEL, position=1),
        Call("Models.GenerateVideos", kind="image", model=_MODEL, position=1),
    ),
    imports=("google.golang.org/genai", "generative-ai-go/genai", "vertexai/genai"),
    parameters=(
        ("DurationSeconds", Key.IMAGE),
        ("MediaResolution", Key.IMAGE),
        ("NumberOfImages", Key.CHOICES),
        ("NumberOfVideos", Key.CHOICES),
    ),
)
