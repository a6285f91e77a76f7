"""What the names around a model say of it: a class that is one model of a catalogue, a server of one's own."""

from __future__ import annotations

import re

from finops_gate.base.identity import runs_at_home
from finops_gate.base.names import letters, words
from finops_gate.base.patterns import lazy
from finops_gate.detect.placing import Place
from finops_gate.detect.slots import Claim, claim
from finops_gate.model.setting import Key, Role, Setting

_ROLE = lazy(r"(?:Model|Chat|LLM|Llm|Embeddings?|Client|Provider)+$")
"""Ends of a class's name that say what it is, not which model it is."""
_REST = lazy(r"(?:v?\d+|preview|latest|instruct|chat|text|beta|exp)*")
"""What an id says besides its model: dates, versions, the kind of release."""
_ABOVE = frozenset({"super", "super.__init__", "super.init", "super.initialize", "parent.__construct"})
"""How a class calls what it extends."""
PREDEFINED = "alias"
"""Such a class is another name for an id: one that comes to mean another id is told, one more or less is not."""
Found = tuple[int, Setting, tuple[int, ...]]
_SERVERS = frozenset({"ollama", "vllm", "llamacpp", "lmstudio", "localai", "llamafile"})
_ENDPOINTS = ("SageMakerEndpoint", "JumpStart", "HuggingFaceModel", "DJLModel")
"""What deploys weights on machines of SageMaker, in its own library and in constructs of the CDK."""
_CLOSED = lazy(
    r"(?:[\w-]+/)?(?:gpt-(?!oss|j|neo)|chatgpt|o[134](?:-|$)|claude|gemini|text-embedding|dall-e|whisper-1|tts-1)", re.I
)
"""Ids whose weights nobody else has: they run on no machine of one's own, whatever a name says."""


def is_predefined(found: Place, value: str) -> bool:
    """True for the id of a class that is named after it: ``class Gpt4o(P p) : ChatModel(p, id: "gpt-4o")``.

    Such a class is a spelling of its model, as a member of an enumeration is: it costs where it is made, and a class
    more or less costs nothing.
    """
    if not found.classes or found.match is not None:
        return False
    name, around = found.classes[0], found.scope
    if found.role is Role.CALL_ARGUMENT:  # given to what the class extends: in its head, or in its constructor
        given = around[-1] == name or found.callee in _ABOVE
    elif found.role is Role.FIELD_DEFAULT:
        given = around[-1] == name
    else:  # what a method called `model` returns
        given = found.slot == around[-1] and around[-2:-1] == (name,) and claim(found.slot) is Claim.STRONG
    return given and _says(name, value)


def _says(name: str, value: str) -> bool:
    """True when a class's name says all that an id says of its model."""
    bare = _ROLE.sub("", name)
    if len(words(bare)) < 2 and not any(character.isdigit() for character in bare):
        return False  # ``class Claude`` is a vendor's
    written, model = letters(bare), value.rsplit("/", 1)[-1].casefold()
    for spelling in (model, model.partition(".")[2]):
        plain = letters(spelling)
        if plain.startswith(written) and _REST.fullmatch(plain[len(written) :]):
            return True
    return False


_OWN = lazy(r"(?:self|static)::[A-Z]\w*\d\w*")
"""A constant of the class itself whose name says a number, as those do that are named after ids."""
_CALLED = frozenset({"name", "version", "id", "identifier", "variant"})


def takes_own(found: Place, written: str) -> bool:
    """True where a class of models takes one of its own constants: ``__construct($name = self::SONNET_37)``."""
    return found.role is Role.DEFAULT_PARAMETER and found.slot in _CALLED and _OWN.fullmatch(written) is not None


