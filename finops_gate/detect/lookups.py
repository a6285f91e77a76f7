"""Constants whose own names and values say nothing: ``WHO = "house-brand"``, read by ``create(model=WHO)``.

The reader says what the name means, so that the constant is judged as if its value stood where it is read. A name is
looked for in its own file: constants, fields, parameters with a default and variables that its reader can see; for
readers of other files among what those can see, constants and fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from finops_gate.base.names import NO_ID
from finops_gate.detect import Question
from finops_gate.detect.keeping import Asked
from finops_gate.detect.machines import machine_key
from finops_gate.detect.nodes import inside, name_of, string_value
from finops_gate.detect.placing import Place
from finops_gate.detect.syntax.trees import Step, beside, first_children, halves, text
from finops_gate.detect.valuing import Valuing
from finops_gate.model.setting import Key, Role, Setting

if TYPE_CHECKING:
    from tree_sitter import Node

NAMES = 40
"""Names looked for in one file; one that hands on more is no person's."""
PLACES = 60
"""Places of one name looked at."""
_SELF = frozenset({"self", "this", "cls", "static", "Self"})


_INSIDE = frozenset(b"-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _occurrences(source: bytes, name: bytes) -> Iterator[int]:
    """Where a name stands as a whole word. An expression that looks behind itself takes many times as long."""
    at, size, end = source.find(name), len(name), len(source)
    while at >= 0:
        before = source[at - 1] if at else 0
        after = source[at + size] if at + size < end else 0
        if before not in _INSIDE and before != 0x24 and after not in _INSIDE:  # 0x24: $
            yield at
        at = source.find(name, at + 1)


class Lookups(Valuing):
    """Looks for what the names in billed places stand for."""

    def _lookups(self) -> None:
        for asked in list(dict.fromkeys(self.asked))[:NAMES]:
            parts = re.split(r"\.|::|->", asked.reference)
            name = re.sub(r"\[.*$|\W+$", "", parts[-1])
            if not re.fullmatch(r"[A-Za-z_]\w*", name):
                continue
            before = parts[-2].strip("$@&*") if len(parts) > 1 else ""
            for start in islice(_occurrences(self.source, name.encode()), PLACES):
                self._definition(asked, name, before, start)

    def answers(self, questions: Sequence[Question]) -> list[Setting]:
        """What readers in other files ask for, with each answer bound to the names by which it was asked for."""
        found: dict[tuple[int, Key], Setting] = {}
        for question in list(dict.fromkeys(questions))[:NAMES]:
            self.found = []
            slot, known = question.slot, question.known
            reader = Place(slot, Role.CALL_ARGUMENT, (), "", slot, None, (), (), None, "", False, known, False, False)
            self.asked = [Asked(question.reference, reader, question.key)]
            self._lookups()
            for start, setting, _ in self.found:
                if setting.role not in (Role.CONSTANT, Role.FIELD_DEFAULT, Role.ENV_DEFAULT, Role.CONFIG_VALUE):
                    continue
                binds = found.get((start, setting.key), setting).binds
                found[start, setting.key] = setting._replace(binds=(*binds, f"asked:{question.reference}"))
        return [found[place] for place in sorted(found)]

    def _definition(self, asked: Asked, name: str, before: str, start: int) -> None:
        grammar = self.grammar
        steps = self.way(start, start + 1)
        for index in range(len(steps) - 1, max(0, len(steps) - 6), -1):
            parent = steps[index - 1].node
            kind = grammar.kind(parent, self.source)
            for table in (
                grammar.declarations,
                grammar.assignments,
                grammar.fields,
                grammar.parameters,
                grammar.enum_members,
                *((grammar.pairs,) if before else ()),
            ):
                if kind in table:
                    target, value = halves(parent, table[kind])
                    if target is not None and value is not None:
                        target, value = beside(parent, target, value, start)
                    if target is None or value is None or not inside(steps[-1].node, target):
                        return
                    if name_of(target, grammar) == name:
                        for leaf in self._leaves(value):
                            self._stands_for(asked, name, before, leaf)
                    return
            if kind in grammar.statements or kind in grammar.calls or kind in grammar.functions:
                return

    def _leaves(self, value: Node) -> list[Node]:
        """The literals that an expression may evaluate to: ``os.getenv("LIMIT", "300")``, ``x or 300``."""
        grammar, found, pending, budget = self.grammar, [], [value], 20
        while pending and budget:
            budget -= 1
            node = pending.pop()
            kind = grammar.kind(node, self.source)
            if self._is_plain(node):
                found.append(node)
            elif (
                any(
                    kind in table for table in (grammar.binaries, grammar.ternaries, grammar.transparent, grammar.calls)
                )
                or kind in grammar.arguments
                or kind in grammar.wrapped
                or (node is value and node.named_child_count == 1)
            ):
                pending.extend(reversed(first_children(node, 8)))
        return found

    def _stands_for(self, asked: Asked, name: str, before: str, leaf: Node) -> None:
        steps: list[Step] = self.way(leaf.start_byte, leaf.end_byte)
        while steps and (steps[-1].node.start_byte, steps[-1].node.end_byte) != (leaf.start_byte, leaf.end_byte):
            steps = steps[:-1]
        if not steps:
            return
        at = int(leaf.start_byte)
        known = [index for index, entry in enumerate(self.found) if entry[0] == at]
        for index in known:
            _, setting, groups = self.found[index]
            if setting.mention == "local name" and setting.key is asked.key and _sees(asked.reader, setting, name):
                self.found[index] = at, setting._replace(mention=""), groups
        if any(self.found[index][1].mention != NO_ID for index in known):
            return
        found = self._place(steps)
        if found.slot != name or found.mention or not self._visible(asked.reader, found, before):
            return
        is_string = leaf.type in self.grammar.strings
        value = _plain(leaf, is_string)
        if value is None or not self._means(asked, value, is_string):
            return
        self.found = [entry for entry in self.found if entry[0] != at]
        self.seen.add((leaf.start_byte, leaf.end_byte))
        refers = (f"env:{found.environment}",) if found.environment else ()
        self._keep(leaf, found, asked.key, value, refers)
        start, setting, groups = self.found[-1]
        if setting.mention == "local name":
            self.found[-1] = start, setting._replace(mention=""), groups

    def _means(self, asked: Asked, value: str, is_string: bool) -> bool:
        """True when this value would be of the same key in the place of the name that reads it."""
        if asked.key is Key.ACCELERATOR or asked.key is Key.INSTANCE:
            return is_string and machine_key("gpu", value) is not None
        return self._key(asked.reader._replace(mention=""), value, is_string, False) is asked.key

    def _visible(self, reader: Place, found: Place, before: str) -> bool:
        if found.local:
            return not before and reader.scope[: len(found.scope)] == found.scope
        owner = found.holder[:-1]
        if not owner or not before:
            return reader.scope[: len(found.scope)] == found.scope
        if before in _SELF:
            return reader.scope[: len(found.scope)] == found.scope
        return (
            owner[-1].strip("_").casefold().endswith(before.strip("_").casefold()) or found.role is Role.FIELD_DEFAULT
        )


def _sees(reader: Place, setting: Setting, name: str) -> bool:
    scope = tuple(setting.scope.split(".")) if setting.scope else ()
    return f"local:{name}" in setting.binds and reader.scope[: len(scope)] == scope


def _plain(leaf: Node, is_string: bool) -> str | None:
    value = string_value(leaf) if is_string else text(leaf)
    return value if 0 < len(value) <= 200 and "\n" not in value and "{" not in value else None
