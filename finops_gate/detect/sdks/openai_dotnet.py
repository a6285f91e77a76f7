"""OpenAI's own .NET SDK and Azure.AI.OpenAI: a client for each kind, made with its model or deployment.

Read on 2026-11-24: openai-dotnet 2.13.0 (constructors ``XClient(string model, ...)``, ``GetXClient(string model)``).
With an AzureOpenAIClient the same methods take a deployment's name.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_MODEL = ("model", "deploymentName")

SDK = Sdk(
    name="openai-dotnet",
    provider="openai",
    languages=("csharp",),
    calls=(
        Call("AudioClient", kind="audio", model=_MODEL, position=0),
        Call("ChatClient", model=_MODEL, position=0),
        Call("CreateResponseOptions", model=("Model",), prompt=("Instructions",)),
        Call("EmbeddingClient", kind="embedding", model=_MODEL, position=0),
        Call("GetAudioClient", kind="audio", model=_MODEL, position=0),
        Call("GetChatClient", model=_MODEL, position=0),
        Call("GetEmbeddingClient", kind="embedding", model=_MODEL, position=0),
        Call("GetImageClient", kind="image", model=_MODEL, position=0),
        Call("GetOpenAIResponseClient", model=_MODEL, position=0),
        Call("ImageClient", kind="image", model=_MODEL, position=0),
        Call("OpenAIResponseClient", model=_MODEL, position=0),
    ),
    imports=("using Azure.AI.OpenAI", "using OpenAI"),
)
