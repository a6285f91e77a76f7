"""Lists of models that offer a choice, told by the model that is set beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from finops_gate.base.names import words
from finops_gate.model.setting import Key, Role, Setting

_OFFER = 3
"""So many entries of a list are an offer where one model is set beside it; two may be a model and what stands in."""


def without_offers(found: Sequence[Setting]) -> list[Setting]:
    """Takes the first of a list for no default where one model is set beside it: `model: x`, `models: [x, y, z]`."""
    chosen = {_top(one) for one in found if _is_live(one) and words(one.slot)[-1:] == ("model",)}
    sizes = Counter((one.group, one.slot) for one in found if one.key is Key.MODEL)
    return [
        one._replace(mention="menu")
        if one.role is Role.LIST_DEFAULT
        and _is_live(one)
        and words(one.slot)[-1:] == ("models",)
        and sizes[one.group, one.slot] >= _OFFER
        and _top(one) in chosen
        else one
        for one in found
    ]


def _is_live(one: Setting) -> bool:
    return one.key is Key.MODEL and not one.mention


def _top(one: Setting) -> str:
    """The part of the file that a setting stands in: the first key of its path."""
    return one.scope.partition(".")[0]
