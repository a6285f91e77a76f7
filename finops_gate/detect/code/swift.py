"""Swift: properties, parameter defaults, argument labels, `??`, dictionaries, raw-value enums and implicit members."""

from __future__ import annotations

from typing import Any

from finops_gate.detect import Detector
from finops_gate.detect.reading import read
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Setting, Skipped


def _load() -> Any:
    return language("tree_sitter_swift")


GRAMMAR = Grammar(
    name="swift",
    load=_load,
    strings=frozenset({"line_string_literal", "multi_line_string_literal", "raw_string_literal"}),
    numbers=frozenset({"integer_literal", "real_literal"}),
    words=frozenset({"boolean_literal", "nil_literal"}),
    names=frozenset({"simple_identifier", "navigation_expression", "prefix_expression"}),
    interpolations=frozenset({"interpolated_expression", "raw_str_interpolation"}),
    calls={
        "call_expression": ("", "@call_suffix/@value_arguments"),
        "constructor_expression": ("", "@constructor_suffix/@value_arguments"),
        "macro_invocation": ("", "@call_suffix/@value_arguments"),
    },
    arguments=frozenset({"value_arguments"}),
    keywords={"value_argument": ("name", "value")},
    wrapped=frozenset({"value_argument"}),
    lists=frozenset({"array_literal"}),
    assignments={"assignment": ("target", "result")},
    declarations={"property_declaration": ("name", "")},
    siblings={
        "dictionary_literal": "",
        "function_declaration": "parameter",
        "init_declaration": "parameter",
        "subscript_declaration": "parameter",
    },
    functions={"function_declaration": "name", "init_declaration": "", "lambda_literal": ""},
    classes={"class_declaration": "name", "protocol_declaration": "name", "enum_class_body": ""},
    enums=frozenset({"enum_class_body"}),
    enum_members={"enum_entry": ("name", "raw_value")},
    binaries=frozenset(
        {
            "nil_coalescing_expression",
            "equality_expression",
            "comparison_expression",
            "additive_expression",
            "conjunction_expression",
            "disjunction_expression",
            "infix_expression",
        }
    ),
    ternaries={"ternary_expression": "condition", "if_statement": "condition"},
    arms=frozenset({"switch_entry"}),
    tails=frozenset({"statements"}),
    transparent=frozenset(
        {"tuple_expression", "as_expression", "try_expression", "await_expression", "switch_statement"}
    ),
    returns=frozenset({"control_transfer_statement"}),
    mentions={
        "comment": "comment",
        "multiline_comment": "comment",
        "import_declaration": "import",
        "switch_pattern": "comparison",
        "type_annotation": "type",
        "attribute": "attribute",
    },
)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read(GRAMMAR, path, text)


DETECTOR = Detector("swift", (".swift",), _read)
