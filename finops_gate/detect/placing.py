"""Where a value stands: from a literal outwards to the slot that it fills, its call or table, and its scope.

One climb decides both halves of the question that a reviewer asks: does this value take effect (and in which slot), or
is it only mentioned (a comparison, a menu, a log text, a table's key)?
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from finops_gate.detect import callees
from finops_gate.detect.calls import Match, known, segments
from finops_gate.detect.nodes import (
    bare,
    environment_name,
    first_shown,
    index_of,
    inside,
    is_element,
    name_of,
    string_value,
)
from finops_gate.detect.registers import is_menu, why_mentioned
from finops_gate.detect.slots import Claim, claim, known_family, parameter, words
from finops_gate.detect.syntax.trees import Step, before, halves, part, tail, text, tidy
from finops_gate.model.setting import Role

if TYPE_CHECKING:
    from tree_sitter import Node

    from finops_gate.detect.syntax.grammar import Grammar

_LOGICAL = frozenset({"or", "||", "??", "?:", "and", "&&", "//", "|||"})
_JOINING = frozenset({"+", ".", "..", "<>", "%"})
_DEFAULT_WORDS = frozenset({"default", "defaults", "fallback", "initial"})


ARGUMENTS = 200
"""Arguments of one call; a call with more is a generated table."""
_KEYED = re.compile(r"\[\s*:?['\"]?([A-Za-z_][\w.-]*)['\"]?\s*\]$")
"""The key that an assignment to an entry names, where the grammar has no node for it: ``body["model"] = ...``."""


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


Wanted = Callable[[str], bool]
"""Whether a slot is of interest for the value at hand."""


class _Climb:
    """The state of one climb. Steps are taken from the value outwards."""

    def __init__(self, steps: list[Step], grammar: Grammar, source: bytes) -> None:
        self.steps = steps
        self.grammar = grammar
        self.source = source
        self.kind = ""
        """The type of the node that the climb has reached, as the grammar's table names it."""
        self.slot = ""
        self.role: Role | None = None
        self.names: list[str] = []
        self.holder: list[str] = []
        self.mention = ""
        self.callee = ""
        self.match: Match | None = None
        self.groups: list[int] = []
        self.list_index: int | None = None
        self.list_named = False
        self.fallback = False
        self.first = False
        self.default = False
        self.handed = False
        """A call handed its argument on, unchanged, to whatever holds the call."""
        self.typed = ""
        """The type that a lone value is wrapped in (``ModelId("x")``): its slot, where nothing around says more."""
        self.environment = ""
        self.local = False
        self.in_function = False
        self.is_argument = False
        self.call_depth = 0
        self.index_path: list[str] = []

    def run(self, wanted: Wanted | None) -> Place:
        for position in range(len(self.steps) - 1, 0, -1):
            self._step(self.steps[position], self.steps[position - 1].node)
            if wanted is not None and self.slot:
                if not wanted(self.slot):
                    self.mention = "another slot"
                    break
                wanted = None
        if not self.slot and self.typed:
            self.slot, self.role = self.typed, Role.CALL_ARGUMENT
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
        )

    def _step(self, step: Step, parent: Node) -> None:
        grammar = self.grammar
        self.kind = kind = grammar.kind(parent, self.source)
        if step.node.type in grammar.mentions and not self.slot:
            self.mention = grammar.mentions[step.node.type]
        if kind in grammar.mentions:
            if not self.slot:
                self.mention = self.mention or grammar.mentions[kind]
        elif kind in grammar.annotated and step.node.type in grammar.annotations:
            if self.handed and not self.slot and not self.mention:  # @WithDefault("x") String model();
                self._hold(name_of(part(parent, grammar.annotated[kind]), grammar), Role.FIELD_DEFAULT)
        elif kind in grammar.siblings and self._after_name(step, parent):
            if kind in grammar.functions:
                self._function(parent)
        elif kind in grammar.binaries:
            self._binary(step, parent)
        elif kind in grammar.ternaries:
            self._ternary(step, parent)
        elif kind in grammar.lists or (kind in grammar.tables and is_element(step.node, grammar)):
            self._list(step, parent)
        elif kind in grammar.tables:
            self.groups.append(parent.start_byte)
            if self.slot and not self.mention:
                self.mention = why_mentioned(parent, self.grammar, self.slot, self.names)
        elif kind in grammar.keywords:
            self._named(step, parent, grammar.keywords[kind], Role.CALL_ARGUMENT)
        elif kind in grammar.pairs:
            self._pair(step, parent)
        elif kind in grammar.calls:
            self._call(step, parent)
        elif kind in grammar.parameters:
            self._named(step, parent, grammar.parameters[kind], Role.DEFAULT_PARAMETER)
        elif kind in grammar.enum_members:
            self._named(step, parent, grammar.enum_members[kind], Role.ENUM_MEMBER)
        elif kind in grammar.fields:
            self._named(step, parent, grammar.fields[kind], Role.FIELD_DEFAULT)
        elif kind in grammar.declarations:
            self._named(step, parent, grammar.declarations[kind], Role.CONSTANT)
            if grammar.enum_like is not None and grammar.enum_like(parent) and self.role is Role.CONSTANT:
                self.role = Role.ENUM_MEMBER
                self.mention = self.mention or "enum"
        elif kind in grammar.assignments:
            self._assignment(step, parent)
        elif kind in grammar.subscripts:
            if step.field == grammar.subscripts[kind][1] and not self.slot:
                self.mention = "table key"
        elif kind in grammar.classes:
            self._class(parent)
        elif kind in grammar.functions:
            self._function(parent)
        elif kind in grammar.returns:
            self._return()
        elif kind in grammar.statements and not self.slot and step.node.type in grammar.strings:
            self.mention = "doc"

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
        if operator in _LOGICAL:
            first = parent.named_children[0]
            if first.start_byte != step.node.start_byte and not self.slot:
                self.fallback = self.fallback or operator not in ("and", "&&")
                self.environment = self.environment or environment_name(first, self.grammar)
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

    # -- tables, lists, names --------------------------------------------------------------------------------------

    def _list(self, step: Step, parent: Node) -> None:
        index = index_of(parent, step.node)
        if not self.slot:
            if self.list_index is None:
                self.list_index = index
            self.holder.append(f"[{index}]")
            self.groups.append(parent.start_byte)
        else:
            self.holder.append(f"[{index}]")
            self.first = self.first or first_shown(parent, step.node, self.grammar)
            if is_menu(parent, self.grammar):
                self.mention = self.mention or "menu"
            else:
                self.names.append(f"[{index}]")

    def _after_name(self, step: Step, parent: Node) -> bool:
        """A value that follows its name as a sibling: parameters in Kotlin and Swift, dictionaries in Swift."""
        wanted = self.grammar.siblings[self.kind]
        namer = before(parent, step.node)
        if namer is None or (wanted and namer.type != wanted) or (not wanted and step.field == "key"):
            if not wanted and not self.slot:
                self.mention = "table key"
            return bool(not wanted)
        self._hold(name_of(namer, self.grammar), Role.DEFAULT_PARAMETER if wanted else Role.CONFIG_VALUE)
        return True

    def _named(self, step: Step, parent: Node, fields: tuple[str, str], role: Role) -> None:
        name_node, value_node = halves(parent, fields)
        if name_node is None:
            return  # a positional argument in the same kind of node
        if value_node is None or not inside(step.node, value_node):
            if name_node is not None and inside(step.node, name_node) and not self.slot:
                self.mention = self.mention or "name"
            return
        self._hold(name_of(name_node, self.grammar), role)

    def _hold(self, name: str, role: Role) -> None:
        """A named holder was reached: it gives the slot, or, when there is one, a part of the scope."""
        if not self.slot:
            if role is Role.CALL_ARGUMENT and callees.see_through(name):
                self.default = True
                return
            self.slot = self.typed if self.typed and claim(name) is not Claim.STRONG else name
            if self.environment and claim(name) is not Claim.STRONG and claim(self.environment) is Claim.STRONG:
                self.slot = self.environment
            self.role = self.role or (Role.ENV_DEFAULT if self.environment else role)
            self.holder.append(name)
        else:
            if self.slot == "return":
                self.slot = name
            elif self.slot in ("type", "mode", "enabled", "level") and parameter(name) is not None:
                self.slot = name  # thinking: {type: "disabled"} is a setting of thinking
            elif callees.see_through(self.slot) and claim(name) in (Claim.STRONG, Claim.WEAK):
                self.slot = name
            if known_family(name):
                self.list_named = True
            self.names.append(name)
            self.holder.append(name)

    def _pair(self, step: Step, parent: Node) -> None:
        key, value = halves(parent, self.grammar.pairs[self.kind])
        if key is None or value is None:
            return
        if not inside(step.node, value):
            if not self.slot:
                self.mention = "table key"
            return
        self._hold(name_of(key, self.grammar), Role.CONFIG_VALUE)

    def _assignment(self, step: Step, parent: Node) -> None:
        left, right = halves(parent, self.grammar.assignments[self.kind])
        if left is None or right is None:
            return
        if not inside(step.node, right):
            self.mention = self.mention or ("" if self.slot else "table key")
            return
        if left.type in self.grammar.subscripts:
            _, index_field = self.grammar.subscripts[left.type]
            index = left.child_by_field_name(index_field) or (left.named_children[-1] if left.named_children else None)
            name = name_of(index, self.grammar)
            if not self.slot and any(word in tidy(left) for word in ("environ", "process.env", "ENV[")):
                self.environment = name
            self._hold(name, Role.CALL_ARGUMENT if claim(name) is not Claim.NONE else Role.CONSTANT)
            return
        keyed = _KEYED.search(tail(left, self.source, 100))
        self._hold(keyed[1] if keyed else name_of(left, self.grammar), Role.CONSTANT)

    # -- calls -----------------------------------------------------------------------------------------------------

    def _call(self, step: Step, parent: Node) -> None:
        callee_field, arguments_field = self.grammar.calls[self.kind]
        callee_node = part(parent, callee_field) if callee_field else parent.named_children[0]
        if callee_node is not None and inside(step.node, callee_node):
            return  # part of a chain: client("x").create(...) is seen at its own call
        arguments = part(parent, arguments_field)
        written = tail(callee_node, self.source, 300) if callee_node is not None else ""
        method = parent.child_by_field_name("name") or parent.child_by_field_name("method")
        if method is not None and (callee_node is None or method.start_byte != callee_node.start_byte):
            written = f"{written}.{text(method)}"
        callee = segments(written)
        match = known(self.grammar.name, callee, self.source)
        if not self.slot:
            self._positional(parent, arguments, callee, match)
            if not self.slot and self.fallback and not self.environment and callee_node is not None:
                self.environment = environment_name(callee_node, self.grammar)
        elif self._is_default_option():
            self.slot, self.role, self.default = "", None, True
            self.holder.pop()
            self._positional(parent, arguments, callee, match)
        elif self.call_depth == 0 and self.role in (Role.CALL_ARGUMENT, Role.CONFIG_VALUE):
            self._argument_of(callee, match)
        if self.slot:
            self.groups.append(parent.start_byte)
            self.call_depth += 1
            reason = callees.mentions(callee)
            if reason and self.call_depth == 1 and not match and not self.is_argument:
                self.mention = self.mention or reason
            elif self.call_depth == 2 and not match and callees.registers(callee):
                self.mention = self.mention or "menu"

    def _is_default_option(self) -> bool:
        """``option :model, default: "x"``: languages without keyword arguments give the default in a table's entry."""
        return (
            self.call_depth == 0
            and self.role is Role.CONFIG_VALUE
            and not self.names
            and callees.see_through(self.slot)
            and self.slot != "value"
        )

    def _argument_of(self, callee: tuple[str, ...], match: Match | None) -> None:
        """The slot is a keyword or an option of this call."""
        self.callee = ".".join(callee[-4:])
        if match is not None:
            self.match = match
            self.role = Role.CALL_ARGUMENT
            self.is_argument = self.slot in match.call.model and not self.names
        elif self.role is Role.CONFIG_VALUE and callee:
            self.role = Role.CALL_ARGUMENT if not self.names else self.role

    def _positional(self, parent: Node, arguments: Node | None, callee: tuple[str, ...], match: Match | None) -> None:
        """A value without a name among the arguments of a call, or the default of a named option."""
        listed = arguments or parent
        if listed.named_child_count > ARGUMENTS:
            self.mention = self.mention or "menu"
            return
        given = [bare(n, self.grammar) for n in listed.named_children if "comment" not in n.type]
        value = next((n for n in given if self._covers(n)), None)
        index = given.index(value) if value is not None else -1
        strings = [(i, string_value(n)) for i, n in enumerate(given) if n.type in self.grammar.strings]
        reason = callees.mentions(callee)
        if match is not None and match.call.position is not None and index == match.call.position and not self.default:
            self.slot, self.role, self.match, self.is_argument = match.call.model[0], Role.CALL_ARGUMENT, match, True
            self.callee = ".".join(callee[-4:])
            return
        if reason and not self.default and not callees.reads_environment(callee):
            self.mention = self.mention or reason
            return
        named = [(i, t) for i, t in strings if i != index and t and (i < index or self.default or t[:2] == "--")]
        if callees.reads_environment(callee) and named:
            self.environment = named[0][1]
            if claim(named[0][1]) in (Claim.STRONG, Claim.WEAK) or parameter(named[0][1]):
                self._named_by_argument(named[0][1], Role.ENV_DEFAULT)
            else:
                self.role = Role.ENV_DEFAULT
            return
        best = max(named, key=lambda pair: (_rank(pair[1]), -pair[0]), default=None)
        if best is not None and _rank(best[1]) > 0:
            said = words(callees.last(callee))
            flag = best[1].startswith("-") or any(word in said for word in ("option", "argument", "flag", "arg"))
            self._named_by_argument(best[1].lstrip("-"), Role.CLI_DEFAULT if flag else Role.FIELD_DEFAULT)
            return
        if named and _is_option(callee) and any("model" in t.lower() for _, t in strings):
            self._named_by_argument("model", Role.CLI_DEFAULT)  # flag.String("m", "gpt-4", "the model to use")
            return
        if self.default or callees.wraps(callee):
            verb = callees.last(callee).lower().removeprefix("with")
            self.fallback = self.fallback or self.default or verb in ("default", "orelse", "or_else", "unwrap_or")
            if self.default:
                self.role = self.role or (Role.CLI_DEFAULT if any(t.startswith("-") for _, t in strings) else None)
            self.default = False
            self.handed = True
            return  # handed on to whatever holds the call
        if len(given) == 1 and index == 0 and callees.is_value_type(callee):
            self.typed = callees.last(callee)
            return
        slot = callees.setter_slot(callee)
        if index == 0 and slot:
            self.slot, self.role = slot, Role.CALL_ARGUMENT
            self.callee = ".".join(callee[-4:])
            return
        if index >= 0 and value is not None and value.type in self.grammar.strings:
            if callees.speaks_to_model(callee) and known_family(string_value(value)):
                self.slot, self.role, self.callee = "model", Role.CALL_ARGUMENT, ".".join(callee[-4:])
                return
            self.mention = self.mention or "argument"

    def _named_by_argument(self, name: str, role: Role) -> None:
        self.slot, self.role = name, self.role or role
        self.default = False

    def _covers(self, node: Node) -> bool:
        start = self.steps[-1].node.start_byte
        return node.start_byte <= start < node.end_byte

    # -- scopes ----------------------------------------------------------------------------------------------------

    def _class(self, parent: Node) -> None:
        name = name_of(part(parent, self.grammar.classes[self.kind]), self.grammar)
        if self.kind in self.grammar.enums or (self.grammar.enum_like is not None and self.grammar.enum_like(parent)):
            if not self.in_function and self.slot:
                self.role = Role.ENUM_MEMBER
                self.mention = self.mention or "enum"
        elif self.role is Role.CONSTANT and not self.in_function and self.slot:
            self.role = Role.FIELD_DEFAULT
        if name:
            self.names.append(name)
            self.holder.append(name)

    def _function(self, parent: Node) -> None:
        name = name_of(part(parent, self.grammar.functions[self.kind]), self.grammar)
        if self.role in (Role.CONSTANT, None) or self.role is Role.DEFAULT_PARAMETER:
            self.local = True
        self.in_function = True
        if name:
            self.names.append(name)
            if self.slot == "return":
                self.slot = name
                self.holder.append(name)

    def _return(self) -> None:
        if not self.slot:
            self.slot, self.role = "return", Role.CONSTANT


def place(steps: list[Step], grammar: Grammar, source: bytes, wanted: Wanted | None = None) -> Place:
    """Climbs from the last of `steps` (a literal or a name) outwards.

    `wanted` tells of the first slot that is reached whether anything could come of it; if not, the climb ends there.
    """
    return _Climb(steps, grammar, source).run(wanted)


def _is_option(callee: tuple[str, ...]) -> bool:
    said = set(words(".".join(callee[-2:])))
    return bool(said & {"flag", "flags", "option", "argument", "arg", "pflag", "opt"})


def _rank(name: str) -> int:
    stripped = name.lstrip("-")
    if not stripped or " " in stripped or len(stripped) > 100 or known_family(stripped):
        return 0
    said = claim(stripped)
    if said is Claim.STRONG or parameter(stripped) is not None:
        return 2
    return 1 if said is Claim.WEAK else 0


def says_default(place_found: Place) -> bool:
    """True when a list's name or position says that its first element is what is used."""
    return bool(_DEFAULT_WORDS.intersection(words(place_found.slot)))
