"""The slot map: which names say that a value is a model or a billed parameter, and which values can be one.

A model is recognised by its slot as well as by its id, so that an id nobody has heard of is found and reported as
unpriced. A name is compared by its words: ``OPENAI_MODEL``, ``openaiModel`` and ``openai-model`` are one slot.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from finops_gate.base.families import FAMILIES, is_address, is_image, known_family
from finops_gate.base.names import words
from finops_gate.base.patterns import lazy
from finops_gate.model.setting import Key


class Claim(IntEnum):
    """How loudly a slot's name says 'model'."""

    NONE = 0
    """Says nothing: only an id of a well-known family counts here."""
    WEAK = 1
    """May be a model (deployment, engine, llm): the value must look like a known family."""
    STRONG = 2
    """Says model: any id-like value counts."""
    NEVER = 3
    """Says that it is something else (label, description, tokenizer): no value counts."""


_MODEL_TAILS = (
    ("model",),
    ("models",),
    ("model", "name"),
    ("model", "names"),
    ("model", "id"),
    ("model", "api", "name"),
    ("model", "ids"),
    ("model", "identifier"),
    ("model", "slug"),
    ("model", "key"),
    ("model", "string"),
    ("model", "default"),
    ("model", "override"),
    ("model", "value"),
    ("model", "to", "use"),
    ("models", "name"),
    ("modelid",),
    ("modelids",),
    ("modelname",),
    ("model", "url"),
    ("modelurl",),
    ("model", "uri"),
    ("model", "fallback"),
    ("model", "preference"),
    ("model", "arn"),
    ("model", "name", "or", "path"),
    ("inference", "profile", "id"),
    ("inference", "profile", "arn"),
    ("inference", "profile"),
)
_WEAK = frozenset(
    """
    deployment deployments engine engines llm llms gpt claude gemini embedder embeddings embedding
    """.split()
)
_ASKS = frozenset({"is", "has", "can", "should", "supports", "requires"})
"""First words of names that are answered by yes or no: ``is_reasoning_model``."""
_OFFERED = frozenset({"supported", "available", "allowed", "disable", "disabled", "recommended", "suggested"})
"""First words of names that tell what there is, or what would be good: ``recommendedModel``."""
_WEAK_TAILS = (("deployment", "name"), ("deployment", "id"), ("engine", "id"), ("llm", "name"))
_VERSIONS = (("gpt", "version"), ("model", "version"))
"""Last words of a variable that a program is started with: an id of a family, and as often a date or a number."""
_OTHER_MODELS = frozenset(
    """
    auth user data view domain orm object db database table base form django pricing price cost billing
    business threat device car phone printer keras sklearn xgboost spacy
    """.split()
)
_NEVER = frozenset(
    """
    label title description desc placeholder help text message msg comment docs doc tooltip example examples
    hint tokenizer encoding content url link href display version prefix suffix pattern regex reason error
    warning summary header headers caption alt color icon logo image_url instructions note notes disclaimer
    query question answer supported available allowed choices options whitelist blacklist user username parser template
    """.split()
)
_NOT_MODEL_TAILS = frozenset(
    """
    type types provider providers kwargs config configs class path dir directory file files version dim dims
    dimension dimensions size length limit limits window context cost price prices pricing map mapping registry list
    info settings format factory service client schema cls card family families count usage selector picker options
    params args
    """.split()
)
_SHOWN_AS = frozenset(
    {
        ("display", "name"),
        ("full", "name"),
        ("human", "name"),
        ("short", "name"),
        ("nice", "name"),
        ("place", "holder"),
        ("service", "id"),
    }
)
"""Last words of names whose values only people read, or a program's own register."""
_JOBS = ("embedding", "Embedding", "embeddings", "Embeddings")


