"""What is kept of a value that was found: a setting, with the names by which others may refer to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.names import letters
from finops_gate.base.patterns import lazy
from finops_gate.detect import places
from finops_gate.detect.callees import FOUND, QUERY, chooses_model, tells_name
from finops_gate.detect.holding import Told
from finops_gate.detect.machines import FACT, fact, platform
from finops_gate.detect.placing import Place, says_default
from finops_gate.detect.predefined import PREDEFINED, is_predefined, names_own_server
from finops_gate.detect.slots import Claim, claim, known_family, words
from finops_gate.detect.syntax.grammar import known_kinds
from finops_gate.detect.syntax.trees import Ways, line
from finops_gate.model.capacity import keeps_ready
from finops_gate.model.setting import Key, Location, Role, Setting, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

    from finops_gate.detect.syntax.grammar import Grammar


_MIGRATIONS = lazy(r"(?:^|/)(?:migrate|migrations)/", re.IGNORECASE)
"""Folders of programs that alter a database once."""


class Asked(NamedTuple):
    """A name that stands where something billed is expected: what it refers to says what is spent."""

    reference: str
    reader: Place
    key: Key


class Keeping:
    """One file being read, and what was found in it."""

    def __init__(self, grammar: Grammar, path: str, source: bytes, tree: Tree) -> None:
        self.grammar = grammar
        self.known_kinds = known_kinds(grammar)
        self.path = path
        self.source = source
        self.tree = tree
        self.way = Ways(tree).to
        self.file_mention = places.mention(path) or ("generated" if places.written_by_program(source) else "")
        self.seen: set[tuple[int, int]] = set()
        self.looked: set[tuple[int, int]] = set()
        """Values whose literals and references were looked for."""
        self.found: list[tuple[int, Setting, tuple[int, ...]]] = []
        self.asked: list[Asked] = []
        self.told: Told = {}

    def _keep(self, node: Node, found: Place, key: Key, value: str | Unknown, refers: tuple[str, ...]) -> None:
        mention = found.mention
        if mention == FOUND:
            mention = QUERY if not found.slot or _MIGRATIONS.search(self.path) else ""
        role = found.role
        binds = self._binds(found)
        if (
            key is Key.PROMPT
            and words(found.slot)[-1:] in (("content",), ("input",), ("contents",), ("text",))
            and not found.match
        ):
            return  # such a slot is a prompt only inside a call that a table knows
        if key is Key.PROMPT and places.is_translation(self.path):
            return
        if found.list_index is not None and key is Key.MODEL and not mention:
            if "fallback" in found.slot.lower() or any("fallback" in name.lower() for name in found.scope[-1:]):
                role = Role.FALLBACK
            elif found.list_index == 0 and self._takes_first(found):
                role = Role.LIST_DEFAULT
            else:
                mention = "menu"
        if role is Role.CONSTANT and key is Key.MODEL and found.local and _FOR_PEOPLE.match(str(value)):
            mention = mention or "local name"
        if role is Role.CONSTANT and key is Key.MODEL and found.local and claim(found.slot) is Claim.NONE:
            told = _names_role(found.slot) or (_is_result(found) and chooses_model(found.slot))
            mention = mention or ("" if known_family(str(value)) and told else "local name")
        if role is Role.CONSTANT and key is Key.MODEL and found.local and _is_result(found) and tells_name(found.slot):
            mention = mention or "lookup"
        if (
            role in (Role.CONSTANT, Role.FIELD_DEFAULT)
            and not found.local
            and not mention
            and _names_itself(found.slot, value)
        ):
            mention = "enum"
        if role is Role.CONFIG_VALUE and key is Key.MODEL and not mention and _spelled_out(found.slot, value):
            mention = "enum"
        if key is Key.MODEL and not mention and role is Role.CONFIG_VALUE and _spells_names(found.scope):
            mention = PREDEFINED
        if key in _MACHINES:
            role = Role.ACCELERATOR
            first = found.list_index == 0 and found.callee and words(found.slot)[-2:] == ("instance", "types")
            mention = mention or ("menu" if found.list_index is not None and not first else "")
        if key is Key.MODEL and not mention and isinstance(value, str) and is_predefined(found, value):
            mention = PREDEFINED
        mention = mention or fact(key)
        if self.file_mention:
            mention = self.file_mention
        match = found.match
        location = Location(self.path, line(node))
        provider = (match.call.provider or match.sdk.provider) if match is not None else ""
        if key is Key.MODEL and not provider and isinstance(value, str) and names_own_server(found, value):
            provider = "self-hosted"
        if key.kind in _HOURLY:
            provider = platform(found.callee, self.source)
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
        strong = claim(found.slot) is Claim.STRONG
        tried = strong and not _IN_TURN.isdisjoint(words(found.callee.rpartition(".")[2]))
        return says_default(found) or tried or (found.fallback and strong)

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


_IN_TURN = frozenset({"retry", "retries", "fallback", "fallbacks"})
"""Words of calls that try the models of a list one after another: ``retry_policy models: %w[a b]``."""


def amount(value: str | Unknown) -> str:
    """A parameter's value as a plain number or word: ``12000`` for ``12_000``; empty when it is neither."""
    if isinstance(value, Unknown):
        return ""
    plain = value.replace("_", "").replace(",", "")
    number = re.fullmatch(r"(-?\d+(?:\.\d+)?)(?:[lLuUfFmM]|[iu](?:8|16|32|64|128|size)|f(?:32|64))?", plain)
    if number:
        return number[1]
    return value if re.fullmatch(r"[\w.-]{1,40}", value) else ""


