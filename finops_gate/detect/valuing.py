"""Literals, references and expressions: what a value says, once its place is known."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from finops_gate.base.families import well_known
from finops_gate.base.names import NO_ID
from finops_gate.base.patterns import lazy
from finops_gate.detect import callees
from finops_gate.detect.bodies import entries as body_entries
from finops_gate.detect.bodies import is_body
from finops_gate.detect.callees import see_through
from finops_gate.detect.calls import Match, billed_parameter, segments
from finops_gate.detect.glued import glued
from finops_gate.detect.keeping import Asked, Keeping
from finops_gate.detect.machines import FACT, count_key, is_machine_slot, is_piece, machine_key, machine_member
from finops_gate.detect.nodes import environment_name, name_of, string_value
from finops_gate.detect.placing import IRRELEVANT, Place, Wanted, place
from finops_gate.detect.predefined import takes_own
from finops_gate.detect.registers import asks_person
from finops_gate.detect.slots import (
    FAMILIES,
    Claim,
    can_be_model,
    claim,
    known_family,
    only_says_vendor,
    parameter,
    words,
)
from finops_gate.detect.spelled import fills
from finops_gate.detect.syntax.trees import Step, first_children, halves, part, tail, text, tidy
from finops_gate.model.setting import Key, Role, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node


_EFFORT = lazy(
    r"^(?:(?i:none|minimal|low|medium|high|xhigh|max|maximum|auto|automatic|default|dynamic|adaptive|enabled?|disabled?|on"
    r"|off|true|false)|-?\d[\d_,]*|[A-Z][A-Z_]{2,40})$"
)
"""Words and numbers that say how much is to be thought."""
PROMPT_LENGTH = 40
"""Characters from which a text in a prompt's place is taken as one; shorter ones are keys and labels."""

_PROMPT_WORDS = frozenset(
    {"prompt", "prompts", "instructions", "instruction", "system", "content", "input", "contents", "text"}
)
"""Last words of the slots whose text is sent with a call."""
_PLACEHOLDER = lazy(r"[$#]\{([\w.-]+):([^{}]+)\}")
_ADDRESS = lazy(
    r"/model/([\w.:-]+)/(?:invoke|converse)|/models/([\w.-]+):(?:stream)?[gG]enerate|/models/([\w.-]+):(?:embed|predict)"
    r"|/(?:deployments|engines)/([\w.-]+)/(?:chat|completions|embeddings|images)|[?&]model=([\w.:/-]+)"
)
"""Addresses that name a model: Bedrock, Gemini and Vertex, Azure OpenAI, query parameters."""
_REFERENCE = lazy(r"^[A-Za-z_$@][\w$]*(?:(?:\?\.|\.|::|->|\$)[A-Za-z_$][\w$]*)*(?:\[0\](?:\.[A-Za-z_]\w*)?)?$")


_ADOPTED = frozenset({"type", "mode", "enabled", "level", "return"})
"""Slots that take the name of what holds them."""


@lru_cache(maxsize=4096)
def may_set(slot: str) -> bool:
    """True when a value that is no well-known id may mean something in this slot."""
    if claim(slot) in (Claim.STRONG, Claim.WEAK) or slot in _ADOPTED or see_through(slot):
        return True
    return parameter(slot, True) is not None or is_piece(slot)


_TAKEN = frozenset({"options", "id", "repo_id", "fallbacks", "default_fallbacks"})
"""Slots that say little, and take a model in the calls of some SDK or hand on what they hold."""


@lru_cache(maxsize=4096)
def may_take(slot: str) -> bool:
    """True when a name that stands in this slot may be read for a model, a billed parameter or a machine."""
    return may_set(slot) or slot in _TAKEN or known_family(slot) or is_machine_slot(slot)


def may_hold_text(slot: str) -> bool:
    """True when a text in this slot may be sent with a call, or stand where a model belongs."""
    return may_take(slot) or not _PROMPT_WORDS.isdisjoint(words(slot)[-1:])


