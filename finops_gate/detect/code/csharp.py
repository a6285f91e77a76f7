"""C#: constants, properties, object initialisers, named arguments and configuration fallbacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector, Question
from finops_gate.detect.reading import answers, read
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Setting, Skipped


def _load() -> Any:
    return language("tree_sitter_c_sharp")


def _kind(node: Any, _source: bytes) -> str:
    """Entries by what they stand in: ``new() { { "chat", "gpt-4o" } }``, ``new Options { Model = "gpt-4o" }``."""
    kind = str(node.type)
    if kind == "assignment_expression":
        return "entry" if node.parent is not None and node.parent.type == "initializer_expression" else kind
    if kind != "initializer_expression" or node.named_child_count != 2 or node.parent is None:
        return kind
    return "entry" if node.parent.type == kind else kind


GRAMMAR = Grammar(
    name="csharp",
    load=_load,
    strings=frozenset(
        {
            "string_literal",
            "verbatim_string_literal",
            "raw_string_literal",
            "interpolated_string_expression",
        }
    ),
    numbers=frozenset({"integer_literal", "real_literal"}),
    words=frozenset({"boolean_literal", "null_literal"}),
    names=frozenset({"identifier", "member_access_expression"}),
    interpolations=frozenset({"interpolation"}),
    calls={
        "invocation_expression": ("function", "arguments"),
        "object_creation_expression": ("type", "arguments"),
        "implicit_object_creation_expression": ("^type", "@argument_list"),
        "attribute": ("name", ""),
    },
    arguments=frozenset({"argument_list", "attribute_argument_list"}),
    keywords={"argument": ("name", ""), "attribute_argument": ("name", "")},
    wrapped=frozenset({"argument", "attribute_argument"}),
    pairs={"entry": ("", "")},
    tables=frozenset({"initializer_expression"}),
    lists=frozenset({"collection_expression", "array_creation_expression", "implicit_array_creation_expression"}),
    assignments={"assignment_expression": ("left", "right")},
    declarations={"variable_declarator": ("name", "")},
    parameters={"parameter": ("name", "")},
    fields={"property_declaration": ("name", "value")},
    siblings={"anonymous_object_creation_expression": "identifier"},
    functions={
        "method_declaration": "name",
        "constructor_declaration": "name",
        "local_function_statement": "name",
        "lambda_expression": "",
    },
    classes={
        "class_declaration": "name",
        "record_declaration": "name",
        "struct_declaration": "name",
        "interface_declaration": "name",
        "enum_declaration": "name",
    },
    binaries=frozenset({"binary_expression"}),
    ternaries={"conditional_expression": "condition"},
    transparent=frozenset(
        {"parenthesized_expression", "cast_expression", "await_expression", "arrow_expression_clause"}
    ),
    returns=frozenset({"return_statement", "arrow_expression_clause"}),
    mentions={
        "comment": "comment",
        "constant_pattern": "comparison",
        "throw_statement": "log",
        "throw_expression": "log",
        "using_directive": "import",
    },
    annotated={"property_declaration": "name", "parameter": "name", "field_declaration": ""},
    annotations=frozenset({"attribute_list"}),
    rename=_kind,
    arms=frozenset({"switch_expression_arm"}),
    subscripts={"element_access_expression": ("expression", "subscript")},
    statements=frozenset({"expression_statement"}),
)


_DIRECTIVE = lazy(rb"^#[:!][^\n]*|\xef\xbb\xbf", re.M)
"""What .NET 10 reads of a program in one file (``#:package X@1.0``, ``#!/usr/bin/env dotnet``), and marks of byte order
that editing left in the midst of it: the grammar knows neither."""


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read(GRAMMAR, path, _DIRECTIVE.sub(lambda match: b" " * len(match[0]), text))


def _answer(path: str, text: bytes, questions: Sequence[Question]) -> list[Setting]:
    return answers(GRAMMAR, path, text, questions)


DETECTOR = Detector("csharp", (".cs",), _read, answer=_answer)
