"""PowerShell: parameters with a default, variables, hash tables, flags of commands, and texts that are JSON.

A bounded reader of our own. What counts are the places where a value is given; what is compared or printed is none.
"""

from __future__ import annotations

import re

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector
from finops_gate.detect.leaves import settings
from finops_gate.detect.syntax.outline import Branch, Outline, UnreadableError, decode
from finops_gate.model.setting import Embedded, Role, Setting, Skipped

_TOKEN = lazy(
    r"(?P<comment>#[^\n]*|`[ \t]*\r?\n)"
    r"|\$\{?env:(?P<env>\w{1,100})\}?"
    r"|\$(?:script:|global:|local:)?(?P<variable>\w{1,100}(?:\.\w{1,100}){0,6})"
    r"|(?P<flag>--?[A-Za-z][\w-]{0,100})(?=[\s:=)]|$)"
    r"|(?P<word>\w[\w.:/-]{0,200})"
    r"|(?P<sign>\?\?=?|[+]=|@\{|[=(){}\[\]\n|])",
    re.DOTALL,
)
_TEXT = {
    '"': re.compile(r"\"(?P<double>[^\"`]*(?:(?:`.|\"\")[^\"`]*)*)\"", re.DOTALL),
    "'": re.compile(r"'(?P<single>[^']*(?:''[^']*)*)'"),
}
_HERE = lazy(r"@([\"'])[ \t]*\r?\n")
_COMPARES = frozenset(
    """
    eq ne ceq ieq cne ine like notlike clike ilike match notmatch cmatch imatch contains notcontains in notin replace
    creplace ireplace split join is isnot as and or not xor gt ge lt le f bor band
    """.split()
)
"""Operators that are written like flags."""
_TEXTS = ("double", "single")


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, line, unclosed = 0, 1, set[str]()
    while at < len(text):
        end = -1
        here = _HERE.match(text, at) if text[at] == "@" else None
        if here is not None and here[1] not in unclosed:
            end = text.find(f"\n{here[1]}@", here.end() - 1)
            if end >= 0:
                body = text[here.end() : end] if end >= here.end() else ""
                found.append(_Token("here", body, line + 1))
                end += 3
            else:
                unclosed.add(here[1])
        elif text.startswith("<#", at) and "#>" not in unclosed:
            end = text.find("#>", at + 2)
            if end >= 0:
                end += 2
            else:
                unclosed.add("#>")
        if end < 0:
            opened = text[at] if text[at] in _TEXT and text[at] not in unclosed else ""
            match = (_TEXT[opened] if opened else _TOKEN).match(text, at)
            if opened and match is None:
                unclosed.add(opened)  # one search to the end of the file is enough
            end = match.end() if match else at + 1
            if match is not None and match.lastgroup != "comment":
                found.append(_Token(match.lastgroup or "", match[match.lastgroup or 0], line))
        line += text.count("\n", at, end)
        at = end
    return found