class Valuing(Keeping):
    """Reads single values."""

    def _place(self, steps: list[Step], wanted: Wanted | None = None) -> Place:
        return place(steps, self.grammar, self.source, wanted, self.told)

    def _literal(self, steps: list[Step], node: Node | None = None) -> None:
        if not steps:
            return
        node = node or steps[-1].node
        while steps and (steps[-1].node.start_byte, steps[-1].node.end_byte) != (node.start_byte, node.end_byte):
            steps = steps[:-1]
        while len(steps) > 1 and steps[-2].node.type in self.grammar.strings:
            steps = steps[:-1]
            node = steps[-1].node
        if not steps or (node.start_byte, node.end_byte) in self.seen:
            return
        self.seen.add((node.start_byte, node.end_byte))
        if node.type in self.grammar.strings and self._made(steps):
            return
        is_string = node.type in self.grammar.strings
        value = string_value(node) if is_string else text(node)
        if is_string and '"model"' in value and is_body(value):
            self._body(node, steps, value)
            return
        if is_string and len(value) >= PROMPT_LENGTH and (" " in value or "\n" in value):
            self._prompt(node, steps, value)
            return
        if len(value) > 400:
            return
        placeholder = _PLACEHOLDER.fullmatch(value) if is_string else None
        if placeholder is not None:
            self._placeholder(node, steps, placeholder.group(1), placeholder.group(2))
            return
        if is_string and "://" in value:
            self._address(node, steps, value)
            return
        whole = known_family(value) or (is_string and machine_key("gpu", value) is not None)
        found = self._place(steps, None if whole else may_set)
        computed = is_string and any(child.type in self.grammar.interpolations for child in node.named_children)
        key = self._key(found, value, is_string, computed)
        if key is None:
            if is_string and not computed:
                self._no_id(node, found, value)
            return
        if found.match is not None and key is Key.MODEL:
            self._call_pieces(steps, found.match)
        if key.kind == "accelerator" and not found.mention:
            self._fleet(steps)
        refers = (f"env:{found.environment}",) if found.environment else ()
        if computed:
            self._keep(node, found, key, Unknown("computed text"), (*refers, f"text:{value}"))
        else:
            self._keep(node, found, key, value, refers)

    def _made(self, steps: list[Step]) -> bool:
        """A text made of others where a model belongs: what comes of it is not known, and its parts are no value."""
        length = glued(steps, self.grammar, self.source)
        if not length:
            return False
        node = steps[length - 1].node
        if (node.start_byte, node.end_byte) in self.seen:
            return True
        found = self._place(steps[:length])
        if found.mention or claim(found.slot) is not Claim.STRONG or not (found.match or found.callee):
            return False
        self.seen.add((node.start_byte, node.end_byte))
        self.found = [entry for entry in self.found if not node.start_byte <= entry[0] < node.end_byte]
        pending = [node]
        while pending:
            part = pending.pop()
            if part.type in self.grammar.strings:
                self.seen.add((part.start_byte, part.end_byte))
            elif part.end_byte - part.start_byte <= 400:
                pending.extend(part.named_children)
        self._keep(node, found, Key.MODEL, Unknown("computed text"), (f"text:{tidy(node, 160)}",))
        return True

    def _no_id(self, node: Node, found: Place, value: str) -> None:
        """A text that is written like no id, where a model belongs: kept in case it takes the place of one."""
        if value.strip() and not found.mention and claim(found.slot) is Claim.STRONG:
            self._keep(node, found._replace(mention=NO_ID, groups=()), Key.MODEL, value, ())
            start, setting, groups = self.found[-1]
            self.found[-1] = start, setting._replace(binds=()), groups  # who reads it learns nothing

    def _body(self, node: Node, steps: list[Step], value: str) -> None:
        """The body of a request, written as a text."""
        found = self._place(steps)
        if found.mention not in ("", "no slot", "argument"):
            return
        inside = found._replace(role=Role.CALL_ARGUMENT, mention="", is_argument=False, local=True, match=None)
        for entry in body_entries(value):
            groups = (int(node.start_byte), *found.groups)
            self._keep(node, inside._replace(slot=entry.slot, groups=groups), entry.key, entry.value, ())
            start, setting, groups = self.found[-1]
            at = setting.location._replace(line=setting.location.line + entry.line)
            self.found[-1] = start, setting._replace(location=at, binds=()), groups

    def _placeholder(self, node: Node, steps: list[Step], name: str, default: str) -> None:
        """``${spring.ai.model:gpt-4o}``: the name is the slot, the text after the colon its default."""
        if not can_be_model(default, claim(name)):
            return
        found = self._place(steps)
        if found.mention not in ("", "no slot", "argument"):
            return
        found = found._replace(slot=name, role=Role.ENV_DEFAULT, mention="", is_argument=False)
        self._keep(node, found, Key.MODEL, default, (f"env:{name}",))

    def _prompt(self, node: Node, steps: list[Step], value: str) -> None:
        """A text in a place that says prompt: what is sent with each call."""
        found = self._place(steps, may_hold_text)
        last_words = words(found.slot)[-1:] if found.slot else ()
        if not last_words or last_words[0] not in _PROMPT_WORDS or found.mention not in ("", "menu"):
            self._no_id(node, found, value)
            return
        around = next((step.node for step in reversed(steps) if step.node.type in self.grammar.tables), None)
        if around is not None and asks_person(around, self.grammar):
            return
        self._keep(node, found._replace(mention="", role=Role.PROMPT), Key.PROMPT, value, ())

    def _call_pieces(self, steps: list[Step], match: Match) -> None:
        """What else stands in a call that an SDK table knows: the texts that it sends, and parameters whose short
        names (``n``, ``size``) mean something only there."""
        kind, calls = self.grammar.kind, self.grammar.calls
        call = next((step.node for step in reversed(steps) if kind(step.node, self.source) in calls), None)
        if call is None or (call.start_byte, -1) in self.seen:
            return
        self.seen.add((call.start_byte, -1))
        pending, budget = [call], 400
        while pending and budget:
            budget -= 1
            node = pending.pop()
            if node.type in self.grammar.strings:
                if node.end_byte - node.start_byte >= PROMPT_LENGTH:
                    self._literal(self.way(node.start_byte, node.end_byte), node)
                continue
            fields = self.grammar.keywords.get(node.type) or self.grammar.pairs.get(node.type)
            name, value = halves(node, fields) if fields else (None, None)
            if name is not None and value is not None and value.end_byte - value.start_byte < PROMPT_LENGTH:
                slot = name_of(name, self.grammar)
                if (billed_parameter(match, slot) or parameter(slot, in_call=True)) and self._is_plain(value):
                    self._literal(self.way(value.start_byte, value.end_byte), value)
            elif node.type not in self.grammar.functions:
                pending.extend(reversed(first_children(node, 60)))

    def _fleet(self, steps: list[Step]) -> None:
        """What else the call or the table around a machine says: how many, at least and at most."""
        kind, grammar = self.grammar.kind, self.grammar
        around = [s.node for s in steps if kind(s.node, self.source) in grammar.calls or s.node.type in grammar.tables]
        if len(around) > 1 and around[-1].end_byte - around[-1].start_byte < 60 and "InstanceType" in text(around[-1]):
            around.pop()
        if not around or (around[-1].start_byte, -2) in self.seen:
            return
        self.seen.add((around[-1].start_byte, -2))
        pending, budget = [around[-1]], 200
        while pending and budget:
            budget -= 1
            node = pending.pop()
            fields = grammar.keywords.get(node.type) or grammar.pairs.get(node.type)
            name, value = halves(node, fields) if fields else (None, None)
            if name is None or value is None:
                if node.type in grammar.arguments or node is around[-1]:
                    pending.extend(reversed(first_children(node, 60)))
            elif is_piece(name_of(name, grammar)):
                inner = self.way(value.start_byte, value.end_byte)
                if self._is_plain(value):
                    self._literal(inner, value)
                elif value.type in grammar.names:
                    self._reference(inner, value)

    def _is_plain(self, node: Node) -> bool:
        grammar = self.grammar
        return node.type in grammar.strings or node.type in grammar.numbers or node.type in grammar.words

    def _address(self, node: Node, steps: list[Step], value: str) -> None:
        """The address of an API that carries the model in its path."""
        match = _ADDRESS.search(value)
        model = next((group for group in match.groups() if group), "") if match else ""
        if not model or not can_be_model(model, Claim.STRONG):
            return
        found = self._place(steps)
        if found.mention in ("comment", "doc", "comparison", "log", "type"):
            return
        found = found._replace(slot=found.slot or "url", role=Role.CALL_ARGUMENT, mention="")
        self._keep(node, found, Key.MODEL, model, ())

    def _key(self, found: Place, value: str, is_string: bool, computed: bool) -> Key | None:
        slot = found.slot
        said = claim(slot) if slot else Claim.NONE
        by_sdk = billed_parameter(found.match, slot)
        parameter_key = by_sdk or (parameter(slot, in_call=found.match is not None) if slot else None)
        if slot.casefold() == "effort" and found.role is Role.CONSTANT and found.match is None:
            return None  # of anything: a variable of that name alone says nothing of reasoning
        if parameter_key is Key.REASONING and found.role is Role.DEFAULT_PARAMETER and value.casefold() == "false":
            return None  # def ask(reasoning=False): that there be none is how it was before anybody could ask for it
        if parameter_key is not None and said not in (Claim.STRONG,):
            if is_string and parameter_key in (Key.REASONING, Key.THINKING) and not _EFFORT.match(value):
                return None
            counted = parameter_key in (Key.MAX_OUTPUT, Key.CHOICES, Key.DIMENSIONS)
            if is_string and not re.fullmatch(r"[\d_,.]{1,40}" if counted else r"[\w.-]{1,40}", value):
                return None
            if counted and value.casefold() in ("true", "false"):
                return None  # whether it must be said: {"MAX_TOKENS": (int, True)}
            return parameter_key if not found.mention or found.mention in ("comparison", "menu") else None
        if not is_string:
            return count_key(slot, found.scope) if not found.mention and re.fullmatch(r"\d{1,4}", value) else None
        machine = machine_key(slot, value) if slot and said is not Claim.NEVER else None
        if machine is not None and not computed:
            return machine
        if computed and found.callee and not found.mention and is_machine_slot(slot):
            return Key.ACCELERATOR
        match = found.match
        # languageModel("fast") of any registry may be a name of the program's own; an id of a vendor's call is not
        own = match is not None and match.call.position is not None and not (match.call.provider or match.sdk.provider)
        in_call = said is not Claim.WEAK and (not own or "/" in value)
        if found.is_argument and (computed or can_be_model(value, Claim.STRONG, in_call=in_call)):
            return Key.MODEL if computed or said is not Claim.WEAK or known_family(value) else None
        if computed:
            return Key.MODEL if said is Claim.STRONG and re.search(FAMILIES, value, re.IGNORECASE) else None
        if said is Claim.WEAK and only_says_vendor(slot, value):
            return None
        if can_be_model(value, said):
            return Key.MODEL
        if said is Claim.NEVER:
            sold = found.callee and words(slot)[-2:] == _KIND and well_known(value)
            return Key.MODEL if sold else None  # model_type="gpt-4o" of a call; "llama" is a kind of weights
        outer = next((name for name in reversed(found.scope) if known_family(name)), "")
        return Key.MODEL if outer and known_family(value) and any(c.isdigit() for c in value) else None

    def _reference(self, steps: list[Step], node: Node) -> None:
        """A name that stands where a model is expected: what it refers to decides."""
        if not steps or (node.start_byte, node.end_byte) in self.seen:
            return
        written = tidy(node, 120)
        if written.startswith(".") and written[1:2].isalpha():
            self._implicit(steps, node, written)
            return
        if not _REFERENCE.match(written) or written in (
            "None",
            "null",
            "undefined",
            "self",
            "this",
            "nil",
            "true",
            "false",
        ):
            return
        while steps and (steps[-1].node.start_byte, steps[-1].node.end_byte) != (node.start_byte, node.end_byte):
            steps = steps[:-1]
        if not steps:
            return
        if _names_access(written):
            return
        constant = _constant_like(written)
        found = self._place(steps, None if constant else may_take)
        if found.mention == IRRELEVANT:
            return
        environment = environment_name(node, self.grammar)
        if found.callee and not found.mention and self._machine_elsewhere(steps, node, found, written, environment):
            return
        # a table from retired ids to what serves them now; Command: src is what a shell is given
        alias = known_family(found.slot) and (constant or any(character.isdigit() for character in found.slot))
        entry = found.mention == "menu" and constant
        stated = bool(found.callee) or (bool(found.groups) and constant)
        parameter_key = parameter(found.slot, in_call=found.match is not None) if stated else None
        if parameter_key is not None and not found.mention:
            self.seen.add((node.start_byte, node.end_byte))
            self.asked.append(Asked(written, found, parameter_key))
            self._keep(node, found, parameter_key, Unknown(f"read from {written}"), (written,))
            return
        member = (bool(found.callee) and fills(found.slot, written)) or takes_own(found, written)
        if not (found.is_argument or alias or entry or member or claim(found.slot) is Claim.STRONG):
            return
        if found.mention and not entry and found.mention != "alias":
            return
        if not environment and not constant and not found.is_argument and found.role is not Role.CALL_ARGUMENT:
            return
        self.seen.add((node.start_byte, node.end_byte))
        if found.match is not None:
            self._call_pieces(steps, found.match)
        refers: tuple[str, ...] = (f"env:{environment}",) if environment else (written.replace("?.", "."),)
        if found.environment and not environment:
            refers = (f"env:{found.environment}", *refers)
        if not environment:
            self.asked.append(Asked(written, found, Key.MODEL))
        self._keep(node, found, Key.MODEL, Unknown(f"read from {written}"), refers)

    def _from_environment(self, node: Node) -> bool:
        """``model=os.environ["CHAT"]``, ``os.getenv("CHAT")`` without a default: what is set where it runs decides."""
        grammar = self.grammar
        name = environment_name(node, grammar, 12) if node.end_byte - node.start_byte <= 120 else ""
        if not name or not re.fullmatch(r"[A-Za-z_]\w{1,80}", name) or (node.start_byte, node.end_byte) in self.seen:
            return False
        kind = grammar.kind(node, self.source)
        if kind in grammar.calls:
            callee_field, arguments_field = grammar.calls[kind]
            callee = part(node, callee_field) if callee_field else node.named_children[0]
            given = part(node, arguments_field)
            reads = callee is not None and callees.reads_environment(segments(tail(callee, self.source, 100)))
            if not reads or given is None or given.named_child_count != 1:
                return False
        elif not re.search(r"(?i)\benv(?:iron)?\W*$", text(node).partition("[")[0]):
            return False
        steps = self.way(node.start_byte, node.end_byte)
        while steps and (steps[-1].node.start_byte, steps[-1].node.end_byte) != (node.start_byte, node.end_byte):
            steps = steps[:-1]
        found = self._place(steps) if steps else None
        if found is None or found.mention:
            return False
        key = parameter(found.slot, in_call=found.match is not None) if found.callee else None
        if found.is_argument or claim(found.slot) is Claim.STRONG:
            key = Key.MODEL
        if key is None:
            return False
        self.seen.add((node.start_byte, node.end_byte))
        if found.match is not None:
            self._call_pieces(steps, found.match)
        self._keep(node, found, key, Unknown(f"read from {name}"), (f"env:{name}",))
        return True

    def _machine_elsewhere(self, steps: list[Step], node: Node, found: Place, written: str, environment: str) -> bool:
        """``gpu=GPU``, ``min_containers=FLOOR``: what only resolving can read helps to price, and makes no row."""
        key = count_key(found.slot)
        if key is None and is_machine_slot(found.slot):
            chip = {"gpu", "gpus", "accelerator"}.intersection(words(found.slot))
            key = Key.ACCELERATOR if chip else Key.INSTANCE
        if key is None:
            return False
        self.seen.add((node.start_byte, node.end_byte))
        refers = (f"env:{environment}",) if environment else (written.replace("?.", "."),)
        named = machine_member(written)
        self.asked.extend([] if environment or named else [Asked(written, found, key)])
        found = found if named else found._replace(mention=FACT)
        self._keep(node, found, key, named or Unknown(f"read from {written}"), () if named else refers)
        if key.kind == "accelerator":
            self._fleet(steps)
        return True

    def _implicit(self, steps: list[Step], node: Node, written: str) -> None:
        """Swift's ``model: .gpt4_o``: a member of the type that the slot has, by its name ``Model.gpt4_o``."""
        found = self._place(steps)
        last_words = words(found.slot)[-1:]
        if claim(found.slot) is not Claim.STRONG or found.mention or not last_words:
            return
        self.seen.add((node.start_byte, node.end_byte))
        member = f"{last_words[0].capitalize()}{written}"
        own = f"{found.slot[:1].upper()}{found.slot[1:]}{written}"  # geminiModel = .flash: of the type GeminiModel, too
        self._keep(node, found, Key.MODEL, Unknown(f"read from {member}"), tuple(dict.fromkeys((member, own))))

    def _expression(self, outer: list[Step], value: Node) -> None:
        """A billed parameter that is given as an expression: its text is its value."""
        grammar = self.grammar
        kind = value.type
        if kind in grammar.strings or kind in grammar.numbers or kind in grammar.words or kind in grammar.tables:
            return
        if kind in grammar.lists or (value.start_byte, value.end_byte) in self.seen:
            return
        if value.end_byte - value.start_byte > 200 or not outer:
            return
        written = text(value)[:120]
        if kind not in grammar.ternaries and ("[" not in written or written.endswith(")")):
            return  # max_tokens=self.max_tokens hands on what is set elsewhere, and so does Go's cast[int](set)
        steps = self.way(value.start_byte, value.end_byte)
        while steps and (steps[-1].node.start_byte, steps[-1].node.end_byte) != (value.start_byte, value.end_byte):
            steps = steps[:-1]
        if not steps:
            return
        found = self._place(steps, may_take)
        key = parameter(found.slot)
        if key is not Key.MAX_OUTPUT or found.mention or not found.callee or kind in grammar.calls:
            return
        self.found = [entry for entry in self.found if not value.start_byte <= entry[0] < value.end_byte]
        self.seen.add((value.start_byte, value.end_byte))
        entry = _ENTRY.search(text(value)) if kind in grammar.subscripts else None
        handed = entry is not None and parameter(entry[1]) is key  # config["max_tokens"]: what stands there decides
        self._keep(value, found, key, Unknown(f"read from {tidy(value, 80)}") if handed else tidy(value, 160), ())