@lru_cache(maxsize=4096)
def claim(name: str) -> Claim:
    """What a slot's name says of its value."""
    parts = words(name)
    if not parts:
        return Claim.NONE
    if parts[0] in _ASKS or "tokenizer" in parts:
        return Claim.NEVER
    for tail in _MODEL_TAILS:
        if parts[-len(tail) :] == tail:
            before = parts[-len(tail) - 1] if len(parts) > len(tail) else ""
            if before in _OTHER_MODELS and len(tail) == 1:
                return Claim.NEVER
            if parts[0] in _OFFERED or "tokenizer" in parts:
                return Claim.NEVER
            return Claim.WEAK if before == "response" and len(tail) == 1 else Claim.STRONG  # a class that it is read as
    if len(parts) == 1 and name.isupper() and name.endswith("MODEL"):
        return Claim.WEAK  # CODEEDITORMODEL: words that nothing divides
    head, dot, last = name.replace("__", ".").replace(":", ".").rpartition(".")
    if dot and (last.endswith(_JOBS) or claim(last) is Claim.NONE) and claim(head) is Claim.STRONG:
        return Claim.STRONG  # settings of one model per job: ``model.coder``, ``AIService:Models:Planner``
    if parts[-2:] in _SHOWN_AS:
        return Claim.NEVER
    if name.isupper() and parts[-2:] in _VERSIONS:
        return Claim.WEAK
    if parts[-1] in _NEVER or (parts[-1] in _NOT_MODEL_TAILS and "model" in parts[:-1]):
        return Claim.NEVER
    if parts[-1] in _WEAK or any(parts[-len(tail) :] == tail for tail in _WEAK_TAILS):
        return Claim.WEAK
    return Claim.NONE


_PARAMETERS: dict[str, Key] = {
    "maxtokens": Key.MAX_OUTPUT,
    "maxcompletiontokens": Key.MAX_OUTPUT,
    "maxoutputtokens": Key.MAX_OUTPUT,
    "maxoutputtokencount": Key.MAX_OUTPUT,
    "maxnewtokens": Key.MAX_OUTPUT,
    "maxgentokens": Key.MAX_OUTPUT,
    "maxgenlen": Key.MAX_OUTPUT,
    "maxtokenstosample": Key.MAX_OUTPUT,
    "maxtokencount": Key.MAX_OUTPUT,
    "maxgeneratedtokens": Key.MAX_OUTPUT,
    "maxresponsetokens": Key.MAX_OUTPUT,
    "numpredict": Key.MAX_OUTPUT,
    "reasoningeffort": Key.REASONING,
    "reasoning": Key.REASONING,
    "effort": Key.REASONING,
    "thinkinglevel": Key.REASONING,
    "thinkingbudget": Key.THINKING,
    "budgettokens": Key.THINKING,
    "thinking": Key.THINKING,
    "enablethinking": Key.THINKING,
    "thinkingenabled": Key.THINKING,
    "includethoughts": Key.THINKING,
    "servicetier": Key.SERVICE_TIER,
    "candidatecount": Key.CHOICES,
    "numcompletions": Key.CHOICES,
    "numgenerations": Key.CHOICES,
    "bestof": Key.CHOICES,
}
_CALL_PARAMETERS: dict[str, Key] = {
    "n": Key.CHOICES,
    "dimensions": Key.DIMENSIONS,
    "outputdimensionality": Key.DIMENSIONS,
    "size": Key.IMAGE,
    "quality": Key.IMAGE,
}
"""Short names that mean something only inside a call that an SDK table knows."""

_WHOLE_ONLY = frozenset({"reasoning", "effort", "thinking", "n"})
"""Names that are parameters alone or after 'default', not as the end of any longer name."""


@lru_cache(maxsize=4096)
def parameter(name: str, in_call: bool = False) -> Key | None:
    """The billed parameter that a slot's name says, or None. `in_call`: inside a call that an SDK table knows."""
    parts = words(name)
    if not parts or parts[0] in _ASKS:
        return None
    joined = "".join(parts)
    if in_call and joined in _CALL_PARAMETERS:
        return _CALL_PARAMETERS[joined]
    for start in range(len(parts)):
        key = _PARAMETERS.get("".join(parts[start:]))
        if key is None:
            continue
        tail = "".join(parts[start:])
        if tail in _WHOLE_ONLY and any(part not in ("default", "llm", "model") for part in parts[:start]):
            return None
        if any(
            part in ("input", "context", "prompt", "history", "total", "embedding", "chunk", "doc", "result", "results")
            for part in parts[:start]
        ):
            return None
        return key
    return None


