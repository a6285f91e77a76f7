"""What a comment tells the gate: ``finops-gate: ignore[rule] reason=... until=...`` and ``finops-gate: feature=...``.

An annotation stands in a comment of the line itself, or in a comment line right above it, in any language: what matters
is the text after ``finops-gate:``, not the comment's form. What it may do is decided elsewhere (verdict/ignores.py):
an ignore that the change itself adds does not count.
"""

from __future__ import annotations

from finops_gate.base.patterns import lazy
from finops_gate.model.setting import Annotation, Setting

MARK = b"finops-gate:"
_TEXT = lazy(rb"finops-gate:[ \t]*([^\r\n]*)")
_COMMENT = lazy(rb"^[ \t]*(?:#|//|--|;|/\*|\*|<!--|%|\{/\*)")
_IGNORE = lazy(r"ignore\[([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\]")
_PAIR = lazy(r"\b(feature|tier|team|environment|reason|until)=(\"[^\"]*\"|'[^']*'|[^\s*>]+)")


def annotate(settings: list[Setting], text: bytes) -> list[Setting]:
    """The settings with the annotations that stand at them."""
    if MARK not in text:
        return settings
    found: dict[int, Annotation] = {}
    for number, line in enumerate(text.split(b"\n"), 1):
        match = _TEXT.search(line) if MARK in line else None
        if match is not None:
            at = number + 1 if _COMMENT.match(line) else number
            found[at] = parse(match.group(1).decode("utf-8", "replace"))
    return [setting._replace(annotation=found.get(setting.location.line)) for setting in settings]


def parse(text: str) -> Annotation:
    """The parts of one annotation; what is not understood is left out, so that a typing error silences nothing."""
    ignored = _IGNORE.search(text)
    pairs = {name: value.strip("\"'") for name, value in _PAIR.findall(text)}
    return Annotation(
        tuple(sorted(part.strip() for part in ignored.group(1).split(","))) if ignored else (),
        pairs.get("reason", ""),
        pairs.get("until", ""),
        pairs.get("feature"),
        pairs.get("team"),
        pairs.get("environment"),
        pairs.get("tier"),
    )
