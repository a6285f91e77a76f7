"""Aspire hosting: deployments of Azure OpenAI and of Azure AI Foundry that an AppHost makes and its projects read.

Read on 2026-11-25: ``AddDeployment(name, modelName, modelVersion)`` of Aspire.Hosting.Azure.CognitiveServices 9.2 and
``AddDeployment(name, modelName, modelVersion, format)`` of Aspire.Hosting.Azure.AIFoundry 9.4.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="aspire",
    provider="azure",
    languages=("csharp",),
    calls=(Call("AddDeployment", model=("modelName", "model"), position=1),),
    imports=("AddAzureOpenAI", "AddAzureAIFoundry", "IDistributedApplicationBuilder"),
)
