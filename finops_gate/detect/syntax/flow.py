"""Bracketed values, as JSON, JSONC, JSON5, YAML's flow style and TOML's values write them, read in one pass.

Forgiving on purpose: comments, trailing commas, single quotes and bare words are read wherever they stand, because
the configuration files of real tools (tsconfig, VS Code, cdk.json, json5) hold them; a piece that makes no sense is
left out and the rest is read.
"""

from __future__ import annotations

import re

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect.syntax.outline import Branch, Outline

_DOUBLE = r'"[^"\\]*(?:\\.[^"\\]*)*"?'
_SINGLE = r"'[^'\\]*(?:\\.[^'\\]*)*'?"
_YAML_SINGLE = r"'[^']*(?:''[^']*)*'?"
_BARE = r"[^\s,\[\]{{}}{sep}#\"'](?:[^\s,\[\]{{}}{sep}#]+|{inside}|(?<=\S)#|[ \t]+(?=[^\s,\[\]{{}}{sep}#]))*"


class Dialect(NamedTuple):
    """How one format writes its brackets."""

    token: re.Pattern[str]
    separator: str
    escapes: bool
    """True where a backslash is an escape inside single quotes too."""
    long: bool
    """True where three quotes open a text of several lines."""


def _dialect(separator: str, comment: str, single: str, long: str = "") -> Dialect:
    inside = rf"{separator}(?![\s,\[\]{{}}]|$)"
    bare = _BARE.format(sep=separator, inside=inside)
    token = re.compile(
        rf"\s*(?:(?P<skip>{comment})|(?P<quoted>{long}{_DOUBLE}|{single})|(?P<mark>[\[\]{{}},])|(?P<sep>{separator})"
        rf"|(?P<bare>{bare})|(?P<odd>.))",
        re.DOTALL,
    )
    return Dialect(token, separator, single == _SINGLE, bool(long))


_LONG = r"\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*(?:\"\"\")?|'''(?:[^']|'(?!''))*(?:''')?|"
JSON = _dialect(":", r"//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?|\#[^\n]*", _SINGLE)
YAML = _dialect(":", r"\#[^\n]*", _YAML_SINGLE)
TOML = _dialect("=", r"\#[^\n]*", r"'[^'\n]*'?", _LONG)

_ESCAPE = lazy(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SURROGATE = lazy("[\ud800-\udfff]")
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "\n": ""}


def unquote(token: str, dialect: Dialect) -> str:
    """The text inside a quoted token, with its escapes carried out."""
    quote = token[0]
    if dialect.long and token[:3] in ('"""', "'''") and len(token) >= 6:
        body = token[3:-3].removeprefix("\n")
    else:
        body = token[1:-1] if len(token) > 1 and token[-1] == quote else token[1:]
    if quote == "'" and not dialect.escapes:
        return body if dialect.long else body.replace("''", "'")
    if "\\" not in body:
        return body
    text = _ESCAPE.sub(_escaped, body)
    if _SURROGATE.search(text):  # `\ud83d\ude00`: two escapes make one character, one alone makes none
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _escaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _SHORT.get(match[4], match[4])
    number = int(code, 16)
    return chr(number) if number < 0x110000 else "\ufffd"


def read_flow(
    text: str,
    at: int,
    line: int,
    outline: Outline,
    branch: Branch,
    key: str,
    dialect: Dialect,
    anchors: dict[str, str],
    stop: int | None = None,
) -> tuple[int, int]:
    """Reads the value that begins at `at` on `line` into `branch` under `key`; returns where and on which line it ends.

    `stop`: where it ends at the latest, although its brackets may still be open.

    Linear in the text read: each token is looked at once. A value that is never closed ends with the text.
    """
    stack: list[Branch] = []
    pending = key
    single: Branch | None = None
    known = True  # a key has been read and its value is awaited; always so in a list
    end = len(text) if stop is None else stop
    counted = at
    for match in dialect.token.finditer(text, at, end):
        kind = match.lastgroup or "odd"
        at = match.end()
        if kind == "skip" or kind == "odd":
            continue
        token = match[kind]
        if kind == "sep":
            place = stack[-1] if stack else branch
            if place.is_list and place.leaves and place.leaves[-1].position == place.size - 1 and single is None:
                key_leaf = outline.take_back(place)  # `[a: b]`: what was read as an element is a key
                single, pending = outline.branch(place, "", key_leaf.line), key_leaf.value
            known = True
        elif kind == "mark":
            place = single or (stack[-1] if stack else branch)
            if token in "{[":
                single = None
                if not known and stack:
                    pending = ""
                start = match.start(kind)
                line += text.count("\n", counted, start)
                counted = start
                stack.append(outline.branch(place, pending, line, is_list=token == "["))
                pending, known = "", token == "["
                continue
            if token == ",":
                pending, known = "", bool(stack) and stack[-1].is_list
            elif stack:
                stack.pop()
                pending, known = "", bool(stack) and stack[-1].is_list
            if not stack:
                break
        else:
            quoted = kind != "bare"
            value = unquote(token, dialect) if quoted else token
            if quoted and (len(token) < 2 or token[-1] != token[0]):
                outline.unclosed = True
            if not known:
                pending = value
                continue
            place, single = single or (stack[-1] if stack else branch), None
            if not quoted and dialect is YAML:
                if value[0] in "&!":
                    value = value.partition(" ")[2].strip()
                elif value[0] == "*":
                    value = anchors.get(value[1:], "")
            if value or quoted:
                start = match.start(kind)
                line += text.count("\n", counted, start)
                counted = start
                outline.leaf(place, pending, value, line, quoted=quoted)
            known = bool(stack) and stack[-1].is_list
            if not stack:
                break
    if stack:
        outline.unclosed = True
    return at, line + text.count("\n", counted, at)
