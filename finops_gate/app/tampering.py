"""What a change does to the gate beside its governing files: workflows, ignores in the code, files out of sight.

Imported only where `diff` has seen a sign of one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from finops_gate.base import shelf
from finops_gate.base.text import clean
from finops_gate.base.wiring import owns
from finops_gate.compare.wiring import owners_edited, wiring_edited
from finops_gate.detect import places, route
from finops_gate.model.governance import Edit, EditKind
from finops_gate.model.setting import Annotation, Setting, Skipped
from finops_gate.model.site import Change, Status
from finops_gate.repo.sides import FileChange, Sides

GUARDED = (".finops-gate", ".github", ".github/workflows", ".github/CODEOWNERS", "CODEOWNERS", ".gitlab-ci.yml")
"""Paths whose owners matter to the gate."""
POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins whose content is kept elsewhere."""
_ALIKE = 0.5
"""Share of a file's lines that another file has to have, to be where it went."""

Settings = Mapping[str, Sequence[Setting]]


def wiring(changes: Sequence[FileChange], halves: Mapping[str, bytes], owned: bytes | None = None) -> Iterator[Edit]:
    """Edits of what runs the gate. `halves`: files that base has and that cannot be read at head. `owned`: the list of
    owners that holds at the target: one that is added elsewhere may take its place, by the order of some forge.
    """
    sides = [(c.path, c.before, c.after) for c in changes if c.before is not None]
    if owned is not None:
        sides += [(c.path, owned, c.after) for c in changes if c.before is None and owns(c.path)]
    for path, before, after in (*sides, *((path, text, None) for path, text in halves.items())):
        told = _decoded(before), None if after is None else _decoded(after)
        found = owners_edited(*told, GUARDED) if owns(path) else wiring_edited(*told)
        for line, edit in found:
            yield Edit(EditKind.WIRING, path, line, edit.words, edit.weakens)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def ignores(before: Settings, after: Settings, as_of: date) -> Iterator[Edit]:
    """Ignores that head has and base does not, and those that say too little."""
    known = set(shelf.names("finops_gate.rules"))
    there = Counter(_identity(setting, path, before, after) for path, setting in _annotated(before))
    for path, setting in _annotated(after):
        note, line = setting.annotation, setting.location.line
        assert note is not None  # _annotated leaves the others out
        identity = _identity(setting, path, before, after)
        named = f"ignore[{clean(', '.join(note.ignores), 80)}]"
        if there[identity] > 0:
            there[identity] -= 1
        else:
            until = f", until {clean(note.until, 20)}" if note.until else ", without an end"
            words = f'{named} added: "{clean(note.reason, 80)}"{until}' if note.reason else f"{named} added{until}"
            yield Edit(EditKind.IGNORE, path, line, words, weakens=True)
        for problem in _problems(note, known, as_of):
            yield Edit(EditKind.LOOSE_IGNORE, path, line, f"{named} {problem}")


def _annotated(settings: Settings) -> Iterator[tuple[str, Setting]]:
    seen = set()
    for path in sorted(settings):
        for setting in settings[path]:
            place = (setting.location, setting.annotation)
            if setting.annotation is not None and setting.annotation.ignores and place not in seen:
                seen.add(place)
                yield path, setting


def _identity(setting: Setting, path: str, before: Settings, after: Settings) -> tuple[object, ...]:
    """What an ignore is known by; a file that came or went as a whole has moved with its ignores."""
    moved = path not in before or path not in after
    note = setting.annotation
    return "" if moved else path, setting.scope, setting.slot, note and (note.ignores, note.reason, note.until)


def _problems(note: Annotation, known: set[str], as_of: date) -> Iterator[str]:
    for rule in note.ignores:
        if rule not in known:
            yield f"names no rule: {clean(rule, 60)}"
    if not note.reason:
        yield "has no reason, so it silences nothing"
    if not note.until:
        yield "has no end"
        return
    try:
        if date.fromisoformat(note.until) < as_of:
            yield f"ended on {note.until}, so it silences nothing"
    except ValueError:
        yield f"ends on no day of the calendar ({clean(note.until, 20)}), so it silences nothing"


def out_of_sight(sides: Sides, torn: Iterable[Skipped], rows: Sequence[Change], lost: Sequence[str]) -> dict[str, str]:
    """Files that were read at base and are not at head, with the reason.

    `torn`: those that no detector could read any more; `lost`: those that are no texts any more.
    """
    reasons = {path: reason for path, reason in sides.skipped if path in lost}
    reasons |= {path: reason for path, reason in torn if path not in reasons}
    for change in sides.changes:
        before, after = change.before or b"", change.after
        if after is None or not before or places.never_read(change.path):
            continue
        if after.startswith(POINTER) and not before.startswith(POINTER):
            reasons[change.path] = "a pointer of Git LFS"
        elif places.written_by_program(after) and not places.written_by_program(before):
            reasons[change.path] = "its first lines say that a program wrote it"
    gone = {row.path for row in rows if row.status is Status.REMOVED and row.billed}
    for path in sorted(gone - reasons.keys()):
        lost_file = next((c for c in sides.changes if c.path == path and c.after is None), None)
        went = _went(lost_file, sides.changes) if lost_file is not None else None
        if went is not None:
            why = places.mention(went) or "no language that is read"
            reasons[path] = f"moved to {clean(went, 80)}, which is not judged ({why})"
    return reasons


def _went(gone: FileChange, changes: Sequence[FileChange]) -> str | None:
    """The new file that holds what a file held that is gone, where nobody looks for spending."""
    lines = _substance(gone.before)
    for change in changes:
        if change.before is not None or change.after is None:
            continue
        unseen = bool(places.mention(change.path)) or route.unread(change.path)
        if unseen and lines and len(lines & _substance(change.after)) >= _ALIKE * len(lines):
            return change.path
    return None


def _substance(text: bytes | None) -> set[bytes]:
    return {stripped for line in (text or b"").splitlines() if len(stripped := line.strip()) > 3}


def coverage(sides: Sides, reasons: Mapping[str, str]) -> Iterator[Edit]:
    """Files that are out of sight at head: those of `reasons`, and new ones that cannot be read."""
    for path in sorted(reasons):
        words = reasons[path]
        yield Edit(
            EditKind.COVERAGE, path, 1, words if "moved to" in words else f"read at base, at head: {words}", True
        )
    for path, reason in sides.skipped:
        if path in reasons or places.never_read(path) or places.mention(path):
            continue
        if reason == "submodule":
            yield Edit(
                EditKind.COVERAGE, path, 1, "a submodule comes, goes or moves: what it brings is not judged", True
            )
        elif not sides.oid("base", path) and not route.unread(path):
            yield Edit(EditKind.COVERAGE, path, 1, f"new, and cannot be read: {reason}", True)