_ROLE_WORDS = frozenset(
    """
    researcher planner writer summarizer judge critic router classifier embedder reranker small large fast smart
    """.split()
)


def _alike(name: str, model: str) -> bool:
    """True when two spellings share three quarters, from both ends: ``gpt4032k`` and ``gpt432k``."""
    longest, shortest = max(len(name), len(model)), min(len(name), len(model))
    start = next((i for i in range(shortest) if name[i] != model[i]), shortest)
    end = next((i for i in range(shortest - start) if name[-1 - i] != model[-1 - i]), shortest - start)
    return shortest >= 4 and start >= 3 and (start + end) * 4 >= longest * 3


def _same_words(slot: str, model: str) -> bool:
    """True when two spellings have the same words in another order: ``CLAUDE_41_OPUS``, ``claude-opus-4-1``."""
    sides = []
    for text in (slot, model.rsplit("/", 1)[-1]):
        said = re.findall(r"[a-z]+|\d+", text.casefold())
        sides.append(
            (sorted(word for word in said if word.isalpha()), "".join(word for word in said if word.isdigit()))
        )
    return len(sides[0][0]) > 1 and sides[0] == sides[1]


def _names_itself(slot: str, value: str | Unknown) -> bool:
    """A constant named after its value (``GPT_4O = "gpt-4o"``) is a spelling; it takes effect where it is read."""
    if not isinstance(value, str):
        return False
    name, model = letters(slot), letters(value.rsplit("/", 1)[-1])
    if _says_whole(name, value):
        return True
    if not {"model", "default", "llm"}.intersection(words(slot)) and (_alike(name, model) or _same_words(slot, value)):
        return True
    return len(name) >= 3 and (
        name == model or model.startswith(name) or (name.endswith(model) and "default" not in name)
    )


_FOR_PEOPLE = lazy(r"GPT-\d(?:\.\d)?[oO]?(?:-?Turbo)?$")
"""How people write what programs write small."""
_KIND = "model"


def _says_whole(name: str, value: str) -> bool:
    """True for a constant that says a whole id after its kind: ``ModelLlama38bV1 = "meta.llama3-8b-v1:0"``."""
    said = name.removeprefix(_KIND)
    if said == name or sum(character.isdigit() for character in said) < 2:
        return False
    whole = value.rsplit("/", 1)[-1]
    bare, _, revision = whole.rpartition(":")
    whole = bare if revision.isdigit() else whole
    return said in (letters(whole), letters(whole.partition(".")[2]))


