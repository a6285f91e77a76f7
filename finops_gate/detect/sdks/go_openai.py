"""The community's Go client `sashabaranov/go-openai`: methods with a request struct that has a field ``Model``.

Read on 2026-11-24: go-openai 1.42.0 (chat.go, completion.go, embeddings.go, image.go, audio.go, speech.go,
response.go). The structs stand here too, since a request is often built before the call.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_MODEL = ("Model",)

SDK = Sdk(
    name="go-openai",
    provider="openai",
    languages=("go",),
    calls=(
        Call("AssistantRequest", model=_MODEL, prompt=("Instructions",)),
        Call("AudioRequest", kind="audio", model=_MODEL, prompt=("Prompt",)),
        Call("ChatCompletionRequest", model=_MODEL, prompt=("Messages",)),
        Call("CompletionRequest", model=_MODEL, prompt=("Prompt",)),
        Call("CreateChatCompletion", model=_MODEL, prompt=("Messages",)),
        Call("CreateChatCompletionStream", model=_MODEL, prompt=("Messages",)),
        Call("CreateCompletion", model=_MODEL, prompt=("Prompt",)),
        Call("CreateCompletionStream", model=_MODEL, prompt=("Prompt",)),
        Call("CreateEditImage", kind="image", model=_MODEL, prompt=("Prompt",)),
        Call("CreateEmbeddings", kind="embedding", model=_MODEL),
        Call("CreateImage", kind="image", model=_MODEL, prompt=("Prompt",)),
        Call("CreateResponse", model=_MODEL, prompt=("Input", "Instructions")),
        Call("CreateResponseStream", model=_MODEL, prompt=("Input", "Instructions")),
        Call("CreateSpeech", kind="audio", model=_MODEL, prompt=("Instructions",)),
        Call("CreateSpeechRequest", kind="audio", model=_MODEL, prompt=("Instructions",)),
        Call("CreateTranscription", kind="audio", model=_MODEL, prompt=("Prompt",)),
        Call("CreateTranslation", kind="audio", model=_MODEL, prompt=("Prompt",)),
        Call("EmbeddingRequest", kind="embedding", model=_MODEL),
        Call("EmbeddingRequestStrings", kind="embedding", model=_MODEL),
        Call("ImageEditRequest", kind="image", model=_MODEL, prompt=("Prompt",)),
        Call("ImageRequest", kind="image", model=_MODEL, prompt=("Prompt",)),
    ),
    imports=("sashabaranov/go-openai",),
)
