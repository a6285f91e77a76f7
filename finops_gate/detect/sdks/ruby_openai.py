"""The community's Ruby client `ruby-openai`: one hash ``parameters:`` with the key ``model``.

Read on 2026-11-24: ruby-openai 8.3.0 (lib/openai/client.rb, audio.rb, images.rb, assistants.rb).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="ruby-openai",
    provider="openai",
    languages=("ruby",),
    calls=(
        Call("assistants.create", prompt=("instructions",)),
        Call("audio.speech", kind="audio"),
        Call("audio.transcribe", kind="audio", prompt=("prompt",)),
        Call("audio.translate", kind="audio", prompt=("prompt",)),
        Call("chat", prompt=("messages",)),
        Call("completions", prompt=("prompt",)),
        Call("embeddings", kind="embedding"),
        Call("images.edit", kind="image", prompt=("prompt",)),
        Call("images.generate", kind="image", prompt=("prompt",)),
        Call("responses.create", prompt=("input", "instructions")),
    ),
    imports=("OpenAI::Client", "OpenAI.configure"),
)
