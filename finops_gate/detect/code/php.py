"""PHP: arrays, constants, named arguments, Laravel's env() and config()."""

from __future__ import annotations

from typing import Any

from finops_gate.detect import Detector
from finops_gate.detect.reading import read
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Setting, Skipped


def _load() -> Any:
    return language("tree_sitter_php", "language_php")


GRAMMAR = Grammar(
    name="php",
    load=_load,
    strings=frozenset({"string", "encapsed_string", "heredoc"}),
    numbers=frozenset({"integer", "float"}),
    words=frozenset({"boolean", "null"}),
    names=frozenset(
        {"name", "variable_name", "member_access_expression", "class_constant_access_expression", "qualified_name"}
    ),
    calls={
        "function_call_expression": ("function", "arguments"),
        "member_call_expression": ("object", "arguments"),
        "nullsafe_member_call_expression": ("object", "arguments"),
        "scoped_call_expression": ("scope", "arguments"),
        "object_creation_expression": ("", ""),
    },
    arguments=frozenset({"arguments"}),
    keywords={"argument": ("name", "")},
    pairs={"array_element_initializer": ("", "")},
    tables=frozenset({"array_creation_expression"}),
    elements=frozenset({"array_element_initializer"}),
    wrapped=frozenset({"argument", "array_element_initializer"}),
    assignments={"assignment_expression": ("left", "right"), "augmented_assignment_expression": ("left", "right")},
    declarations={"const_element": ("", "")},
    parameters={
        "simple_parameter": ("name", "default_value"),
        "property_promotion_parameter": ("name", "default_value"),
    },
    fields={"property_element": ("name", "default_value")},
    functions={"function_definition": "name", "method_declaration": "name", "anonymous_function": ""},
    classes={
        "class_declaration": "name",
        "trait_declaration": "name",
        "interface_declaration": "name",
        "enum_declaration": "name",
    },
    enums=frozenset({"enum_declaration"}),
    enum_members={"enum_case": ("name", "value")},
    binaries=frozenset({"binary_expression"}),
    ternaries={"conditional_expression": "condition"},
    transparent=frozenset({"parenthesized_expression", "cast_expression"}),
    returns=frozenset({"return_statement"}),
    mentions={
        "comment": "comment",
        "throw_expression": "log",
        "match_condition_list": "comparison",
        "echo_statement": "log",
    },
    arms=frozenset({"match_conditional_expression"}),
    subscripts={"subscript_expression": ("", "")},
    statements=frozenset({"expression_statement"}),
)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read(GRAMMAR, path, text)


DETECTOR = Detector("php", (".php", ".phtml"), _read)
