"""Reads one source file: from candidate words to settings. One engine, and one grammar table a language.

The file is searched for words that matter (the beginnings of model ids, the names of model slots and billed
parameters); only where one stands is the tree looked at: a file without any costs a search, a file with a few a parse.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from threading import get_ident
from typing import TYPE_CHECKING, Any

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect.calls import known as known_call
from finops_gate.detect.calls import segments
from finops_gate.detect.candidates import LIMIT, candidates
from finops_gate.detect.compared import without_compared
from finops_gate.detect.fields import stands_on_first
from finops_gate.detect.keeping import grouped, without_twins
from finops_gate.detect.lookups import Lookups
from finops_gate.detect.predefined import catalogued, deployed
from finops_gate.detect.spelled import LONGEST, is_spelled
from finops_gate.detect.syntax.parsing import again, parse
from finops_gate.detect.syntax.trees import DEPTH, Step, after, beside, end_of_depth, first_children, halves, part, text
from finops_gate.model.setting import Embedded, Key, Location, Role, Setting, Skipped, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node, Tree

    from finops_gate.detect import Question
    from finops_gate.detect.syntax.grammar import Grammar

_BY_POSITION = lazy(rb"(\[0\]|\.at\(0\)|\.find\(|\.first\b|\.First\(\))(\??\.[A-Za-z_]\w*)?")
_DOTTED = lazy(rb"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$")
_AS_TEXT = frozenset(
    {"to_string", "to_owned", "as_str", "as_ref", "into", "clone", "toString", "asString", "trim", "strip", "name"}
)
"""Methods that hand on what they are called on, perhaps as a text."""
_NEEDLES = (b"[0]", b".at(0)", b".find(", b".first", b".First()")
"""What each of them begins with: found 50 times as fast as the expression finds it."""
_LINE = lazy(rb"\n")
_AFTER_FIND = lazy(rb"[^()]{0,80}(?:\([^()]{0,40}\)[^()]{0,80})?\)\??\.([A-Za-z_]\w*)")
"""What is taken of the entry that a short search finds: ``.find((m) => !m.hidden)?.value``."""


@lru_cache(maxsize=32)
def _parser(load: Any, thread: int) -> Any:  # noqa: ARG001 - a parser that two threads share crashes the process
    from tree_sitter import Language, Parser

    return Parser(Language(load()))


class Parsed(NamedTuple):
    """The tree of a text. What is parsed later takes from it what did not change."""

    source: bytes
    tree: Tree


def parsed(grammar: Grammar, source: bytes, known: Parsed | None = None) -> Parsed | None:
    """The tree of a text; with that of an earlier text it costs what has changed. None: more work than any real file.

    `known` is used up: its tree is told of the edit.
    """
    parser = _parser(grammar.load, get_ident())
    tree = parse(parser, source) if known is None else again(parser, known.source, source, known.tree)
    return None if tree is None else Parsed(source, tree)


def read(
    grammar: Grammar, path: str, source: bytes, offsets: list[int] | None = None, known: Parsed | None = None
) -> list[Setting | Embedded | Skipped]:
    """All settings of one file, in the order in which they stand; of some `offsets` alone, if given. Never raises.

    `known`: the tree of this text, where somebody has it.
    """
    if offsets is None:
        offsets = candidates(source)
    if not offsets:
        return []
    found = known or parsed(grammar, source)
    tree = found.tree if found is not None else None
    if tree is None:
        return [Skipped(path, f"takes more work to parse as {grammar.name} than any file of its size")]
    return list(_Reading(grammar, path, source, tree).settings(offsets))


def answers(grammar: Grammar, path: str, source: bytes, questions: Sequence[Question]) -> list[Setting]:
    """What readers in other files ask for, where this file defines it; the rest of the file is not looked at."""
    tree = parse(_parser(grammar.load, get_ident()), source)
    return [] if tree is None else _Reading(grammar, path, source, tree).answers(questions)


WORK = 1_000_000
"""Nodes on the ways to the places of one file: about two seconds. Real files of a megabyte need a tenth of it."""


class _Reading(Lookups):
    """Goes from candidate words to the values that they speak of."""

    def settings(self, offsets: list[int]) -> list[Setting | Skipped]:
        too_deep, work = False, 0
        last_end = -1
        for offset in offsets:
            if offset < last_end:
                continue  # further words of the literal that was just read
            steps = self.way(offset, offset + 1)
            work += len(steps)
            if work > WORK:
                break
            if not steps:
                too_deep = True
                last_end = end_of_depth(self.tree, offset)
                continue
            last_end = max(last_end, self._anchor(steps))
        self._positions()
        self._own()
        self._lookups()
        self.found.sort(key=lambda entry: entry[0])
        known = without_compared(without_twins(self.found), self.source)
        result: list[Setting | Skipped] = list(grouped(deployed(catalogued(known))))
        if self.tree.root_node.has_error:
            result.append(Skipped(self.path, f"parts of it do not parse as {self.grammar.name}"))
        if work > WORK or len(offsets) >= LIMIT:
            result.append(Skipped(self.path, "names more models and parameters than are read in one file"))
        if too_deep:
            result.append(Skipped(self.path, f"nests more than {DEPTH} levels deep"))
        return result

    # -- anchors: from a word to the values it speaks of -----------------------------------------------------------

    def _anchor(self, steps: list[Step]) -> int:
        """Looks at one candidate word. Returns the end of what needs no second look."""
        grammar = self.grammar
        for step in steps[-3:]:
            if "comment" in step.node.type:
                return int(steps[-1].node.end_byte)
        for index in range(len(steps) - 1, max(0, len(steps) - 6), -1):
            if steps[index].node.type in grammar.strings:
                node = steps[index].node
                self._literal(steps[: index + 1])
                if node.end_byte - node.start_byte <= 400:
                    self._names(steps[: index + 1])
                return int(node.end_byte)
        self._names(steps)
        return -1

    def _names(self, steps: list[Step]) -> None:
        """The word is (part of) a name: looks at the value of what it names."""
        grammar, known = self.grammar, self.known_kinds
        leaf = steps[-1].node
        for index in range(len(steps) - 1, max(0, len(steps) - 9), -1):
            parent = steps[index - 1].node
            kind = grammar.kind(parent, self.source)
            if kind not in known:
                continue
            if kind in grammar.siblings and steps[index].field in ("", "key", "name"):
                value = after(parent, steps[index].node)
                if value is not None and grammar.siblings[kind] in ("", steps[index].node.type):
                    self._values(steps[:index], value)
                    return
            for table in (
                grammar.keywords,
                grammar.pairs,
                grammar.attributes,
                grammar.parameters,
                grammar.fields,
                grammar.declarations,
                grammar.assignments,
            ):
                if kind in table:
                    name, value = halves(parent, table[kind])
                    if name is not None and value is not None:
                        name, value = beside(parent, name, value, leaf.start_byte)
                    if name is not None and value is not None and name.start_byte <= leaf.start_byte < value.end_byte:
                        self._values(steps[:index], value)
                    if name is not None or table is not grammar.keywords:
                        return  # else it is an argument without a name, in the same kind of node
            if kind in grammar.annotated:
                for child in parent.named_children[:12]:
                    for note in child.named_children[:12] if child.type in grammar.annotations else ():
                        self._values(steps[:index], note)
            if kind in grammar.calls:
                callee_field, _ = grammar.calls[kind]
                callee = part(parent, callee_field) if callee_field else parent.named_children[0]
                arguments = part(parent, grammar.calls[kind][1]) if grammar.calls[kind][1] else parent
                method = parent.child_by_field_name("name") or parent.child_by_field_name("method")
                named = [half for half in (callee, method) if half is not None]
                near = parent.end_byte - parent.start_byte <= LONGEST
                if any(half.start_byte <= leaf.start_byte < half.end_byte for half in named):
                    if near and is_spelled(text(parent)):
                        continue  # GPT4_O.to_string(): what takes it stands further out
                    if arguments is not None and arguments.end_byte - arguments.start_byte < 300:
                        match = known_call(grammar.name, segments(".".join(map(text, named))), self.source)
                        first = (match.call.position or 0) if match is not None else 0
                        for child in arguments.named_children[first : first + 1]:
                            self._values(steps[:index], child)
                    return
            if kind in grammar.arguments:
                own = steps[index].node
                near = own.end_byte - own.start_byte <= LONGEST
                for child in first_children(parent, 8):
                    if child.start_byte != own.start_byte or (near and is_spelled(text(own))):
                        self._values(steps[:index], child)
                return
            if kind in grammar.statements or kind in grammar.functions or kind in grammar.classes:
                return

    def _values(self, outer: list[Step], value: Node) -> None:
        """Looks at the literals and references that an expression may evaluate to."""
        if (value.start_byte, value.end_byte) in self.looked:
            return  # each word of a list would look at the whole list again
        self.looked.add((value.start_byte, value.end_byte))
        pending, budget = [value], 60
        while pending and budget:
            budget -= 1
            node = pending.pop()
            grammar = self.grammar
            kind = grammar.kind(node, self.source)
            if kind in grammar.strings or kind in grammar.numbers or kind in grammar.words:
                self._literal(self.way(node.start_byte, node.end_byte), node)
            elif (kind in grammar.calls or kind in grammar.subscripts) and self._from_environment(node):
                continue
            elif kind in grammar.names or kind in grammar.subscripts:
                self._reference(self.way(node.start_byte, node.end_byte), node)
                owner = node.named_children[0] if node.named_child_count else None
                if owner is not None and grammar.kind(owner, self.source) in grammar.calls:
                    pending.append(owner)  # settings.get("model", {"value": "acme/brain-2"}).value
            elif kind in grammar.ternaries or kind in grammar.binaries or kind in grammar.transparent:
                pending.extend(reversed(node.named_children))
            elif kind in grammar.pipes:
                pending.extend(node.named_children[-1:])  # what comes out of it: ... |> Zoi.default(1024)
            elif kind in grammar.calls:
                callee_field, _ = grammar.calls[kind]
                callee = part(node, callee_field) if callee_field else next(iter(node.named_children), None)
                skip = callee.start_byte if callee is not None else -1
                owner = _written_as_text(callee, grammar) if callee is not None else None
                if owner is not None:
                    self._reference(self.way(owner.start_byte, owner.end_byte), owner)
                elif callee is not None and callee.type in grammar.names and text(node).endswith("()"):
                    if text(callee).rpartition(".")[2] in _TYPES:
                        continue
                    method = node.child_by_field_name("name") or callee
                    if method.start_byte != callee.start_byte:  # one of the two says what is read: Java, PHP
                        if _says_value(text(callee), text(method)):
                            method = callee
                        self._reference(self.way(method.start_byte, method.end_byte), method)
                        continue
                    self._reference(self.way(callee.start_byte, callee.end_byte), callee)
                pending.extend(n for n in reversed(first_children(node, 40)) if n.start_byte != skip)
            elif kind in grammar.arguments or kind in grammar.lists:
                pending.extend(reversed(first_children(node, 40)))
            elif kind in grammar.keywords:
                _, inner = halves(node, grammar.keywords[kind])
                if inner is not None:
                    pending.append(inner)
            elif kind in grammar.tables:
                pending.extend(entry for entry in reversed(first_children(node, 5)) if _is_type_entry(entry))
            elif kind in grammar.pairs and _is_type_entry(node):
                pending.append(node.named_children[-1])
        self._expression(outer, value)

    # -- one value -------------------------------------------------------------------------------------------------

    def _positions(self) -> None:
        """References to a list's first element: they make it a default."""
        source = self.source
        starts: list[int] | None = None
        for match in _by_position(source):
            dotted = _DOTTED.search(source, max(0, match.start() - 100), match.start())
            if dotted is None or (b"model" not in dotted.group().lower() and b"llm" not in dotted.group().lower()):
                continue
            if starts is None:
                starts = [found.start() for found in _LINE.finditer(source)]
            tail = (match.group(2) or b"").lstrip(b"?")
            position = b"[0]"
            if match.group(1) == b".find(":
                position, taken = b"[first]", _AFTER_FIND.match(source, match.end())
                tail = b"." + taken.group(1) if taken else b""
            name = dotted.group().decode("utf-8", "replace")
            name = _each(source, match.start(), name) or name
            line = bisect_left(starts, match.start()) + 1
            self._first(match.start(), line, name, (position + tail).decode("utf-8", "replace"))
        for start, name in stands_on_first(source):
            if starts is None:
                starts = [found.start() for found in _LINE.finditer(source)]
            self._first(start, bisect_left(starts, start) + 1, name, "[0]")

    def _first(self, start: int, line: int, name: str, taken: str) -> None:
        at, slot = Location(self.path, line), name.rsplit(".", 1)[-1]
        refers = (f"{name}{taken}",)
        unknown = Unknown("first of a list")
        setting = Setting(Key.MODEL, unknown, at, Role.LIST_DEFAULT, slot, mention="position", refers=refers)
        self.found.append((start, setting, ()))

    def _own(self) -> None:
        """Constants of the class itself, by names that say no word of models: ``$name = self::SONNET_37``."""
        at = self.source.find(_OWN) if self.found else -1
        for _ in range(_OWNED if at >= 0 else 0):
            at += len(_OWN)
            name = _NAME.match(self.source, at)
            if name and any(entry[1].slot.encode() == name[0] for entry in self.found if entry[1].key is Key.MODEL):
                self._names(self.way(at, at + 1))
            at = self.source.find(_OWN, at)
            if at < 0:
                break


