"""What an SDK's own constant says by its name, where nothing better is known: ``openai.GPT4o`` is gpt-4o."""

from __future__ import annotations

import re

from finops_gate.base.families import TIERS, known_family
from finops_gate.base.identity import without_vendor
from finops_gate.base.names import letters, words
from finops_gate.base.patterns import lazy
from finops_gate.model.site import Bound


def spelled(bound: Bound) -> str:
    """What an SDK's own constant says by its name (``openai.GPT4``): the id, where nothing better is known."""
    refers = bound.ends or bound.setting.refers
    *around, last = re.split(r"\.|::", _TEXT.sub("", refers[0].removesuffix(".value"))) if refers else ("",)
    last = without_vendor(_POINT.sub("", _KIND.sub("", _SIGN.sub("_", last))))
    constant = last[:1].isupper() or any(name[:1].isupper() for name in around[-1:])  # Swift's ``Model.gpt4_o``
    told = constant and (any(character.isdigit() for character in last) or not TIERS.isdisjoint(words(last)[-1:]))
    family = known_family(last.replace("_", "-")) or known_family("-".join(words(last)))  # TextDavinci003
    return letters(last) if told and family else ""


_TEXT = lazy(r"\.(?:toString|ToString|name|getValue|getModel|getName)(?:\(\))?$")
"""What makes the text of a constant: ``OpenAiChatModelName.GPT_4_TURBO.toString()``."""
_KIND = lazy(r"^(?:[A-Z][a-z]+){0,2}Model(?=[A-Z])|^GPT3(?=Text[A-Z])")
"""What a constant says before its model's name: Go's ``openai.ChatModelGPT4o``, ``anthropic.ModelClaudeOpus4_5``."""
_SIGN = lazy(r"_(?:hyphen|period|colon|sol)_")
"""How Swift's generator of OpenAPI writes what no name may hold: ``gpt_hyphen_3_period_5_hyphen_turbo``."""
_POINT = lazy(r"(?<=\d)(?:Dot|Point|_DOT_|_POINT_)(?=\d)")
"""How a constant writes a point: ``openai.GPT3Dot5Turbo``."""
