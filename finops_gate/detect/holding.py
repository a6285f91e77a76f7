"""The named places that hold a value (an argument, an entry, a variable): the first is its slot, the rest its scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from finops_gate.base.patterns import lazy
from finops_gate.detect import callees
from finops_gate.detect.calls import Match
from finops_gate.detect.nodes import inside, name_of
from finops_gate.detect.registers import lists_cards
from finops_gate.detect.slots import Claim, claim, known_family, parameter, words
from finops_gate.detect.syntax.grammar import known_kinds
from finops_gate.detect.syntax.trees import Step, before, beside, halves, tail, tidy
from finops_gate.model.setting import Role

if TYPE_CHECKING:
    from tree_sitter import Node

    from finops_gate.detect.syntax.grammar import Grammar

_KEYED = lazy(r"\[\s*:?['\"]?([A-Za-z_][\w.-]*)['\"]?\s*\]$")
"""The key that an assignment to an entry names, where the grammar has no node for it: ``body["model"] = ...``."""
_EVENT = lazy(r"on[A-Z]")
"""How the attributes of a page begin that say what happens when a person does something."""


Told = dict[tuple[Any, int, int], bool]
"""What was asked of the tables of one file: the question, the table's id and where it begins."""


class Holding:
    """The state of one climb, and what it learns from the names on its way. Steps go from the value outwards."""

    kind = ""
    """The type of the node that the climb has reached, as the grammar's table names it."""
    slot = ""
    role: Role | None = None
    mention = ""
    callee = ""
    match: Match | None = None
    list_index: int | None = None
    list_named = False
    fallback = False
    first = False
    default = False
    otherwise = ""
    """The name in whose place it stands where that has no value."""
    arm = ""
    """What is compared where the value is chosen: ``Model::Gpt4 => "gpt-4"``."""
    handed = False
    """A call handed its argument on, unchanged, to whatever holds the call."""
    typed = ""
    """The type that a lone value is wrapped in (``ModelId("x")``): its slot, where nothing around says more."""
    environment = ""
    local = False
    in_function = False
    tail = True
    """So far it is the last expression of whatever body it stands in."""
    is_argument = False
    call_depth = 0

    def __init__(self, steps: list[Step], grammar: Grammar, source: bytes, told: Told) -> None:
        self.steps = steps
        self.grammar = grammar
        self.known_kinds = known_kinds(grammar)
        self.source = source
        self.told = told
        self.names: list[str] = []
        self.holder: list[str] = []
        self.classes: list[str] = []
        self.groups: list[int] = []

    def _once(self, question: Callable[[Node, Grammar], bool], table: Node) -> bool:
        """What a question about a table answers; each value in the table would ask it again."""
        key = question, table.id, table.start_byte
        answer = self.told.get(key)
        if answer is None:
            answer = self.told[key] = question(table, self.grammar)
        return answer

    def _covers(self, node: Node) -> bool:
        start = self.steps[-1].node.start_byte
        return node.start_byte <= start < node.end_byte

    def _after_name(self, step: Step, parent: Node) -> bool:
        """A value that follows its name as a sibling: parameters in Kotlin and Swift, dictionaries in Swift."""
        wanted = self.grammar.siblings[self.kind]
        namer = before(parent, step.node)
        if namer is None or (wanted and namer.type != wanted) or (not wanted and step.field == "key"):
            if not wanted and not self.slot:
                self.mention = "table key"
            return bool(not wanted)
        self._hold(name_of(namer, self.grammar), Role.DEFAULT_PARAMETER if wanted == "parameter" else Role.CONFIG_VALUE)
        return True

    def _attribute(self, _: Step, parent: Node) -> None:
        """``<Chat model="gpt-4o">`` sets what the component uses; ``<option value="gpt-4o">`` only shows it."""
        name_node = halves(parent, self.grammar.attributes[self.kind])[0]
        name = name_of(name_node, self.grammar)
        if self.slot:
            called = self.callee.rpartition(".")[2]
            if _EVENT.match(name) and (_EVENT.match(called) or callees.setter_slot((called,))):
                self.mention = self.mention or "menu"  # onClick={() => setModel("gpt-4o")}: somebody chooses it
            return
        if claim(name) in (Claim.STRONG, Claim.WEAK) or parameter(name) is not None:
            self._hold(name, Role.CALL_ARGUMENT)
        else:
            self.mention = self.mention or "markup"

    def _named(self, step: Step, parent: Node, fields: tuple[str, str], role: Role) -> None:
        name_node, value_node = halves(parent, fields)
        if name_node is None:
            return  # a positional argument in the same kind of node
        if value_node is None or not inside(step.node, value_node):
            if name_node is not None and inside(step.node, name_node) and not self.slot:
                self.mention = self.mention or "name"
            return
        name_node, _ = beside(parent, name_node, value_node, self.steps[-1].node.start_byte)
        self._hold(name_of(name_node, self.grammar), role)

    def _hold(self, name: str, role: Role) -> None:
        """A named holder was reached: it gives the slot, or, when there is one, a part of the scope."""
        if self.mention in (callees.QUERY, callees.FOUND) and claim(name) is Claim.STRONG:
            self.mention = ""  # default_model = Model.find_by(name: "x"): what is found is what is used
        if not self.slot:
            if role is Role.CALL_ARGUMENT and callees.see_through(name):
                self.default = True
                return
            self.slot = self.typed if self.typed and claim(name) is not Claim.STRONG else name
            if self.environment and claim(name) is not Claim.STRONG and claim(self.environment) is Claim.STRONG:
                self.slot = self.environment
            self.role = self.role or (Role.ENV_DEFAULT if self.environment else role)
            self.holder.append(name)
            if claim(name) is Claim.NONE and words(name)[-1:] == ("slug",):
                self.mention = self.mention or "label"
        else:
            if self.slot == "return":
                self.slot = name
            elif self.slot in ("type", "mode", "enabled", "level") and parameter(name) is not None:
                self.slot = name  # thinking: {type: "disabled"} is a setting of thinking
            elif callees.see_through(self.slot) and (
                claim(name) in (Claim.STRONG, Claim.WEAK) or parameter(name) is not None
            ):
                self.slot = name
            if callees.divides(name):
                self.mention = self.mention or "lookup"  # tokenizer: {type: "gpt2"}
            if known_family(name):
                self.list_named = True
            self.names.append(name)
            self.holder.append(name)

    def _element(self, index: int, elements: Node) -> None:
        """A value that is an element of a list."""
        self.list_index = index if self.list_index is None else self.list_index
        self.holder.append(f"[{index}]")
        self.groups.append(elements.start_byte)

    def _menu(self, elements: Node) -> None:
        """The slot lies within one element of a list: several cards of models are something to choose from."""
        if callees.makes_card(self.callee) and self._once(lists_cards, elements):
            self.mention = self.mention or "menu"

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
        left, _ = beside(parent, left, right, self.steps[-1].node.start_byte)
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