_OWN = b"= self::"
_NAME = lazy(rb"\w+")
_OWNED = 20
"""So many defaults of a file are looked at; a class of models has one or two."""


def _each(source: bytes, at: int, name: str) -> str:
    """``PROVIDERS[*].models`` for ``PROVIDERS.map((p) => [p.id, p.models[0]])``: the first of each entry's list."""
    entry, dot, rest = name.partition(".")
    before = source[max(0, at - _NEAR) : at]
    if not dot or (_OF not in before and _IN not in before and b"(" not in before):
        return ""
    one = re.escape(entry.encode())
    found = re.search(
        rb"(?s).*(?:(?<![\w$.])([\w$.]+)\??\.(?:map|flatMap|forEach)\(\s*(?:async\s*)?\(?\s*" + one + rb"\b"
        rb"|\bfor\b[^\n;]{0,20}?\b" + one + rb"\s+(?:of|in)\s+([\w$.]+))",
        before,
    )
    listed = (found[1] or found[2] or b"") if found else b""
    return f"{listed.decode('utf-8', 'replace')}[*].{rest}" if listed else ""


_NEAR = 200
"""Bytes between the head of a loop and what it takes of each entry."""
_OF, _IN = b" of ", b" in "


def _by_position(source: bytes) -> Iterator[re.Match[bytes]]:
    starts: list[int] = []
    for needle in _NEEDLES:
        at = source.find(needle)
        while at >= 0:
            starts.append(at)
            at = source.find(needle, at + 1)
    end = 0
    for start in sorted(starts):
        match = _BY_POSITION.match(source, start) if start >= end else None
        if match is not None:
            end = match.end()
            yield match


def _written_as_text(callee: Node, grammar: Grammar) -> Node | None:
    """``Model::Gpt4o.to_string``: the name of what is handed on as a text, or None."""
    children = callee.named_children
    if callee.type not in grammar.names or len(children) != 2 or text(children[1]) not in _AS_TEXT:
        return None
    return children[0] if children[0].type in grammar.names else None


_TYPES = frozenset({"integer", "number", "string", "boolean", "float"})
"""Functions of schemas that say what kind a value is, not which: ``Zoi.integer()``, ``z.number()``."""
_ENTRIES = frozenset({"type", "effort", "mode", "enabled", "value", "default"})
"""Entries of a table that stands where a value is expected, and says it."""


def _says_value(owner: str, method: str) -> bool:
    """True where a method without arguments hands on what it is called on: ``ChatModel.GPT_4O.asString()``."""
    return method in _AS_TEXT or owner.rpartition(".")[2].isupper()


def _is_type_entry(entry: Node) -> bool:
    """The entry that says which kind of thinking: ``type: "adaptive"``."""
    children = entry.named_children
    return len(children) >= 2 and text(children[0]).strip(" \"':") in _ENTRIES
