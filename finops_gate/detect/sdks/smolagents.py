"""smolagents: a class for each way to a model.

Read on 2026-11-24: PyPI smolagents 1.26.0 (smolagents/models.py; the line of each default beside it).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_ID = ("model_id",)
_AGENT = ("description", "instructions")

SDK = Sdk(
    name="smolagents",
    provider="",
    languages=("python",),
    calls=(
        Call("AmazonBedrockModel", model=_ID, position=0, provider="bedrock"),
        Call("AmazonBedrockServerModel", model=_ID, position=0, provider="bedrock"),
        Call("AzureOpenAIModel", model=_ID, position=0, provider="azure"),
        Call("AzureOpenAIServerModel", model=_ID, position=0, provider="azure"),
        Call("CodeAgent", model=(), prompt=_AGENT),
        Call("HfApiModel", model=_ID, position=0),
        Call("InferenceClientModel", model=_ID, position=0, default="Qwen/Qwen3-Next-80B-A3B-Thinking"),  # line 1514
        Call("LiteLLMModel", model=_ID, position=0, default="anthropic/claude-3-5-sonnet-20240620"),  # line 1240
        Call("LiteLLMRouterModel", model=_ID, position=0),
        Call("OpenAIModel", model=_ID, position=0, provider="openai"),
        Call("OpenAIServerModel", model=_ID, position=0, provider="openai"),
        Call("ToolCallingAgent", model=(), prompt=_AGENT),
        Call("TransformersModel", model=_ID, position=0),
        Call("VLLMModel", model=_ID, position=0),
    ),
    imports=("smolagents",),
)
