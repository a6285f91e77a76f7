"""Mem0: a memory layer whose model stands in a nested configuration, or nowhere.

Read on 2026-11-24: PyPI mem0ai 2.2.1. Without a configuration it calls mem0/llms/openai.py line 40 ("gpt-5-mini") and
mem0/embeddings/openai.py line 15 ("text-embedding-3-small"); a configuration's own keys say ``model``.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="mem0",
    provider="openai",
    languages=("python",),
    calls=(
        Call("AsyncMemory", model=(), default="gpt-5-mini", prompt=("custom_fact_extraction_prompt",)),
        Call("AzureOpenAIConfig", provider="azure"),
        Call("BaseEmbedderConfig", kind="embedding", position=0),
        Call("BaseLlmConfig", position=0),
        Call("Memory", model=(), default="gpt-5-mini", prompt=("custom_fact_extraction_prompt",)),
        Call("Memory.from_config", model=()),
    ),
    imports=("mem0",),
)
