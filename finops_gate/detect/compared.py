"""Variables of a function that hold an id only to compare with it: ``GPT4O = "gpt-4o"``, then ``if name == GPT4O``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from finops_gate.base.patterns import lazy
from finops_gate.model.setting import Key, Role

if TYPE_CHECKING:
    from finops_gate.detect.predefined import Found
    from finops_gate.model.setting import Setting

_BEFORE = lazy(
    rb"(?:[=!]==?|\bnot in|\bin|\bis|\bcase"
    rb"|\w*(?:[Ss]tarts_?[Ww]ith|[Ee]nds_?[Ww]ith|[Ii]ncludes|[Cc]ontains|equals)\()\s*$"
)
_AFTER = lazy(rb"\s*(?:[=!]==?|not in\b|in\b)")
_LONGEST = 40
"""Characters before a name in which it says what is done with it."""
_PLACES = 40
_MOST = 40
"""Variables of one file that are looked for; one with more is a list, and stays as it was read."""


def without_compared(found: list[Found], source: bytes) -> list[Found]:
    """The settings of one file; what is only compared with is a mention."""
    asked = {start: setting.slot for start, setting, _ in found if _is_local(setting)}
    if not asked or len(asked) > _MOST:
        return found
    told = {start for start, name in asked.items() if _is_compared(source, name.encode(), start)}
    return [
        (start, setting._replace(mention="comparison"), groups)
        if start in told and _is_local(setting)
        else (start, setting, groups)
        for start, setting, groups in found
    ]


def _is_local(setting: Setting) -> bool:
    stated = setting.key is Key.MODEL and not setting.mention and setting.role is Role.CONSTANT
    return stated and f"local:{setting.slot}" in setting.binds


def _is_compared(source: bytes, name: bytes, start: int) -> bool:
    """True when the name stands behind its own line, and wherever it does, next to a comparison."""
    seen = 0
    for place in re.finditer(rb"(?<![\w.$])" + re.escape(name) + rb"\b", source):
        if place.start() <= start <= place.end() + _LONGEST:
            continue  # where it gets its value
        seen += 1
        before = source[max(0, place.start() - _LONGEST) : place.start()]
        if seen > _PLACES or not (_BEFORE.search(before) or _AFTER.match(source, place.end())):
            return False
    return seen > 0
