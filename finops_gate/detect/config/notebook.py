"""Notebooks: the source of their code cells, and nothing of their outputs, at the lines of the notebook's file."""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector
from finops_gate.detect.syntax.brackets import read_json
from finops_gate.detect.syntax.outline import UNCLOSED, Branch, Outline, UnreadableError, decode
from finops_gate.model.setting import Embedded, Role, Setting, Skipped

_MAGIC = lazy(r"^\s*(?:%|!|\?)")
_LANGUAGES = {"javascript": "typescript", "typescript": "typescript", "bash": "shell", "deno": "typescript"}


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    try:
        outline = read_json(decode(text))
    except UnreadableError as problem:
        return [Skipped(path, problem.reason)]
    lines: list[str] = []
    numbers: list[int] = []
    for cell in _cells(outline):
        kind = cell.leaf("cell_type")
        if kind is None or kind.value != "code":
            continue
        source = _source(cell)
        first = next((piece.strip() for piece, _ in source if piece.strip()), "")
        if first.startswith("%%") and not re.match(r"%%(?:time|timeit|capture)\b", first):
            continue  # the cell is written in another language, or into a file
        for piece, number in source:
            lines.append("" if _MAGIC.match(piece) else piece)
            numbers.append(number)
    torn = [Skipped(path, UNCLOSED)] if outline.unclosed else []
    if not lines:
        return [*torn]
    code = "\n".join([*lines, ""]).encode("utf-8", "replace")
    return [*torn, Embedded(_language(outline), code, numbers[0], Role.NOTEBOOK, (*numbers, numbers[-1]))]


def _cells(outline: Outline) -> list[Branch]:
    top = outline.root.branches[0] if outline.root.branches else outline.root
    return [cell for listed in top.branches if listed.key == "cells" for cell in listed.branches]


def _source(cell: Branch) -> list[tuple[str, int]]:
    """The lines of a cell, each with its line in the file: a list of strings, or one string with line ends."""
    listed = next((branch for branch in cell.branches if branch.key == "source"), None)
    whole = cell.leaf("source")
    leaves = listed.leaves if listed is not None else [whole] if whole is not None else []
    found: list[tuple[str, int]] = []
    open_line = False
    for leaf in leaves:
        pieces = leaf.value.split("\n")
        if open_line and found:
            begun, number = found[-1]
            found[-1] = (begun + pieces.pop(0), number if begun else leaf.line)
        found += [(piece, leaf.line) for piece in pieces]
        open_line = True
    return found


def _language(outline: Outline) -> str:
    top = outline.root.branches[0] if outline.root.branches else outline.root
    for meta in top.branches:
        if meta.key != "metadata":
            continue
        for inner in meta.branches:
            named = (
                inner.leaf("language")
                if inner.key == "kernelspec"
                else inner.leaf("name")
                if inner.key == "language_info"
                else None
            )
            if named is not None:
                return _LANGUAGES.get(named.value.lower(), named.value.lower())
    return "python"


DETECTOR = Detector("notebook", (".ipynb",), _read)
