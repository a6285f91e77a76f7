"""Rows that the texts of both sides contradict: what they tell of stands as it stood, or only elsewhere.

What a detector makes of a line depends on what is around it: an import, a name, a table. So where the one side is
recognised and the other is not, the texts are asked. A line that stands in its file as often as before neither came
nor went. And an id that left a call for a table, a condition's branch for an entry that is chosen by its key, is
written as often as before: no call ended. Such rows are shown for information and not billed. A limit alone is billed
where the texts say that its call stayed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property

from finops_gate.base.names import words
from finops_gate.base.patterns import lazy
from finops_gate.model.setting import Key, Location, Role, Setting
from finops_gate.model.site import Change, Status

ALONE = "a limit without a call"
STAYS = "its line is as it was; what is around it changed"
ELSEWHERE = "the same model is named elsewhere now"
SET = "what is read now is set to the same model as before"
_COMMENT = lazy(r"^\s*(?:#(?!\[)|//|/\*|\*|--|<!--|;)")
_WORD = lazy(r"[\w.:/@-]+")
_MARK = lazy(r"""/\*|\*/|<!--|-->|\"{3}|'{3}""")
_CLOSES = {"/*": "*/", "<!--": "-->", '"""': '"""', "'''": "'''"}
"""How a comment of several lines ends, by how it begins. A text of several lines is as silent."""
_OFFERED = frozenset({"menu", "table key", "comparison", "enum", "alias"})
"""Mentions that say what a line is, whatever is around it: taken from there into a call, a model begins to spend."""
_LEAST = 4
"""Letters of an id that is looked for in texts; a shorter one is found in any word."""


class Side:
    """The changed files of one side that may spend: their texts, and what was read in them, by path."""

    def __init__(self, texts: Mapping[str, str], found: Mapping[str, Sequence[Setting]]) -> None:
        self.texts = texts
        self.found = found
        self._calls: dict[tuple[str, str], int] = {}

    @cached_property
    def lines(self) -> dict[str, list[str]]:
        """Without indentation: what only moved into a block is still the same line."""
        return {path: [line.strip() for line in text.splitlines()] for path, text in self.texts.items()}

    @cached_property
    def counts(self) -> dict[str, Counter[str]]:
        """How often each line stands in each file."""
        return {path: Counter(lines) for path, lines in self.lines.items()}

    def line(self, at: Location) -> str | None:
        """The line at a place; None where it is not known."""
        lines = self.lines.get(at.path, [])
        return lines[at.line - 1] if 0 < at.line <= len(lines) else None

    def calls(self, path: str, name: str) -> int:
        """In how many lines of a file something of this name is called."""
        if (path, name) not in self._calls:
            lines = self.lines.get(path, ())
            self._calls[path, name] = sum(f"{name}(" in line and not _COMMENT.match(line) for line in lines)
        return self._calls[path, name]

    @cached_property
    def silent(self) -> dict[str, set[str]]:
        """The lines that begin inside a comment of several lines, at one of their places."""
        return {path: set(_commented(lines)) for path, lines in self.lines.items()}

    @cached_property
    def offered(self) -> dict[str, set[str | None]]:
        """The lines that name a model which is only to choose from, or compared with."""
        return {
            path: {self.line(one.location) for one in self.found.get(path, ()) if one.mention in _OFFERED}
            for path in self.lines
        }

    def named(self, ids: Set[str]) -> Counter[str]:
        """How often each id stands in a line of code that sets no model. Linear in the texts."""
        counts: Counter[str] = Counter()
        for path, lines in self.lines.items():
            sets = {one.location.line for one in self.found.get(path, ()) if one.key is Key.MODEL and not one.mention}
            for number, line in enumerate(lines, 1):
                if number not in sets and not _COMMENT.match(line):
                    counts.update(word for word in _words(line) if word in ids)
        return counts


def _words(line: str) -> Iterator[str]:
    """What may be an id, with its route and without: ``openai/gpt-4o`` and ``gpt-4o``."""
    for found in _WORD.findall(line):
        word = found.strip(".:/-")
        yield word
        if "/" in word:
            yield word.rpartition("/")[2]