_IDLIKE = lazy(r"^(?:@(?:cf|hf)/)?[A-Za-z0-9][\w.:/@+-]{1,150}$")
_FILE = lazy(
    r"\.(?:py|js|ts|tsx|json|ya?ml|toml|txt|md|html|css|csv|png|jpe?g|svg|sh|go|rs|java|sql|xml|log|zip)$", re.I
)
_STOP = frozenset(
    """
    auto default none null true false string str text object model models name id type value chat completion
    user system assistant custom unknown undefined test example your-model my-model model-name model-id gpt llm
    openai anthropic azure google local small medium large tiny base mini fast smart cheap best latest inherit
    claude-code
    """.split()
)
_PATH = lazy(r"^(?:\.{0,2}/|~/|[A-Za-z]:\\|https?:|s3:|gs:|file:)")
_DISTINCT = lazy(
    r"\d|^(?:deepseek|qwen)-(?:chat|reasoner|coder)$|-(?:large|small|medium|mini|nano|pro|flash|turbo|latest|sonnet|opus|haiku|instruct|lite|plus)$"
)
"""What makes a family's name an id even where the slot says nothing: a number, or a word for one size or release."""
_BARE_FAMILY = lazy(r"^(?:claude|gemini|mistral|llama|gpt|titan|falcon|arctic|solar|phi|sonar|hermes|kimi|grok)$", re.I)


_TIERS = frozenset("opus sonnet haiku opusplan opus[1m] sonnet[1m]".split())
"""Claude Code's names for the newest model of a tier; ordinary words (a codec, a poem) where the slot says no model."""
_CALLED = (("model", "name"), ("model", "id"))
_KINDS = frozenset({"text-embedding", "text-embeddings", "text-moderation"})
"""Kinds of models that are spelled like the beginning of an id; a deployment may be called so."""


@lru_cache(maxsize=8192)
def can_be_model(value: str, name_claim: Claim, in_call: bool = False) -> bool:
    """True when this value, in a slot that says this much, is to be taken as a model's id.

    `in_call`: the slot is the model argument of a call that an SDK table knows, where any id-like text is one.
    """
    if not in_call and (name_claim is Claim.NEVER or (name_claim is not Claim.STRONG and value in _KINDS)):
        return False
    if value in _TIERS:
        return in_call or name_claim is Claim.STRONG
    if words(value)[-2:] in _CALLED:
        return False  # what an option is called: ``cli.StringFlag{Name: "gemini-model-name"}``
    if known_family(value):
        if not in_call and value[:1].isupper() and _BARE_FAMILY.match(value):
            return False  # "Gemini" is what people read
        if name_claim is Claim.NONE and not in_call:
            spelled = value.islower() or not value.isalnum()  # Gemini3ProImage is the name of a class
            return spelled and bool(_DISTINCT.search(value)) and not _BARE_FAMILY.match(value)
        return True
    if (
        not _IDLIKE.match(value)
        or value.casefold() in _STOP
        or _PATH.match(value)
        or _FILE.search(value)
        or is_image(value)
        or is_address(value)
    ):
        return False
    if in_call:
        return True
    if name_claim is not Claim.STRONG or not any(character.isalpha() for character in value):
        return False  # 1.2 is a version
    has_digit = any(character.isdigit() for character in value)
    return (has_digit and bool(re.search(r"[-/:.]", value))) or bool(re.match(r"^[\w.-]+/[\w.-]*\d[\w.:-]*$", value))


_FAMILY_NAMES = frozenset({"gpt", "claude", "gemini"})


def only_says_vendor(slot: str, value: str) -> bool:
    """True for a vendor's row whose value is its name once more: ``gemini: "Gemini"``, ``"gemini": "gcp.gemini"``."""
    return not _FAMILY_NAMES.isdisjoint(words(slot)[-1:]) and not _DISTINCT.search(value)


__all__ = ["FAMILIES", "Claim", "can_be_model", "claim", "known_family", "only_says_vendor", "parameter", "words"]
