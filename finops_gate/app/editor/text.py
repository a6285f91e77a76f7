"""The text of an open document, with positions as editors count them: lines by any line end, columns in UTF-16."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy

_END = lazy(r"\r\n|\r|\n")


class Position(NamedTuple):
    """Line and column from 0; the column in UTF-16 units."""

    line: int
    column: int


class Span(NamedTuple):
    """A piece of a text, its end exclusive."""

    start: Position
    end: Position


class Text:
    """One version of a document. Editing gives another."""

    __slots__ = ("_feeds", "_starts", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        ends = accumulate(map(len, source.split("\n")))
        self._feeds = [0, *(end + at for at, end in enumerate(ends, 1))][:-1]
        self._starts = self._feeds
        if "\r" in source:
            self._starts = [0, *(match.end() for match in _END.finditer(source))]

    @property
    def encoded(self) -> bytes:
        """The bytes that a detector reads; a lone surrogate, which no file can hold, becomes a question mark."""
        return self.source.encode("utf-8", "replace")

    def edited(self, span: Span | None, new: str) -> Text:
        """The text with a piece replaced; without a span, another text."""
        if span is None:
            return Text(new)
        start, end = self.offset(span.start), self.offset(span.end)
        return Text(self.source[:start] + new + self.source[max(start, end) :])

    def offset(self, position: Position) -> int:
        """The index of a position; one behind the end of its line, or of the text, is that end."""
        if position.line >= len(self._starts):
            return len(self.source)
        start = self._starts[position.line]
        line = self._line(position.line)
        if line.isascii():
            return start + min(position.column, len(line))
        units = 0
        for index, character in enumerate(line):
            if units >= position.column:
                return start + index
            units += 2 if ord(character) > 0xFFFF else 1
        return start + len(line)

    def position(self, offset: int) -> Position:
        """The position of an index."""
        line = bisect_right(self._starts, offset) - 1
        before = self.source[self._starts[line] : offset]
        wide = 0 if before.isascii() else sum(ord(character) > 0xFFFF for character in before)
        return Position(line, len(before) + wide)

    def line_of(self, counted: int) -> tuple[int, str]:
        """Start and text of a line as detectors count them: from 1, line feeds alone. Beyond the end: the last."""
        at = min(max(counted, 1), len(self._feeds)) - 1
        end = self._feeds[at + 1] if at + 1 < len(self._feeds) else len(self.source)
        return self._feeds[at], self.source[self._feeds[at] : end].rstrip("\r\n")

    def span(self, counted: int, words: str = "") -> Span:
        """Where some words stand in a line that a detector counts; without them what is written in that line."""
        start, line = self.line_of(counted)
        at = line.find(words) if words else -1
        if at < 0:
            at = len(line) - len(line.lstrip())
            words = line.strip()
        return Span(self.position(start + at), self.position(start + at + len(words)))

    def end_of(self, counted: int) -> Position:
        """The end of a line that a detector counts."""
        start, line = self.line_of(counted)
        return self.position(start + len(line))

    def counted(self, position: Position) -> int:
        """The line of a position as a detector counts it."""
        return bisect_right(self._feeds, self.offset(position))

    def _line(self, number: int) -> str:
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.source)
        return self.source[start:end].rstrip("\r\n")
