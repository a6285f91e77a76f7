"""Reads one source file: from candidate words to settings. One engine, and one grammar table a language.

The file is searched for words that matter (the beginnings of model ids, the names of model slots and billed
parameters); only where one stands is the tree looked at: a file without any costs a search, a file with a few a parse.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from finops_gate.detect import places
from finops_gate.detect.calls import Match, billed_parameter, known, segments
from finops_gate.detect.placing import Place, environment_name, name_of, place, says_default, string_value
from finops_gate.detect.slots import FAMILIES, Claim, can_be_model, claim, known_family, parameter, words
from finops_gate.detect.syntax.trees import DEPTH, Step, halves, line, text, tidy, way
from finops_gate.model.setting import Embedded, Key, Location, Role, Setting, Skipped, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

    from finops_gate.detect.syntax.grammar import Grammar

PROMPT_LENGTH = 40
"""Characters from which a text in a prompt's place is taken as one; shorter ones are keys and labels."""

SLOT_WORDS = (
    r"prompt|instructions?|model|deployment|engine|llm|max_?(?:completion_?|output_?|new_?|gen_?|generated_?|response_?)?(?:tokens|len)|"
    r"num_?predict|token_?count|tokens_?to_?sample|reasoning|effort|thinking|budget_?tokens|service_?tier|"
    r"candidate_?count|inference_?profile|num_?completions|best_?of"
)
CANDIDATE = re.compile(rf"(?:{SLOT_WORDS})|(?<![A-Za-z0-9])(?:{FAMILIES})".encode(), re.IGNORECASE)
"""Where a file is worth looking at: a slot's name, or the beginning of a well-known id."""

CANDIDATES = 20_000
"""Places looked at in one file; a generated table has more, and everything it says is a menu."""
_BY_POSITION = re.compile(
    r"\b((?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*)(\[0\]|\.at\(0\)|\.find\(|\.first\b|\.First\(\))(\??\.[A-Za-z_]\w*)?"
)
_AFTER_FIND = re.compile(r"[^()]{0,80}(?:\([^()]{0,40}\)[^()]{0,80})?\)\??\.([A-Za-z_]\w*)")
"""What is taken of the entry that a short search finds: ``.find((m) => !m.hidden)?.value``."""
_PROMPT_WORDS = frozenset(
    {"prompt", "prompts", "instructions", "instruction", "system", "content", "input", "contents", "text"}
)
"""Last words of the slots whose text is sent with a call."""
_PLACEHOLDER = re.compile(r"[$#]\{([\w.-]+):([^{}]+)\}")
_ADDRESS = re.compile(
    r"/model/([\w.:-]+)/(?:invoke|converse)|/models/([\w.-]+):(?:stream)?[gG]enerate|/models/([\w.-]+):(?:embed|predict)"
    r"|/deployments/([\w.-]+)/(?:chat|completions|embeddings|images)|[?&]model=([\w.:/-]+)"
)
"""Addresses that name a model: Bedrock, Gemini and Vertex, Azure OpenAI, query parameters."""
_REFERENCE = re.compile(r"^[A-Za-z_$@][\w$]*(?:(?:\?\.|\.|::|->|\$)[A-Za-z_$][\w$]*)*(?:\[0\](?:\.[A-Za-z_]\w*)?)?$")


@lru_cache(maxsize=32)
def _parser(load: Any) -> Any:
    from tree_sitter import Language, Parser

    return Parser(Language(load()))


def read(grammar: Grammar, path: str, source: bytes) -> list[Setting | Embedded | Skipped]:
    """All settings of one file, in the order in which they stand. Never raises."""
    offsets = [match.start() for match, _ in zip(CANDIDATE.finditer(source), range(CANDIDATES), strict=False)]
    if not offsets:
        return []
    tree: Tree = _parser(grammar.load).parse(source)
    return list(_Reading(grammar, path, source, tree).settings(offsets))


