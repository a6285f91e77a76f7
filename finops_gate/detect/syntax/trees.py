"""tree-sitter trees, read from the root down: the way to one place in a file, without walking the rest of it.

A parent pointer would cost a search from the root at every step; a cursor that descends by byte offset yields the whole
way in one pass, so that looking at a place costs the depth of the place and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_gate.base.frozen import NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

DEPTH = 400
"""Deeper nesting than this is not followed: no person wrote it, and a hostile file must not cost time."""


LONG = 4000
"""Children of one node, separators counted: a longer list or table is generated, and nobody's settings."""


class Step(NamedTuple):
    """One node on the way from the root to a place."""

    node: Node
    field: str
    """The name of the field in which its parent holds it, or empty."""


class Ways:
    """The ways to places of one tree. Each begins where the one before it still fits: neighbours share most of it."""

    __slots__ = ("_last",)

    def __init__(self, tree: Tree) -> None:
        self._last = [Step(tree.root_node, "")]

    def to(self, start: int, end: int) -> list[Step]:
        """The nodes from the root to the smallest that covers `[start, end)`, outermost first. Empty when too deep."""
        last, shared = self._last, len(self._last)
        while shared > 1:
            node = last[shared - 1].node
            if node.start_byte <= start < node.end_byte and end <= node.end_byte:
                break
            shared -= 1
        steps = last[:shared]
        cursor = steps[-1].node.walk()
        while len(steps) <= DEPTH:
            if cursor.goto_first_child_for_byte(start) is None:
                break
            found = cursor.node
            while found is not None and found.end_byte <= start and cursor.goto_next_sibling():
                found = cursor.node
            if found is None or found.start_byte > start or found.end_byte < end:
                break
            steps.append(Step(found, cursor.field_name or ""))
        else:
            return []
        self._last = steps
        return steps


def way(tree: Tree, start: int, end: int) -> list[Step]:
    """One way alone."""
    return Ways(tree).to(start, end)


def end_of_depth(tree: Tree, start: int) -> int:
    """The end of the node at which a way that is too deep was given up: nothing inside it can be reached either."""
    cursor = tree.walk()
    for _ in range(DEPTH):
        if cursor.goto_first_child_for_byte(start) is None:
            break
    return cursor.node.end_byte if cursor.node is not None else start + 1


def part(node: Node, field: str) -> Node | None:
    """The part of a node that a field names; ``@type`` is the first named child of a type, ``a/b`` a way down.

    ``^type`` is the field of what the node is the value of: the declared type of ``Options options = new()``.
    """
    if field[:1] == "^":
        holder = node.parent
        declared = holder.child_by_field_name(field[1:]) if holder is not None else None
        if declared is None and holder is not None and holder.parent is not None:
            declared = holder.parent.child_by_field_name(field[1:])
        return declared
    if "@" not in field:
        return node.child_by_field_name(field) if field else None
    found: Node | None = node
    for step in field.split("/"):
        if found is None:
            break
        if step.startswith("@"):
            found = next((child for child in found.named_children if child.type == step[1:]), None)
        else:
            found = found.child_by_field_name(step)
    return found


def halves(node: Node, fields: tuple[str, str]) -> tuple[Node | None, Node | None]:
    """The two halves of a node that has a name and a value. An empty field: the first, or the last, named child."""
    name = part(node, fields[0])
    value = part(node, fields[1])
    children = node.named_children if not (fields[0] and fields[1]) else ()
    if not fields[0] and len(children) > 1:
        name = children[0]
    if not fields[1] and children and (name is None or children[-1].start_byte != name.start_byte):
        value = children[-1]
    return name, value


def beside(parent: Node, name: Node, value: Node, at: int) -> tuple[Node, Node]:
    """Of ``a, b = 1, 2`` the name and the value of which one holds the byte `at`; of one name, what was given."""
    if value.type != "expression_list" or value.named_child_count < 2:
        return name, value
    names = name.named_children
    if name.type not in ("expression_list", "pattern_list"):  # Go's ``var a, b = 1, 2``
        names = [
            child for child in parent.named_children if child.type == name.type and child.end_byte <= value.start_byte
        ]
    if len(names) != value.named_child_count:
        return name, value
    for one, other in zip(names, value.named_children, strict=True):
        if one.start_byte <= at < one.end_byte or other.start_byte <= at < other.end_byte:
            return one, other
    return name, value


def first_children(node: Node, limit: int) -> list[Node]:
    """The first named children, at the cost of those alone: a generated table has more than anybody looks at."""
    if node.child_count <= 2 * limit:
        return list(node.named_children[:limit])
    found: list[Node] = []
    cursor = node.walk()
    going = cursor.goto_first_child()
    while going and len(found) < limit:
        child = cursor.node
        if child is not None and child.is_named:
            found.append(child)
        going = cursor.goto_next_sibling()
    return found


def before(parent: Node, node: Node) -> Node | None:
    """The named child that stands before another; None too far into a generated table."""
    if parent.child_count > LONG:
        return None
    found = None
    for child in parent.named_children:
        if child.start_byte >= node.start_byte:
            return found
        found = child
    return None


def after(parent: Node, node: Node) -> Node | None:
    """The named child that stands after another; None too far into a generated table."""
    if parent.child_count > LONG:
        return None
    return next((child for child in parent.named_children if child.start_byte > node.start_byte), None)


def is_last(parent: Node, node: Node) -> bool:
    """True for the last named child of its parent."""
    last = parent.named_child(parent.named_child_count - 1)
    return last is not None and bool(last.start_byte == node.start_byte)


def tail(node: Node, source: bytes, limit: int) -> str:
    """The last characters of a node's text, without a copy of all of it."""
    return source[max(node.start_byte, node.end_byte - limit) : node.end_byte].decode("utf-8", "replace")


def text(node: Node) -> str:
    """The source text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def tidy(node: Node, limit: int = 200) -> str:
    """The source text of a node on one line."""
    return " ".join(text(node)[: limit * 2].split())[:limit]


def line(node: Node) -> int:
    """The line on which a node begins, counted from 1."""
    return int(node.start_point[0]) + 1
