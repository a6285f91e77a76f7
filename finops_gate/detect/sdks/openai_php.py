"""The community's PHP client `openai-php/client` (and its Laravel facade): one array with the key ``model``.

Read on 2026-11-24: openai-php/client 0.20.1 (src/Resources/*.php). ``$client->chat()->create([...])`` is read as
``chat.create``.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="openai-php",
    provider="openai",
    languages=("php",),
    calls=(
        Call("assistants.create", prompt=("instructions",)),
        Call("audio.speech", kind="audio"),
        Call("audio.speechStreamed", kind="audio"),
        Call("audio.transcribe", kind="audio", prompt=("prompt",)),
        Call("audio.transcribeStreamed", kind="audio", prompt=("prompt",)),
        Call("audio.translate", kind="audio", prompt=("prompt",)),
        Call("chat.create", prompt=("messages",)),
        Call("chat.createStreamed", prompt=("messages",)),
        Call("completions.create", prompt=("prompt",)),
        Call("completions.createStreamed", prompt=("prompt",)),
        Call("embeddings.create", kind="embedding"),
        Call("images.create", kind="image", prompt=("prompt",)),
        Call("images.createStreamed", kind="image", prompt=("prompt",)),
        Call("images.edit", kind="image", prompt=("prompt",)),
        Call("responses.create", prompt=("input", "instructions")),
        Call("responses.createStreamed", prompt=("input", "instructions")),
        Call("threads.createAndRun", prompt=("instructions",)),
    ),
)
