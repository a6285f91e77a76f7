"""OpenAI's models on Azure: the id that is written is a deployment's name, which price overlays map to a model.

Read on 2026-11-24: PyPI openai 3.57.0 (openai/lib/azure.py), npm openai 6.49.0 (azure.d.ts), npm @azure/openai 2.0.0
(a companion of types only; the client with positional deployments ended with 1.0.0-beta.12 and stands in old code).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_DEPLOYMENT = ("deploymentName", "deployment", "model")

SDK = Sdk(
    name="azure-openai",
    provider="azure",
    languages=("python", "typescript"),
    calls=(
        Call("AsyncAzureOpenAI", model=("azure_deployment",)),
        Call("AzureOpenAI", model=("azure_deployment", "deployment")),
        Call("getAudioTranscription", kind="audio", model=_DEPLOYMENT, position=0),
        Call("getAudioTranslation", kind="audio", model=_DEPLOYMENT, position=0),
        Call("getChatCompletions", model=_DEPLOYMENT, position=0),
        Call("getCompletions", model=_DEPLOYMENT, position=0),
        Call("getEmbeddings", kind="embedding", model=_DEPLOYMENT, position=0),
        Call("getImages", kind="image", model=_DEPLOYMENT, position=0),
        Call("listChatCompletions", model=_DEPLOYMENT, position=0),
        Call("listCompletions", model=_DEPLOYMENT, position=0),
        Call("streamChatCompletions", model=_DEPLOYMENT, position=0),
        Call("streamCompletions", model=_DEPLOYMENT, position=0),
    ),
    imports=(
        "@azure/openai",
        "from openai import",
        "import openai",
        "from openai.lib",
        "from 'openai",
        'from "openai',
        "require('openai",
        'require("openai',
    ),
)
