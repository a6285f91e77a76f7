"""TOML, line by line: tables, arrays of tables, dotted keys, inline values; broken lines cost only themselves."""

from __future__ import annotations

from finops_gate.base.patterns import lazy
from finops_gate.detect.syntax.flow import TOML, read_flow
from finops_gate.detect.syntax.outline import Branch, Outline

_KEY = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')"
_TABLE = lazy(rf"^\s*(\[\[?)\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*\]\]?")
_ENTRY = lazy(rf"^\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=[ \t]*")
_PART = lazy(_KEY)


def read_toml(text: str) -> Outline:
    """The outline of a TOML file. Raises UnreadableError when it is too deep or too large."""
    outline = Outline()
    table = outline.root
    known: dict[tuple[int, str], Branch] = {}

    def inside(start: Branch, parts: list[str], line: int) -> Branch:
        for part in parts:
            found = known.get((start.number, part))
            if found is None:
                found = known[start.number, part] = outline.branch(start, part, line)
            start = found.branches[-1] if found.is_list and found.branches else found
        return start

    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        head = _TABLE.match(line)
        if head:
            parts = _parts(head[2])
            if head[1] == "[[":
                above = inside(outline.root, parts[:-1], number)
                listed = known.get((above.number, parts[-1]))
                if listed is None or not listed.is_list:
                    listed = known[above.number, parts[-1]] = outline.branch(above, parts[-1], number, is_list=True)
                table = outline.branch(listed, "", number)
            else:
                table = inside(outline.root, parts, number)
            continue
        match = _ENTRY.match(line)
        if match is None:
            continue
        *folders, key = _parts(match[1])
        branch = inside(table, folders, number)
        _, last = read_flow(text, starts[number - 1] + match.end(), number, outline, branch, key, TOML, {})
        at = max(at, last)
    return outline


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]
