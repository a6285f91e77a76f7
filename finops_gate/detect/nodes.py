"""Questions about single nodes of a tree: what a literal says, what a target is called, what a table looks like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from finops_gate.base.patterns import lazy
from finops_gate.detect.calls import segments
from finops_gate.detect.syntax.trees import LONG, first_children, text, tidy

if TYPE_CHECKING:
    from tree_sitter import Node

    from finops_gate.detect.syntax.grammar import Grammar


_RAW = lazy(r"(?i:[bfu]?r[bf]?)['\"#]|@\"|`")
_NUMBERED = lazy(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))")


def _character(match: re.Match[str]) -> str:
    number = int(next(group for group in match.groups() if group), 16)
    return chr(number) if 0x20 <= number < 0xD800 else match[0]


def environment_name(node: Node, grammar: Grammar, budget: int = 40) -> str:
    """The environment variable that an expression reads (``process.env.X``, ``os.getenv("X")``), or empty."""
    written = tidy(node, 300)
    if "env" not in written.casefold():
        return ""
    pending = [node]
    while pending and budget:
        budget -= 1
        current = pending.pop()
        if current.type in grammar.strings:
            return string_value(current)
        if current.type in grammar.names and "env." in text(current):
            return text(current).rsplit("env.", 1)[-1].split(".")[0].split("?")[0].split("!")[0]
        pending.extend(reversed(current.named_children))
    return ""


def string_value(node: Node) -> str:
    """The text of a string literal without its quotes and prefixes; computed parts stay as ``{...}``.

    Characters that are written by their number are read: else an id could be spelled so that nobody knows it.
    """
    written = text(node)
    if "\\" in written and not _RAW.match(written):
        written = _NUMBERED.sub(_character, written)
    body = written.lstrip("rRbBuUfFcC@$#").removesuffix("#")
    if body[:2] in (':"', ":'"):
        body = body[1:]
    for quote in ('"""', "'''", '"', "'", "`"):
        if body.startswith(quote) and body.endswith(quote) and len(body) >= 2 * len(quote):
            return body[len(quote) : -len(quote)].replace("\\$", "$")
    return body.lstrip(":") if body.startswith(":") else body


def name_of(node: Node | None, grammar: Grammar) -> str:
    """The last name of a target: ``model`` for ``self.kwargs.model``, ``"model"`` and ``model: str``."""
    if node is None:
        return ""
    if node.type in grammar.strings:
        return string_value(node)
    written = tidy(node, 160)
    if written.isidentifier():
        return written
    for separator in (":", "="):
        written = written.partition(separator)[0] if not written.startswith(":") else written
    written = written.strip("[{( ").partition(",")[0].strip().strip("$@&*[]()\"'`:?!")
    parts = segments(written)
    return parts[-1] if parts else written


def is_element(node: Node, grammar: Grammar) -> bool:
    """An element without a key, in languages whose lists and tables are one node type."""
    return node.type in grammar.strings or (node.type in grammar.elements and node.named_child_count == 1)


def bare(node: Node, grammar: Grammar) -> Node:
    """An argument without the node that wraps it, unless that gives it a name."""
    if node.type in grammar.wrapped and node.named_child_count == 1:
        return node.named_children[0]
    return node


def inside(node: Node, outer: Node) -> bool:
    """True when a node lies within another one."""
    return bool(outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte)


def index_of(parent: Node, node: Node) -> int:
    """The position of an element in a list; comments do not count, but in a list that is too long for a person's."""
    if parent.child_count > LONG:
        return (parent.walk().goto_first_child_for_byte(node.start_byte) or 0) // 2
    index = 0
    for child in parent.named_children:
        if child.start_byte >= node.start_byte:
            break
        if "comment" not in child.type:
            index += 1
    return index


def first_shown(parent: Node, node: Node, grammar: Grammar) -> bool:
    """True for the first table of a list that has no entry such as ``hidden: true``."""
    for row in first_children(parent, 60):
        if row.type not in grammar.tables:
            continue
        hidden = any(
            entry.named_child_count > 1
            and name_of(entry.named_children[0], grammar)
            in ("hidden", "disabled", "deprecated", "isHidden", "isDisabled")
            and text(entry.named_children[-1]) in ("true", "True")
            for entry in first_children(row, 24)
        )
        if not hidden:
            return bool(row.start_byte == node.start_byte)
    return False


def unwrapped(node: Node, grammar: Grammar) -> Node:
    """What stands inside the node that some languages put around each element (Go's ``literal_element``)."""
    return node.named_children[0] if node.type in grammar.elements and node.named_child_count == 1 else node
