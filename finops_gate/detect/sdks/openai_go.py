"""OpenAI's own Go SDK: services whose methods take a params struct with a field ``Model``.

Read on 2026-11-24: openai-go 3.52.0 (chatcompletion.go, completion.go, embedding.go, image.go, audiospeech.go,
audiotranscription.go, responses/response.go). The structs stand here too, since they are often built before the call.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_MODEL = ("Model",)

SDK = Sdk(
    name="openai-go",
    provider="openai",
    languages=("go",),
    calls=(
        Call("Audio.Speech.New", kind="audio", model=_MODEL, prompt=("Instructions",)),
        Call("Audio.Transcriptions.New", kind="audio", model=_MODEL, prompt=("Prompt",)),
        Call("Audio.Transcriptions.NewStreaming", kind="audio", model=_MODEL, prompt=("Prompt",)),
        Call("AudioSpeechNewParams", kind="audio", model=_MODEL, prompt=("Instructions",)),
        Call("AudioTranscriptionNewParams", kind="audio", model=_MODEL, prompt=("Prompt",)),
        Call("Chat.Completions.New", model=_MODEL, prompt=("Messages",)),
        Call("Chat.Completions.NewStreaming", model=_MODEL, prompt=("Messages",)),
        Call("ChatCompletionNewParams", model=_MODEL, prompt=("Messages",)),
        Call("CompletionNewParams", model=_MODEL, prompt=("Prompt",)),
        Call("Completions.New", model=_MODEL, prompt=("Prompt",)),
        Call("EmbeddingNewParams", kind="embedding", model=_MODEL),
        Call("Embeddings.New", kind="embedding", model=_MODEL),
        Call("ImageEditParams", kind="image", model=_MODEL, prompt=("Prompt",)),
        Call("ImageGenerateParams", kind="image", model=_MODEL, prompt=("Prompt",)),
        Call("Images.Edit", kind="image", model=_MODEL, prompt=("Prompt",)),
        Call("Images.Generate", kind="image", model=_MODEL, prompt=("Prompt",)),
        Call("ResponseNewParams", model=_MODEL, prompt=("Input", "Instructions")),
        Call("Responses.New", model=_MODEL, prompt=("Input", "Instructions")),
        Call("Responses.NewStreaming", model=_MODEL, prompt=("Input", "Instructions")),
    ),
    imports=("openai/openai-go",),
)
