"""JSON files, and their looser relatives JSONC and JSON5."""

from __future__ import annotations

from finops_gate.detect.syntax.flow import JSON, read_flow
from finops_gate.detect.syntax.outline import Outline, UnreadableError


def read_json(text: str) -> Outline:
    """The outline of a JSON text. Raises UnreadableError for what does not begin like one, is too deep, too large."""
    outline = Outline()
    start = next((at for at, character in enumerate(text[:4000]) if character in "{["), None)
    if start is None and text.strip():
        raise UnreadableError("does not parse as JSON")
    if start is not None:
        read_flow(text, start, 1 + text.count("\n", 0, start), outline, outline.root, "", JSON, {})
    return outline
