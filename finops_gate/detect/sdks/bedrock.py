"""Amazon Bedrock's runtime through boto3 (snake case methods) and the AWS SDK for JavaScript v3 (commands).

Read on 2026-11-24: npm @aws-sdk/client-bedrock-runtime 3.1164.0 (dist-types/models/models_0.d.ts); boto3 is generated
from the same service model (``modelId`` keeps its case). The model is required.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_MODEL = ("modelId",)
_PROMPT = ("messages", "system")

SDK = Sdk(
    name="bedrock",
    provider="bedrock",
    languages=("python", "typescript"),
    calls=(
        Call("ConverseCommand", model=_MODEL, prompt=_PROMPT),
        Call("ConverseStreamCommand", model=_MODEL, prompt=_PROMPT),
        Call("CreateModelInvocationJobCommand", model=_MODEL),
        Call("InvokeModelCommand", model=_MODEL, prompt=("body",)),
        Call("InvokeModelWithBidirectionalStreamCommand", kind="audio", model=_MODEL),
        Call("InvokeModelWithResponseStreamCommand", model=_MODEL, prompt=("body",)),
        Call("RetrieveAndGenerateCommand", model=("modelArn",)),
        Call("StartAsyncInvokeCommand", model=_MODEL),
        Call("converse", model=_MODEL, prompt=_PROMPT),
        Call("converse_stream", model=_MODEL, prompt=_PROMPT),
        Call("create_model_invocation_job", model=_MODEL),
        Call("invoke_model", model=_MODEL, prompt=("body",)),
        Call("invoke_model_with_response_stream", model=_MODEL, prompt=("body",)),
        Call("retrieve_and_generate", model=("modelArn",)),
        Call("start_async_invoke", model=_MODEL),
    ),
    parameters=(("latency", Key.SERVICE_TIER),),  # performanceConfig: optimized latency has prices of its own
)
