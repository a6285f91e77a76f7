"""RubyLLM: ``RubyLLM.chat(model: ...)`` and its like, each with a default of its own.

Read on 2026-11-24: ruby_llm after 1.16.0 (commit fb5a49bf of 2026-08-19; lib/ruby_llm/configuration.rb lines 68 to 116
hold the defaults, lib/ruby_llm/chat.rb, embedding.rb, image.rb the arguments).
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="ruby-llm",
    provider="",
    languages=("ruby",),
    calls=(
        Call("RubyLLM.chat", default="gpt-5.4"),
        Call("RubyLLM.embed", kind="embedding", default="text-embedding-3-small"),
        Call("RubyLLM.paint", kind="image", default="gpt-image-1.5"),
        Call("RubyLLM.speak", kind="audio", default="gpt-4o-mini-tts"),
        Call("RubyLLM.transcribe", kind="audio", default="whisper-1"),
        Call("with_model", position=0),
    ),
    imports=("RubyLLM", "ruby_llm"),
)
