"""Requests that a program writes as a text: ``[]byte(`{"model": "gpt-4o", "messages": []}`)``."""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect.slots import can_be_model, claim, parameter
from finops_gate.model.setting import Key

_ENTRY = lazy(r'"(\w{1,40})"\s*:\s*(?:"([\w.:/@-]{1,150})"|(\d{1,7}))(?![\w.])')
_ASKED = ('"messages"', '"prompt"', '"input"', '"contents"', '"temperature"', '"stream"', '"max_tokens"')
"""Keys of a request; what a model answers has none of them."""
_ANSWERED = ('"choices"', '"usage"', '"object"', '"finish_reason"', '"stop_reason"', '"created"', '"pricing"')
_MOST = 20
"""Entries looked at in one text."""


class Entry(NamedTuple):
    """One billed entry of such a text."""

    key: Key
    slot: str
    value: str
    line: int
    """Lines below the first one of the text."""


def is_body(text: str) -> bool:
    """True for a text that is the body of a request to a model."""
    plain = text.strip()
    if plain[:1] != "{" or plain[-1:] != "}" or '"model"' not in text:
        return False
    return any(key in text for key in _ASKED) and not any(key in text for key in _ANSWERED)


def entries(text: str) -> Iterator[Entry]:
    """What such a text asks for."""
    for count, match in enumerate(_ENTRY.finditer(text)):
        if count >= _MOST:
            return
        slot, value, number = match.groups()
        line = text.count("\n", 0, match.start(1))
        if value and slot == "model" and can_be_model(value, claim(slot)):
            yield Entry(Key.MODEL, slot, value, line)
        elif number and parameter(slot) is Key.MAX_OUTPUT:
            yield Entry(Key.MAX_OUTPUT, slot, number, line)
