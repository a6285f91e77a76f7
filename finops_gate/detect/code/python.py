"""Python, with tree-sitter: the answer must not depend on the interpreter that runs the gate (PEP 701 f-strings)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from finops_gate.detect import Detector, Question
from finops_gate.detect.reading import answers, read
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Setting, Skipped


def _load() -> Any:
    return language("tree_sitter_python")


def _is_enum(node: Any) -> bool:
    bases = node.child_by_field_name("superclasses")
    return bases is not None and b"Enum" in (bases.text or b"")


GRAMMAR = Grammar(
    name="python",
    load=_load,
    strings=frozenset({"string"}),
    numbers=frozenset({"integer", "float"}),
    words=frozenset({"true", "false", "none"}),
    names=frozenset({"identifier", "attribute"}),
    interpolations=frozenset({"interpolation"}),
    calls={"call": ("function", "arguments")},
    arguments=frozenset({"argument_list"}),
    keywords={"keyword_argument": ("name", "value")},
    pairs={"pair": ("key", "value")},
    tables=frozenset({"dictionary"}),
    lists=frozenset({"list", "tuple", "set"}),
    assignments={"assignment": ("left", "right")},
    parameters={"default_parameter": ("name", "value"), "typed_default_parameter": ("name", "value")},
    functions={"function_definition": "name"},
    classes={"class_definition": "name"},
    binaries=frozenset({"boolean_operator", "comparison_operator", "binary_operator"}),
    ternaries={"conditional_expression": ""},
    transparent=frozenset({"parenthesized_expression", "await", "list_splat", "dictionary_splat", "lambda"}),
    returns=frozenset({"return_statement"}),
    mentions={
        "comment": "comment",
        "type": "type",
        "case_clause": "comparison",
        "case_pattern": "comparison",
        "assert_statement": "comparison",
        "raise_statement": "log",
        "print_statement": "log",
        "if_clause": "comparison",
        "for_in_clause": "menu",
    },
    subscripts={"subscript": ("value", "subscript")},
    statements=frozenset({"expression_statement"}),
    enum_like=_is_enum,
)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read(GRAMMAR, path, text)


def _answer(path: str, text: bytes, questions: Sequence[Question]) -> list[Setting]:
    return answers(GRAMMAR, path, text, questions)


DETECTOR = Detector("python", (".py", ".pyi", ".pyw"), _read, answer=_answer)
