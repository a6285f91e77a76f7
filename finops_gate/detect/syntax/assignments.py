"""Files of `NAME=value` lines: dotenv, INI and properties."""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect.syntax.outline import Branch, Outline

_DOTENV = lazy(r"^\s*(?:export\s+|set\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*(.*)$")
_INI = lazy(r"^\s*([^=:\s#;\[!][^=:\s]*(?:[ \t]+[^=:\s]+)*)\s*[=:]\s*(.*)$")
_SECTION = lazy(r"^\s*\[([^\]]+)\]\s*$")


def read_dotenv(text: str) -> Outline:
    """The outline of a dotenv file: its names stand at the root."""
    outline = Outline()
    for number, line in enumerate(text.split("\n"), 1):
        match = _DOTENV.match(line)
        if match:
            value, quoted = bare(match[2])
            outline.leaf(outline.root, match[1], value, number, quoted=quoted)
    return outline


def bare(text: str) -> tuple[str, bool]:
    """A value without its quotes, or without the comment behind it; and whether it was quoted."""
    text = text.strip()
    if text[:1] in ("'", '"') and text:
        end = text.find(text[0], 1)
        return (text[1:end] if end > 0 else text[1:]), True
    return re.split(r"(?:^|\s)#", text, maxsplit=1)[0].rstrip(), False


def read_ini(text: str) -> Outline:
    """The outline of an INI or properties file: sections and dotted names are branches."""
    outline = Outline()
    section = outline.root
    known: dict[tuple[int, str], Branch] = {}

    def inside(start: Branch, parts: list[str], line: int) -> Branch:
        for part in parts[:20]:
            found = known.get((start.number, part))
            if found is None:
                found = known[start.number, part] = outline.branch(start, part, line)
            start = found
        return start

    lines = text.split("\n")
    at = 0
    while at < len(lines):
        number, line = at + 1, lines[at].rstrip("\r")
        at += 1
        head = _SECTION.match(line)
        if head:
            section = inside(outline.root, [head[1].strip()], number)
            continue
        match = _INI.match(line)
        if match is None or line[:1] in " \t":
            continue
        value = match[2]
        while value.endswith("\\") and at < len(lines):
            value = value[:-1] + lines[at].strip()
            at += 1
        *folders, key = match[1].strip().split(".")
        text_value, quoted = bare(value)
        outline.leaf(inside(section, folders, number), key, text_value, number, quoted=quoted)
    return outline
