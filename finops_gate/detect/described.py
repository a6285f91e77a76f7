"""Machines that are only described: what a node has, what an hour of a machine costs."""

from __future__ import annotations

from functools import lru_cache

from finops_gate.base.names import words
from finops_gate.detect.machines import RESOURCES
from finops_gate.detect.syntax.outline import Branch, Leaf

_HAS = frozenset({"capacity", "allocatable"})
"""Mappings in which a node says what it has."""
_HOURS = frozenset({"hour", "hourly", "hr", "hours"})
_BID = frozenset("spot max maximum bid limit budget cap min class list".split())
"""Words of what is bid for a machine, or may be spent."""


def described(leaf: Leaf) -> str:
    """Why a machine is only described: a node says what it has, or a table what an hour of it costs."""
    branch = leaf.branch
    if branch.key in _HAS and RESOURCES.match(leaf.key):
        return "what a node has"
    around = [one for one in (branch, branch.parent) if one is not None and one.parent is not None]
    return "price table" if any(_is_priced(one) for one in around) else ""


def _is_priced(branch: Branch) -> bool:
    keys = [leaf.key for leaf in branch.leaves[:50]] + [one.key for one in branch.branches[:50]]
    return any(_says_price(key) for key in keys)


@lru_cache(maxsize=8192)
def _says_price(key: str) -> bool:
    """True for what an hour costs; not for what is bid for it, or may be spent."""
    said = set(words(key))
    if said & _BID:
        return False
    if said & {"price", "prices", "pricing"}:
        return len(said) == 1 or bool(said & _HOURS) or "demand" in said or "usd" in said
    return bool(said & {"cost", "usd", "rate", "dollars"}) and bool(said & _HOURS)