def _commented(lines: Iterable[str]) -> Iterator[str]:
    closing = ""
    for line in lines:
        if closing:
            yield line
        for mark in _MARK.findall(line):
            if mark == closing:
                closing = ""
            elif not closing:
                closing = _CLOSES.get(mark, "")


def contradicted(rows: Sequence[Change], before: Side, after: Side) -> tuple[Change, ...]:
    """The rows, with those that the texts contradict shown and not billed; limits of calls that stayed are billed."""
    rows = [row._replace(billed=False, note=STAYS) if _stays(row, before, after) else row for row in rows]
    rows = [row._replace(billed=True, note="") if _of_a_call(row, before, after) else row for row in rows]
    rows = [row._replace(billed=False, note=SET) if _is_set(row, before, after) else row for row in rows]
    gone = {value for row in rows if (value := _gone(row))}
    if not gone:
        return tuple(rows)
    was, now = before.named(gone), after.named(gone)
    moved = {one for one in gone if now[one] > was[one]}
    return tuple(row._replace(billed=False, note=ELSEWHERE) if _gone(row) in moved else row for row in rows)


def _alone(row: Change) -> bool:
    """True for a billed model or parameter that came or went without another one in its place."""
    return row.billed and row.key.kind in ("model", "parameter") and row.status in (Status.ADDED, Status.REMOVED)


def doubtful(row: Change) -> bool:
    """True for a row that the texts may contradict."""
    return _alone(row) or row.note == ALONE or bool(_read_now(row))


def _stays(row: Change, before: Side, after: Side) -> bool:
    """True where the line that the row tells of stands in its file as often on the other side."""
    if not _alone(row):
        return False
    setting = row.bound.setting
    own, other = (before, after) if row.status is Status.REMOVED else (after, before)
    line, path = own.line(setting.location), setting.location.path
    if line is None or path not in other.texts or not isinstance(setting.value, str) or setting.value not in line:
        return False
    if own.counts[path][line] != other.counts[path][line]:
        return False
    return not any(line in side.silent[path] or line in side.offered[path] for side in (own, other))


def _of_a_call(row: Change, before: Side, after: Side) -> bool:
    """True for a limit of a call that both sides make as often: it was given, or lifted, and no call with it."""
    setting = row.bound.setting
    if row.note != ALONE or setting.role is not Role.CALL_ARGUMENT or not setting.callee:
        return False
    if not isinstance(row.bound.value, str):
        return False  # what was handed on may be set as before
    name, path = setting.callee.rpartition(".")[2], setting.location.path
    return before.calls(path, name) == after.calls(path, name) > 0


def _read_now(row: Change) -> str:
    """The name, of several words, that is read where a model was written out as what else holds: ``x.chat_model``."""
    if row.status is not Status.HIDDEN or row.key is not Key.MODEL or not row.billed or row.after is None:
        return ""
    for reference in row.after.setting.refers[:1]:
        name = reference.replace("::", ".").replace("->", ".").rpartition(".")[2].strip("$@")
        if len(words(name)) > 1 and "model" in words(name):
            return name
    return ""


def _is_set(row: Change, before: Side, after: Side) -> bool:
    """True where the name that is read now was set to the model that stood there, and still is."""
    name = _read_now(row)
    value = row.before.value if row.before is not None else None
    return bool(name) and isinstance(value, str) and all(_sets(side, name, value) for side in (before, after))


def _sets(side: Side, name: str, value: str) -> bool:
    """True where one side gives a name this value, and no other."""
    given = {
        one.value
        for found in side.found.values()
        for one in found
        if one.slot == name and not one.mention and isinstance(one.value, str)
    }
    return given == {value}


def _gone(row: Change) -> str | None:
    """The id of a model that is told as gone, where it was written out."""
    value = row.bound.setting.value
    told = _alone(row) and row.status is Status.REMOVED and row.key is Key.MODEL
    return value if told and isinstance(value, str) and len(value) >= _LEAST else None
