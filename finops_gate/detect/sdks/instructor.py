"""Instructor: ``from_provider("openai/gpt-4o")``, clients patched with a model, and its own kinds of completion.

Read on 2026-11-24: PyPI instructor 1.17.0 (instructor/v2/auto_client.py, v2/core/client.py, v2/providers/*/client.py).
``chat.completions.create`` is the table of the SDK that is patched. There is no default model.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_MESSAGES = ("messages",)

SDK = Sdk(
    name="instructor",
    provider="",
    languages=("python",),
    calls=(
        Call("chat.completions.create_iterable", prompt=_MESSAGES),
        Call("chat.completions.create_partial", prompt=_MESSAGES),
        Call("chat.completions.create_with_completion", prompt=_MESSAGES),
        Call("create_iterable", prompt=_MESSAGES),
        Call("create_partial", prompt=_MESSAGES),
        Call("create_with_completion", prompt=_MESSAGES),
        Call("from_anthropic", provider="anthropic"),
        Call("from_bedrock", provider="bedrock"),
        Call("from_cerebras", provider="cerebras"),
        Call("from_deepseek", provider="deepseek"),
        Call("from_fireworks", provider="fireworks"),
        Call("from_genai", provider="google"),
        Call("from_groq", provider="groq"),
        Call("from_mistral", provider="mistral"),
        Call("from_openai", provider="openai"),
        Call("from_openrouter", provider="openrouter"),
        Call("from_perplexity", provider="perplexity"),
        Call("from_provider", position=0),
        Call("from_together", provider="together"),
        Call("messages.create_with_completion", prompt=("messages", "system"), provider="anthropic"),
    ),
    imports=("import instructor", "from instructor"),
)
