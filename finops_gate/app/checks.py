"""Workflows of a change that would report in the gate's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_gate.base.wiring import NAME, WORKFLOWS
from finops_gate.compare.checks import borrowed, brought, names_gate
from finops_gate.model.governance import Edit, EditKind
from finops_gate.repo.sides import FileChange, Sides


def reporting(changes: Sequence[FileChange], sides: Sides) -> Iterator[Edit]:
    """Jobs that take the name of the gate's check. The target's workflows are read only where a job's name is new."""
    texts = [(change.path, _decoded(change.before), _decoded(change.after)) for change in changes]
    grown = [entry for entry in texts if brought(*entry[1:]) or names_gate(entry[2]) > names_gate(entry[1])]
    if not grown:
        return
    read = sides.tip.read(sides.target_files(WORKFLOWS.rstrip("/")))
    gates = {path: _decoded(text) for path, text in read.items() if NAME in text}
    for path, before, after in grown:
        for line, edit in borrowed(before, after, gates):
            yield Edit(EditKind.WIRING, path, line, edit.words, edit.weakens)


def _decoded(text: bytes | None) -> str:
    return (text or b"").decode("utf-8", "replace")
