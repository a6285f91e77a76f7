"""DSPy: `dspy.LM` with a LiteLLM id, and the clients before 2.5.

Read on 2026-11-24: PyPI dspy 3.4.1 (dspy/clients/lm.py, embedding.py). The model is required there; ``dspy.OpenAI``
and its like were removed in 2.6 and stand in old code.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="dspy",
    provider="",
    languages=("python",),
    calls=(
        Call("LM", position=0),
        Call("dspy.AzureOpenAI", position=2, provider="azure"),
        Call("dspy.Claude", position=0, provider="anthropic"),
        Call("dspy.Cohere", position=0, provider="cohere"),
        Call("dspy.Embedder", kind="embedding", position=0),
        Call("dspy.GROQ", provider="groq"),
        Call("dspy.Google", position=0, provider="google"),
        Call("dspy.Mistral", position=0, provider="mistral"),
        Call("dspy.OllamaLocal", position=0, provider="ollama"),
        Call("dspy.OpenAI", position=0, provider="openai"),
        Call("dspy.Together", position=0, provider="together"),
    ),
    imports=("import dspy", "from dspy"),
)
