"""Which parts of a configuration file only describe models: price tables, registries, capability lists, recordings."""

from __future__ import annotations

import re

from finops_gate.detect.slots import known_family
from finops_gate.detect.syntax.outline import Branch, Outline

_PRICE = re.compile(
    r"price|pricing|(?:^|[_-])costs?(?:$|[_-])|cost_?per|costper|per_?(?:1k|1m|million)|_cost$|Cost$", re.IGNORECASE
)
_CARD = frozenset(
    """
    displayname label contextwindow contextlength contextsize maxinputtokens maxprompttokens maxcontexttokens
    maxcontext contextlimit capabilities modalities inputmodalities supportsvision supportstools supportsfunctioncalling
    supportsimages supportsreasoning supportsattachments visionenabled vision matchpattern tokenizer tokenizerid
    tokenizerconfig tokenizermodel knowledgecutoff releasedate maxinputchars canreason maxcontextlength contextlimits
    """.split()
)
"""Keys (letters only) by which a registry describes a model."""
_RECORDED = (
    frozenset({"usage", "choices"}),
    frozenset({"object", "choices"}),
    frozenset({"id", "usage"}),
    frozenset({"usage", "content"}),
)
"""Keys that only an answer of a model has together."""


class Tables:
    """Answers for one outline; everything is worked out once, in one pass from the root down."""

    def __init__(self, outline: Outline) -> None:
        self._reasons: dict[int, str] = {}
        self._cards: dict[int, bool] = {}
        self._data: set[int] = set()
        described: dict[int, int] = {}
        for branch in outline.branches:
            keys = {re.sub(r"[^a-z]", "", key.lower()) for key in _keys(branch)}
            self._cards[branch.number] = not keys.isdisjoint(_CARD)
            if branch.parent is not None and self._cards[branch.number]:
                described[branch.parent.number] = described.get(branch.parent.number, 0) + 1
            above = branch.parent.number if branch.parent is not None else 0
            if above in self._data or any(signs <= keys for signs in _RECORDED):
                self._data.add(branch.number)
            self._reasons[branch.number] = self._look(branch)
        for branch in outline.branches:
            parent = branch.parent
            if parent is None or not self._cards[branch.number] or self._reasons[branch.number]:
                continue
            if branch.index >= 0 or described.get(parent.number, 0) > 1:
                self._reasons[branch.number] = "menu"

    def _look(self, branch: Branch) -> str:
        if any(_PRICE.search(key) for key in _keys(branch)):
            return "price table"
        parent = branch.parent
        if parent is None:
            return ""
        above = self._reasons[parent.number]
        if above == "price table" and branch.index < 0 and parent.parent is not None:
            return above
        if branch.key and known_family(branch.key) and any(char.isdigit() for char in branch.key):
            return "table"
        return "table" if above == "table" else ""

    def reason(self, branch: Branch, *, strong: bool) -> str:
        """Why what stands in a branch is only described there, or empty. `strong`: asked for a key that says model."""
        found = self._reasons[branch.number]
        return "" if found == "table" and strong and not self._cards[branch.number] else found

    def data(self, branch: Branch) -> bool:
        """True inside a recorded answer of a model."""
        return branch.number in self._data


def _keys(branch: Branch) -> list[str]:
    return [leaf.key for leaf in branch.leaves] + [one.key for one in branch.branches if one.key]
