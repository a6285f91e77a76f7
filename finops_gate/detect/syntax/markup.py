"""Markup files that hold scripts (Vue, Svelte): their script blocks at the lines of the file.

Nothing of a template is read: an option's `value="gpt-4o"` is a choice, and a placeholder a text. A search for two
tags is all that is needed, and it never loses its way in a template that no HTML parser knows.
"""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.model.setting import Embedded, Setting, Skipped

BLOCKS = 20
"""Script blocks of one file that are read; a component has two at most."""
_OPEN = lazy(rb"<script\b((?:\"[^\"]{0,500}\"|'[^']{0,500}'|[^>\"']){0,300})>", re.IGNORECASE)
_CLOSE = lazy(rb"</script\s*>", re.IGNORECASE)
_COMMENT = lazy(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_DATA = lazy(rb"\btype\s*=\s*[\"'](?!(?:module|text/(?:java|type)script|application/javascript)[\"'])", re.IGNORECASE)


def scripts(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    """The script blocks of a component, in order; one that is never closed is skipped. Linear in the text."""
    plain = _COMMENT.sub(lambda match: re.sub(rb"[^\n]", b" ", match.group()), text)
    found: list[Setting | Embedded | Skipped] = []
    at = 0
    while len(found) < BLOCKS and (opened := _OPEN.search(plain, at)) is not None:
        closed = _CLOSE.search(plain, opened.end())
        if closed is None:
            return [*found, Skipped(path, "a script block is never closed")]
        if not _DATA.search(opened[1]):
            line = plain.count(b"\n", 0, opened.end()) + 1
            found.append(Embedded("typescript", text[opened.end() : closed.start()], line))
        at = closed.end()
    return found
