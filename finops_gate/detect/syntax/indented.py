"""YAML's block style, read line by line: manifests, Helm values and templates, workflows, compose files.

An own reader, because no parser reads what stands in real repositories: a Helm template is no YAML until it is
rendered, one bad line must not hide the rest of the file, aliases must not multiply (a 735 byte file can unfold to
millions of nodes), and every value needs its line. Directives of templates (`{{- if ... }}`) are stepped over, values
that hold them are kept as written. Aliases of scalars are resolved; merge keys and tags are not followed.
"""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect.syntax import flow
from finops_gate.detect.syntax.outline import Branch, Outline

_COLON = lazy(r":(?=\s|$)")
_QUOTED = lazy(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'(?!')")
_COMMENT = lazy(r"(?:^|(?<=\s))#")
_PROPERTY = lazy(r"([&!])([^\s,\[\]{}]*)\s*")
_BLOCK = lazy(r"[|>][-+0-9]*\s*(?:#.*)?$")
_DIRECTIVE = lazy(r"^(?:\{\{.*\}\}|\{%.*%\})$")


class _Frame:
    """An open block: the column in which its entries stand, and the branch that takes them."""

    __slots__ = ("branch", "column", "line", "pending")

    def __init__(self, column: int, branch: Branch) -> None:
        self.column = column
        self.branch = branch
        self.pending: str | None = None
        """The key (or, in a list, the entry) whose value is still to come on deeper lines."""
        self.line = 0


