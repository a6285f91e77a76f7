"""Shell scripts as commands: words with their quotes taken off, assignments, heredocs and what stands in `$(...)`.

A bounded reader of our own: what counts are the places where a value is given (an assignment, a flag, a body), and
these must be found in pieces of scripts too (a workflow's step, a Dockerfile's RUN), where a full parser gets lost.
One pass over the text; what stands in `$(...)` and in quoted command lines is read once more, at most `DEPTH` times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy

DEPTH = 4
"""Scripts inside scripts that are followed; `bash -c "X=$(curl -d \"$(cat <<EOF ...)\")"` is as deep as people go."""
WORDS = 2000
"""Words of one command that are kept; a longer one is a generated list."""


LOOKS = 20
"""Heredocs inside one `$(...)` whose ends are looked for."""


class Word(NamedTuple):
    """One word of a command."""

    text: str
    """Without quotes; a command substitution is ``$()``."""
    line: int
    quoted: bool
    """Its first character stood in quotes."""


class Here(NamedTuple):
    """A heredoc."""

    text: str
    line: int
    """The line of its first line."""


class Command(NamedTuple):
    """One simple command."""

    words: tuple[Word, ...]
    heres: tuple[Here, ...]
    target: str
    """The file that its output goes to, ``|`` for another command, ``$`` for the script itself, else empty."""


_PLAIN = lazy(r"[^\s\\'\"`$;&|()<>#{}]+")
_DOUBLE = lazy(r"[^\\\"$`]+")
_HERE = lazy(r"<<(-?)[ \t]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|\\?([\w.-]+))")


def read_script(text: str, line: int = 1, depth: int = 0) -> Iterator[Command]:
    """The commands of a script in its order, those inside `$(...)` before the one that holds them. Never raises."""
    yield from _Script(text, line, depth).commands()


class _Script:
    def __init__(self, text: str, line: int, depth: int) -> None:
        self.text = text
        self.line = line
        self.depth = depth
        self.at = 0
        self.words: list[Word] = []
        self.waiting: list[tuple[str, bool, int]] = []
        """The heredocs that begin at the next line: delimiter, whether tabs are stripped, which command's they are."""
        self.held: list[tuple[tuple[Word, ...], str]] = []
        """Commands of this line that wait for their heredocs."""
        self.target = ""
        self.inner: list[Command] = []

    def commands(self) -> Iterator[Command]:
        text, size = self.text, len(self.text)
        while self.at < size:
            character = text[self.at]
            if character == "\n":
                self.at += 1
                held = self._close("")
                self.line += 1
                yield from self._flush(held)
            elif character in " \t\r":
                self.at += 1
            elif character == "#":
                end = text.find("\n", self.at)
                self.at = size if end < 0 else end
            elif character in ";&|":
                double = text[self.at : self.at + 2] in ("||", "&&", ";;")
                self.at += 2 if double else 1
                self.held += self._close("|" if character == "|" and not double else "")
            elif character in "()":
                array = character == "(" and self.words and self.words[-1].text.endswith("=")
                self.at += 1
                if not array:
                    self.held += self._close("")
            elif character in "{}" and (self.at + 1 >= size or text[self.at + 1] in " \t\r\n;"):
                self.at += 1
                self.held += self._close("")
            elif character in "<>":
                self._redirect()
            else:
                self._word()
        yield from self._flush(self._close(""))

    def _close(self, target: str) -> list[tuple[tuple[Word, ...], str]]:
        """Ends a command."""
        closed = [(tuple(self.words), target or self.target)] if self.words else []
        self.words, self.target = [], ""
        return closed

    def _flush(self, closed: list[tuple[tuple[Word, ...], str]]) -> Iterator[Command]:
        """Gives out the commands of a line; heredocs belong to the last of them that is not fed by another."""
        held, self.held = [*self.held, *closed], []
        heres: dict[int, list[Here]] = {}
        for delimiter, tabs, owner in self.waiting:
            heres.setdefault(owner, []).append(self._here(delimiter, tabs))
        self.waiting = []
        inner, self.inner = self.inner, []
        yield from inner
        for index, (words, target) in enumerate(held):
            yield Command(words, tuple(heres.get(index, ())), target)

    def _here(self, delimiter: str, tabs: bool) -> Here:
        pattern = re.compile(rf"^{chr(9) + '*' if tabs else ''}{re.escape(delimiter)}[ \t\r]*$", re.MULTILINE)
        match = pattern.search(self.text, self.at)
        end = match.start() if match else len(self.text)
        body = self.text[self.at : end]
        here = Here(body, self.line)
        self.at = match.end() + 1 if match else len(self.text)
        self.line += body.count("\n") + (1 if match else 0)
        return here

    def _redirect(self) -> None:
        text = self.text
        here = _HERE.match(text, self.at)
        if here and not text.startswith("<<<", self.at):
            self.waiting.append((here[2] or here[3] or here[4], bool(here[1]), len(self.held)))
            self.at = here.end()
            return
        if text.startswith("<<<", self.at):
            self.at += 3
            return  # a here-string is a word like any other
        out = text[self.at] == ">"
        while self.at < len(text) and text[self.at] in "<>&|":
            self.at += 1
        while self.at < len(text) and text[self.at] in " \t":
            self.at += 1
        if self.at < len(text) and text[self.at] not in "\n;&|()":
            self._word()
            if self.words:
                file = self.words.pop()
                if out and not re.fullmatch(r"\d|-|/dev/\w+", file.text):
                    self.target = file.text

    def _word(self) -> None:
        text, size = self.text, len(self.text)
        parts: list[str] = []
        line, quoted = self.line, text[self.at] in "'\""
        while self.at < size:
            character = text[self.at]
            if character in " \t\r\n;&|()<>":
                break
            if character == "'":
                end = text.find("'", self.at + 1)
                end = size if end < 0 else end
                self._take(parts, text[self.at + 1 : end])
                self.at = end + 1
            elif character == '"':
                self._double(parts)
            elif character == "\\":
                following = text[self.at + 1 : self.at + 2]
                if following == "\n":
                    self.line += 1
                    self.at += 2
                    break
                parts.append(following)
                self.at += 2
            elif character in "$`":
                self._dollar(parts)
            else:
                plain = _PLAIN.match(text, self.at)
                end = plain.end() if plain else self.at + 1
                parts.append(text[self.at : end])
                self.at = end
        word = "".join(parts)
        if (word or quoted) and len(self.words) < WORDS:
            self.words.append(Word(word, line, quoted))

    def _take(self, parts: list[str], piece: str) -> None:
        parts.append(piece)
        self.line += piece.count("\n")

    def _double(self, parts: list[str]) -> None:
        text, size = self.text, len(self.text)
        self.at += 1
        while self.at < size and text[self.at] != '"':
            if text[self.at] == "\\":
                following = text[self.at + 1 : self.at + 2]
                self._take(parts, following if following in '"\\$`' else "" if following == "\n" else f"\\{following}")
                if following == "\n":
                    self.line += 1
                self.at += 2
            elif text[self.at] in "$`":
                self._dollar(parts)
            else:
                plain = _DOUBLE.match(text, self.at)
                end = plain.end() if plain else self.at + 1
                self._take(parts, text[self.at : end])
                self.at = end
        self.at += 1

    def _dollar(self, parts: list[str]) -> None:
        """`$NAME` and `${...}` stay as they are written; what stands in `$(...)` or backticks is read as a script."""
        text = self.text
        if text.startswith("${{", self.at):
            end = text.find("}}", self.at)
            end = len(text) if end < 0 else end + 2
            self._take(parts, text[self.at : end])
            self.at = end
        elif text.startswith("${", self.at):
            end = self._closing(self.at + 2, "{", "}")
            self._take(parts, text[self.at : end])
            self.at = end
        elif text.startswith("$(", self.at) or text[self.at] == "`":
            start = self.at + (1 if text[self.at] == "`" else 2)
            end = self._backtick(start) if text[self.at] == "`" else self._closing(start, "(", ")")
            body = text[start : max(start, end - 1)]
            if self.depth < DEPTH and not body.startswith("("):
                found = read_script(body, self.line, self.depth + 1)
                self.inner += [one._replace(target=one.target or "$") for one in found]
            parts.append("$()")
            self.line += text.count("\n", self.at, end)
            self.at = end
        else:
            parts.append("$")
            self.at += 1

    def _backtick(self, start: int) -> int:
        end = self.text.find("`", start)
        return len(self.text) if end < 0 else end + 1

    def _closing(self, start: int, opening: str, closing: str) -> int:
        """The position behind the bracket that closes the one before `start`; quotes hide brackets."""
        text, size, depth, at = self.text, len(self.text), 1, start
        mark = re.compile(rf"[\\'\"{re.escape(opening + closing)}\n]|<<")
        double, looks = False, 0
        while True:
            match = mark.search(text, at)
            if match is None:
                return size
            sign, at = match.group(), match.end()
            if sign == "\\":
                at += 1
            elif sign == '"':
                double = not double
            elif sign == "'" and not double:
                end = text.find("'", at)
                at = size if end < 0 else end + 1
            elif sign == "<<" and not double and opening == "(" and looks < LOOKS:
                looks += 1
                here = _HERE.match(text, match.start())
                if here and text[at : at + 1] != "<":
                    delimiter = re.escape(here[2] or here[3] or here[4])
                    end_of = re.compile(rf"^\t*{delimiter}[ \t\r)]*$", re.MULTILINE).search(text, here.end())
                    at = end_of.start() if end_of else at
            elif sign == opening and not double:
                depth += 1
            elif sign == closing and not double:
                depth -= 1
                if depth == 0:
                    return at