class _Reading:
    """One file being read."""

    def __init__(self, grammar: Grammar, path: str, source: bytes, tree: Tree) -> None:
        self.grammar = grammar
        self.path = path
        self.source = source
        self.tree = tree
        self.file_mention = places.mention(path)
        self.seen: set[tuple[int, int]] = set()
        self.found: list[tuple[int, Setting, tuple[int, ...]]] = []

    def settings(self, offsets: list[int]) -> list[Setting | Skipped]:
        too_deep = False
        last_end = -1
        for offset in offsets:
            if offset < last_end:
                continue  # further words of the literal that was just read
            steps = way(self.tree, offset, offset + 1)
            if not steps:
                too_deep = True
                continue
            last_end = max(last_end, self._anchor(steps))
        self._positions()
        self.found.sort(key=lambda entry: entry[0])
        result: list[Setting | Skipped] = list(_grouped(self.found))
        if self.tree.root_node.has_error:
            result.append(Skipped(self.path, f"parts of it do not parse as {self.grammar.name}"))
        if too_deep:
            result.append(Skipped(self.path, f"nests more than {DEPTH} levels deep"))
        return result

    # -- anchors: from a word to the values it speaks of -----------------------------------------------------------

    def _anchor(self, steps: list[Step]) -> int:
        """Looks at one candidate word. Returns the end of what needs no second look."""
        grammar = self.grammar
        if any("comment" in step.node.type for step in steps[-3:]):
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
        grammar = self.grammar
        leaf = steps[-1].node
        for index in range(len(steps) - 1, max(0, len(steps) - 9), -1):
            parent = steps[index - 1].node
            kind = parent.type
            for table in (
                grammar.keywords,
                grammar.pairs,
                grammar.parameters,
                grammar.fields,
                grammar.declarations,
                grammar.assignments,
            ):
                if kind in table:
                    name, value = halves(parent, table[kind])
                    if name is not None and value is not None and name.start_byte <= leaf.start_byte < value.end_byte:
                        self._values(steps[:index], value)
                    return
            if kind in grammar.calls:
                callee_field, _ = grammar.calls[kind]
                callee = parent.child_by_field_name(callee_field) if callee_field else parent.named_children[0]
                arguments = parent.child_by_field_name(grammar.calls[kind][1]) if grammar.calls[kind][1] else parent
                method = parent.child_by_field_name("name") or parent.child_by_field_name("method")
                named = [half for half in (callee, method) if half is not None]
                if any(half.start_byte <= leaf.start_byte < half.end_byte for half in named):
                    if arguments is not None and arguments.end_byte - arguments.start_byte < 300:
                        for child in arguments.named_children[:1]:
                            self._values(steps[:index], child)
                    return
            if kind in grammar.arguments:
                for child in parent.named_children[:8]:
                    if child.start_byte != steps[index].node.start_byte:
                        self._values(steps[:index], child)
                return
            if kind in grammar.statements or kind in grammar.functions or kind in grammar.classes:
                return

    def _values(self, outer: list[Step], value: Node) -> None:
        """Looks at the literals and references that an expression may evaluate to."""
        pending, budget = [value], 60
        while pending and budget:
            budget -= 1
            node = pending.pop()
            kind = node.type
            grammar = self.grammar
            if kind in grammar.strings or kind in grammar.numbers or kind in grammar.words:
                self._literal(way(self.tree, node.start_byte, node.end_byte), node)
            elif kind in grammar.names or kind in grammar.subscripts:
                self._reference(way(self.tree, node.start_byte, node.end_byte), node)
            elif kind in grammar.ternaries or kind in grammar.binaries or kind in grammar.transparent:
                pending.extend(reversed(node.named_children))
            elif kind in grammar.calls:
                callee_field, _ = grammar.calls[kind]
                callee = node.child_by_field_name(callee_field) if callee_field else None
                skip = callee.start_byte if callee is not None else -1
                if callee is not None and callee.type in grammar.names and text(node).endswith("()"):
                    self._reference(way(self.tree, callee.start_byte, callee.end_byte), callee)
                pending.extend(n for n in reversed(node.named_children[:40]) if n.start_byte != skip)
            elif kind in grammar.arguments or kind in grammar.lists:
                pending.extend(reversed(node.named_children[:40]))
            elif kind in grammar.keywords:
                _, inner = halves(node, grammar.keywords[kind])
                if inner is not None:
                    pending.append(inner)
            elif kind in grammar.tables:
                pending.extend(entry for entry in reversed(node.named_children[:3]) if _is_type_entry(entry))
            elif kind in grammar.pairs and _is_type_entry(node):
                pending.append(node.named_children[-1])
        self._expression(outer, value)

    # -- one value -------------------------------------------------------------------------------------------------

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
        is_string = node.type in self.grammar.strings
        value = string_value(node) if is_string else text(node)
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
        found = place(steps, self.grammar, self.source)
        computed = is_string and any(child.type in self.grammar.interpolations for child in node.named_children)
        key = self._key(found, value, is_string, computed)
        if key is None:
            return
        if found.match is not None and key is Key.MODEL:
            self._call_prompts(steps)
        refers = (f"env:{found.environment}",) if found.environment else ()
        if computed:
            self._keep(node, found, key, Unknown("computed text"), (*refers, f"text:{value}"))
        else:
            self._keep(node, found, key, value, refers)

    def _placeholder(self, node: Node, steps: list[Step], name: str, default: str) -> None:
        """``${spring.ai.model:gpt-4o}``: the name is the slot, the text after the colon its default."""
        if not can_be_model(default, claim(name)):
            return
        found = place(steps, self.grammar, self.source)
        if found.mention not in ("", "no slot", "argument"):
            return
        found = found._replace(slot=name, role=Role.ENV_DEFAULT, mention="", is_argument=False)
        self._keep(node, found, Key.MODEL, default, (f"env:{name}",))

    def _prompt(self, node: Node, steps: list[Step], value: str) -> None:
        """A text in a place that says prompt: what is sent with each call."""
        found = place(steps, self.grammar, self.source)
        last_words = words(found.slot)[-1:] if found.slot else ()
        if not last_words or last_words[0] not in _PROMPT_WORDS or found.mention not in ("", "menu"):
            return
        self._keep(node, found._replace(mention="", role=Role.PROMPT), Key.PROMPT, value, ())

    def _call_prompts(self, steps: list[Step]) -> None:
        """The texts that a call which an SDK table knows sends along: ``messages=[{"content": "..."}]``."""
        call = next((step.node for step in reversed(steps) if step.node.type in self.grammar.calls), None)
        if call is None or (call.start_byte, -1) in self.seen:
            return
        self.seen.add((call.start_byte, -1))
        pending, budget = [call], 400
        while pending and budget:
            budget -= 1
            node = pending.pop()
            if node.type in self.grammar.strings:
                if node.end_byte - node.start_byte >= PROMPT_LENGTH:
                    self._literal(way(self.tree, node.start_byte, node.end_byte), node)
            elif node.type not in self.grammar.functions:
                pending.extend(reversed(node.named_children[:60]))

    def _address(self, node: Node, steps: list[Step], value: str) -> None:
        """The address of an API that carries the model in its path."""
        match = _ADDRESS.search(value)
        model = next((group for group in match.groups() if group), "") if match else ""
        if not model or not can_be_model(model, Claim.STRONG):
            return
        found = place(steps, self.grammar, self.source)
        if found.mention in ("comment", "doc", "comparison", "log", "type"):
            return
        found = found._replace(slot=found.slot or "url", role=Role.CALL_ARGUMENT, mention="")
        self._keep(node, found, Key.MODEL, model, ())

    def _key(self, found: Place, value: str, is_string: bool, computed: bool) -> Key | None:
        slot = found.slot
        said = claim(slot) if slot else Claim.NONE
        by_sdk = billed_parameter(found.match, slot)
        parameter_key = by_sdk or (parameter(slot, in_call=found.match is not None) if slot else None)
        if parameter_key is not None and said not in (Claim.STRONG,):
            if is_string and not re.fullmatch(r"[\w.-]{1,40}", value):
                return None
            return parameter_key if not found.mention or found.mention in ("comparison", "menu") else None
        if not is_string:
            return None
        if found.is_argument and (computed or can_be_model(value, Claim.STRONG, in_call=said is not Claim.WEAK)):
            return Key.MODEL if computed or said is not Claim.WEAK or known_family(value) else None
        if computed:
            return Key.MODEL if said is Claim.STRONG and re.search(FAMILIES, value, re.IGNORECASE) else None
        if can_be_model(value, said):
            return Key.MODEL
        if said is Claim.NEVER:
            return None
        outer = next((name for name in reversed(found.scope) if known_family(name)), "")
        return Key.MODEL if outer and known_family(value) else None

    def _reference(self, steps: list[Step], node: Node) -> None:
        """A name that stands where a model is expected: what it refers to decides."""
        if not steps or (node.start_byte, node.end_byte) in self.seen:
            return
        written = tidy(node, 120)
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
        found = place(steps, self.grammar, self.source)
        environment = environment_name(node, self.grammar)
        alias = known_family(found.slot)  # a table from retired ids to what serves them now
        entry = found.mention == "menu" and _constant_like(written)
        parameter_key = parameter(found.slot, in_call=found.match is not None) if found.callee else None
        if parameter_key is not None and not found.mention:
            self.seen.add((node.start_byte, node.end_byte))
            self._keep(node, found, parameter_key, Unknown(f"read from {written}"), (written,))
            return
        if not (found.is_argument or alias or entry or claim(found.slot) is Claim.STRONG):
            return
        if found.mention and not entry:
            return
        if (
            not environment
            and not _constant_like(written)
            and not found.is_argument
            and found.role is not Role.CALL_ARGUMENT
        ):
            return
        self.seen.add((node.start_byte, node.end_byte))
        refers: tuple[str, ...] = (f"env:{environment}",) if environment else (written.replace("?.", "."),)
        if found.environment and not environment:
            refers = (f"env:{found.environment}", *refers)
        self._keep(node, found, Key.MODEL, Unknown(f"read from {written}"), refers)

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
        if kind not in grammar.ternaries and "[" not in text(value)[:120]:
            return  # max_tokens=self.max_tokens hands on what is set elsewhere
        steps = way(self.tree, value.start_byte, value.end_byte)
        while steps and (steps[-1].node.start_byte, steps[-1].node.end_byte) != (value.start_byte, value.end_byte):
            steps = steps[:-1]
        if not steps:
            return
        found = place(steps, self.grammar, self.source)
        key = parameter(found.slot)
        if key is not Key.MAX_OUTPUT or found.mention or not found.callee or kind in grammar.calls:
            return
        self.found = [entry for entry in self.found if not value.start_byte <= entry[0] < value.end_byte]
        self.seen.add((value.start_byte, value.end_byte))
        self._keep(value, found, key, tidy(value, 160), ())

    def _keep(self, node: Node, found: Place, key: Key, value: str | Unknown, refers: tuple[str, ...]) -> None:
        mention = found.mention
        role = found.role
        binds = self._binds(found)
        if (
            key is Key.PROMPT
            and words(found.slot)[-1:] in (("content",), ("input",), ("contents",), ("text",))
            and not found.match
        ):
            return  # such a slot is a prompt only inside a call that a table knows
        if found.list_index is not None and key is Key.MODEL and not mention:
            if "fallback" in found.slot.lower() or any("fallback" in name.lower() for name in found.scope[-1:]):
                role = Role.FALLBACK
            elif found.list_index == 0 and self._takes_first(found):
                role = Role.LIST_DEFAULT
            else:
                mention = "menu"
        if role is Role.CONSTANT and key is Key.MODEL and found.local and claim(found.slot) is Claim.NONE:
            mention = mention or ("" if known_family(str(value)) and _names_role(found.slot) else "local name")
        if (
            role in (Role.CONSTANT, Role.FIELD_DEFAULT)
            and not found.local
            and not mention
            and _names_itself(found.slot, value)
        ):
            mention = "enum"
        if self.file_mention:
            mention = self.file_mention
        match = found.match
        location = Location(self.path, line(node))
        provider = (match.call.provider or match.sdk.provider) if match is not None else ""
        setting = Setting(
            key,
            value,
            location,
            role,
            found.slot,
            ".".join(found.scope),
            found.callee,
            match.sdk.name if match is not None else "",
            0,
            binds,
            refers,
            mention,
            "" if key is Key.MODEL else amount(value),
            provider,
        )
        self.found.append((int(node.start_byte), setting, found.groups))

    def _takes_first(self, found: Place) -> bool:
        """Element 0 is what is used: ``x || ["a", "b"]``, ``.default(["a"])``, a name that says default."""
        return says_default(found) or (found.fallback and claim(found.slot) is Claim.STRONG)

    def _binds(self, found: Place) -> tuple[str, ...]:
        if found.local and found.role is not Role.ENUM_MEMBER:
            names = [*(name for name in found.holder[:1] if not name.startswith("[")), found.slot]
            return tuple(
                dict.fromkeys(f"local:{name}" for name in names if name and found.role is not Role.CALL_ARGUMENT)
            )
        if found.role is Role.CALL_ARGUMENT and found.callee:
            return ()
        names = [name for name in found.holder if name]
        if not names:
            return ()
        dotted = ""
        for name in names:
            dotted = f"{dotted}{name}" if name.startswith("[") else f"{dotted}.{name}" if dotted else name
        result = [dotted]
        if found.first:
            result.append(re.sub(r"\[\d+\]", "[first]", dotted, count=1))
        if found.slot and found.slot != dotted and found.role is not Role.CALL_ARGUMENT:
            result.append(found.slot)
        return tuple(result)

    def _positions(self) -> None:
        """References to a list's first element: they make it a default."""
        source = self.source.decode("utf-8", "replace")
        if "[0]" not in source and ".find(" not in source and ".at(0)" not in source and ".first" not in source.lower():
            return
        starts: list[int] | None = None
        for match in _BY_POSITION.finditer(source):
            name = match.group(1)
            if "model" not in name.lower() and "llm" not in name.lower():
                continue
            if starts is None:
                starts = [i for i, character in enumerate(source) if character == "\n"]
            from bisect import bisect_left

            at = bisect_left(starts, match.start()) + 1
            tail = (match.group(3) or "").lstrip("?")
            if tail and not tail.startswith("."):
                tail = ""
            position = "[first]" if match.group(2) == ".find(" else "[0]"
            if position == "[first]":
                after = _AFTER_FIND.match(source, match.end())
                tail = f".{after.group(1)}" if after else ""
            self.found.append(
                (
                    match.start(),
                    Setting(
                        Key.MODEL,
                        Unknown("first of a list"),
                        Location(self.path, at),
                        Role.LIST_DEFAULT,
                        name.rsplit(".", 1)[-1],
                        mention="position",
                        refers=(f"{name}{position}{tail}",),
                    ),
                    (),
                )
            )


