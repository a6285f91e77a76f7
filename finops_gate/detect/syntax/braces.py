"""Terraform and Bicep: blocks and objects in braces, one attribute a line, values that may be expressions.

Read token by token with a stack and no grammar: objects inside a condition (`var.gpu ? { ... } : { ... }`) are read
as branches of the attribute that they may become, heredocs as texts, comments not at all.
"""

from __future__ import annotations

import re

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect.syntax.outline import DEPTH, Branch, Outline, UnreadableError

_TOKEN = lazy(
    r"(?P<comment>//[^\n]*|\#[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?)|(?P<newline>\n)|(?P<space>[^\S\n]+)"
    r"|(?P<heredoc><<[-~]?(?P<tag>[A-Za-z_]\w*)[^\n]*\n)|(?P<long>'''(?:[^']|'(?!''))*(?:''')?)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?)|(?P<open>[{\[(])|(?P<close>[}\])])"
    r"|(?P<compare>==|!=|<=|>=|=>|&&|\|\||\?\?)|(?P<sign>[=:,?!<>+*/%.@|&-])|(?P<word>[\w$][\w$-]*(?:\.[\w$-]+)*)|(?P<odd>.)",
    re.DOTALL,
)
_NUMBER = lazy(r"^-?\d[\d_]*(?:\.\d+)?$|^(?:true|false|null)$")
EXPRESSION = 200
"""Tokens of one expression that are kept."""


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


class _Frame:
    """An open brace, bracket or parenthesis."""

    __slots__ = ("branch", "head", "key", "keyed", "kind", "line", "value")

    def __init__(self, kind: str, branch: Branch | None) -> None:
        self.kind = kind
        self.branch = branch
        """None inside parentheses: arguments are part of the value that is being read."""
        self.head: list[_Token] = []
        """The tokens since the last entry ended, before `=`: a key, or a block's type and labels."""
        self.key = ""
        self.line = 0
        self.keyed = False
        self.value: list[_Token] = []


