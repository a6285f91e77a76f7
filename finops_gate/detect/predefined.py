"""What the names around a model say of it: a class that is one model of a catalogue, a server of one's own."""

from __future__ import annotations

import re

from finops_gate.base.names import letters, words
from finops_gate.base.patterns import lazy
from finops_gate.detect.placing import Place
from finops_gate.detect.slots import Claim, claim
from finops_gate.model.setting import Role, Setting

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
    model models llm ai id old new legacy latest free preview beta openai azure anthropic google vertex bedrock aws
    openrouter nvidia nim groq xai v version
    """.split()
)
"""Words of such a constant's name that say whose or which edition it is, though its id may not."""
_SEVERAL = 3
"""So many constants of one place that are named after their ids list what there is."""


def _listed(found: list[Found]) -> list[Found]:
    """Constants of one place that say a part of their own ids: ``MODEL_CLAUDE_3_OPUS = "claude-3-opus-20240229"``."""
    places: dict[str, int] = {}
    said: set[int] = set()
    for index, (_, setting, _) in enumerate(found):
        if _says_part(setting):
            said.add(index)
        if index in said or setting.mention == _SPELLING:
            places[setting.scope] = places.get(setting.scope, 0) + 1
    if not said:
        return found
    return [
        (entry[0], entry[1]._replace(mention=_SPELLING), entry[2])
        if index in said and places[entry[1].scope] >= _SEVERAL
        else entry
        for index, entry in enumerate(found)
    ]


def _says_part(setting: Setting) -> bool:
    """True for a constant whose name, without what says whose it is, says nothing but a part of its id."""
    if setting.mention or setting.role not in _CONSTANT or not setting.slot.isupper():
        return False
    if not isinstance(setting.value, str) or not any(character.isdigit() for character in setting.slot):
        return False
    name = [part for part in _PARTS.findall(setting.slot.casefold()) if part not in _BESIDE]
    said, run = set(_PARTS.findall(setting.value.casefold())), letters(setting.value)
    return len(name) > 1 and all(part in said or (len(part) > 1 and part.isdigit() and part in run) for part in name)


_CONSTANT = frozenset({Role.CONSTANT, Role.FIELD_DEFAULT})
_PARTS = lazy(r"[a-z]+|\d+")


def _shape(setting: Setting) -> tuple[str, ...]:
    return setting.key.value, setting.role.value, setting.slot, setting.callee, str(setting.scope.count("."))


def names_own_server(found: Place, value: str) -> bool:
    """True when a name around a model says that it runs on one's own machines: ``OLLAMA_MODEL``, ``OllamaOptions``."""
    said = {word for name in (found.slot, found.callee, found.environment) for word in words(name)}
    return not _SERVERS.isdisjoint(said) and _CLOSED.match(value) is None and not value.endswith("-cloud")