def _spelled_out(slot: str, value: str | Unknown) -> bool:
    """A row of a table of names: ``"GPT_4_0613": "gpt-4-0613"``."""
    name, model = letters(slot), letters(str(value))
    return name == model and slot.isupper() and any(character.isdigit() for character in name)


def _names_role(slot: str) -> bool:
    return bool(_ROLE_WORDS.intersection(words(slot))) or says_default_name(slot)


def _spells_names(scope: tuple[str, ...]) -> bool:
    """True in a table that says so of itself: ``aliases = {"large": "mistral-large-latest"}``."""
    return words(scope[-1])[-1:] in (("alias",), ("aliases",)) if scope else False


def _is_result(found: Place) -> bool:
    """True for what a function returns: its slot is the function's own name."""
    return found.slot in found.scope[-1:] or found.slot in found.holder[-1:]


def says_default_name(slot: str) -> bool:
    """True for a name that says what is used when nothing else is said."""
    return bool({"default", "fallback"}.intersection(words(slot)))


_MACHINES = frozenset({Key.INSTANCE, Key.ACCELERATOR})
_HOURLY = frozenset({"accelerator", "scale"})


class _Units:
    """Names of the calls and tables that keep machines, in the order of the file; never a line."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.taken: dict[str, int] = {}

    def name(self, setting: Setting, group: int) -> str:
        """A value that stands in no call is a unit by itself: a constant, which belongs to whoever reads it."""
        if group in self.names:
            return self.names[group]
        plain = ":".join(part for part in (setting.scope, setting.callee or setting.slot) if part) or "file"
        self.taken[plain] = self.taken.get(plain, 0) + 1
        name = plain if self.taken[plain] == 1 else f"{plain}@{self.taken[plain]}"
        if group >= 0:
            self.names[group] = name
        return name


def without_twins(found: list[tuple[int, Setting, tuple[int, ...]]]) -> list[tuple[int, Setting, tuple[int, ...]]]:
    """``process.env.MODEL ?? "gpt-4o"`` is one setting: the default, which says what may stand in its place."""
    defaults = {
        (setting.slot, setting.scope, setting.refers[0])
        for _, setting, _ in found
        if setting.refers and isinstance(setting.value, str)
    }
    return [
        entry
        for entry in found
        if not isinstance(entry[1].value, Unknown)
        or not entry[1].refers
        or (entry[1].slot, entry[1].scope, entry[1].refers[0]) not in defaults
    ]


def grouped(found: list[tuple[int, Setting, tuple[int, ...]]]) -> list[Setting]:
    """Gives settings of one call or table one group: a parameter joins the nearest model that shares one with it."""
    owners: dict[int, int] = {}
    for _, setting, groups in found:
        if setting.key is Key.MODEL and groups and not setting.mention:
            owners.setdefault(groups[0], groups[0])
    machines = {group for _, setting, groups in found if setting.key in _MACHINES for group in groups[:2]}
    result = []
    units = _Units()
    counted = {groups[0] for _, setting, groups in found if setting.key.kind == "scale" and groups}
    read = {name for _, setting, _ in found if setting.mention == FACT for name in setting.refers}
    for _, setting, groups in found:
        if (
            setting.key.kind == "scale"
            and not keeps_ready(setting.slot)
            and not read.intersection(setting.binds)
            and not machines.intersection(groups[:2])
        ):
            continue  # copies of something that runs on no accelerator, as far as this call says
        if setting.key.kind in ("accelerator", "scale"):
            group = next((g for g in groups if g in machines), groups[0] if groups else 0)
            if setting.key in _MACHINES:  # a machine in a list stands where its numbers do
                group = next((g for g in groups[:2] if g in counted), group)
            setting = setting._replace(unit=units.name(setting, group if groups else -1))
        elif setting.key is Key.MODEL:
            group = groups[0] if groups else 0
        else:
            group = next((g for g in groups if g in owners), groups[0] if groups else 0)
        result.append(setting._replace(group=group + 1 if groups else 0))
    return result
