"""Go: struct literals and tags, typed constants, viper, flag and cobra defaults."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector, Question, places
from finops_gate.detect.reading import answers, read
from finops_gate.detect.slots import can_be_model, claim, parameter
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Key, Location, Role, Setting, Skipped


def _load() -> Any:
    return language("tree_sitter_go")


def _is_typed_constant(node: Any) -> bool:
    """``GPT4 ModelID = "gpt-4"``: a constant of a type of its own is one of a set to choose from."""
    kind = node.child_by_field_name("type")
    return node.type == "const_spec" and kind is not None and kind.text != b"string"


GRAMMAR = Grammar(
    name="go",
    load=_load,
    strings=frozenset({"interpreted_string_literal", "raw_string_literal"}),
    numbers=frozenset({"int_literal", "float_literal"}),
    words=frozenset({"true", "false", "nil"}),
    names=frozenset({"identifier", "selector_expression"}),
    calls={"call_expression": ("function", "arguments"), "composite_literal": ("type", "body")},
    arguments=frozenset({"argument_list"}),
    pairs={"keyed_element": ("key", "value")},
    tables=frozenset({"literal_value"}),
    elements=frozenset({"literal_element"}),
    assignments={"assignment_statement": ("left", "right")},
    declarations={
        "const_spec": ("name", "value"),
        "var_spec": ("name", "value"),
        "short_var_declaration": ("left", "right"),
    },
    functions={"function_declaration": "name", "method_declaration": "name", "func_literal": "name"},
    classes={"type_spec": "name"},
    binaries=frozenset({"binary_expression"}),
    transparent=frozenset({"parenthesized_expression", "expression_list", "literal_element", "unary_expression"}),
    returns=frozenset({"return_statement"}),
    mentions={"comment": "comment", "import_spec": "import", "field_declaration": "tag"},
    subscripts={"index_expression": ("operand", "index")},
    statements=frozenset({"expression_statement"}),
    enum_like=_is_typed_constant,
)

_TAG = lazy(
    rb"^[ \t]*(\w+)[ \t]+[\w.*\[\]]+[ \t]+`[^`\n]*?"
    rb'(?:(?:envDefault|env-default|default):"|env:"\w+(?:,[^"`\n]{0,40}?)?,[ ]?default=)([^"`\n]{1,150})"[^`\n]*`',
    re.MULTILINE,
)
"""Tags of envconfig, of caarls0/env and cleanenv, and of sethvargo's ``env:"NAME,default=value"``."""
_ENV = lazy(rb'(?:env|envconfig):"(\w+)')


def _key(slot: str, value: str) -> Key | None:
    """What the default of a field sets, if anything that is billed."""
    if can_be_model(value, claim(slot)):
        return Key.MODEL
    counted = parameter(slot)
    return counted if counted is Key.MAX_OUTPUT and value.isdecimal() else None


def _tags(path: str, text: bytes) -> list[Setting]:
    """Defaults in struct tags: ``Model string `env:"MODEL" envDefault:"gpt-4"` ``."""
    found = []
    for match in _TAG.finditer(text):
        slot, value = match.group(1).decode(), match.group(2).decode("utf-8", "replace")
        key = _key(slot, value)
        if key is None:
            continue
        env = _ENV.search(match.group(0))
        refers = (f"env:{env.group(1).decode()}",) if env else ()
        at = text.count(b"\n", 0, match.start(2)) + 1
        setting = Setting(key, value, Location(path, at), Role.FIELD_DEFAULT, slot, binds=(slot,), refers=refers)
        found.append(setting._replace(mention=places.mention(path)))
        if len(found) >= 200:  # a struct with more is generated; counting lines again for each would be quadratic
            break
    return found


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return [*read(GRAMMAR, path, text), *_tags(path, text)]


def _answer(path: str, text: bytes, questions: Sequence[Question]) -> list[Setting]:
    return answers(GRAMMAR, path, text, questions)


DETECTOR = Detector("go", (".go",), _read, answer=_answer)