def amount(value: str | Unknown) -> str:
    """A parameter's value as a plain number or word: ``12000`` for ``12_000``; empty when it is neither."""
    if isinstance(value, Unknown):
        return ""
    plain = value.replace("_", "").replace(",", "")
    if re.fullmatch(r"-?\d+(?:\.\d+)?[lLuUfF]?", plain):
        return plain.rstrip("lLuUfF")
    return value if re.fullmatch(r"[\w.-]{1,40}", value) else ""


def _is_type_entry(entry: Node) -> bool:
    """The entry that says which kind of thinking: ``type: "adaptive"``."""
    children = entry.named_children
    return len(children) >= 2 and text(children[0]).strip("\"'") in ("type", "effort", "mode", "enabled")


def _constant_like(written: str) -> bool:
    """``DEFAULT_MODEL``, ``models.GPT4o``, ``ChatModel.GPT_4``: a name that stands for one value."""
    last_name = re.split(r"\.|::|->", re.sub(r"\.(?:value|name)$", "", written))[-1]
    return last_name.isupper() or (("." in written or "::" in written) and last_name[:1].isupper()) or "[0]" in written


_ROLE_WORDS = frozenset(
    """
    researcher planner writer summarizer judge critic router classifier embedder reranker small large fast smart
    """.split()
)


