"""Cloudflare's Workers AI: the binding ``env.AI.run("@cf/...", input)`` and the package that wrapped it.

Read on 2026-11-25: npm @cloudflare/workers-types 5.20261117.1 (``Ai.run(model, inputs, options)``), @cloudflare/ai
1.2.2 (``new Ai(env.AI).run(model, inputs)``), workers-ai-provider 4.0.0 (``createWorkersAI({binding})(model)``). The
binding needs no import; its models are called ``@cf/...``, and ``@hf/...`` for some from Hugging Face.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_PROMPT = ("messages", "prompt", "system")

SDK = Sdk(
    name="workers-ai",
    provider="cloudflare",
    languages=("typescript",),
    calls=(
        Call("AI.run", position=0, prompt=_PROMPT),
        Call("Ai.run", position=0, prompt=_PROMPT),
        Call("ai.run", position=0, prompt=_PROMPT),
        Call("createWorkersAI", position=0),
        Call("workersai", position=0),
    ),
    imports=("@cf/", "@hf/"),
)
