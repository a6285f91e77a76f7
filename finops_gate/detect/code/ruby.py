"""Ruby: hashes, symbols, option DSLs, keyword parameters and ENV.fetch."""

from __future__ import annotations

from typing import Any

from finops_gate.detect import Detector
from finops_gate.detect.reading import read
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Setting, Skipped


def _load() -> Any:
    return language("tree_sitter_ruby")


GRAMMAR = Grammar(
    name="ruby",
    load=_load,
    strings=frozenset({"string", "simple_symbol", "delimited_symbol", "bare_string", "heredoc_body"}),
    numbers=frozenset({"integer", "float"}),
    words=frozenset({"true", "false", "nil"}),
    names=frozenset({"identifier", "constant", "scope_resolution", "instance_variable", "class_variable"}),
    interpolations=frozenset({"interpolation"}),
    calls={"call": ("receiver", "arguments")},
    arguments=frozenset({"argument_list"}),
    pairs={"pair": ("key", "value")},
    tables=frozenset({"hash"}),
    lists=frozenset({"array", "string_array", "symbol_array"}),
    assignments={"assignment": ("left", "right"), "operator_assignment": ("left", "right")},
    parameters={"keyword_parameter": ("name", "value"), "optional_parameter": ("name", "value")},
    functions={"method": "name", "singleton_method": "name"},
    classes={"class": "name", "module": "name"},
    binaries=frozenset({"binary"}),
    ternaries={"conditional": "condition"},
    tails=frozenset({"body_statement"}),
    transparent=frozenset({"parenthesized_statements", "rescue_modifier"}),
    returns=frozenset({"return"}),
    mentions={"comment": "comment", "pattern": "comparison", "array_pattern": "comparison"},
    subscripts={"element_reference": ("object", "")},
)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read(GRAMMAR, path, text)


DETECTOR = Detector("ruby", (".rb", ".rake", ".gemspec"), _read, filenames=("rakefile", "gemfile"))
