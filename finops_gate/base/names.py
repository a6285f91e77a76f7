"""Names as words: ``OPENAI_MODEL``, ``openaiModel`` and ``openai-model`` are one name."""

from __future__ import annotations

from functools import lru_cache

from finops_gate.base.patterns import lazy

_WORDS = lazy(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SIGNS = lazy(r"[^a-z0-9]")


@lru_cache(maxsize=16_384)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, lower case: ``chatGptModelName`` is (chat, gpt, model, name)."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def letters(name: str) -> str:
    """The letters and digits of a name, lower case, by which two spellings are compared: ``gpt4o`` of ``GPT_4o``."""
    return _SIGNS.sub("", name.casefold())


NO_ID = "no id"
"""The mention of a text that stands where a model belongs and is written like no id: ``default``, ``my-deployment``.

It spends nothing that anybody could name, so it makes no row, until it takes the place of a model.
"""
