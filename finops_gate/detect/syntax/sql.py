"""SQL statements as what they give to columns and variables, in one pass over their words.

A bounded reader of our own: migrations hold functions in dollar quotes, procedural code and the dialect of one
database, where a full grammar gives up at the first word that it does not know; here only the few forms that give a
value to a named place are looked for, and everything else passes by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy

DEPTH = 3
"""Dollar quotes inside dollar quotes that are read: a function that executes another one's text."""
COLUMNS = 300
"""Columns of one INSERT that are told apart."""


class How(StrEnum):
    """How a value is given."""

    SET = "set"
    """``UPDATE ... SET column = value``, ``variable := value``."""
    DEFAULT = "default"
    """``column type DEFAULT value``."""
    ROW = "row"
    """``INSERT INTO table (column) VALUES (value)``."""
    ENTRY = "entry"
    """``jsonb_build_object('key', value)``."""
    FALLBACK = "fallback"
    """``COALESCE(column, value)``."""


class Given(NamedTuple):
    """One value that a statement gives."""

    table: str
    column: str
    value: str
    line: int
    quoted: bool
    how: How
    columns: tuple[str, ...] = ()
    """All columns of the INSERT it stands in."""


class Token(NamedTuple):
    """One word of a statement."""

    kind: str
    """name, string, number or mark."""
    text: str
    line: int

    @property
    def word(self) -> str:
        """A keyword or name in lower case; empty for strings and marks."""
        return self.text.lower() if self.kind == "name" else ""


_TOKEN = lazy(
    r"(?P<skip>\s+|--[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?|::\s*\w+(?:\(\d+\))?(?:\[\])?)"
    r"|(?P<dollar>\$(?P<tag>[A-Za-z_]\w*)?\$)"
    r"|(?P<string>[eEnNuU]?'(?:[^']|'')*'?)"
    r"|(?P<name>\"(?:[^\"]|\"\")*\"?|`[^`]*`?|\[[A-Za-z_]\w*\]|[A-Za-z_@][\w$]*(?:\s*\.\s*(?:\"[^\"]*\"|`[^`]*`|[A-Za-z_]\w*))*)"
    r"|(?P<number>\d[\d.]*)|(?P<mark>:=|[=<>!]+|.)",
    re.DOTALL,
)
_QUOTES = lazy(r"[\"`\[\]\s]")


def tokens(text: str, line: int = 1, depth: int = 0) -> Iterator[Token]:
    """The words of a script; what stands in dollar quotes is read as statements of its own. Linear, never raises."""
    at = 0
    closing: dict[str, bool] = {}
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:  # the last alternative takes any character
            break
        kind, said = match.lastgroup, match.group()
        at, here = match.end(), line
        if kind != "mark":
            line += said.count("\n")
        if kind == "skip":
            continue
        if kind == "dollar":
            end = text.find(said, at) if closing.get(said, True) else -1
            if end < 0:
                closing[said] = False  # looked for once: what is never closed is not looked for again
                continue
            if depth < DEPTH:
                yield Token("mark", ";", line)
                yield from tokens(text[at:end], line, depth + 1)
                yield Token("mark", ";", line)
            line += text.count("\n", at, end)
            at = end + len(said)
        elif kind == "string":
            body = said[said.index("'") + 1 :]
            yield Token("string", body.removesuffix("'").replace("''", "'"), here)
        elif kind == "name":
            yield Token("name", _QUOTES.sub("", said), here)
        elif kind in ("number", "mark"):
            yield Token(kind, said, here)


_ENDS = frozenset(
    {"", ",", ";", ")", "where", "from", "returning", "when", "end", "then", "else", "not", "null", "check"}
)
_TESTS = frozenset(
    {"where", "having", "check", "when", "if", "elsif", "raise", "comment", "using", "enum", "on", "while"}
)
_BOUNDARIES = frozenset({"(", ",", ";", "declare", "column", "begin", "exists"})
_STARTS = frozenset({"set", "begin", "then", "else", "loop", "declare"})
_HOLDS = frozenset({"value", "val", "setting_value", "config_value", "default_value"})
_NAMES = frozenset({"key", "name", "setting", "setting_key", "setting_name", "config_key", "slug"})
_NO_TABLE = frozenset({"set", "cascade", "of", "restrict", "no", "skip", "nowait", ""})


def read_sql(text: str) -> Iterator[Given]:
    """What the statements of a script give, in its order. Linear in the script, never raises."""
    reading = _Statement()
    earlier = Token("mark", ";", 1)
    current: Token | None = None
    for following in tokens(text):
        if current is not None:
            if current.kind in ("string", "number"):
                yield from reading.value(earlier, current, following)
            else:
                reading.step(earlier, current, following)
            earlier = current
        current = following
    if current is not None and current.kind in ("string", "number"):
        yield from reading.value(earlier, current, Token("mark", "", current.line))


