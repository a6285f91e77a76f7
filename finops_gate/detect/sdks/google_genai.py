"""Google's GenAI SDK, and the JavaScript clients with `getGenerativeModel` (Gemini API, Vertex AI, Firebase).

Read on 2026-11-24: PyPI google-genai 3.6.1 (google/genai/models.py, chats.py, caches.py, batches.py, live.py),
npm @google/genai 2.32.0, @google/generative-ai 0.24.1, @google-cloud/vertexai 1.12.0. The model is always required.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_PROMPT = ("contents", "system_instruction", "systemInstruction")

SDK = Sdk(
    name="google-genai",
    provider="google",
    languages=("python", "typescript"),
    calls=(
        Call("batches.create", prompt=_PROMPT),
        Call("batches.createEmbeddings", kind="embedding"),
        Call("batches.create_embeddings", kind="embedding"),
        Call("caches.create", prompt=_PROMPT),
        Call("chats.create", prompt=_PROMPT),
        Call("getGenerativeModel", prompt=_PROMPT),
        Call("interactions.create", prompt=("input", *_PROMPT)),
        Call("live.connect", kind="audio", prompt=_PROMPT),
        Call("models.editImage", kind="image", prompt=("prompt",)),
        Call("models.edit_image", kind="image", prompt=("prompt",)),
        Call("models.embedContent", kind="embedding"),
        Call("models.embed_content", kind="embedding"),
        Call("models.generateContent", prompt=_PROMPT),
        Call("models.generateContentStream", prompt=_PROMPT),
        Call("models.generateImages", kind="image", prompt=("prompt",)),
        Call("models.generateVideos", kind="image", prompt=("prompt",)),
        Call("models.generate_content", prompt=_PROMPT),
        Call("models.generate_content_stream", prompt=_PROMPT),
        Call("models.generate_images", kind="image", prompt=("prompt",)),
        Call("models.generate_videos", kind="image", prompt=("prompt",)),
        Call("models.upscaleImage", kind="image"),
        Call("models.upscale_image", kind="image"),
    ),
    parameters=(
        ("durationSeconds", Key.IMAGE),
        ("duration_seconds", Key.IMAGE),
        ("imageSize", Key.IMAGE),
        ("image_size", Key.IMAGE),
        ("mediaResolution", Key.IMAGE),  # how many tokens an image or a second of video is counted as
        ("media_resolution", Key.IMAGE),
        ("numberOfImages", Key.CHOICES),
        ("numberOfVideos", Key.CHOICES),
        ("number_of_images", Key.CHOICES),
        ("number_of_videos", Key.CHOICES),
    ),
)