def _names_itself(slot: str, value: str | Unknown) -> bool:
    """A constant named after its value (``GPT_4O = "gpt-4o"``) is a spelling; it takes effect where it is read."""
    if not isinstance(value, str):
        return False
    name, model = (re.sub(r"[^a-z0-9]", "", text.casefold()) for text in (slot, value.rsplit("/", 1)[-1]))
    return len(name) >= 3 and (
        name == model or model.startswith(name) or (name.endswith(model) and "default" not in name)
    )


def _names_role(slot: str) -> bool:
    return bool(_ROLE_WORDS.intersection(words(slot))) or says_default_name(slot)


def says_default_name(slot: str) -> bool:
    """True for a name that says what is used when nothing else is said."""
    return bool({"default", "fallback"}.intersection(words(slot)))


def _grouped(found: list[tuple[int, Setting, tuple[int, ...]]]) -> list[Setting]:
    """Gives settings of one call or table one group: a parameter joins the nearest model that shares one with it."""
    owners: dict[int, int] = {}
    for _, setting, groups in found:
        if setting.key is Key.MODEL and groups and not setting.mention:
            owners.setdefault(groups[0], groups[0])
    result = []
    for _, setting, groups in found:
        if setting.key is Key.MODEL:
            group = groups[0] if groups else 0
        else:
            group = next((g for g in groups if g in owners), groups[0] if groups else 0)
        result.append(setting._replace(group=group + 1 if groups else 0))
    return result


def is_known_call(language: str, callee: str, source: bytes) -> Match | None:
    """The SDK table's entry for a written callee, or None."""
    return known(language, segments(callee), source)


def slot_of(node: Node, grammar: Grammar) -> str:
    """The last name of a node; for detectors with idioms of their own."""
    return name_of(node, grammar)
