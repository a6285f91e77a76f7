"""Rust: statics and constants, struct literals, builders, clap attributes and `json!` bodies."""

from __future__ import annotations

import re
from typing import Any

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector, places
from finops_gate.detect.reading import read
from finops_gate.detect.slots import Claim, can_be_model, claim, parameter
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.detect.syntax.wheels import language
from finops_gate.model.setting import Embedded, Key, Location, Role, Setting, Skipped, Unknown


def _load() -> Any:
    return language("tree_sitter_rust")


GRAMMAR = Grammar(
    name="rust",
    load=_load,
    strings=frozenset({"string_literal", "raw_string_literal"}),
    numbers=frozenset({"integer_literal", "float_literal"}),
    words=frozenset({"boolean_literal"}),
    names=frozenset({"identifier", "field_expression", "scoped_identifier"}),
    calls={"call_expression": ("function", "arguments"), "struct_expression": ("name", "body")},
    arguments=frozenset({"arguments"}),
    pairs={"field_initializer": ("field", "value")},
    tables=frozenset({"field_initializer_list"}),
    lists=frozenset({"array_expression", "tuple_expression"}),
    assignments={"assignment_expression": ("left", "right")},
    declarations={
        "static_item": ("name", "value"),
        "const_item": ("name", "value"),
        "let_declaration": ("pattern", "value"),
    },
    functions={"function_item": "name", "closure_expression": ""},
    classes={"impl_item": "type", "struct_item": "name", "enum_item": "name", "mod_item": "name"},
    binaries=frozenset({"binary_expression"}),
    tails=frozenset({"block"}),
    transparent=frozenset({"reference_expression", "parenthesized_expression", "try_expression", "await_expression"}),
    returns=frozenset({"return_expression"}),
    mentions={
        "line_comment": "comment",
        "block_comment": "comment",
        "match_pattern": "comparison",
        "macro_invocation": "log",
        "attribute_item": "attribute",
        "use_declaration": "import",
    },
    arms=frozenset({"match_arm"}),
    subscripts={"index_expression": ("", "")},
)

_ATTRIBUTE = lazy(
    rb"#\[(?:default|(?!(?:serde|strum|doc|cfg)\b)\w+\([^\]]{0,300}?\b(?:default(?:_value)?(?:_t)?|Default\(value))"
    rb'\s*[=(]\s*(?:(?:"?(?:String::from|Some)\(|&)*"?(?:\\")?"?([^"\\\n()\[\]&]{1,150})\\?"'
    rb"|([A-Z]\w{0,80}::[A-Z]\w{0,80})|(\d[\d_]{0,12}))"
    rb"[^\]]{0,300}\](?:\s*(?:#\[[^\]]{0,300}\]|///[^\n]*)){0,20}\s*(?:pub(?:\([^)\n]*\))?\s+)?(\w+)\s*:"
)
"""Defaults that stand before a field: of clap and structopt (``default_value``, ``default_value_t``), of envconfig,
typed builders and smart-default (``default``); a text, a member of an enumeration or a number."""
_JSON = lazy(rb'"(\w*[mM]odel\w*|max_tokens|max_completion_tokens)"\s*:\s*"?([\w.:/@-]{1,150})"?')
_JSON_MACRO = lazy(rb"\bjson!\s*[({\[]")
LIMIT = 200
"""Matches looked at in one file; a file with more is generated."""


def _attributes(path: str, text: bytes) -> list[Setting]:
    """``#[arg(long, default_value = "gpt-4")] model: String``: the field that follows is the slot."""
    found = []
    for match in list(_ATTRIBUTE.finditer(text))[:LIMIT]:
        words, member, number, name = (group.decode("utf-8", "replace") if group else "" for group in match.groups())
        start = max(match.start(group) for group in (1, 2, 3))
        at = Location(path, text.count(b"\n", 0, start) + 1)
        if member and claim(name) is Claim.STRONG:
            unknown = Unknown(f"read from {member}")
            found.append(Setting(Key.MODEL, unknown, at, Role.CLI_DEFAULT, name, binds=(name,), refers=(member,)))
        elif words and can_be_model(words, claim(name)):
            found.append(Setting(Key.MODEL, words, at, Role.CLI_DEFAULT, name, binds=(name,)))
        elif (number or words.isdecimal()) and parameter(name) is Key.MAX_OUTPUT:
            found.append(Setting(Key.MAX_OUTPUT, number or words, at, Role.CLI_DEFAULT, name, binds=(name,)))
    return found


_GIVES = lazy(
    rb"\bfn\s+(default_\w{1,80})\s*\(\s*\)\s*->[^{};]{1,80}\{\s*(?:Some\(\s*)?(\d[\d_]{0,12})(?:[ui]\d+)?\s*\)?\s*\}"
)


def _defaults(path: str, text: bytes) -> list[Setting]:
    """``fn default_max_tokens() -> u32 { 4096 }``: what serde takes where a file says nothing."""
    found = []
    for match in list(_GIVES.finditer(text))[:LIMIT]:
        name = match.group(1).decode()
        if parameter(name) is Key.MAX_OUTPUT:
            at = Location(path, text.count(b"\n", 0, match.start(2)) + 1)
            found.append(Setting(Key.MAX_OUTPUT, match.group(2).decode(), at, Role.FIELD_DEFAULT, name, binds=(name,)))
    return found


def _bodies(path: str, text: bytes) -> list[Setting]:
    """Request bodies written with `json!`, whose tokens tree-sitter leaves flat."""
    if not _JSON_MACRO.search(text):
        return []
    found = []
    for match in list(_JSON.finditer(text))[:LIMIT]:
        slot, value = match.group(1).decode(), match.group(2).decode("utf-8", "replace")
        key = Key.MODEL if can_be_model(value, claim(slot)) else None
        if slot.startswith("max_") and value.isdecimal():
            key = Key.MAX_OUTPUT
        if key is not None:
            at = text.count(b"\n", 0, match.start(2)) + 1
            found.append(Setting(key, value, Location(path, at), Role.CALL_ARGUMENT, slot, callee="json!"))
    return found


_TEST = lazy(
    rb"^([ \t]*)#\[(?:cfg\((?:all\(|any\()?test\b[^\n]*|(?:\w+::)*test\b[^\n]*)\](?:\s*#\[[^\n]*\])*\s*"
    rb"(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?(?:mod|fn)\s+\w+[^\n]*\{",
    re.MULTILINE,
)


def _tests(text: bytes) -> list[tuple[int, int]]:
    """First and last lines of the modules and functions of a file that only its tests run."""
    found: list[tuple[int, int]] = []
    at = line = 0
    for match in _TEST.finditer(text):
        if match.start() < at:
            continue  # inside the one before
        end = text.find(b"\n" + match.group(1) + b"}", match.end())
        end = len(text) if end < 0 else end
        first = line + text.count(b"\n", at, match.start())
        line = first + text.count(b"\n", match.start(), end)
        at = end
        found.append((first + 1, line + 2))
    return found


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    mention = places.mention(path)
    extra = [
        setting._replace(mention=mention)
        for setting in (*_attributes(path, text), *_defaults(path, text), *_bodies(path, text))
    ]
    found = [*read(GRAMMAR, path, text), *extra]
    tests = _tests(text) if not mention else []
    return [
        entry._replace(mention="test")
        if isinstance(entry, Setting) and any(first <= entry.location.line <= last for first, last in tests)
        else entry
        for entry in found
    ]


DETECTOR = Detector("rust", (".rs",), _read)
