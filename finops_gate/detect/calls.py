"""The SDK tables as an index: the end of a callee to what the call spends on."""

from __future__ import annotations

import re
from functools import lru_cache

from finops_gate.base import shelf
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect.index.calls import SIZES, TABLES
from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key


class Match(NamedTuple):
    """A call that a table knows."""

    call: Call
    sdk: Sdk


_NOISE = lazy(r"\([^()]*\)|<[^<>()]*>|\[[^\[\]]*\]|[?!&*\s]")


_SEPARATOR = lazy(r"\.|::|->|\\")


@lru_cache(maxsize=4096)
def segments(callee: str) -> tuple[str, ...]:
    """The names of a dotted callee: ``(client as any)?.messages.stream`` ends in (messages, stream)."""
    text = callee[-300:]
    for _ in range(4):  # brackets nest; four levels are deeper than any real callee
        shorter = _NOISE.sub("", text)
        if shorter == text:
            break
        text = shorter
    return tuple(part for part in _SEPARATOR.split(text.strip("()")) if part)


PACKAGE = "finops_gate.detect.sdks"


def names_of(call: Call) -> tuple[str, ...]:
    """The names of a table's callee."""
    return tuple(re.split(r"\.|::|->", call.callee))


@lru_cache(maxsize=1)
def _unindexed() -> tuple[str, ...]:
    return tuple(name for name, size in shelf.sizes(PACKAGE).items() if SIZES.get(name) != size)


@lru_cache(maxsize=4096)
def _entries(language: str, last: str) -> list[tuple[tuple[str, ...], Match]]:
    """The entries of all tables of a language whose callees end in a name, longest first."""
    found: list[tuple[tuple[str, ...], Match]] = []
    indexed = (name for name, lasts in TABLES.get(language, {}).items() if f" {last} " in lasts)
    for name in sorted({*indexed, *_unindexed()}):
        sdk = shelf.take(PACKAGE, name, "SDK")
        assert isinstance(sdk, Sdk)
        if language in sdk.languages:
            named = ((names_of(call), Match(call, sdk)) for call in sdk.calls if call.callee.endswith(last))
            found += [(parts, match) for parts, match in named if parts[-1] == last]
    found.sort(key=lambda entry: -len(entry[0]))
    return found


def known(language: str, callee: tuple[str, ...], source: bytes) -> Match | None:
    """The longest table entry that a callee ends in.

    One-word callees of a table that names its imports are taken only where one of them stands in the file. Where
    several SDKs share a shape (``chat.completions.create``), the one that the file imports decides, else its owner.
    """
    if not callee:
        return None
    best: list[Match] = []
    length = 0
    for parts, match in _entries(language, callee[-1]):
        if len(parts) < length or callee[-len(parts) :] != parts:
            continue
        loose = len(parts) == 1 or match.call.position is not None
        if loose and match.sdk.imports and not _imported(match.sdk, source):
            continue
        length = len(parts)
        best.append(match)
    if len(best) > 1:
        best.sort(key=lambda match: (not _imported(match.sdk, source), match.sdk.name != "openai"))
    return best[0] if best else None


def _imported(sdk: Sdk, source: bytes) -> bool:
    return any(name.encode() in source for name in sdk.imports)


def billed_parameter(match: Match | None, name: str) -> Key | None:
    """The parameter that only this SDK spells so, or None."""
    return next((key for spelling, key in match.sdk.parameters if spelling == name), None) if match else None