_ACCESS = frozenset(
    "key keys secret secrets token password credential credentials url uri endpoint host region".split()
)
"""Last words of names by which something is reached, not chosen."""


@lru_cache(maxsize=4096)
def _names_access(written: str) -> bool:
    """True for a name that says it is a key or an address: ``Model.withApiKey(OPENAI_API_KEY)`` makes one of it."""
    last = re.split(r"\.|::|->", written)[-1]
    return words(last)[-1:] != () and words(last)[-1] in _ACCESS and claim(last) is not Claim.STRONG


_ENTRY = lazy(r"""\[\s*['"]([\w-]+)['"]\s*\]$""")
"""The key at the end of a look-up."""
_KIND = ("model", "type")
"""Last words of a slot that takes a kind of model, or in some libraries the model itself."""


@lru_cache(maxsize=4096)
def _constant_like(written: str) -> bool:
    """``DEFAULT_MODEL``, ``models.GPT4o``, ``ChatModel.GPT_4``: a name that stands for one value."""
    *around, last_name = re.split(r"\.|::|->", re.sub(r"\.(?:value|name)$", "", written))
    member = bool(around) and around[-1][:1].isupper() and any(character.isdigit() for character in last_name)
    if member and (known_family(last_name.replace("_", "-")) or known_family("-".join(words(last_name)))):
        return True  # of an enumeration whose members are written small: CreateImageModel.dall_e_2
    return last_name.isupper() or (("." in written or "::" in written) and last_name[:1].isupper()) or "[0]" in written
