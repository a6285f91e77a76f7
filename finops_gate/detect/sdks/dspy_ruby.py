"""DSPy.rb: `DSPy::LM.new` with an id after the vendor's name, for what is asked and for what reflects on it.

Read on 2026-11-25: dspy 1.0.2 (lib/dspy/lm.rb, lib/dspy/reflection_lm.rb). The model is required there.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="dspy-ruby",
    provider="",
    languages=("ruby",),
    calls=(
        Call("DSPy.LM.new", position=0),
        Call("DSPy.ReflectionLM.new", position=0),
    ),
    imports=("DSPy", "dspy"),
)