def catalogued(found: list[Found]) -> list[Found]:
    """A class among two others that are named after their ids belongs to their catalogue, however it is called."""
    found = _listed(found)
    shapes: dict[tuple[str, ...], int] = {}
    for _, setting, _ in found:
        if setting.mention == PREDEFINED:
            shapes[_shape(setting)] = shapes.get(_shape(setting), 0) + 1
    if not any(count > 1 for count in shapes.values()):
        return found
    return [
        (at, setting._replace(mention=PREDEFINED), groups)
        if not setting.mention and setting.scope[:1].isupper() and shapes.get(_shape(setting), 0) > 1
        else (at, setting, groups)
        for at, setting, groups in found
    ]


_SPELLING = "enum"
"""The mention of a constant that is named after its value: it takes effect where it is read."""
_BESIDE = frozenset(
    """
    model models llm open ai id old new legacy latest free preview beta openai azure anthropic google vertex bedrock aws
    openrouter nvidia nim groq xai cohere meta perplexity v version chat
    """.split()
)
"""Words of such a constant's name that say whose or which edition it is, though its id may not."""
_SEVERAL = 3
"""So many constants of one place that are named after their ids list what there is."""


def _listed(found: list[Found]) -> list[Found]:
    """Constants of one place that say a part of their own ids: ``MODEL_CLAUDE_3_OPUS = "claude-3-opus-20240229"``."""
    found = _as_constants(found)
    places: dict[str, int] = {}
    others: dict[str, int] = {}
    said: set[int] = set()
    for index, (_, setting, _) in enumerate(found):
        if _says_part(setting):
            said.add(index)
        if index in said or setting.mention == _SPELLING:
            places[setting.scope] = places.get(setting.scope, 0) + 1
        elif _may_belong(setting):
            others[setting.scope] = others.get(setting.scope, 0) + 1
    if not said and not others:
        return found
    return [
        (entry[0], entry[1]._replace(mention=_SPELLING), entry[2])
        if (index in said and places[entry[1].scope] >= _SEVERAL)
        or (
            _may_belong(entry[1])
            and places.get(entry[1].scope, 0) >= max(_MANY, _TO_ONE * others.get(entry[1].scope, 0))
        )
        else entry
        for index, entry in enumerate(found)
    ]


def _says_part(setting: Setting) -> bool:
    """True for a constant whose name, without what says whose it is, says nothing but a part of its id."""
    if setting.mention or setting.role not in _CONSTANT or not setting.slot.isupper():
        return False
    if not isinstance(setting.value, str) or not any(character.isdigit() for character in setting.slot):
        return False
    return _is_part(_PARTS.findall(setting.slot.casefold()), setting.value)


def _is_part(written: list[str], value: str) -> bool:
    name = [part for part in written if part not in _BESIDE]
    said, run = set(_PARTS.findall(value.casefold())), letters(value)
    return len(name) > 1 and all(part in said or (len(part) > 1 and part.isdigit() and part in run) for part in name)


def _may_belong(setting: Setting) -> bool:
    """True for a constant that shares a word with its id and says no purpose: ``SONNET_35_V2``, ``moderation``."""
    if setting.mention or setting.role not in _CONSTANT or not isinstance(setting.value, str):
        return False
    name = set(_PARTS.findall(" ".join(words(setting.slot))))
    shared = {part for part in _PARTS.findall(setting.value.casefold()) if len(part) >= _SAID}
    return name.isdisjoint(_PURPOSE) and not shared.isdisjoint(name)


def _as_constants(found: list[Found]) -> list[Found]:
    """Constants that are made of an id and named after it, as ids themselves: ``static let gpt5 = Self("gpt-5")``."""
    made = {index: around for index, (_, setting, _) in enumerate(found) if (around := _made_in(setting))}
    if not made:
        return found
    told = {index for index in made if _says_own(found[index][1])}
    several: dict[str, int] = {}
    for index in told:
        several[made[index]] = several.get(made[index], 0) + 1
    result = list(found)
    for index, around in made.items():
        at, setting, groups = found[index]
        name = setting.scope.rpartition(".")[2]
        plain = setting._replace(role=Role.FIELD_DEFAULT, slot=name, scope=around, callee="")
        if index in told or (several.get(around, 0) >= _SEVERAL and _may_belong(plain)):
            result[index] = at, plain._replace(binds=(f"{around}.{name}", name), mention=_SPELLING), groups
    return result