class _Reading:
    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.outline = Outline()
        self.embedded: list[Embedded] = []
        self.defaults: set[int] = set()
        """Lines on which parameters have their defaults."""
        self.branches: list[Branch] = [self.outline.root]
        self.command: Branch | None = None
        """The flags of the command at hand."""
        self.closing: list[str] = []
        """What the open brackets belong to: ``param``, ``(``, ``function``, ``@{``, ``{``."""

    def read(self) -> None:
        for index, token in enumerate(self.tokens):
            if token.kind == "sign":
                self._sign(index, token)
            elif token.kind == "flag":
                self._flag(index, token)
            elif token.kind == "here" or (token.kind in _TEXTS and token.text.lstrip()[:1] in ("{", "[")):
                self._json(token)

    def _sign(self, index: int, token: _Token) -> None:
        if token.text in ("\n", "|", "{", "}"):
            self.command = None
        if token.text in ("=", "??="):
            self._assign(index)
        elif token.text == "(":
            self.closing.append("param" if self._at(index - 1).text.lower() == "param" else "(")
        elif token.text in ("{", "@{"):
            self._open(index, token)
        elif token.text in (")", "}") and self.closing and (self.closing[-1] in ("param", "(")) == (token.text == ")"):
            closed = self.closing.pop()
            self.branches = self.branches[:-1] if closed in ("function", "@{") else self.branches

    def _open(self, index: int, token: _Token) -> None:
        if token.text == "@{":
            named = self._at(index - 2) if self._at(index - 1).text == "=" else self._at(index - 1)
            self._enter("@{", named.text.lstrip("-") if named.kind != "sign" else "", token.line)
        elif self._at(index - 2).text.lower() in ("function", "filter"):
            self._enter("function", self._at(index - 1).text, token.line)
        else:
            self.closing.append("{")

    def _enter(self, what: str, name: str, line: int) -> None:
        self.closing.append(what)
        self.branches.append(self.outline.branch(self.branches[-1], name, line))

    def _assign(self, index: int) -> None:
        named, given = self._at(index - 1), self._at(index + 1)
        if named.kind not in ("env", "variable", "word", "flag", *_TEXTS) or not named.text:
            return
        default = self._at(index + 3) if self._at(index + 2).text == "??" else _Token("", "", 0)
        value, line = "", given.line
        if given.kind == "env":
            value = f"${{{given.text}:-{default.text}}}" if default.kind in _TEXTS else f"${{{given.text}}}"
            line = default.line or line
        elif given.kind in _TEXTS or (given.kind == "word" and given.text.replace("_", "").isdigit()):
            value = given.text
        elif default.kind in _TEXTS:
            value, line = default.text, default.line
        if value and "\n" not in value:
            if self.closing[-1:] == ["param"]:
                self.defaults.add(line)
            branch = self._command(named) if named.kind == "flag" else self.branches[-1]
            self.outline.leaf(branch, named.text.lstrip("-"), value, line, quoted=True)

    def _flag(self, index: int, token: _Token) -> None:
        name, given = token.text.lstrip("-"), self._at(index + 1)
        if name.lower() in _COMPARES:
            return
        if given.text == "=":
            return  # --model=gpt-4o: an assignment like any other
        readable = given.kind in _TEXTS or given.kind == "word"
        if readable and given.line == token.line and len(name) > 1 and "\n" not in given.text:
            self.outline.leaf(self._command(token), name, given.text, given.line, quoted=True)

    def _command(self, token: _Token) -> Branch:
        if self.command is None:
            self.command = self.outline.branch(self.branches[-1], "command", token.line)
        return self.command

    def _json(self, token: _Token) -> None:
        if token.text.lstrip()[:1] in ("{", "["):
            self.embedded.append(Embedded("json", token.text.encode("utf-8", "replace"), token.line))

    def _at(self, index: int) -> _Token:
        return self.tokens[index] if 0 <= index < len(self.tokens) else _Token("", "", 0)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    try:
        reading = _Reading(_tokens(decode(text)))
        reading.read()
    except UnreadableError as problem:
        return [Skipped(path, problem.reason)]
    found = settings(reading.outline, path)
    return [
        *(_placed(entry, reading.defaults) if isinstance(entry, Setting) else entry for entry in found),
        *reading.embedded,
    ]


def _placed(setting: Setting, defaults: set[int]) -> Setting:
    if setting.role is not Role.CONFIG_VALUE:
        return setting
    if setting.location.line in defaults:
        return setting._replace(role=Role.DEFAULT_PARAMETER)
    if setting.scope.endswith("command"):
        return setting._replace(role=Role.CALL_ARGUMENT)
    return setting if setting.scope else setting._replace(role=Role.ENV_DEFAULT if setting.refers else Role.CONSTANT)


DETECTOR = Detector("powershell", (".ps1", ".psm1", ".psd1"), _read)
