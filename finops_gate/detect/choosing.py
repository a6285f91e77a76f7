"""Values that somebody's choice decides between: one of several that a name is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_gate.base.patterns import lazy
from finops_gate.detect.nodes import unwrapped
from finops_gate.detect.syntax.trees import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from finops_gate.detect.syntax.grammar import Grammar

_ASKED = lazy(r"^\(?\s*([\w.$?]{1,60})\s*={2,3}\s*[\"'`]")
"""``llm === "kimi"``: a name that is compared with a text."""


def chosen_by_name(ternary: Node, branch: Node, outside: Sequence[Node], grammar: Grammar) -> bool:
    """True for a branch of ``llm === "a" ? x : llm === "b" ? y : z`` that is taken only for a text of its own.

    What is left when nothing fits, `z`, is what is used unasked; a single question decides between two that are used.
    `outside`: the nodes around, the outermost first.
    """
    asked = _asked(ternary, grammar)
    if not asked or branch.start_byte == ternary.named_children[-1].start_byte:
        return False
    above = [node for node in outside if node.type in grammar.ternaries and node.start_byte < ternary.start_byte]
    return asked == _asked(unwrapped(ternary.named_children[-1], grammar), grammar) or any(
        asked == _asked(node, grammar) for node in above[-1:]
    )


_PARTS = 3


def _asked(ternary: Node, grammar: Grammar) -> str:
    """The name that the condition compares with a text, or nothing."""
    if ternary.type not in grammar.ternaries or ternary.named_child_count != _PARTS:
        return ""
    field = grammar.ternaries[ternary.type]
    condition = ternary.child_by_field_name(field) if field else ternary.named_children[1]
    found = _ASKED.match(text(condition)[:100]) if condition is not None else None
    return found[1] if found else ""
