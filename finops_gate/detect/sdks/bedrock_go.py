"""Amazon Bedrock's runtime in the AWS SDK for Go v2: inputs with a field ``ModelId``.

Read on 2026-11-24: the service model that all AWS SDKs are generated from, in npm @aws-sdk/client-bedrock-runtime
3.1164.0; Go capitalises its members and ends its inputs in ``Input``.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_MODEL = ("ModelId",)

SDK = Sdk(
    name="bedrock-go",
    provider="bedrock",
    languages=("go",),
    calls=(
        Call("ConverseInput", model=_MODEL, prompt=("Messages", "System")),
        Call("ConverseStreamInput", model=_MODEL, prompt=("Messages", "System")),
        Call("InvokeModelInput", model=_MODEL),
        Call("InvokeModelWithResponseStreamInput", model=_MODEL),
        Call("StartAsyncInvokeInput", model=_MODEL),
    ),
    imports=("service/bedrockruntime",),
    parameters=(("Latency", Key.SERVICE_TIER),),
)
