"""tree-sitter's parsers, held to an amount of work that grows with the file.

Some grammars take time with the square of a file that was written for it (64 kB of ``<a<b``: a minute in C#, a crash in
Kotlin, whose parser recurses as deep as the file is ambiguous). Both show early in two numbers that depend on nothing
but the text: how many operations the parser does a byte, and how often it asks for a piece of the text again. Real
files of the corpus need at most 0.0133 progress reports a byte and 3 reads a piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


def _bounded(parser: Parser, source: bytes) -> Tree | None:
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
        tree = parser.parse(piece, progress_callback=give_up)
    except ValueError:  # what tree-sitter says when it was told to give up
        parser.reset()
        return None
    return tree if reads > 0 and reports >= 0 else None
