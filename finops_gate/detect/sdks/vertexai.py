"""Vertex AI's Python SDK: generative models, and the language, embedding and image models before Gemini.

Read on 2026-11-24: PyPI google-cloud-aiplatform 2.7.0 (vertexai/generative_models, vertexai/language_models). The
model is required. Its `preview.generative_models` and `vision_models` are gone from 2.x and stand in old code.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_NAME = ("model_name", "model")

SDK = Sdk(
    name="vertexai",
    provider="google",
    languages=("python",),
    calls=(
        Call("ChatModel.from_pretrained", model=_NAME, position=0),
        Call("CodeChatModel.from_pretrained", model=_NAME, position=0),
        Call("CodeGenerationModel.from_pretrained", model=_NAME, position=0),
        Call("GenerativeModel", model=_NAME, position=0, prompt=("system_instruction",)),
        Call("ImageGenerationModel.from_pretrained", kind="image", model=_NAME, position=0),
        Call("MultiModalEmbeddingModel.from_pretrained", kind="embedding", model=_NAME, position=0),
        Call("TextEmbeddingModel.from_pretrained", kind="embedding", model=_NAME, position=0),
        Call("TextGenerationModel.from_pretrained", model=_NAME, position=0),
    ),
    imports=("vertexai",),
)
