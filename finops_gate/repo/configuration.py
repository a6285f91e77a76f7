"""Reads one value of a git configuration file without starting git. Includes are not followed."""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy

LIMIT = 256 * 1024
"""Bytes of one configuration file that are read. A larger one is no file that a person wrote."""

_SECTION = lazy(r'\s*\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]')
_ENTRY = lazy(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*(?:=(.*))?")
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}


def values(path: str, section: str, subsection: str, key: str) -> list[str]:
    """Every value of `section.subsection.key`, in the order written; empty where the file or the key is not there."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is not imported on the way to a verdict
            text = file.read(LIMIT).decode("utf-8", "surrogateescape")
    except OSError:
        return []
    found = []
    here = False
    for line in _joined(text):
        heading = _SECTION.match(line)
        if heading:
            name = re.sub(r"\\(.)", r"\1", heading[2] or "")
            here = heading[1].lower() == section and name == subsection
            line = line[heading.end() :]
        entry = _ENTRY.match(line) if here else None
        if entry and entry[1].lower() == key:
            found.append("true" if entry[2] is None else _unquoted(entry[2]))
    return found


def _joined(text: str) -> list[str]:
    return re.sub(r"\\\r?\n", "", text).splitlines()


def _unquoted(raw: str) -> str:
    out: list[str] = []
    quoted = False
    kept = 0
    characters = iter(raw.strip())
    for character in characters:
        if character == '"':
            quoted = not quoted
        elif character == "\\":
            escaped = next(characters, "")
            out.append(_ESCAPES.get(escaped, escaped))
        elif character in "#;" and not quoted:
            break
        else:
            out.append(character)
            if character.isspace() and not quoted:
                continue
        kept = len(out)
    return "".join(out[:kept])
