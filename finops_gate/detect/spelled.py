"""Names that are spelled after ids: members of enumerations and constants of SDKs, where they are handed over."""

from __future__ import annotations

import re
from functools import lru_cache

from finops_gate.base.families import TIERS
from finops_gate.base.identity import without_vendor
from finops_gate.base.patterns import lazy
from finops_gate.detect import callees
from finops_gate.detect.slots import known_family, words

_ACCESSED = lazy(
    r"(?:\.|::|->)(?:to_string|to_owned|into|as_str|as_ref|id|getId|get_id|value|getValue|rawValue|name|asString|toString)"
    r"(?:\(\))?$"
)
"""How the id is had of such a name."""
_PATH = lazy(r"[A-Za-z_]\w*(?:(?:\.|::|->)[A-Za-z_]\w*)*")
_KIND = ("model", "type")
"""Last words of a slot that takes a kind of model, or in some libraries the model itself."""
_MEANS = frozenset({"using", "with", "via", "by"})
"""Labels that say by what something is done."""
LONGEST = 80
"""Characters of such a name."""


@lru_cache(maxsize=4096)
def is_member(written: str) -> bool:
    """``ModelType.GPT_4_1``: the member of an enumeration that is called as a model is."""
    around, _, last = written.removesuffix(".value").replace("::", ".").rpartition(".")
    whole = any(character.isdigit() for character in last) or not TIERS.isdisjoint(words(last)[1:])
    told = whole and known_family(without_vendor(last).replace("_", "-"))
    return told and not {"model", "models"}.isdisjoint(words(around.rpartition(".")[2]))


def fills(slot: str, written: str) -> bool:
    """True where a call takes such a member under a name that does not say model: ``ask(using: Models.gpt5_nano)``."""
    return (words(slot)[-2:] == _KIND or slot in _MEANS) and is_member(written)


@lru_cache(maxsize=4096)
def is_spelled(written: str) -> bool:
    """True for what is handed over as an id: ``GPT4_O.to_string()``, ``ChatModels.gpt_4o``, ``Model::Gpt4o``."""
    bare = _ACCESSED.sub("", written)
    if len(written) > LONGEST or _PATH.fullmatch(bare) is None:
        return False
    return is_member(bare) or (bare != written and _is_constant(bare))


def asks(callee: tuple[str, ...], written: str, index: int) -> bool:
    """True where a call that speaks to a model is handed such a name: of an enumeration of models, or as its first."""
    if not is_spelled(written) or not callees.speaks_to_model(callee):
        return False
    return is_member(_ACCESSED.sub("", written)) or index == 0


def _is_constant(written: str) -> bool:
    last = re.split(r"\.|::|->", written)[-1]
    return last.isupper() and any(character.isdigit() for character in last) and known_family(last.replace("_", "-"))
