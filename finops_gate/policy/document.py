"""YAML that governs, read so strictly that it has one reading only.

Nothing is constructed: the parser's events become dictionaries, lists and text. So there are no alias bombs, no tags
and none of YAML 1.1's surprises (``NO`` is text, ``012`` is not ten, ``12:30`` is not 750), and a threshold cannot be a
NaN, which compares false with every amount and would switch a gate off. Each error names file, line and key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from finops_gate.base.errors import GovernanceError
from finops_gate.base.text import clean

LARGEST = 1 << 20
"""Bytes of one governing file. Policies are written by people; larger data belongs into CSV."""
DEEPEST = 40
MOST_NODES = 100_000
_SHOWN = 8
"""Parts of a key that a message shows; the form of every governing file is shallower."""

Value: TypeAlias = "str | dict[str, Value] | list[Value] | None"
"""Every scalar is text; a plain ``null``, ``~`` or nothing at all is None."""
Place: TypeAlias = tuple[str | int, ...]
"""Keys and positions from the root: ``("scopes", 0, "paths")``."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NO_AMOUNTS = frozenset({".nan", ".inf", "+.inf", "-.inf"})


@dataclass(frozen=True, slots=True)
class Document:
    """What a governing file says, and on which line it says it."""

    path: str
    value: Value
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of a key; of the nearest thing around it for a key that is missing."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines[place]

    def error(self, place: Place, problem: str, hint: str = "") -> GovernanceError:
        """The error to raise about a place."""
        return GovernanceError(self.path, self.line(place), dotted(place), problem, hint)


def dotted(place: Place) -> str:
    """``scopes[0].paths``: the key as a person would say it."""
    text = ""
    for part in place[:_SHOWN]:
        text += f"[{part}]" if isinstance(part, int) else f".{clean(part, 80)}" if text else clean(part, 80)
    return text + ("…" if len(place) > _SHOWN else "")


def read(text: bytes, path: str) -> Document:
    """The document of a governing file. Raises GovernanceError for anything but one plain mapping."""
    return _Reader(path).read(_decoded(text, path))


def _decoded(text: bytes, path: str) -> str:
    if len(text) > LARGEST:
        raise GovernanceError(path, 0, "", f"is {len(text):,} bytes; a governing file has at most {LARGEST:,}")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise GovernanceError(path, line, "", "is not UTF-8", "save the file with the encoding UTF-8") from None


@dataclass(slots=True)
class _Open:
    """A mapping or list that is still being read."""

    value: dict[str, Value] | list[Value]
    place: Place
    key: str | None = None
    """The key whose value comes next; None: a key comes next."""


class _Reader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.lines: dict[Place, int] = {}
        self.open: list[_Open] = []
        self.root: Value = None

    def read(self, text: str) -> Document:
        documents = nodes = 0
        for event in self._events(text):
            name, line = type(event).__name__, event.start_mark.line + 1
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise self._error(line, "holds a second document (---); one is allowed", "remove the second ---")
                if event.tags or event.version:
                    raise self._error(line, "begins with a % directive; plain YAML is enough")
            elif name == "AliasEvent":
                raise self._error(line, f"uses an alias (*{clean(event.anchor, 40)})", "write the value out in full")
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                self.open.pop()
            elif name in ("MappingStartEvent", "SequenceStartEvent", "ScalarEvent"):
                nodes += 1
                if nodes > MOST_NODES:
                    raise self._error(line, f"has more than {MOST_NODES:,} values")
                self._node(event, name, line)
        if not isinstance(self.root, dict):
            raise GovernanceError(
                self.path,
                0 if self.root is None else 1,
                "",
                "is empty" if self.root is None else "must be a mapping of keys to values",
                "see `finops-gate init` for a file to start from",
            )
        return Document(self.path, self.root, self.lines)

    def _events(self, text: str) -> Iterator[Any]:
        import yaml

        # neither parser recurses; libyaml's is ten times as fast, and the pure one gives the same events
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            yield from yaml.parse(text, Loader=loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 0
            around = text.splitlines()[line - 1 : line]
            hint = "indent with spaces, not with tabs" if "\t" in "".join(around) else ""
            raise self._error(line, f"is not YAML: {clean(error.problem or 'cannot be read')}", hint) from None
        except yaml.reader.ReaderError as error:  # a control character; it has a position and no mark
            line = text.count("\n", 0, error.position) + 1
            raise self._error(line, "is not YAML: it holds a character that YAML forbids") from None

    def _node(self, event: Any, name: str, line: int) -> None:
        if event.anchor is not None:
            raise self._error(
                line, f"defines an anchor (&{clean(event.anchor, 40)})", "write the value where it is used"
            )
        if event.tag is not None:
            raise self._error(line, f"has a tag ({clean(event.tag, 80)})", "remove the tag; quote text that needs it")
        within = self.open[-1] if self.open else None
        if within and isinstance(within.value, dict) and within.key is None:
            within.key = self._key(event, name, line, within)
            return
        place = self._place()
        self.lines.setdefault(place, line)
        value: Value
        if name == "ScalarEvent":
            value = self._scalar(event, line)
        else:
            if len(self.open) >= DEEPEST:
                raise self._error(line, f"nests more than {DEEPEST} levels deep")
            value = {} if name == "MappingStartEvent" else []
        if within is None:
            self.root = value
        elif isinstance(within.value, dict):
            assert within.key is not None  # a key always comes before its value
            within.value[within.key] = value
            within.key = None
        else:
            within.value.append(value)
        if isinstance(value, dict | list):
            self.open.append(_Open(value, place))

    def _key(self, event: Any, name: str, line: int, within: _Open) -> str:
        if name != "ScalarEvent":
            raise self._error(line, "has a key that is a mapping or a list", "a key is a word")
        key = str(event.value)
        if event.implicit[0] and key in _NULLS:
            raise self._error(line, "has a key without a name", "write `name: value`")
        if key == "<<" and event.implicit[0]:
            raise self._error(line, "uses a merge key (<<)", "write the values out in full")
        self._sound(key, line)
        if key in within.value:
            first = self.lines[(*within.place, key)]
            raise GovernanceError(
                self.path,
                line,
                dotted((*within.place, key)),
                f"is given twice (first on line {first})",
                "keep one of them",
            )
        self.lines[(*within.place, key)] = line
        return key

    def _scalar(self, event: Any, line: int) -> str | None:
        text = str(event.value)
        self._sound(text, line)
        if not event.implicit[0]:  # quoted, or a block of text
            return text
        if text in _NULLS:
            return None
        if text.lower() in _NO_AMOUNTS:
            raise self._error(line, f"{clean(text)} is not an amount", "write a number, or quote it if it is text")
        return text

    def _sound(self, text: str, line: int) -> None:
        if not text.isascii() and any(0xD800 <= ord(character) <= 0xDFFF for character in text):
            raise self._error(line, "holds half of a surrogate pair")

    def _place(self) -> Place:
        if not self.open:
            return ()
        within = self.open[-1]
        if isinstance(within.value, list):
            return (*within.place, len(within.value))
        return (*within.place, within.key) if within.key is not None else within.place

    def _error(self, line: int, problem: str, hint: str = "") -> GovernanceError:
        return GovernanceError(self.path, line, dotted(self._place()), problem, hint)
