"""Java: builders, constants, enums and annotations with placeholders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from finops_gate.detect import Detector, Question
from finops_gate.detect.reading import answers, read
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Setting, Skipped


def _load() -> Any:
    return language("tree_sitter_java")


GRAMMAR = Grammar(
    name="java",
    load=_load,
    strings=frozenset({"string_literal", "text_block"}),
    numbers=frozenset({"decimal_integer_literal", "decimal_floating_point_literal"}),
    words=frozenset({"true", "false", "null_literal"}),
    names=frozenset({"identifier", "field_access"}),
    calls={
        "method_invocation": ("object", "arguments"),
        "object_creation_expression": ("type", "arguments"),
        "annotation": ("name", "arguments"),
        "explicit_constructor_invocation": ("constructor", "arguments"),
    },
    arguments=frozenset({"argument_list", "annotation_argument_list"}),
    keywords={"element_value_pair": ("key", "value")},
    lists=frozenset({"array_initializer", "element_value_array_initializer"}),
    assignments={"assignment_expression": ("left", "right")},
    declarations={"variable_declarator": ("name", "value")},
    functions={"method_declaration": "name", "constructor_declaration": "name", "lambda_expression": "name"},
    classes={
        "class_declaration": "name",
        "interface_declaration": "name",
        "record_declaration": "name",
        "enum_declaration": "name",
    },
    enums=frozenset({"enum_declaration"}),
    enum_members={"enum_constant": ("name", "arguments")},
    binaries=frozenset({"binary_expression"}),
    ternaries={"ternary_expression": "condition"},
    transparent=frozenset({"parenthesized_expression", "cast_expression"}),
    returns=frozenset({"return_statement"}),
    mentions={
        "line_comment": "comment",
        "block_comment": "comment",
        "switch_label": "comparison",
        "throw_statement": "log",
        "import_declaration": "import",
        "assert_statement": "comparison",
    },
    annotated={
        "method_declaration": "name",
        "field_declaration": "declarator",
        "constant_declaration": "declarator",
        "formal_parameter": "name",
        "record_component": "name",
    },
    annotations=frozenset({"modifiers"}),
    arms=frozenset({"switch_rule"}),
    subscripts={"array_access": ("array", "index")},
    statements=frozenset({"expression_statement"}),
)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read(GRAMMAR, path, text)


def _answer(path: str, text: bytes, questions: Sequence[Question]) -> list[Setting]:
    return answers(GRAMMAR, path, text, questions)


DETECTOR = Detector("java", (".java",), _read, answer=_answer)
