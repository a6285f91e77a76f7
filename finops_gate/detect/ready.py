"""Concurrency that a function keeps ready, and the memory that each unit of it has: a floor like any other.

AWS Lambda bills provisioned concurrency by the gigabyte and the second, whether or not anybody calls. It stands at the
function (SAM, the Serverless Framework, modules of Terraform), at an alias, or in a resource of its own that names the
function.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.names import words
from finops_gate.base.patterns import lazy
from finops_gate.detect.entries import Entry, Flavour, binds, entry
from finops_gate.detect.placeholders import read_placeholder
from finops_gate.detect.syntax.outline import Branch, Leaf, Outline
from finops_gate.detect.units import Units, kind_of
from finops_gate.model.capacity import keeps_ready
from finops_gate.model.setting import Key, Location, Role, Setting, Unknown

_MEMORY = "memorysize"
_NUMBER = lazy(r"^\d{1,5}$")
_FUNCTIONS = frozenset({"aws_lambda_function", "AWS::Lambda::Function", "AWS::Serverless::Function"})
FACT = "capacity"
"""The mention of what only helps to price a capacity, and makes no row."""
DEFAULT, SERVERLESS = "128", "1024"
"""Megabytes of a function that states none: of Lambda itself, and of the Serverless Framework."""


def read_ready(outline: Outline, path: str, role: Role, flavour: Flavour) -> list[Setting]:
    """What is kept ready, with its memory. Nothing is looked at where nothing is called so."""
    ready = [leaf for leaf in outline.leaves if "rovisioned" in leaf.key and keeps_ready(leaf.key)]
    if not ready:
        return []
    memory = [leaf for leaf in outline.leaves if "".join(words(leaf.key)) == _MEMORY]
    units = Units(outline, memory, flavour)
    found: list[Setting] = []
    named: set[int] = set()
    for leaf in ready:
        unit = _function(leaf.branch) or units.target(leaf.branch) or units.of(leaf.branch)
        read = _read(leaf)
        if read is None or unit.number in named:
            continue
        named.add(unit.number)
        place = entry(leaf, flavour)
        name = units.name(unit)
        found.append(_setting(Key.REPLICAS, *read, place, (path, role, flavour, name)))
        own = next((one for one in memory if (_function(one.branch) or units.of(one.branch)) is unit), None)
        told = _read(own) if own is not None else None
        if own is not None and told is not None:
            found.append(_setting(Key.MEMORY, *told, entry(own, flavour), (path, role, flavour, name)))
            continue
        default = _default(outline, leaf.branch, unit)
        if default:
            made = _setting(Key.MEMORY, default, (), place, (path, role, flavour, name))
            found.append(made._replace(mention=FACT, slot="default", binds=()))
    return found


def _setting(
    key: Key, value: str | Unknown, refers: tuple[str, ...], place: Entry, where: tuple[str, Role, Flavour, str]
) -> Setting:
    path, role, flavour, unit = where
    return Setting(
        key,
        value,
        Location(path, place.leaf.line),
        role,
        place.slot,
        place.scope,
        binds=binds(place, flavour, path),
        refers=refers,
        mention=FACT if isinstance(value, Unknown) else "",
        amount=value if isinstance(value, str) else "",
        provider="aws-lambda",
        unit=unit,
    )


def _read(leaf: Leaf) -> tuple[str | Unknown, tuple[str, ...]] | None:
    """A number, or where it is read from; None for anything else, and for nothing that is kept."""
    value = leaf.value
    refers: tuple[str, ...] = ()
    placed = read_placeholder(value, leaf.computed)
    if placed is not None:
        value, refers = placed.default, placed.refers
    if _NUMBER.match(value):
        return (value, refers) if int(value) else None
    return (Unknown(f"read from {refers[0].removeprefix('env:')}"), refers) if refers else None


def _function(branch: Branch) -> Branch | None:
    """The entry of `functions:` around a branch, as the Serverless Framework has them."""
    return next((one for one in (branch, *branch.ancestors()) if one.parent and one.parent.key == "functions"), None)


def _default(outline: Outline, branch: Branch, unit: Branch) -> str:
    """What a function has that states none itself; empty where it may stand elsewhere."""
    if _function(branch) is unit:
        around = _stated(outline.root, "provider")
        return next(around, SERVERLESS)
    if kind_of(unit) in _FUNCTIONS or kind_of(branch) in _FUNCTIONS:
        for shared in outline.root.branches[:50]:
            if shared.key == "Globals":
                return next(_stated(shared, "Function"), DEFAULT)
        return DEFAULT
    return ""


def _stated(above: Branch, name: str) -> Iterator[str]:
    for branch in above.branches[:50]:
        leaf = branch.leaf("memorysize") if branch.key == name else None
        if leaf is not None and _NUMBER.match(leaf.value):
            yield leaf.value
