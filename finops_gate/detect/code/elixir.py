"""Elixir: keyword lists, module attributes, `\\\\` defaults, maps, structs, application settings and pipes.

Elixir's tree has calls and operators only: a definition, a module and an attribute are calls, a match and a default
are operators. The table names them by what they say.
"""

from __future__ import annotations

from typing import Any

from finops_gate.detect import Detector
from finops_gate.detect.reading import read
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.trees import part
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Setting, Skipped


def _load() -> Any:
    return language("tree_sitter_elixir")


_DEFINITIONS = frozenset({b"def", b"defp", b"defmacro", b"defmacrop", b"defdelegate"})
_MODULES = frozenset({b"defmodule", b"defimpl", b"defprotocol"})
_DOCUMENTS = frozenset({b"moduledoc", b"doc", b"typedoc", b"shortdoc"})
_TABLES = frozenset({b"config", b"defstruct"})
"""Calls that only hold a table of settings."""
_OPERATORS = {b"=": "match", b"\\\\": "default", b"=>": "arrow", b"|>": "pipe", b"|": "update"}


def _rename(node: Any, source: bytes) -> str:
    kind: str = node.type
    if kind == "binary_operator":
        operator = node.child_by_field_name("operator")
        return _OPERATORS.get(operator.text, kind) if operator is not None else kind
    if kind == "call":
        target = node.child_by_field_name("target")
        said = target.text if target is not None and target.type == "identifier" else b""
        if source[node.start_byte - 1 : node.start_byte] == b"@":
            return "document" if said in _DOCUMENTS else "attribute"
        if said in _TABLES and part(node, "@arguments/@keywords") is not None:
            return "settings"
        return "definition" if said in _DEFINITIONS else "module" if said in _MODULES else kind
    if kind == "pair":
        key = node.child_by_field_name("key")
        return "clause" if key is not None and key.text.strip() in (b"do:", b"else:") else kind
    return kind


GRAMMAR = Grammar(
    name="elixir",
    load=_load,
    strings=frozenset({"string", "charlist", "atom", "quoted_atom"}),
    numbers=frozenset({"integer", "float"}),
    words=frozenset({"boolean", "nil"}),
    names=frozenset({"identifier", "alias", "dot"}),
    interpolations=frozenset({"interpolation"}),
    calls={"call": ("target", "@arguments")},
    arguments=frozenset({"arguments"}),
    pairs={"pair": ("key", "value"), "arrow": ("left", "right")},
    tables=frozenset({"keywords", "map_content"}),
    lists=frozenset({"list"}),
    assignments={"match": ("left", "right")},
    declarations={"attribute": ("target", "@arguments")},
    parameters={"default": ("left", "right")},
    functions={"definition": "@arguments/@call/target", "anonymous_function": ""},
    classes={"module": "@arguments/@alias"},
    binaries=frozenset({"binary_operator"}),
    ternaries={"stab_clause": "left"},
    pipes=frozenset({"pipe"}),
    tails=frozenset({"do_block", "body"}),
    transparent=frozenset({"block", "body", "unary_operator"}),
    mentions={"comment": "comment", "document": "doc"},
    subscripts={"access_call": ("target", "key")},
    rename=_rename,
)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read(GRAMMAR, path, text)


DETECTOR = Detector("elixir", (".ex", ".exs"), _read)
