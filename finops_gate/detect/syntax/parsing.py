"""tree-sitter's parsers, held to an amount of work that grows with the file.

Some grammars take time with the square of a file that was written for it (64 kB of ``<a<b``: a minute in C#, a crash in
Kotlin, whose parser recurses as deep as the file is ambiguous). Both show early in two numbers that depend on nothing
but the text: how many operations the parser does a byte, and how often it asks for a piece of the text again. Real
files of the corpus need at most 0.0133 progress reports a byte and 3 reads a piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Parser, Tree

SMALL = 4096
"""Bytes up to which no file hurts: the worst that was found takes half a second."""
CONTINUED = 3000
"""Lines that go on behind a backslash: each costs the parsers as much as there are, and neither number shows it."""
PIECE = 4096
REPORTS = 0.02
"""Progress reports a byte that are allowed, beyond the first 300."""
READS = 30
"""Reads of each piece that are allowed, beyond the first 200."""


def parse(parser: Parser, source: bytes) -> Tree | None:
    """The tree of a source file; None when it would take more work than any real file of its size."""
    if len(source) <= SMALL:
        return parser.parse(source)
    if source.count(b"\\\n") > CONTINUED:
        return None
    first = _bounded(parser, source)
    # Nodes know their text only when the parser was given all of it; with the first tree at hand this costs little.
    return None if first is None else parser.parse(source, old_tree=first)


def again(parser: Parser, before: bytes, source: bytes, tree: Tree) -> Tree | None:
    """The tree of a text that came of another one, whose tree is told of the edit: costs what has changed.

    Where the text does not parse, a whole reading may see other errors; None as for `parse`.
    """
    if source.count(b"\\\n") > CONTINUED:
        return None
    start = common_start(before, source)
    end = common_end(before, source, min(len(before), len(source)) - start)
    old_end, new_end = len(before) - end, len(source) - end
    points = [_point(before, start), _point(before, old_end), _point(source, new_end)]
    tree.edit(start, old_end, new_end, *points)
    first = _bounded(parser, source, tree)
    return None if first is None else parser.parse(source, old_tree=first)


def common_start(before: bytes, after: bytes) -> int:
    """Bytes with which both texts begin."""
    return _most(min(len(before), len(after)), lambda size: after.startswith(before[:size]))


def common_end(before: bytes, after: bytes, room: int | None = None) -> int:
    """Bytes with which both texts end; at most `room`."""
    most = min(len(before), len(after)) if room is None else room
    return _most(most, lambda size: after.endswith(before[len(before) - size :]))


def _most(most: int, same: Callable[[int], bool]) -> int:
    """The largest size up to which something is the same; bytes are compared at gigabytes a second."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if same(middle) else (low, middle - 1)
    return low


def _point(text: bytes, offset: int) -> tuple[int, int]:
    return text.count(b"\n", 0, offset), offset - (text.rfind(b"\n", 0, offset) + 1)


def _bounded(parser: Parser, source: bytes, old: Tree | None = None) -> Tree | None:
    reports, reads = int(REPORTS * len(source)) + 300, READS * (len(source) // PIECE + 1) + 200

    def piece(offset: int, _: Any) -> bytes:
        nonlocal reads
        reads -= 1
        return source[offset : offset + PIECE] if reads > 0 else b""

    def give_up(*_: Any) -> bool:
        nonlocal reports
        reports -= 1
        return reports < 0 or reads < 0

    try:
        if old is None:
            tree = parser.parse(piece, progress_callback=give_up)
        else:
            tree = parser.parse(piece, old, progress_callback=give_up)
    except ValueError:  # what tree-sitter says when it was told to give up
        parser.reset()
        return None
    return tree if reads > 0 and reports >= 0 else None
