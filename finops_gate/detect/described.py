"""Machines that are only described: what a node has, what an hour of a machine costs."""

from __future__ import annotations

from functools import lru_cache

from finops_gate.base.names import words
from finops_gate.detect.machines import CHIP, MACHINE, RESOURCES, is_machine_slot
from finops_gate.detect.syntax.outline import Branch, Leaf

_HAS = frozenset({"capacity", "allocatable"})
"""Mappings in which a node says what it has."""
_HOURS = frozenset({"hour", "hourly", "hr", "hours"})
_BID = frozenset("spot max maximum bid limit budget cap min class list".split())
"""Words of what is bid for a machine, or may be spent."""


_TABLES = frozenset("types map mapping mappings table lookup names".split())
"""Last words of a table that says what its keys mean."""


def described(leaf: Leaf) -> str:
    """Why a machine is only described: a node says what it has, or a table what an hour of it costs.

    A list of options is to choose from, a table says what a name stands for, and a plug-in of the nodes by which of its
    settings it goes: no machine runs by that.
    """
    branch = leaf.branch
    if _is_lookup(leaf):
        return "table"
    if branch.index >= 0 and branch.parent is not None and "options" in words(branch.parent.key):
        return "menu"
    if {"plugin", "deviceplugin"} & {word for one in _around(leaf) for word in words(one)}:
        return "label"
    if branch.key in _HAS and RESOURCES.match(leaf.key):
        return "what a node has"
    around = [one for one in (branch, branch.parent) if one is not None and one.parent is not None]
    return "price table" if any(_is_priced(one) for one in around) else ""


def _around(leaf: Leaf) -> tuple[str, ...]:
    branch = leaf.branch
    return leaf.key, branch.key, branch.parent.key if branch.parent is not None else ""


def _is_lookup(leaf: Leaf) -> bool:
    """True for ``accelerator_types = {highgpu = "nvidia-tesla-a100", ultragpu = "nvidia-a100-80gb"}``."""
    branch = leaf.branch
    if leaf.position >= 0 or branch.branches or not 1 < len(branch.leaves) <= 50 or is_machine_slot(leaf.key):
        return False
    if not _TABLES & set(words(branch.key)[-1:]):
        return False
    return all(MACHINE.match(one.value) or CHIP.match(one.value) for one in branch.leaves)


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
