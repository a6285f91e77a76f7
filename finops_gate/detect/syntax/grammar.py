"""What the engine has to know of a language: which node types play which part. Data, one table a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from finops_gate.base.frozen import NamedTuple

Pair = tuple[str, str]
_NONE: Mapping[str, Any] = MappingProxyType({})


class Grammar(NamedTuple):
    """One language. Each mapping goes from a node type to the fields that hold its two halves (name and value).

    An empty field stands for the first named child as name, for the last one as value; ``@type`` for the first named
    child of that type, ``a/b`` for a way down, and ``^type`` for a field of what the node is the value of.
    """

    name: str
    """The detector's name, by which SDK tables speak of the language."""
    load: Callable[[], Any]
    """The tree-sitter language capsule; imports its wheel when called."""
    strings: frozenset[str]
    numbers: frozenset[str]
    words: frozenset[str] = frozenset()
    """Literals that are words: true, false, null."""
    names: frozenset[str] = frozenset()
    """Identifiers and dotted names: what may refer to something."""
    interpolations: frozenset[str] = frozenset()
    """Inside a string: the parts that are computed."""
    calls: Mapping[str, Pair] = _NONE
    """Node type to (callee field, arguments field)."""
    arguments: frozenset[str] = frozenset()
    keywords: Mapping[str, Pair] = _NONE
    """Named arguments."""
    pairs: Mapping[str, Pair] = _NONE
    """Entries of a table (dict, object, hash, struct literal)."""
    tables: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    assignments: Mapping[str, Pair] = _NONE
    declarations: Mapping[str, Pair] = _NONE
    """Constants and variables with a name and a first value."""
    parameters: Mapping[str, Pair] = _NONE
    """Parameters with a default."""
    fields: Mapping[str, Pair] = _NONE
    """Fields of a class or struct with a default."""
    functions: Mapping[str, str] = _NONE
    """Node type to the field that holds its name."""
    classes: Mapping[str, str] = _NONE
    enums: frozenset[str] = frozenset()
    """Node types inside which members are choices; `enum_like` may add classes by their bases."""
    enum_members: Mapping[str, Pair] = _NONE
    binaries: frozenset[str] = frozenset()
    """Operators with two sides: logical, comparing or joining, told by their operator's text."""
    ternaries: Mapping[str, str] = _NONE
    """Node type to the field of its condition (empty: the second child is the condition, as in Python)."""
    transparent: frozenset[str] = frozenset()
    """Nodes that add nothing: parentheses, casts, await."""
    pipes: frozenset[str] = frozenset()
    """Chains whose last step says what comes out: ``a() |> b(1)``."""
    tails: frozenset[str] = frozenset()
    """Bodies whose last expression is the function's value (Ruby, Rust, Elixir)."""
    returns: frozenset[str] = frozenset()
    mentions: Mapping[str, str] = _NONE
    """Node types inside which a value only is mentioned, with the reason."""
    subscripts: Mapping[str, Pair] = _NONE
    """``table["key"]``: (object field, index field)."""
    statements: frozenset[str] = frozenset()
    """A bare expression as a statement: a string in it is documentation."""
    enum_like: Callable[[Any], bool] | None = None
    """Tells whether a class or a declaration is an enumeration, where the language has no node type for it."""
    wrapped: frozenset[str] = frozenset()
    """Nodes that wrap one argument each."""
    elements: frozenset[str] = frozenset()
    """Node types that are elements of a list where lists and tables are one node type (Go's literal values)."""
    attributes: Mapping[str, Pair] = _NONE
    """Attributes of markup: they spend only where their name says model; a `value` is one of several to choose."""
    siblings: Mapping[str, str] = _NONE
    """Node types whose values follow what names them as siblings, to the type of the naming one (empty: any)."""
    annotated: Mapping[str, str] = _NONE
    """What an annotation or attribute may stand before, to the field that holds its name."""
    annotations: frozenset[str] = frozenset()
    """Node types that hold annotations, as children of what they stand before."""
    arms: frozenset[str] = frozenset()
    """Branches of an expression that chooses: what is compared stands first in them, what is chosen last."""
    rename: Callable[[Any, bytes], str] | None = None
    """Tells the nodes of one type apart by what they say (Elixir's calls and operators): the name used here."""

    def kind(self, node: Any, source: bytes) -> str:
        """The node's type, as this table names it."""
        found: str = node.type if self.rename is None else self.rename(node, source)
        return found


_KNOWN: dict[int, tuple[Grammar, frozenset[str]]] = {}
"""By identity, since tables of tables have no hash; each keeps its grammar alive, and so its identity its own."""


def known_kinds(grammar: Grammar) -> frozenset[str]:
    """Every node type that a table says anything of; most nodes of a tree are of others."""
    found = _KNOWN.get(id(grammar))
    if found is None:
        parts = (part for part in grammar if isinstance(part, Mapping | frozenset))
        found = _KNOWN[id(grammar)] = (grammar, frozenset().union(*parts))
    return found[1]
