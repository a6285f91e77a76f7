"""Which members of two artefacts are worth a parse: those whose lines that speak of models differ."""

from __future__ import annotations

import re
from collections.abc import Mapping

from finops_gate.detect import places
from finops_gate.detect.candidates import candidates

_EXAMPLES = frozenset(
    """
    template templates scaffold scaffolding boilerplate example examples cookbook cookbooks docs doc benchmark
    benchmarks notebooks samples
    """.split()
)
_SUFFIX = re.compile(r"\.(?:py|js|cjs|mjs)$")
_BUILT = re.compile(r"(?<![^/])dist(?=/)|\.(?=(?:min|bundle)\.[cm]?js$)")
_OPENED = re.compile(r"(?<![^/])dist,(?=[/.])|,(?=(?:min|bundle)(?:\.[cm]?js$|:))")
_FORMATS = {".js": 0, ".mjs": 1, ".cjs": 2, ".py": 3}


def worth_comparing(
    before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The members of both sides whose model lines differ, without tests, examples and the twins of one module."""
    lines = {
        path: (_speaking(before.get(path, b"")), _speaking(after.get(path, b"")))
        for path in sorted(before.keys() | after.keys(), key=lambda path: (_FORMATS.get(_ending(path), 9), path))
        if not shows_only(path)
    }
    seen: set[tuple[str, tuple[bytes, ...], tuple[bytes, ...]]] = set()
    kept = []
    for path, (one, other) in lines.items():
        if one == other:
            continue
        twin = (_SUFFIX.sub("", path.rsplit("/", 1)[-1]), one, other)
        if twin not in seen:
            seen.add(twin)
            kept.append(path)
    return {path: before[path] for path in kept if path in before}, {
        path: after[path] for path in kept if path in after
    }


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


def _speaking(text: bytes) -> tuple[bytes, ...]:
    """The lines that hold a candidate word, each with the one after it, where its value may stand."""
    found = []
    last = -1
    for offset in candidates(text):
        if offset < last:
            continue
        start = text.rfind(b"\n", 0, offset) + 1
        end = text.find(b"\n", offset)
        end = len(text) if end < 0 else end
        following = text.find(b"\n", end + 1)
        last = len(text) if following < 0 else following
        found.append(b" ".join(text[start:last].split()))
    return tuple(sorted(found))
