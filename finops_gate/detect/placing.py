"""Where a value stands: from a literal outwards to the slot that it fills, its call or table, and its scope.

One climb decides both halves of the question that a reviewer asks: does this value take effect (and in which slot), or
is it only mentioned (a comparison, a menu, a log text, a table's key)?
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from finops_gate.base.frozen import NamedTuple
from finops_gate.detect import callees
from finops_gate.detect.calls import Match, segments
from finops_gate.detect.holding import Told
from finops_gate.detect.nodes import (
    environment_name,
    first_shown,
    index_of,
    is_element,
    name_of,
    string_value,
)
from finops_gate.detect.passing import Passing
from finops_gate.detect.registers import is_id, is_menu, names_vendor, why_mentioned
from finops_gate.detect.slots import Claim, claim, words
from finops_gate.detect.syntax.trees import Step, is_last, part, text, tidy
from finops_gate.model.setting import Role

if TYPE_CHECKING:
    from tree_sitter import Node

    from finops_gate.detect.syntax.grammar import Grammar

_LOGICAL = frozenset({"or", "||", "??", "?:", "and", "&&", "//", "|||"})
_JOINING = frozenset({"+", ".", "..", "<>", "%"})
_DEFAULT_WORDS = frozenset({"default", "defaults", "fallback", "initial", "preferred", "preference"})


class Place(NamedTuple):
    """What the climb found."""

    slot: str
    role: Role
    scope: tuple[str, ...]
    """Outermost first."""
    mention: str
    callee: str
    match: Match | None
    groups: tuple[int, ...]
    """Start bytes of the calls and tables around it, innermost first."""
    holder: tuple[str, ...]
    """Dotted name of what the value can be referred to by, outermost first: (Settings, model)."""
    list_index: int | None
    environment: str
    """The environment variable that overrides the value, or empty."""
    local: bool
    """Inside a function: its name means nothing outside."""
    is_argument: bool
    """The slot is the model argument of a call that a table knows."""
    first: bool
    """It stands in the first entry of a list of tables that is not marked hidden."""
    fallback: bool
    """What is used when something else is not set: ``x || value``, ``.default(value)``."""
    classes: tuple[str, ...] = ()
    """Names of the classes around it, innermost first."""


_SIDES = 2
"""Parts of a comparison: what is compared, and with what."""
_NAME = 60
"""Bytes of a name that may say what holds where it has no value."""
IRRELEVANT = "another slot"
"""The mention of what stands in a slot that is of no interest."""
Wanted = Callable[[str], bool]
"""Whether a slot is of interest for the value at hand."""


class _Climb(Passing):
    """Takes the steps from the value outwards."""

    def run(self, wanted: Wanted | None) -> Place:
        steps, grammar, known = self.steps, self.grammar, self.known_kinds
        rename, tails, mentions = grammar.rename, grammar.tails, grammar.mentions
        below = steps[-1].node.type
        for position in range(len(steps) - 1, 0, -1):
            step, parent = steps[position], steps[position - 1].node
            parent_type = parent.type
            self.kind = kind = parent_type if rename is None else rename(parent, self.source)
            if kind in tails and not is_last(parent, step.node):
                self.tail = False
            if below in mentions and not self.slot:
                self.mention = mentions[below]
            if kind in known:
                self._step(step, parent)
                if wanted is not None and self.slot:
                    if not wanted(self.slot):
                        self.mention = IRRELEVANT
                        break
                    wanted = None
            below = parent_type
        if not self.slot and self.typed:
            self.slot, self.role = self.typed, Role.CALL_ARGUMENT
        if self.slot and not self.mention and is_id(self.arm):
            self.mention = "alias"
        if self.otherwise and self._unnamed():
            self.slot, self.role, self.list_index, self.mention = self.otherwise, Role.CONSTANT, None, ""
        scope = tuple(reversed(self.names))
        role = self.role or Role.CONSTANT
        return Place(
            self.slot,
            role,
            scope,
            self.mention or ("" if self.slot else "no slot"),
            self.callee,
            self.match,
            tuple(self.groups),
            tuple(reversed(self.holder)),
            self.list_index,
            self.environment,
            self.local,
            self.is_argument,
            self.first,
            self.fallback,
            tuple(self.classes),
        )

    def _unnamed(self) -> bool:
        """True where nothing around the value names it: it is handed on, or a part of what a function returns."""
        if not self.slot:
            return self.mention in ("", "argument")
        return not self.mention and self.slot in self.names[:1] and claim(self.slot) is Claim.NONE

    def _step(self, step: Step, parent: Node) -> None:
        grammar, kind = self.grammar, self.kind
        if kind in grammar.mentions:
            if not self.slot:
                self.mention = self.mention or grammar.mentions[kind]
        elif kind in grammar.annotated and step.node.type in grammar.annotations:
            if self.handed and not self.slot and not self.mention:  # @WithDefault("x") String model();
                self._hold(name_of(part(parent, grammar.annotated[kind]), grammar), Role.FIELD_DEFAULT)
        elif kind in grammar.siblings and self._after_name(step, parent):
            if kind in grammar.functions:
                self._function(step, parent)
        else:
            handler = _handlers(grammar).get(kind)
            if handler is not None:
                handler(self, step, parent)

    # -- plain steps -----------------------------------------------------------------------------------------------

    def _arm(self, step: Step, parent: Node) -> None:
        compared = parent.named_children[0]
        if self.slot in ("", "return") and step.node.start_byte != compared.start_byte:
            self.arm = self._compared(compared)

    def _compared(self, condition: Node) -> str:
        """What the first case of an arm is called: a text, or the last name of a constant."""
        node: Node | None = condition
        for _ in range(4):
            if node is not None and node.type in self.grammar.strings:
                return string_value(node)
            node = next(iter(node.named_children), None) if node is not None else None
        return (segments(tidy(condition, 120)) or ("",))[-1]

    def _table(self, step: Step, parent: Node) -> None:
        if is_element(step.node, self.grammar):
            self._list(step, parent)
            return
        self.groups.append(parent.start_byte)
        if self.slot and not self.mention:
            self.mention = why_mentioned(parent, self.grammar, self.slot, self.names, self._once)

    def _keyword(self, step: Step, parent: Node) -> None:
        self._named(step, parent, self.grammar.keywords[self.kind], Role.CALL_ARGUMENT)

    def _parameter(self, step: Step, parent: Node) -> None:
        self._named(step, parent, self.grammar.parameters[self.kind], Role.DEFAULT_PARAMETER)

    def _enum_member(self, step: Step, parent: Node) -> None:
        self._named(step, parent, self.grammar.enum_members[self.kind], Role.ENUM_MEMBER)

    def _field(self, step: Step, parent: Node) -> None:
        self._named(step, parent, self.grammar.fields[self.kind], Role.FIELD_DEFAULT)

    def _declaration(self, step: Step, parent: Node) -> None:
        self._named(step, parent, self.grammar.declarations[self.kind], Role.CONSTANT)
        if self.grammar.enum_like is not None and self.grammar.enum_like(parent) and self.role is Role.CONSTANT:
            self.role = Role.ENUM_MEMBER
            self.mention = self.mention or "enum"

    def _subscript(self, step: Step, parent: Node) -> None:
        if step.field == self.grammar.subscripts[self.kind][1] and not self.slot and not self._taken(step, parent):
            self.mention = "table key"

    def _statement(self, step: Step, parent: Node) -> None:
        if not self.slot and step.node.type in self.grammar.strings:
            holder = parent.parent
            if holder is None or holder.type not in self.grammar.arms:  # Java: case FAST -> "gpt-4o-mini";
                self.mention = "doc"

    def _taken(self, step: Step, parent: Node) -> bool:
        """``model = MODELS["gpt-4o"]``."""
        table = part(parent, self.grammar.subscripts[self.kind][0])
        if table is None or step.node.type not in self.grammar.strings or not self._looks_up(parent, step.node):
            return False
        return callees.holds_models(name_of(table, self.grammar))

    # -- operators -------------------------------------------------------------------------------------------------

    def _operator(self, parent: Node) -> str:
        named = parent.child_by_field_name("operator") or parent.child_by_field_name("operators")
        if named is not None:
            return text(named)
        for child in parent.children:
            if not child.is_named and child.type not in ("(", ")"):
                return child.type
        return ""

    def _binary(self, step: Step, parent: Node) -> None:
        operator = self._operator(parent)
        if operator == "//" and step.node.type in self.grammar.numbers and not self.slot:
            self.mention = "comparison"  # max_tokens // 2: a half of it, and no limit of two
        elif operator in _LOGICAL:
            first = parent.named_children[0]
            if first.start_byte != step.node.start_byte and not self.slot:
                self.fallback = self.fallback or operator not in ("and", "&&")
                self.environment = self.environment or environment_name(first, self.grammar)
                if first.type in self.grammar.names:
                    self._stands_in(first)
        elif operator in _JOINING:
            if not self.slot and operator != ".":
                self.mention = self.mention or "part of a text"
        elif not self.slot:
            self.mention = "comparison"

    def _ternary(self, step: Step, parent: Node) -> None:
        condition_field = self.grammar.ternaries[self.kind]
        if condition_field:
            in_condition = step.field == condition_field
        else:
            children = parent.named_children
            in_condition = len(children) > 1 and children[1].start_byte == step.node.start_byte
        if in_condition and not self.slot:
            self.mention = "comparison"
        elif not self.slot:
            leaf = self.steps[-1].node
            if leaf.type in self.grammar.strings and is_id(string_value(leaf)):
                self.arm = self.arm or self._asked_for(step, parent, condition_field)
            for child in parent.named_children:
                if child.start_byte != step.node.start_byte and child.type in self.grammar.names:
                    self._stands_in(child)

    def _asked_for(self, step: Step, parent: Node, condition_field: str) -> str:
        """The id for which this one stands in a chain of them: ``a == "gpt-35" ? "gpt-3.5-turbo" : a == ...``."""
        if parent.named_child_count < _SIDES:
            return ""
        first, second = parent.named_children[:_SIDES]
        condition, chosen = (part(parent, condition_field), second) if condition_field else (second, first)
        if condition is None or step.node.start_byte != chosen.start_byte:
            return ""
        beside = (parent.named_children[-1], parent.parent)
        if not any(node is not None and node.type in self.grammar.ternaries for node in beside):
            return ""  # one alone is a choice of its own
        if condition.end_byte - condition.start_byte > 2 * _NAME:
            return ""
        last = condition.named_children[-1] if condition.named_child_count == _SIDES else condition
        equal = "==" in text(condition) and last.type in self.grammar.strings
        return string_value(last) if equal and is_id(string_value(last)) else ""

    def _stands_in(self, other: Node) -> None:
        """``llm_model if llm_model is not None else "gpt-4o"``: what holds where a name has no value, by that name."""
        if other.end_byte - other.start_byte <= _NAME:
            name = name_of(other, self.grammar)
            if claim(name) is Claim.STRONG:
                self.otherwise = name

    # -- tables, lists, names --------------------------------------------------------------------------------------

    def _list(self, step: Step, parent: Node) -> None:
        index = index_of(parent, step.node)
        if not self.slot and index == 1 and self.list_index is None and names_vendor(parent, self.grammar):
            return  # ["anthropic", "claude-haiku-4-5"] is one choice
        if not self.slot:
            self._element(index, parent)
        else:
            self.holder.append(f"[{index}]")
            self.first = self.first or first_shown(parent, step.node, self.grammar)
            if self._once(is_menu, parent):
                self.mention = self.mention or "menu"
            else:
                self.names.append(f"[{index}]")
                if self.callee and not self.match:
                    self._menu(parent)

    # -- scopes ----------------------------------------------------------------------------------------------------

    def _class(self, _: Step, parent: Node) -> None:
        name = name_of(part(parent, self.grammar.classes[self.kind]), self.grammar)
        if self.kind in self.grammar.enums or (self.grammar.enum_like is not None and self.grammar.enum_like(parent)):
            if self.role is Role.CONSTANT and self.kind in self.grammar.enums and self._is_set():
                self.role = Role.FIELD_DEFAULT
            elif not self.in_function and self.slot:
                self.role = Role.ENUM_MEMBER
                self.mention = self.mention or "enum"
        elif self.role is Role.CONSTANT and not self.in_function and self.slot:
            self.role = Role.FIELD_DEFAULT
        if name:
            if self.slot and callees.divides(name):
                self.mention = self.mention or "lookup"
            self.names.append(name)
            self.holder.append(name)
            self.classes.append(name)

    def _is_set(self) -> bool:
        """True for what an enumeration holds beside its cases; of what it says of each of them, only for a default."""
        return not self.in_function and (not self.arm or not _DEFAULT_WORDS.isdisjoint(words(self.slot)))

    def _function(self, _: Step, parent: Node) -> None:
        name = name_of(part(parent, self.grammar.functions[self.kind]), self.grammar)
        if self.role in (Role.CONSTANT, None) or self.role is Role.DEFAULT_PARAMETER:
            self.local = True
        self.in_function = True
        if name:
            if self.slot and not self.match and callees.only_measures(name):
                self.mention = self.mention or "lookup"
            elif self.slot and not self.match and callees.migrates(name):
                self.mention = self.mention or "migration"  # what people have stored becomes another id
            self.names.append(name)
            if not self.slot and not self.mention and self.tail and self.grammar.tails:
                self._return()
            if self.slot == "return":
                self.slot = callees.asked_of(name)
                self.holder.append(name)

    def _return(self, *_: Node | Step) -> None:
        if not self.slot:
            self.slot, self.role = "return", Role.CONSTANT


_STEPS: tuple[tuple[str, Callable[[_Climb, Step, Node], None]], ...] = (
    ("binaries", _Climb._binary),
    ("ternaries", _Climb._ternary),
    ("arms", _Climb._arm),
    ("lists", _Climb._list),
    ("tables", _Climb._table),
    ("keywords", _Climb._keyword),
    ("pairs", _Climb._pair),
    ("attributes", _Climb._attribute),
    ("calls", _Climb._call),
    ("parameters", _Climb._parameter),
    ("enum_members", _Climb._enum_member),
    ("fields", _Climb._field),
    ("declarations", _Climb._declaration),
    ("assignments", _Climb._assignment),
    ("subscripts", _Climb._subscript),
    ("classes", _Climb._class),
    ("functions", _Climb._function),
    ("returns", _Climb._return),
    ("statements", _Climb._statement),
)
"""What is done at a node, by the first of a grammar's tables that its type stands in."""
_HANDLERS: dict[int, tuple[Grammar, dict[str, Callable[[_Climb, Step, Node], None]]]] = {}
"""By identity, as the grammars' known kinds are."""


def _handlers(grammar: Grammar) -> dict[str, Callable[[_Climb, Step, Node], None]]:
    found = _HANDLERS.get(id(grammar))
    if found is None:
        by_kind = {kind: step for table, step in reversed(_STEPS) for kind in getattr(grammar, table)}
        found = _HANDLERS[id(grammar)] = (grammar, by_kind)
    return found[1]


def place(
    steps: list[Step], grammar: Grammar, source: bytes, wanted: Wanted | None = None, told: Told | None = None
) -> Place:
    """Climbs from the last of `steps` (a literal or a name) outwards. `told`: what earlier climbs in the file asked.

    `wanted` tells of the first slot that is reached whether anything could come of it; if not, the climb ends there.
    """
    return _Climb(steps, grammar, source, {} if told is None else told).run(wanted)


def says_default(place_found: Place) -> bool:
    """True when a list's name or position says that its first element is what is used."""
    return bool(_DEFAULT_WORDS.intersection(words(place_found.slot)))
