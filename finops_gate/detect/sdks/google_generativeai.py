"""Google's older Python SDK, `google.generativeai`, with the model as the first positional argument.

Read on 2026-11-24: PyPI google-generativeai 0.8.6 (its last release; generative_models.py, embedding.py).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="google-generativeai",
    provider="google",
    languages=("python",),
    calls=(
        # generative_models.py line 75: model_name: str = "gemini-1.5-flash-002"
        Call(
            "GenerativeModel",
            model=("model_name", "model"),
            position=0,
            default="gemini-1.5-flash-002",
            prompt=("system_instruction",),
        ),
        Call("genai.embed_content", kind="embedding", position=0),
        Call("genai.generate_text", prompt=("prompt",)),
        Call("palm.chat", prompt=("context",)),
        Call("palm.generate_text", prompt=("prompt",)),
    ),
    imports=("google.generativeai", "from google import generativeai"),
)