class _Statement:
    """What is known in the middle of a statement."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.clause = ""
        self.condition = False
        self.row: dict[str, str] = {}
        """The texts of the row that is being read, by column: a table of settings names each in a column of its own."""
        self.table = ""
        self.column = ""
        self.columns: list[str] = []
        self.position = 0
        self.depth = 0
        self.calls: list[tuple[str, int, str]] = []
        """Calls whose arguments matter: name, depth, the key or column read last."""
        self.counts: list[int] = []

    def step(self, earlier: Token, token: Token, following: Token) -> None:
        """A name or a mark."""
        if token.kind == "mark":
            self._mark(earlier, token.text)
        elif token.text:
            self._word(earlier, token.word, token, following)

    def _mark(self, earlier: Token, text: str) -> None:
        if text == ";":
            self.clear()
        elif text == "(":
            self.depth += 1
            if earlier.word.endswith("build_object"):
                self.calls.append(("entry", self.depth, ""))
                self.counts.append(0)
            elif earlier.word in ("coalesce", "ifnull", "nullif", "isnull"):
                self.calls.append(("fallback", self.depth, ""))
                self.counts.append(0)
            if self.clause == "values" and self.depth == 1:
                self.position, self.row = 0, {}
        elif text == ")":
            self.depth = max(0, self.depth - 1)
            while self.calls and self.calls[-1][1] > self.depth:
                self.calls.pop()
                self.counts.pop()
            if self.clause == "columns" and self.depth == 0:
                self.clause = "insert"
        elif text == ",":
            if self.calls and self.calls[-1][1] == self.depth:
                self.counts[-1] += 1
            elif (self.clause == "values" and self.depth == 1) or (self.clause == "select" and self.depth == 0):
                self.position += 1

    def _word(self, earlier: Token, word: str, token: Token, following: Token) -> None:
        if self.calls and self.calls[-1][0] == "fallback" and self.calls[-1][1] == self.depth and not self.calls[-1][2]:
            self.calls[-1] = (*self.calls[-1][:2], token.text)
        elif word in _TESTS and not (word == "on" and following.word == "conflict"):
            self.clause = "test" if self.clause != "set" or word == "where" else self.clause
        elif word == "insert":
            self.clear()
            self.clause = "insert"
        elif (
            word == "update"
            and following.word not in _NO_TABLE
            and earlier.word not in ("on", "for", "before", "after", "or")
        ):
            self.clear()
            self.clause = "update"
        elif word == "set":
            self.clause = self.clause if following.word == "default" else "set"
        elif word in ("values", "select") and self.clause in ("insert", "columns"):
            self.clause, self.position = word, 0
        elif word in ("from", "returning") and self.clause in ("select", "set"):
            self.clause = "test"
        elif self.clause == "columns":
            if len(self.columns) < COLUMNS:
                self.columns.append(token.text)
        elif earlier.word in ("into", "update", "table", "only") or (earlier.word == "exists" and not self.table):
            if word not in ("only", "if", "not", "exists", "public"):
                self.table = token.text.rpartition(".")[2]
                if self.clause == "insert" and following.text == "(":
                    self.clause = "columns"
        elif earlier.text.lower() in _BOUNDARIES and word not in ("if", "not", "default", "constraint", "primary"):
            self.column = token.text
        if following.text in ("=", ":=") and self.clause != "test":
            if earlier.kind != "name" or earlier.word in _STARTS:  # not the type in `name type := value`
                self.column = token.text
        elif word == "when":
            self.condition = True
        elif word in ("then", "else", "end"):
            self.condition = False
            self.clause = "" if self.clause == "test" and word == "then" else self.clause

    def value(self, earlier: Token, token: Token, following: Token) -> Iterator[Given]:
        quoted = token.kind == "string"
        said = earlier.word or earlier.text
        how: How | None = None
        column = self.column
        if self.calls and self.calls[-1][1] == self.depth:
            kind, depth, key = self.calls[-1]
            if kind == "entry":
                if self.counts[-1] % 2 == 0:
                    self.calls[-1] = (kind, depth, token.text if quoted else "")
                    return
                how, column = How.ENTRY, key
            elif self.counts[-1] and self.clause != "test":
                how, column = How.FALLBACK, self.column if self.clause == "set" else key
        elif (self.clause == "values" and self.depth == 1) or (self.clause == "select" and self.depth == 0):
            if said in ("(", ",", "select") and self.position < len(self.columns):
                how, column = How.ROW, self.columns[self.position]
                self.row[column.lower()] = token.text
                if column.lower() in _HOLDS:
                    column = next((self.row[name] for name in self.row if name in _NAMES), column)
        elif said == "default":
            how = How.DEFAULT
        elif (
            said in ("=", ":=", "then", "else", "to")
            and self.clause != "test"
            and (following.word or following.text) in _ENDS
        ):
            given = (self.clause == "set" and not self.condition) or said == ":="
            how = How.SET if given else None
        if how is not None and column:
            columns = tuple(self.columns) if how is How.ROW else ()
            yield Given(self.table, column.rpartition(".")[2], token.text, token.line, quoted, how, columns)
