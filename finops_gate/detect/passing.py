"""What a call does with a value that is passed to it: by name, by position, as the default of an option."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from finops_gate.detect import callees
from finops_gate.detect.calls import Match, known, segments
from finops_gate.detect.handing import handed_as, takes_no_model
from finops_gate.detect.holding import Holding
from finops_gate.detect.nodes import bare, environment_name, inside, name_of, string_value
from finops_gate.detect.registers import is_name, says_card, tells_of_model
from finops_gate.detect.slots import Claim, claim, known_family, parameter, words
from finops_gate.detect.spelled import LONGEST, asks
from finops_gate.detect.syntax.trees import Step, halves, part, tail, text
from finops_gate.model.setting import Role

if TYPE_CHECKING:
    from tree_sitter import Node

_BOUNDS = 2
_LONGEST_LABEL = 60
_CONDITIONAL = 3
"""What a call that stands for a condition is given: what is asked, what holds then, and what else."""
_AS_TEXT = len("String::from()")
"""Characters around a literal that only make a text of it."""
ARGUMENTS = 200
"""Arguments of one call; a call with more is a generated table."""


_ELSE = frozenset(
    "default orelse or_else unwrap_or unwrap_or_else getorelse ifblank ifempty or coalesce ifnull".split()
)
"""Verbs of calls whose argument is used when what they are called on is not set."""


class Passing(Holding):
    """Reads the calls on the way of a climb."""

    def _call(self, step: Step, parent: Node) -> None:
        callee_field, arguments_field = self.grammar.calls[self.kind]
        callee_node = part(parent, callee_field) if callee_field else parent.named_children[0]
        if callee_node is not None and inside(step.node, callee_node):
            if self.slot and not self.mention:
                step_on = parent.child_by_field_name("name")
                name = text(step_on) if step_on is not None else tail(callee_node, self.source, 80)
                self.mention = "menu" if says_card(callees.last(segments(name))) else ""
            return  # part of a chain: client("x").create(...) is seen at its own call
        arguments = part(parent, arguments_field)
        written = tail(callee_node, self.source, 300) if callee_node is not None else ""
        method = parent.child_by_field_name("name") or parent.child_by_field_name("method")
        if method is not None and (callee_node is None or method.start_byte != callee_node.start_byte):
            written = f"{written}.{text(method)}"
        callee = segments(written)
        match = known(self.grammar.name, callee, self.source)
        if self.list_index is not None and not self.call_depth and callees.chooses_first(callee):
            self._chosen(arguments or parent, callee)
        elif not self.slot:
            self._positional(parent, arguments, callee, match)
            if not self.slot and self.fallback and not self.environment and callee_node is not None:
                self.environment = environment_name(callee_node, self.grammar)
        elif self.slot == "value" and callees.last(callee) == "defineProperty":
            self._property(arguments or parent)
        elif self._is_default_option():
            self.slot, self.role, self.default = "", None, True
            self.holder.pop()
            self._positional(parent, arguments, callee, match)
        elif self.call_depth == 0 and self.role in (Role.CALL_ARGUMENT, Role.CONFIG_VALUE):
            self._argument_of(callee, match)
        if self.slot and self.call_depth and not self.match and callees.makes_list(callee):
            self._menu(arguments or parent)
        if self.slot:
            if not self.mention and not self.call_depth and "builder" in callee and any(map(says_card, callee[:-1])):
                self.mention = "menu"  # the steps before told its window or its price
            self.groups.append(parent.start_byte)
            self.call_depth += 1
            reason = callees.mentions(callee)
            if reason and self.call_depth == 1 and not match and not self.is_argument:
                self.mention = self.mention or reason
            elif (
                self.call_depth == 1
                and not self.is_argument
                and not self.names
                and is_name(arguments or parent, self.grammar, self.slot)
            ):
                self.mention = self.mention or "label"
            elif not match and self._only_tells(callee, written, arguments):
                self.mention = self.mention or "menu"

    def _property(self, arguments: Node) -> None:
        """``Object.defineProperty(this, "model", {value: "x"})``: a field, as compilers write it for older engines."""
        given = arguments.named_children
        if len(given) > 1 and given[1].type in self.grammar.strings:
            self.slot, self.role = "", None
            self.holder.pop()
            self._hold(string_value(given[1]), Role.FIELD_DEFAULT)

    def _only_tells(self, callee: tuple[str, ...], written: str, arguments: Node | None) -> bool:
        """The call makes a card of a model, or makes known what such a call made."""
        if self.call_depth == 1:
            return tells_of_model(arguments, self.grammar, written, self.slot)
        return self.call_depth == 2 and callees.registers(callee)

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
        if callees.is_field(callee) and match is None:
            before = [n for n in given[: max(index, 0)] if n.type in self.grammar.numbers]
            if index >= 0 and callees.is_slider(callee) and len(before) < _BOUNDS and not self.default:
                self.mention = self.mention or "label"  # how far it goes, not where it stands
                return
            label = self._labelled(given)
            if label and (self.default or index > 0):
                self._named_by_argument(label, Role.FIELD_DEFAULT)
                self.callee = ".".join(callee[-4:])
                return
        if match is not None and match.call.position is not None and index == match.call.position and not self.default:
            self.slot, self.role, self.match, self.is_argument = match.call.model[0], Role.CALL_ARGUMENT, match, True
            self.callee = ".".join(callee[-4:])
            return
        if index >= 0 and callees.makes_list(callee) and len(given) > 1:
            self._element(index, listed)
            return
        if index >= 0 and callees.is_table(callee):
            if index % 2 == 0:
                self.mention = self.mention or "table key"
            elif given[index - 1].type in self.grammar.strings:
                self._hold(string_value(given[index - 1]), Role.CONFIG_VALUE)
            return
        if reason and not self.default and not callees.reads_environment(callee):
            self.mention = self.mention or reason
            return
        named = [(i, t) for i, t in strings if i != index and t and (i < index or self.default or t[:2] == "--")]
        if index < 0 and (callees.reads_environment(callee) or callees.last(callee) == "fetch"):
            named = strings  # ENV.fetch("MODEL") { "gpt-4o" }: the default stands in a block behind the arguments
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
            flag = best[1].startswith("-") or _is_option(callee) or bool({"flag", "arg"}.intersection(said))
            self._named_by_argument(best[1].lstrip("-"), Role.CLI_DEFAULT if flag else Role.FIELD_DEFAULT)
            return
        label = self._labelled(given) if self.default else ""
        if label:
            self._named_by_argument(label, Role.FIELD_DEFAULT)  # Setting(name="model", default_value="gpt-4o")
            return
        other = any(claim(flag.lstrip("-")) is Claim.NEVER for _, flag in named)
        if named and not other and _is_option(callee) and any("model" in t.lower() for _, t in strings):
            self._named_by_argument("model", Role.CLI_DEFAULT)  # flag.String("m", "gpt-4", "the model to use")
            return
        if index == 1 and len(given) == 2 and words(callees.last(callee))[:1] == ("set",):
            key = segments(tail(given[0], self.source, 120)) if given[0].type in self.grammar.names else ()
            if key and _rank(key[-1]) > 0:  # viper.SetDefault(keyModel, "gpt-4o"): the key's name says what it holds
                self._named_by_argument(key[-1], Role.FIELD_DEFAULT)
                return
        if not self.default and index == 0 and words(callees.last(callee))[:1] == ("default",):
            option = self._option_of(parent)
            if option:
                self._named_by_argument(option, Role.CLI_DEFAULT)
                return
        if self.default or (callees.wraps(callee) and not _is_made_of(callee, value)):
            verb = callees.last(callee).lower().removeprefix("with")
            self.fallback = self.fallback or self.default or verb in _ELSE
            if self.default:
                self.role = self.role or (Role.CLI_DEFAULT if any(t.startswith("-") for _, t in strings) else None)
            if index > 0 and not self.environment:
                self.environment = environment_name(given[0], self.grammar)
            self.default = False
            self.handed = True
            return  # handed on to whatever holds the call
        if len(given) == _CONDITIONAL and callees.takes_either(callee):
            self.handed = index > 0
            self.mention = self.mention or ("" if index else "comparison")
            return
        if index == 1 and len(given) == 2 and callees.takes_default(callee):
            self.fallback = self.handed = True
            return
        if len(given) == 1 and index == 0 and callees.is_value_type(callee):
            self.typed = callees.last(callee)
            return
        if index >= 0 and _is_label(dict(strings).get(index, ""), [t for i, t in strings if i != index]):
            self.mention = self.mention or "label"
            return
        slot = callees.setter_slot(callee)
        if not slot and index == 0 and callees.names_engine(callee) and known_family(dict(strings).get(0, "")):
            slot = callees.last(callee)  # Args::builder().engine("davinci")
        if index == 0 and slot and not takes_no_model(self.source, callee, index):
            self.slot, self.role = slot, Role.CALL_ARGUMENT
            self.callee = ".".join(callee[-4:])
            return
        if index >= 0 and value is not None and self._asks(callee, value, index):
            self.slot, self.role, self.callee = "model", Role.CALL_ARGUMENT, ".".join(callee[-4:])
            return
        if index >= 0 and value is not None and value.type in self.grammar.strings:
            if index == 0 and callees.makes_one(callee) and self._looks_up(parent, value):
                self.slot, self.role, self.callee = "model", Role.CALL_ARGUMENT, ".".join(callee[-4:])
                return
            if len(given) == 1 and known_family(string_value(value)) and self._makes_model(parent):
                return  # model: client("gpt-4o"): the option that takes the result is filled with the id
            if len(given) == 1 and callees.hands_out(callee) and self._looks_up(parent, value):
                self.handed = True
                return
            taken = handed_as(self.source, callee, index) if known_family(string_value(value)) else ""
            if taken:
                self.slot, self.role, self.callee = taken, Role.CALL_ARGUMENT, ".".join(callee[-4:])
                return
            self.mention = self.mention or "argument"

    def _asks(self, callee: tuple[str, ...], value: Node, index: int) -> bool:
        """``Agent("gpt-4o")``, ``ChatRequest::new("gpt-4o".to_string())``, ``ChatRequest::new(GPT4_O.to_string())``."""
        size = value.end_byte - value.start_byte
        if size > LONGEST:
            return False
        leaf = self.steps[-1].node
        if leaf.type in self.grammar.strings and size - (leaf.end_byte - leaf.start_byte) <= _AS_TEXT:
            said = string_value(leaf)
            return known_family(said) and callees.speaks_to_model(callee) and callees.takes_word(callee, said)
        return asks(callee, text(value), index)

    def _option_of(self, call: Node) -> str:
        """``Arg::new("m").long("model").default_value("x")``: the name of the option that the steps before made."""
        node: Node | None = call
        for _ in range(24):
            node = next(iter(node.named_children), None) if node is not None else None
            if node is None:
                break
            kind = self.grammar.kind(node, self.source)
            if kind not in self.grammar.calls:
                continue
            callee_field, arguments_field = self.grammar.calls[kind]
            callee = part(node, callee_field) if callee_field else None
            given = part(node, arguments_field)
            if callee is None or given is None:
                continue
            step = segments(tail(callee, self.source, 120))
            first = next(iter(given.named_children), None)
            if first is None or first.type not in self.grammar.strings:
                continue
            names_it = callees.last(step) == "long" or not {"arg", "flag"}.isdisjoint(words(".".join(step[-2:])))
            if names_it and _rank(string_value(first)) > 0:
                return string_value(first)
        return ""

    def _by_name(self, given: list[Node]) -> list[tuple[str, Node]]:
        """The arguments that are given by name, each with its value."""
        pairs = (halves(node, self.grammar.keywords[node.type]) for node in given if node.type in self.grammar.keywords)
        return [(text(name), value) for name, value in pairs if name is not None and value is not None]

    def _labelled(self, given: list[Node]) -> str:
        """The slot that a field's label says: ``Choose a model``; empty where it says nothing of one."""
        texts = [string_value(node) for node in given[:1] if node.type in self.grammar.strings]
        for name, value in self._by_name(given):
            if name in ("label", "key", "id", "name"):
                texts.append(string_value(value) if value.type in self.grammar.strings else "")
        for label in texts:
            slot = "_".join(re.findall(r"\w+", label.lower())) if len(label) <= _LONGEST_LABEL else ""
            if not known_family(slot) and (claim(slot) in (Claim.STRONG, Claim.WEAK) or parameter(slot) is not None):
                return slot
        return ""

    def _chosen(self, listed: Node, callee: tuple[str, ...]) -> None:
        """An element of what a field offers: the field stands on the first, or on the one whose number it is given."""
        given = [bare(n, self.grammar) for n in listed.named_children if "comment" not in n.type]
        stands: int | None = 0
        for name, value in self._by_name(given):
            if name == "index":
                stands = int(text(value)) if text(value).isdecimal() else None
        if self.list_index != stands or self.slot not in ("", "options"):
            self.mention = self.mention or "menu"
            return
        if self.slot:
            self.slot, self.role = "", None
            self.holder.pop()
        self.list_index = None
        self.handed = True
        label = self._labelled(given)
        if label:
            self._named_by_argument(label, Role.FIELD_DEFAULT)
            self.callee = ".".join(callee[-4:])

    def _makes_model(self, call: Node) -> bool:
        """The call stands for a model by the name of the option that takes its result."""
        holder = call.parent
        fields = (self.grammar.pairs.get(holder.type) or self.grammar.keywords.get(holder.type)) if holder else None
        name, value = halves(holder, fields) if holder is not None and fields else (None, None)
        taken = name is not None and value is not None and value.start_byte == call.start_byte
        return taken and name is not None and claim(name_of(name, self.grammar)) is Claim.STRONG

    def _looks_up(self, found: Node, value: Node) -> bool:
        """``self.model = MODELS.get("gpt-4o")``: what an id is looked up for is the model that is used from now on."""
        holder = found.parent
        kind = self.grammar.kind(holder, self.source) if holder is not None else ""
        fields = self.grammar.assignments.get(kind) or self.grammar.declarations.get(kind)
        name, taken = halves(holder, fields) if holder is not None and fields else (None, None)
        if name is None or taken is None or not inside(found, taken) or taken.end_byte != found.end_byte:
            return False
        return known_family(string_value(value)) and claim(name_of(name, self.grammar)) is Claim.STRONG

    def _named_by_argument(self, name: str, role: Role) -> None:
        self.slot, self.role = name, self.role or role
        self.default = False


def _is_made_of(callee: tuple[str, ...], value: Node | None) -> bool:
    """True for ``RealtimeConfig.of("gpt-4o")``: what talks to a model, made of its id. ``Optional.of`` hands it on."""
    made = len(callee) > 1 and callees.last(callee) in ("of", "from") and callee[-2][:1].isupper()
    return made and value is not None and callees.speaks_to_model(callee) and known_family(string_value(value))


def _is_label(value: str, others: list[str]) -> bool:
    """True for the name of a model that people read, beside its id: ``Model("GPT-4o", "gpt-4o")``."""
    said = "".join(sorted(words(value.replace(" ", "-"))))
    return not value.islower() and any(other.islower() and "".join(sorted(words(other))) == said for other in others)


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
