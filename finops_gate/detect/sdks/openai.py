"""OpenAI's own SDK: chat, responses, embeddings, images, audio, video and assistants, in Python and TypeScript.

Read on 2026-11-24: PyPI openai 3.57.0 (openai/resources/**), npm openai 6.49.0 (resources/**). The spellings before
1.0 (``ChatCompletion.create(engine=...)``) and before npm 4 (``createChatCompletion``) still stand in old code.
The model is required wherever the API cannot choose one; nothing in the SDK is a default of its own.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

SDK = Sdk(
    name="openai",
    provider="openai",
    languages=("python", "typescript"),
    calls=(
        Call("ChatCompletion.acreate", model=("model", "engine", "deployment_id"), prompt=("messages",)),
        Call("ChatCompletion.create", model=("model", "engine", "deployment_id"), prompt=("messages",)),
        Call("assistants.create", prompt=("instructions",)),
        Call("assistants.update", prompt=("instructions",)),
        Call("audio.speech.create", kind="audio", prompt=("instructions",)),
        Call("audio.speech.with_streaming_response.create", kind="audio", prompt=("instructions",)),
        Call("audio.transcriptions.create", kind="audio", prompt=("prompt",)),
        Call("audio.translations.create", kind="audio", prompt=("prompt",)),
        Call("chat.completions.create", prompt=("messages",)),
        Call("chat.completions.parse", prompt=("messages",)),
        Call("chat.completions.runTools", prompt=("messages",)),
        Call("chat.completions.stream", prompt=("messages",)),
        Call("chat.completions.with_raw_response.create", prompt=("messages",)),
        Call("chat.completions.with_raw_response.parse", prompt=("messages",)),
        Call("chat.completions.with_streaming_response.create", prompt=("messages",)),
        Call("completions.create", prompt=("prompt",)),
        Call("createChatCompletion", prompt=("messages",)),
        Call("createEmbedding", kind="embedding"),
        Call("createTranscription", kind="audio"),
        Call("embeddings.create", kind="embedding"),
        Call("embeddings.with_raw_response.create", kind="embedding"),
        Call("images.createVariation", kind="image"),
        Call("images.create_variation", kind="image"),
        Call("images.edit", kind="image", prompt=("prompt",)),
        Call("images.generate", kind="image", prompt=("prompt",)),
        Call("openai.Audio.transcribe", kind="audio", position=0),
        Call("openai.Completion.acreate", model=("model", "engine", "deployment_id"), prompt=("prompt",)),
        Call("openai.Completion.create", model=("model", "engine", "deployment_id"), prompt=("prompt",)),
        Call("openai.Embedding.acreate", kind="embedding", model=("model", "engine", "deployment_id")),
        Call("openai.Embedding.create", kind="embedding", model=("model", "engine", "deployment_id")),
        Call("openai.createCompletion", prompt=("prompt",)),
        Call("realtime.connect", kind="audio"),
        Call("realtime.sessions.create", kind="audio", prompt=("instructions",)),
        Call("responses.create", prompt=("input", "instructions")),
        Call("responses.parse", prompt=("input", "instructions")),
        Call("responses.stream", prompt=("input", "instructions")),
        Call("responses.with_raw_response.create", prompt=("input", "instructions")),
        Call("responses.with_streaming_response.create", prompt=("input", "instructions")),
        Call("runs.create", prompt=("additional_instructions", "instructions")),
        Call("runs.create_and_poll", prompt=("additional_instructions", "instructions")),
        Call("runs.stream", prompt=("additional_instructions", "instructions")),
        Call("threads.createAndRun", prompt=("instructions",)),
        Call("threads.create_and_run", prompt=("instructions",)),
        # types/video_create_params.py of 3.57.0: "Defaults to `sora-2`" (the API's default).
        Call("videos.create", kind="image", default="sora-2", prompt=("prompt",)),
        Call("videos.create_and_poll", kind="image", default="sora-2", prompt=("prompt",)),
    ),
    parameters=(
        ("detail", Key.IMAGE),  # low or high: how many tokens an input image is counted as
        ("input_fidelity", Key.IMAGE),
        ("partial_images", Key.IMAGE),  # each partial image is billed as output tokens of its own
        ("seconds", Key.IMAGE),  # a video is billed by its seconds
    ),
)
