"""The settings of a document that is being written: read at once around an edit, and wholly when the writer pauses.

Reading 5,000 lines takes 0.1 s, which no keystroke may. Around an edit only the places near it are read anew; the rest
is what it was, moved by the lines that came or went. That answer is for the moment: a whole reading always follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.prefilter import relevant
from finops_gate.detect import route
from finops_gate.detect.candidates import candidates
from finops_gate.detect.reading import Parsed, parsed
from finops_gate.detect.reading import read as read_code
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.parsing import common_end, common_start
from finops_gate.model.setting import Setting

AROUND = 12
"""Lines on both sides of an edit that are read with it: a call's arguments stand within them."""
APART = 1_000_000_000
"""Added to the groups of what was read anew, so that no group of the rest is taken for theirs."""


class Edit(NamedTuple):
    """Lines `[start, old_end)` became `[start, new_end)`, counted from 1."""

    start: int
    old_end: int
    new_end: int

    @property
    def moved(self) -> int:
        return self.new_end - self.old_end

    def line(self, old: int) -> int:
        """Where a line went; one that was edited stays as near as it can."""
        if old >= self.old_end:
            return old + self.moved
        return min(old, max(self.start, self.new_end - 1)) if old >= self.start else old


def edit(old: bytes, new: bytes) -> Edit | None:
    """What differs between two texts, by lines; None when nothing does."""
    if old == new:
        return None
    left, right = old.count(b"\n") + 1, new.count(b"\n") + 1
    at = common_start(old, new)
    start = old.count(b"\n", 0, at) + all(text[at : at + 1] in (b"", b"\n") for text in (old, new))
    size = common_end(old, new)
    end = old.count(b"\n", len(old) - size) + all(text[: len(text) - size][-1:] in (b"", b"\n") for text in (old, new))
    end = min(end, min(left, right) - start)
    return Edit(start + 1, left - end + 1, right - end + 1)


def whole(path: str, text: bytes) -> list[Setting]:
    """All settings of a document."""
    return [entry for entry in route.read(path, text) if isinstance(entry, Setting)]


def near(
    path: str, found: Edit, new: bytes, before: Sequence[Setting], known: Parsed | None = None
) -> tuple[list[Setting], Parsed | None]:
    """The settings after an edit, as far as a look around it tells, and the tree for the next edit.

    `known`: the tree of an earlier text, which is used up; without it the text is parsed anew.
    """
    first, last = max(1, found.start - AROUND), found.new_end + AROUND
    old_last = found.old_end + AROUND
    kept = [s for s in before if not first <= s.location.line < old_last]
    inside = [s for s in before if first <= s.location.line < old_last]
    moved = [_moved(setting, found) for setting in kept]
    start, end = _place(new, first), _place(new, last)
    written = new[start:end]
    if not inside and not relevant(written):
        return moved, known
    grammar = _grammar(path)
    if grammar is None:
        return whole(path, new), None
    offsets = [start + at for at in candidates(written)]
    known = parsed(grammar, new, known) if offsets else known
    fresh = [
        entry._replace(group=entry.group + APART if entry.group else 0)
        for entry in (read_code(grammar, path, new, offsets, known) if known is not None else [])
        if isinstance(entry, Setting) and first <= entry.location.line < last
    ]
    return sorted([*moved, *fresh], key=lambda setting: setting.location.line), known


def tree(path: str, text: bytes) -> Parsed | None:
    """The tree of a document, for the edits that follow; None where none is needed."""
    grammar = _grammar(path)
    return None if grammar is None else parsed(grammar, text)


def _place(text: bytes, line: int) -> int:
    """Where a line begins, counted from 1; one behind the last begins at the end."""
    at = 0
    for _ in range(line - 1):
        at = text.find(b"\n", at) + 1
        if at == 0:
            return len(text)
    return at


def _moved(setting: Setting, found: Edit) -> Setting:
    line = found.line(setting.location.line)
    return setting if line == setting.location.line else setting._replace(location=setting.location._replace(line=line))


def _grammar(path: str) -> Grammar | None:
    """The grammar of a language that the engine reads place by place; None for every other format."""
    detector = route.detector_for(path)
    if detector is None:
        return None
    if detector.name == "typescript":
        from finops_gate.detect.syntax.ecmascript import JAVASCRIPT, TSX, TYPESCRIPT

        ending = path[path.rfind(".") :].lower()
        return TSX if ending == ".tsx" else TYPESCRIPT if ending in (".ts", ".mts", ".cts") else JAVASCRIPT
    found = getattr(import_module(detector.read.__module__), "GRAMMAR", None)
    return found if isinstance(found, Grammar) else None