def read_braces(text: str) -> Outline:
    """The outline of an HCL or Bicep text. Raises UnreadableError when it is too deep or too large."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r", "")
        self.outline = Outline()
        self.frames = [_Frame("{", self.outline.root)]

    def read(self) -> Outline:
        at, line = 0, 1
        while at < len(self.text):
            match = _TOKEN.match(self.text, at)
            if match is None:  # the last alternative takes any character
                break
            kind, token, here = match.lastgroup or "odd", match.group(), line
            at, line = match.end(), line + token.count("\n")
            if kind in ("comment", "space", "odd"):
                continue
            if match["heredoc"]:
                end = re.compile(rf"^[ \t]*{re.escape(match['tag'])}[ \t]*$", re.MULTILINE).search(self.text, at)
                stop = end.start() if end else len(self.text)
                body = self.text[at:stop]
                self._take(_Token("heredoc", body.rstrip("\n"), line))
                line += body.count("\n")
                at = end.end() if end else len(self.text)
                continue
            self._token(_Token(kind, token, here))
        self._end()
        return self.outline

    def _token(self, token: _Token) -> None:
        frame = self.frames[-1]
        if token.kind == "newline":
            goes_on = frame.value and frame.value[-1].text in ("?", ":", "??", "||", "&&", "=", "+")
            if frame.kind == "{" and not goes_on and not (frame.keyed and not frame.value):
                self._end()
        elif token.kind == "open":
            self._open(token)
        elif token.kind == "close":
            if frame.branch is not None:
                self._end()
            if len(self.frames) > 1:
                self.frames.pop()
                if frame.branch is None:  # arguments and indices are part of the value around them
                    self.frames[-1].value += [*frame.value[:EXPRESSION], token]
        elif token.text == "," and frame.kind != "(":
            self._end()
        elif token.text in ("=", ":") and frame.kind == "{" and not frame.keyed and frame.head:
            self._name(token)
        else:
            self._take(token)

    def _take(self, token: _Token) -> None:
        frame = self.frames[-1]
        if frame.kind == "{" and not frame.keyed:
            frame.head.append(token)
        else:
            frame.value.append(token)

    def _name(self, token: _Token) -> None:
        """The key of an attribute is complete; in `param name string = 'x'` it is the second word."""
        frame = self.frames[-1]
        words = [_plain(part) for part in frame.head if part.kind in ("word", "string")]
        statement = len(words) > 1 and words[0] in ("param", "var", "output", "resource", "module", "metadata", "type")
        frame.key = words[1] if statement else words[-1] if words else ""
        frame.line, frame.keyed, frame.head = token.line, True, []

    def _open(self, token: _Token) -> None:
        frame = self.frames[-1]
        if len(self.frames) > 3 * DEPTH:
            raise UnreadableError("nests too deeply")
        if token.text == "(" or frame.branch is None:
            if token.text == "(":
                frame.value.append(token)
            inner = _Frame("(" if token.text == "(" else token.text, None)
            if token.text != "(":
                place, key = self._nearest()
                inner.branch = self.outline.branch(place, key, token.line, is_list=token.text == "[")
            self.frames.append(inner)
            return
        if frame.kind == "[" or frame.keyed:
            if token.text == "[" and frame.value and frame.value[-1].kind in ("word", "string"):
                frame.value.append(token)
                self.frames.append(_Frame("(", None))  # an index: `list[0]`
                return
            branch = self.outline.branch(frame.branch, frame.key, token.line, is_list=token.text == "[")
            frame.value.append(_Token("branch", "{}", token.line))
        else:
            branch = frame.branch
            words = [_plain(part) for part in frame.head[:8] if part.kind in ("word", "string")]
            decorated = bool(frame.head) and frame.head[0].text == "@"
            for depth, word in enumerate([f"@{words[0]}"] if decorated and words else words or [""]):
                kinds = branch.branches[-50:] if depth == 0 and len(words) > 1 else []
                known = next((one for one in kinds if one.key == word and not one.leaves), None)
                branch = known or self.outline.branch(branch, word, token.line)
            if token.text == "[":
                branch = self.outline.branch(branch, branch.key, token.line, is_list=True)
            frame.head = []
        self.frames.append(_Frame(token.text, branch))

    def _nearest(self) -> tuple[Branch, str]:
        """The branch and key to which a list or object inside a call belongs (`concat([...])`, `merge({...})`)."""
        for frame in reversed(self.frames):
            if frame.branch is not None:
                words = [_plain(part) for part in frame.head if part.kind == "word"]
                key = frame.key if frame.keyed else words[-1] if words else ""
                if frame.head and frame.head[0].text == "@":
                    key = f"@{words[0]}" if words else "@"
                return frame.branch, key
        return self.outline.root, ""

    def _end(self) -> None:
        """An entry is complete: its value becomes a leaf."""
        frame = self.frames[-1]
        value, frame.value = frame.value, []
        key, keyed = frame.key, frame.keyed
        frame.key, frame.keyed, frame.head = "", False, []
        if any(token.kind == "branch" for token in value):
            return  # what the braces hold was read as branches
        if frame.branch is None or not value or not (keyed or frame.kind == "["):
            return
        if len(value) == 1 and value[0].kind in ("string", "heredoc", "long"):
            text = value[0].text if value[0].kind == "heredoc" else _plain(value[0])
            whole = re.match(r"^\$\{([\w.]+)\}$", text)
            self.outline.leaf(
                frame.branch, key, whole[1] if whole else text, value[0].line, quoted=True, computed=whole is not None
            )
        elif len(value) == 1 and _NUMBER.match(value[0].text):
            self.outline.leaf(frame.branch, key, value[0].text, value[0].line)
        else:
            text = " ".join(token.text for token in value[:EXPRESSION])
            line = next((token.line for token in reversed(value[:EXPRESSION]) if token.kind == "string"), value[0].line)
            self.outline.leaf(frame.branch, key, text, line, computed=True)


def _plain(token: _Token) -> str:
    if token.kind == "long":
        return token.text[3:-3] if len(token.text) >= 6 else token.text[3:]
    if token.kind != "string":
        return token.text
    quote = token.text[0]
    body = token.text[1:-1] if len(token.text) > 1 and token.text.endswith(quote) else token.text[1:]
    return re.sub(r"\\(.)", r"\1", body)