def read_yaml(text: str) -> Outline:
    """The outline of a YAML file. Raises UnreadableError when it is too deep or too large; anything else is read."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = _without_comments_of_templates(text)
        self.lines = [line.rstrip("\r") for line in self.text.split("\n")]
        self.outline = Outline()
        self.anchors: dict[str, str] = {}
        self.frames: list[_Frame] = []
        self.at = 0
        self.stops: dict[int, tuple[int, int]] = {}
        """By indentation: from which line on it was looked for, and the line that ends a bracketed value there."""
        self.starts: list[int] = []
        position = 0
        for line in self.text.split("\n"):
            self.starts.append(position)
            position += len(line) + 1

    def read(self) -> Outline:
        self._open_document()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            body = line.strip()
            if not body or body[0] in "#%" or _is_directive(body):
                self.at += 1
            elif line.startswith(("---", "...")) and (len(line) == 3 or line[3].isspace()):
                self._open_document()
                rest = line[3:].strip()
                self.at += 1
                if rest and rest[0] in "{[":
                    self._value(self.frames[0].branch, "", self.at - 1, len(line) - len(line[3:].lstrip()), -1)
            else:
                self._line(len(line) - len(line.lstrip()), body)
        return self.outline

    def _open_document(self) -> None:
        root = self.outline.root
        if self.frames and (root.branches or root.leaves):
            root = self.outline.branch(root, "", self.at + 1)
        self.frames = [_Frame(0, root)]

    def _line(self, column: int, body: str) -> None:
        """One line with content; takes the following lines too where a value goes on."""
        while _is_element(body):
            frame = self._list_at(column)
            rest = body[1:].lstrip()
            if not rest or rest[0] == "#":
                frame.pending, frame.line = "", self.at + 1
                self.at += 1
                return
            inner = column + len(body) - len(rest)
            if _is_element(rest):
                frame.pending, frame.line = "", self.at + 1
            else:
                properties = _PROPERTY.match(rest) if rest[0] in "&!" else None
                if properties and _split_key(rest[properties.end() :]):
                    inner += properties.end()
                    rest = rest[properties.end() :]
                if not _split_key(rest):
                    self.at += 1
                    self._value(frame.branch, "", self.at - 1, inner, column)
                    return
                self.frames.append(_Frame(inner, self.outline.branch(frame.branch, "", self.at + 1)))
            column, body = inner, rest
        split = _split_key(body)
        if split is None:
            self._continuation(column)
            return
        key, offset = split
        frame = self._map_at(column)
        line = self.at
        self.at += 1
        self._value(frame.branch, key, line, column + offset, column)

    def _list_at(self, column: int) -> _Frame:
        while len(self.frames) > 1 and self.frames[-1].column > column:
            self.frames.pop()
        top = self.frames[-1]
        if top.branch.is_list and top.column == column:
            top.pending = None
            return top
        pending, top.pending = top.pending, None
        listed = self.outline.branch(top.branch, pending or "", top.line if pending else self.at + 1, is_list=True)
        self.frames.append(_Frame(column, listed))
        return self.frames[-1]

    def _map_at(self, column: int) -> _Frame:
        while len(self.frames) > 1 and (
            self.frames[-1].column > column or (self.frames[-1].column == column and self.frames[-1].branch.is_list)
        ):
            self.frames.pop()
        top = self.frames[-1]
        if top.column == column and not top.branch.is_list:
            top.pending = None
            return top
        if top.pending is None and not top.branch.is_list:
            top.column = column if len(self.frames) == 1 and not top.branch.leaves else top.column
            return top  # an odd indentation: the entry belongs to the nearest mapping
        pending, top.pending = top.pending, None
        self.frames.append(_Frame(column, self.outline.branch(top.branch, pending or "", top.line or self.at + 1)))
        return self.frames[-1]

    def _continuation(self, column: int) -> None:
        """A line that is no entry: the value of a key on the line before, or something that is no YAML."""
        top = self.frames[-1]
        line = self.at
        self.at += 1
        if top.pending is not None and column > top.column - (1 if top.branch.is_list else 0):
            pending, top.pending = top.pending, None
            self._value(top.branch, pending, line, column, top.column)
        elif len(self.frames) == 1 and self.lines[line].lstrip()[:1] in "{[":
            self._value(top.branch, "", line, column, -1)

    def _value(self, branch: Branch, key: str, line: int, column: int, indent: int) -> None:
        """The value that begins on `line` at `column`, of an entry that stands at `indent`."""
        rest = self.lines[line][column:]
        stripped = rest.lstrip()
        column += len(rest) - len(stripped)
        anchor = tag = ""
        while stripped[:1] in ("&", "!") and (match := _PROPERTY.match(stripped)):
            if match[1] == "&":
                anchor = match[2]
            else:
                tag = match[2]
            column += match.end()
            stripped = stripped[match.end() :]
        value, quoted = "", False
        if not stripped or stripped[0] == "#":
            self.frames[-1].pending, self.frames[-1].line = key, line + 1
            return
        if stripped[0] in "|>" and _BLOCK.match(stripped):
            self._block(branch, key, line, indent)
            return
        if stripped[0] in "{[" and not stripped.startswith(("{{", "{%")):
            at = self.starts[line] + column
            stop = self._flow_stop(indent)
            end, last = flow.read_flow(
                self.text, at, line + 1, self.outline, branch, key, flow.YAML, self.anchors, stop
            )
            self.at = max(self.at, last - 1 if end == stop < len(self.text) else last)
            return
        if stripped[0] in "\"'":
            value, quoted = self._quoted(line, column), True
        elif stripped[0] == "*":
            value = self.anchors.get(stripped[1:].split()[0] if stripped[1:].split() else "", "")
        else:
            value = self._plain(stripped, indent)
        if tag == "Ref":  # CloudFormation: the parameter of that name
            value = f"${{Parameters.{value}}}"
        if anchor and len(self.anchors) < 200:
            self.anchors[anchor] = value
        if value or quoted:
            self.outline.leaf(branch, key, value, line + 1, quoted=quoted)

    def _flow_stop(self, indent: int) -> int:
        """Where a bracketed value must have ended: at the next entry that stands no deeper than its own."""
        known = self.stops.get(indent)
        if known is None or not known[0] <= self.at <= known[1]:
            number = self.at
            while number < len(self.lines) and not self._ends_flow(self.lines[number], indent):
                number += 1
            known = self.stops[indent] = (self.at, number)
        return self.starts[known[1]] if known[1] < len(self.lines) else len(self.text)

    @staticmethod
    def _ends_flow(text: str, indent: int) -> bool:
        if text.startswith("---"):
            return True
        body = text.strip()
        shallow = len(text) - len(text.lstrip()) <= indent
        return bool(body) and shallow and body[0] not in "\"'" and _is_entry(body)

    def _block(self, branch: Branch, key: str, line: int, indent: int) -> None:
        """A literal or folded block: all deeper lines, kept as lines so that what stands in them has its line."""
        taken: list[str] = []
        depth = -1
        while self.at < len(self.lines):
            text = self.lines[self.at]
            own = len(text) - len(text.lstrip())
            if text.strip():
                if own <= indent:
                    break
                depth = own if depth < 0 else min(depth, own)
            taken.append(text)
            self.at += 1
        cut = max(depth, 0)
        value = "\n".join(text[cut:] for text in taken).rstrip()
        if value:
            self.outline.leaf(branch, key, value, line + 2, quoted=True)

    def _quoted(self, line: int, column: int) -> str:
        text = self.lines[line][column:]
        match = _QUOTED.match(text)
        if match is None:  # goes on over lines, or is never closed: the file's rest is looked at once
            at = self.starts[line] + column
            match = _QUOTED.match(self.text, at)
            if match is None:
                return text[1:]
            self.at = max(self.at, line + 1 + match.group().count("\n"))
            return " ".join(flow.unquote(match.group(), flow.YAML).split())
        return flow.unquote(match.group(), flow.YAML)

    def _plain(self, first: str, indent: int) -> str:
        parts = [_uncommented(first)]
        while self.at < len(self.lines):
            text = self.lines[self.at]
            body = text.strip()
            own = len(text) - len(text.lstrip())
            if not body or own <= max(indent, 0) or body[0] == "#" or _is_entry(body) or _is_directive(body):
                break
            parts.append(_uncommented(body))
            self.at += 1
        return " ".join(parts)


def _is_directive(body: str) -> bool:
    return body[0] == "{" and _DIRECTIVE.match(body) is not None


def _is_element(body: str) -> bool:
    return body[:1] == "-" and (len(body) == 1 or body[1].isspace())


def _is_entry(body: str) -> bool:
    return _is_element(body) or _split_key(body) is not None


def _uncommented(text: str) -> str:
    match = _COMMENT.search(text) if "#" in text else None
    return (text[: match.start()] if match else text).rstrip()


def _split_key(body: str) -> tuple[str, int] | None:
    """The key of an entry and where what follows its colon begins, or None when the text is no entry."""
    if body[:1] in "\"'":
        match = _QUOTED.match(body)
        if match is None:
            return None
        rest = body[match.end() :].lstrip()
        if rest[:1] != ":":
            return None
        return flow.unquote(match.group(), flow.YAML), len(body) - len(rest) + 1
    if body[:1] in "[]{},#&*!|>%@`" and not body.startswith("{{"):
        return None
    start = body.rfind("}}") + 2 if body.startswith("{{") else 0
    colon = _COLON.search(body, max(start, 0))
    if colon is None:
        return None
    key = body[: colon.start()]
    if "#" in key and _COMMENT.search(key):
        return None
    return key.rstrip().removeprefix("? "), colon.end()


def _without_comments_of_templates(text: str) -> str:
    """The text with `{{/* ... */}}` blanked, at equal length of lines."""
    if "/*" not in text:
        return text
    parts, at = [], 0
    for opening in re.finditer(r"\{\{-?\s?/\*", text):
        if opening.start() < at:
            continue
        end = text.find("*/", opening.end())
        close = text.find("}}", end) if end >= 0 else -1
        if close < 0:
            break
        parts.append(text[at : opening.start()])
        parts.append("\n" * text.count("\n", opening.start(), close))
        at = close + 2
    return "".join([*parts, text[at:]])
