"""The settings of a document that is being written: read at once around an edit, and wholly when the writer pauses.

Reading 5,000 lines takes 0.1 s, which no keystroke may. Around an edit only the places near it are read anew; the rest
is what it was, moved by the lines that came or went. That answer is for the moment: a whole reading always follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from finops_gate.base.prefilter import relevant
from finops_gate.detect import route
from finops_gate.detect.candidates import candidates
from finops_gate.detect.reading import read as read_code
from finops_gate.detect.syntax.grammar import Grammar
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
    left, right = old.split(b"\n"), new.split(b"\n")
    shorter = min(len(left), len(right))
    start = 0
    while start < shorter and left[start] == right[start]:
        start += 1
    end = 0
    while end < shorter - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return Edit(start + 1, len(left) - end + 1, len(right) - end + 1)


def whole(path: str, text: bytes) -> list[Setting]:
    """All settings of a document."""
    return [entry for entry in route.read(path, text) if isinstance(entry, Setting)]


def near(path: str, found: Edit, new: bytes, before: Sequence[Setting]) -> list[Setting]:
    """The settings after an edit, as far as a look around it tells."""
    first, last = max(1, found.start - AROUND), found.new_end + AROUND
    old_last = found.old_end + AROUND
    kept = [s for s in before if not first <= s.location.line < old_last]
    inside = [s for s in before if first <= s.location.line < old_last]
    moved = [_moved(setting, found) for setting in kept]
    lines = new.split(b"\n")
    written = b"\n".join(lines[first - 1 : last - 1])
    if not inside and not relevant(written):
        return moved
    grammar = _grammar(path)
    if grammar is None:
        return whole(path, new)
    start = sum(len(line) + 1 for line in lines[: first - 1])
    offsets = [at for at in candidates(new) if start <= at < start + len(written)]
    fresh = [
        entry._replace(group=entry.group + APART if entry.group else 0)
        for entry in (read_code(grammar, path, new, offsets) if offsets else [])
        if isinstance(entry, Setting) and first <= entry.location.line < last
    ]
    return sorted([*moved, *fresh], key=lambda setting: setting.location.line)


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