def _made_in(setting: Setting) -> str:
    """The class that holds a constant made by a type which only wraps an id; empty for anything else."""
    around = setting.scope.rpartition(".")[0]
    if setting.role is not Role.CALL_ARGUMENT or setting.mention or setting.sdk or setting.refers or not around:
        return ""
    made = setting.callee.rpartition(".")[2]
    wraps = made[:1].isupper() and (setting.slot in _ONLY or setting.slot == made)
    if not wraps or setting.key is not Key.MODEL or not isinstance(setting.value, str):
        return ""
    return around if all(part[:1].isupper() for part in around.split(".")) else ""


def _says_own(setting: Setting) -> bool:
    """True when a constant's name, or its class's and its own, say nothing but the id that it is made of."""
    *around, name = setting.scope.split(".")
    value = str(setting.value)
    own = _PARTS.findall(" ".join(words(name)))
    if "".join(own) == letters(value) and any(part.isdigit() for part in own):
        return True
    return _is_part(own, value) or _is_part(_PARTS.findall(" ".join(words(f"{around[-1]}_{name}"))), value)


_ONLY = frozenset({"rawValue", "id", "name", "value"})
"""What takes the id in a type that only wraps it."""
_PURPOSE = frozenset(
    """
    default fallback current chosen selected active preferred recommended fast smart cheap best main primary small large
    embedding planner writer judge summary summarizer
    """.split()
)
"""Words of a constant's name that say what a model is for, not which one it is."""
_SAID = 4
"""Letters of a word that two spellings share."""
_MANY, _TO_ONE = 5, 2
"""So many constants that are named after their ids, and so many to one that is not, list what there is."""
_CONSTANT = frozenset({Role.CONSTANT, Role.FIELD_DEFAULT})
_PARTS = lazy(r"[a-z]+|\d+")


def _shape(setting: Setting) -> tuple[str, ...]:
    return setting.key.value, setting.role.value, setting.slot, setting.callee, str(setting.scope.count("."))


_WEIGHTS = lazy(r"\.(?:gguf|ggml|safetensors|onnx)$|^(?:mlx-community|TheBloke|ggml-org)/|[-_]GGUF$", re.IGNORECASE)
"""Files and stores of weights that a program loads by itself."""


def names_own_server(found: Place, value: str) -> bool:
    """True when a name around a model, or its route, says that it runs on one's own machines: ``OLLAMA_MODEL``."""
    if _WEIGHTS.search(value) or runs_at_home(value):
        return True
    said = {word for name in (found.slot, found.callee, found.environment) for word in words(name)}
    own = not _SERVERS.isdisjoint(said) or _deploys(found.callee)
    return own and _CLOSED.match(value) is None and not value.endswith("-cloud")


def _deploys(callee: str) -> bool:
    return any(one in callee for one in _ENDPOINTS)


def deployed(found: list[Found]) -> list[Found]:
    """A constant that only what deploys weights reads names those weights: ``const HF_MODEL_ID = 'org/name'``."""
    reads = [setting for _, setting, _ in found if setting.key is Key.MODEL and setting.refers]
    own = {name for setting in reads if _deploys(setting.callee) for name in setting.refers}
    own -= {name for setting in reads if not _deploys(setting.callee) for name in setting.refers}
    if not own:
        return found
    return [
        (at, setting._replace(provider="self-hosted"), groups)
        if setting.key is Key.MODEL and not setting.provider and (_names(setting, own) or _deploys(setting.callee))
        else (at, setting, groups)
        for at, setting, groups in found
    ]


def _names(setting: Setting, own: set[str]) -> bool:
    named = setting.slot in own and not setting.callee and isinstance(setting.value, str)
    return named and _CLOSED.match(str(setting.value)) is None
