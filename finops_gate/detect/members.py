"""Which members of two artefacts are worth a parse: those whose lines that speak of models differ."""

from __future__ import annotations

from collections.abc import Mapping

from finops_gate.base import shelf
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect import places
from finops_gate.detect.candidates import candidates
from finops_gate.detect.reading import read
from finops_gate.detect.syntax.ecmascript import JAVASCRIPT
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.model.setting import Setting

_EXAMPLES = frozenset(
    """
    template templates scaffold scaffolding boilerplate example examples cookbook cookbooks docs doc benchmark
    benchmarks notebooks samples
    """.split()
)
_SUFFIX = lazy(r"\.(?:py|js|cjs|mjs)$")
_BUILT = lazy(r"(?<![^/])dist(?=/)|\.(?=(?:min|bundle)\.[cm]?js$)")
_OPENED = lazy(r"(?<![^/])dist,(?=[/.])|,(?=(?:min|bundle)(?:\.[cm]?js$|:))")
_FORMATS = {".js": 0, ".mjs": 1, ".cjs": 2, ".py": 3}


class Member(NamedTuple):
    """One file of a package, and the places in it that the other version does not have."""

    text: bytes
    offsets: list[int]


def worth_comparing(
    before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> tuple[dict[str, Member], dict[str, Member]]:
    """The members of both sides whose model lines differ, without tests, examples and the twins of one module."""
    seen: set[tuple[str, frozenset[bytes], frozenset[bytes]]] = set()
    left: dict[str, Member] = {}
    right: dict[str, Member] = {}
    for path in sorted(before.keys() | after.keys(), key=lambda path: (_FORMATS.get(_ending(path), 9), path)):
        if shows_only(path):
            continue
        one, other = (_speaking(side.get(path, b"")) for side in (before, after))
        gone = {line for line, offsets in one.items() if len(offsets) != len(other.get(line, ()))}
        came = {line for line, offsets in other.items() if len(offsets) != len(one.get(line, ()))}
        twin = (_SUFFIX.sub("", path.rsplit("/", 1)[-1]), frozenset(gone), frozenset(came))
        if twin in seen or not (gone or came):
            continue
        seen.add(twin)
        for side, lines, wanted, kept in ((before, one, gone, left), (after, other, came, right)):
            if path in side:
                kept[path] = Member(side[path], sorted(o for line in wanted for o in lines[line]))
    return left, right


def read_members(members: Mapping[str, Member]) -> dict[str, list[Setting]]:
    """The settings that the differing places speak of, by the path under which a member is read."""
    found = {}
    for path, member in sorted(members.items()):
        if member.offsets:
            entries = read(_grammar(path), as_source(path), member.text, member.offsets)
            found[as_source(path)] = [entry for entry in entries if isinstance(entry, Setting)]
    return found


def _grammar(path: str) -> Grammar:
    if not path.endswith(".py"):
        return JAVASCRIPT
    grammar = shelf.take("finops_gate.detect.code", "python", "GRAMMAR")
    assert isinstance(grammar, Grammar)
    return grammar


def as_source(path: str) -> str:
    """The path under which a member is read: in a package the folder `dist` holds the code, not what was made of it."""
    return _BUILT.sub(lambda match: "dist," if match[0] == "dist" else ",", path)


def as_shipped(path: str) -> str:
    """The reverse of `as_source`."""
    return _OPENED.sub(lambda match: "dist" if match[0] == "dist," else ".", path)


def shows_only(path: str) -> bool:
    """True for what a package ships to be read or tested, not to be run."""
    folders = path.lower().split("/")[:-1]
    return places.mention(path) in ("test", "doc") or not _EXAMPLES.isdisjoint(folders)


def _ending(path: str) -> str:
    return path[path.rfind(".") :]


def _speaking(text: bytes) -> dict[bytes, list[int]]:
    """The lines that hold a candidate word, each with the one after it, where its value may stand, and the words."""
    found: dict[bytes, list[int]] = {}
    last, line = -1, b""
    for offset in candidates(text):
        if offset >= last:
            start = text.rfind(b"\n", 0, offset) + 1
            end = text.find(b"\n", offset)
            end = len(text) if end < 0 else end
            following = text.find(b"\n", end + 1)
            last = len(text) if following < 0 else following
            line = b" ".join(text[start:last].split())
        found.setdefault(line, []).append(offset)
    return found
