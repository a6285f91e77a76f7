"""Kotlin: properties, constructor and function defaults, named arguments, `to` pairs, `?:`, `when`, builder blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector, Question
from finops_gate.detect.reading import answers, read
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Setting, Skipped


def _load() -> Any:
    return language("tree_sitter_kotlin")


def _rename(node: Any, source: bytes) -> str:
    """``fun model() = "gpt-4o"`` returns what follows; a body in braces only contains it."""
    kind: str = node.type
    if kind == "function_body" and source[node.start_byte : node.start_byte + 1] == b"=":
        return "expression_body"
    return kind


GRAMMAR = Grammar(
    name="kotlin",
    load=_load,
    strings=frozenset({"string_literal", "multiline_string_literal"}),
    numbers=frozenset({"number_literal", "float_literal"}),
    names=frozenset({"identifier", "navigation_expression"}),
    interpolations=frozenset({"interpolation"}),
    calls={
        "call_expression": ("", "@value_arguments"),
        "constructor_invocation": ("", "@value_arguments"),
        "constructor_delegation_call": ("", "@value_arguments"),
    },
    arguments=frozenset({"value_arguments"}),
    keywords={"value_argument": ("", "")},
    wrapped=frozenset({"value_argument"}),
    pairs={"infix_expression": ("", "")},
    lists=frozenset({"collection_literal"}),
    assignments={"assignment": ("left", "right")},
    declarations={"property_declaration": ("@variable_declaration", "")},
    parameters={"class_parameter": ("@identifier", "")},
    siblings={"function_value_parameters": "parameter"},
    functions={
        "function_declaration": "name",
        "secondary_constructor": "",
        "anonymous_function": "",
        "lambda_literal": "",
        "anonymous_initializer": "",
    },
    classes={
        "class_declaration": "name",
        "object_declaration": "name",
        "companion_object": "name",
        "enum_class_body": "name",
    },
    enums=frozenset({"enum_class_body"}),
    enum_members={"enum_entry": ("", "")},
    binaries=frozenset({"binary_expression", "in_expression"}),
    ternaries={"if_expression": "condition", "when_entry": "condition"},
    transparent=frozenset(
        {"parenthesized_expression", "as_expression", "when_expression", "block", "spread_expression"}
    ),
    arms=frozenset({"when_entry"}),
    returns=frozenset({"return_expression", "expression_body"}),
    mentions={
        "line_comment": "comment",
        "block_comment": "comment",
        "import": "import",
        "throw_expression": "log",
        "user_type": "type",
    },
    subscripts={"index_expression": ("", "")},
    rename=_rename,
)


_QUOTED = lazy(rb"'[^'\\\n]{2,200}'")
"""Text in single quotes, which is no Kotlin: the grammar recovers from each in time that grows with the file."""
QUOTED = 1000
"""So many cost 0.2 s; 8,000 took 10 s (tree-sitter-kotlin 1.1). Apostrophes of comments make far fewer."""
DEPTH = 2000
"""Open braces within each other; 10,000 took 4 s, where other grammars take 10 ms."""


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    if text.count(b"'") > QUOTED and sum(1 for _ in _QUOTED.finditer(text)) > QUOTED:
        return [Skipped(path, "does not parse as kotlin: texts in single quotes")]
    if text.count(b"{") > DEPTH and _deepest(text) > DEPTH:
        return [Skipped(path, f"nests more than {DEPTH} levels deep")]
    return read(GRAMMAR, path, text)


def _deepest(text: bytes) -> int:
    """How many braces are open at once, as far as plain counting can tell."""
    depth = deepest = 0
    for byte in text:
        if byte == 0x7B:
            depth += 1
            deepest = max(deepest, depth)
        elif byte == 0x7D:
            depth = max(0, depth - 1)
    return deepest


def _answer(path: str, text: bytes, questions: Sequence[Question]) -> list[Setting]:
    return answers(GRAMMAR, path, text, questions)


DETECTOR = Detector("kotlin", (".kt", ".kts"), _read, answer=_answer)
