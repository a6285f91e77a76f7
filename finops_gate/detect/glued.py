"""Texts that are made of others: ``"gpt-" + "4o"``, ``"gpt-%s" % size``, ``"gpt-4o-mini".replace("-mini", "")``.

What comes of them is not computed here. Their parts are no value: a part that looks like an id would stand for another
model than the one that is called, and a part that does not would leave the call without any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from finops_gate.base.patterns import lazy
from finops_gate.detect.syntax.trees import text

if TYPE_CHECKING:
    from tree_sitter import Node

    from finops_gate.detect.syntax.grammar import Grammar
    from finops_gate.detect.syntax.trees import Step

_JOINS = frozenset({"+", "%", "*", ".", "..", "<>", "++", "&"})
"""Operators that make one text of two, in the languages that are read."""
_BESIDE = frozenset({"concatenated_string", "chained_string", "string_concatenation"})
_CHANGING = lazy(
    rb"[.>:]\s*(?:replace\w*|remove\w*|format|join|concat|sub|gsub|substring|substr|slice|translate|split\w*|[lr]?strip"
    rb"|trim\w*|pad\w*|repeat|reverse|insert|append|dropLast|dropFirst|drop|take|with|plus)\b"
)
"""Methods whose text is another one; others (``to_string``, ``lower``) hand on what they are called on."""
_MEMBERS = frozenset(
    {"attribute", "member_expression", "navigation_expression", "field_expression", "member_access_expression"}
)


def glued(steps: Sequence[Step], grammar: Grammar, source: bytes) -> int:
    """How many of the steps lead to the whole that is made of the literal at their end; 0 where it stands alone."""
    found, at = 0, len(steps) - 1
    while at > 0:
        parent = steps[at - 1].node
        kind = grammar.kind(parent, source)
        if parent.type in _BESIDE or (_is_binary(parent.type, kind, grammar) and _joins(parent)):
            found = at
        elif parent.type in _MEMBERS and at > 1 and steps[at].node.start_byte == parent.start_byte:
            if grammar.kind(steps[at - 2].node, source) not in grammar.calls or not _changes(parent):
                break
            at -= 1
            found = at
        elif kind in grammar.calls and steps[at].field in ("receiver", "object") and _changes(parent):
            found = at
        elif parent.type != "parenthesized_expression":
            break
        at -= 1
    return found


def _changes(node: Node) -> bool:
    """True for a member, or a call of one, that makes another text of what it belongs to."""
    written = (node.text or b"")[:400]
    return _CHANGING.search(written) is not None


def _is_binary(node_type: str, kind: str, grammar: Grammar) -> bool:
    return kind in grammar.binaries or node_type.startswith("binary") or node_type == "additive_expression"


def _joins(node: Node) -> bool:
    return node.child_count <= 8 and any(not child.is_named and text(child) in _JOINS for child in node.children)
