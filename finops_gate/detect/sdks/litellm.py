"""LiteLLM: one call for every provider; the id's route says which. Router and fallbacks included.

Read on 2026-11-24: PyPI litellm 1.110.2 (litellm/main.py, responses/main.py, images/main.py, rerank_api/main.py,
batch_completion/main.py, google_genai/main.py, router.py). The model is required wherever text is generated.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_MODEL = ("model", "fallbacks")
_MESSAGES = ("messages",)

SDK = Sdk(
    name="litellm",
    provider="",
    languages=("python",),
    calls=(
        Call("Router", model=("fallbacks", "default_fallbacks")),
        Call("acompletion", model=_MODEL, position=0, prompt=_MESSAGES),
        Call("aembedding", kind="embedding", model=_MODEL, position=0),
        Call("aimage_generation", kind="image", position=1, prompt=("prompt",)),
        Call("aresponses", model=_MODEL, position=1, prompt=("input", "instructions")),
        Call("aspeech", kind="audio", position=0, prompt=("instructions",)),
        Call("atext_completion", model=_MODEL, position=1, prompt=("prompt",)),
        Call("atranscription", kind="audio", position=0, prompt=("prompt",)),
        Call("batch_completion", position=0, prompt=_MESSAGES),
        Call("batch_completion_models", model=("models",), prompt=_MESSAGES),
        Call("batch_completion_models_all_responses", model=("models",), prompt=_MESSAGES),
        Call("completion", model=_MODEL, position=0, prompt=_MESSAGES),
        Call("completion_with_retries", position=0, prompt=_MESSAGES),
        Call("embedding", kind="embedding", model=_MODEL, position=0),
        Call("image_edit", kind="image", prompt=("prompt",)),
        Call("image_generation", kind="image", position=1, prompt=("prompt",)),
        Call("litellm.responses", model=_MODEL, position=1, prompt=("input", "instructions")),
        Call("litellm.speech", kind="audio", position=0, prompt=("instructions",)),
        Call("text_completion", model=_MODEL, position=1, prompt=("prompt",)),
        Call("transcription", kind="audio", position=0, prompt=("prompt",)),
    ),
    imports=("import litellm", "from litellm"),
)
