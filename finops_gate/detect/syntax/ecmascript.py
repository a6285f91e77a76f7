"""The grammar table that JavaScript and TypeScript share."""

from __future__ import annotations

from typing import Any

from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language


def _javascript() -> Any:
    return language("tree_sitter_javascript")


def _typescript() -> Any:
    return language("tree_sitter_typescript", "language_typescript")


def _tsx() -> Any:
    return language("tree_sitter_typescript", "language_tsx")


JAVASCRIPT = Grammar(
    name="typescript",
    load=_javascript,
    strings=frozenset({"string", "template_string"}),
    numbers=frozenset({"number"}),
    words=frozenset({"true", "false", "null", "undefined"}),
    names=frozenset({"identifier", "member_expression", "property_identifier", "shorthand_property_identifier"}),
    interpolations=frozenset({"template_substitution"}),
    calls={"call_expression": ("function", "arguments"), "new_expression": ("constructor", "arguments")},
    arguments=frozenset({"arguments"}),
    pairs={"pair": ("key", "value")},
    attributes={"jsx_attribute": ("", "")},
    tables=frozenset({"object"}),
    lists=frozenset({"array"}),
    assignments={"assignment_expression": ("left", "right"), "augmented_assignment_expression": ("left", "right")},
    declarations={"variable_declarator": ("name", "value")},
    parameters={
        "assignment_pattern": ("left", "right"),
        "object_assignment_pattern": ("left", "right"),
        "required_parameter": ("pattern", "value"),
        "optional_parameter": ("pattern", "value"),
    },
    fields={"public_field_definition": ("name", "value"), "field_definition": ("property", "value")},
    functions={
        "function_declaration": "name",
        "function_expression": "name",
        "arrow_function": "name",
        "method_definition": "name",
        "generator_function_declaration": "name",
    },
    classes={
        "class_declaration": "name",
        "class": "name",
        "abstract_class_declaration": "name",
        "enum_declaration": "name",
    },
    enums=frozenset({"enum_declaration"}),
    enum_members={"enum_assignment": ("name", "value")},
    binaries=frozenset({"binary_expression"}),
    ternaries={"ternary_expression": "condition"},
    transparent=frozenset(
        {
            "parenthesized_expression",
            "as_expression",
            "satisfies_expression",
            "non_null_expression",
            "await_expression",
            "spread_element",
            "jsx_expression",
            "type_assertion",
        }
    ),
    returns=frozenset({"return_statement"}),
    mentions={
        "comment": "comment",
        "literal_type": "type",
        "union_type": "type",
        "type_annotation": "type",
        "type_alias_declaration": "type",
        "interface_declaration": "type",
        "property_signature": "type",
        "switch_case": "",
        "throw_statement": "log",
        "jsx_text": "text",
        "import_statement": "import",
        "export_clause": "import",
    },
    subscripts={"subscript_expression": ("object", "index")},
    statements=frozenset({"expression_statement"}),
)
TYPESCRIPT = JAVASCRIPT._replace(load=_typescript)
TSX = JAVASCRIPT._replace(load=_tsx)
