"""Which names of a package rely on a changed default: what holds it, and what builds or reads that, by whole words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from finops_gate.base.patterns import lazy
from finops_gate.detect.members import shows_only
from finops_gate.model.package import Default

HOPS = 6
"""A facade that builds its own client is two hops away; settings read through a getter and a factory are five."""
NAMES = 600
"""More names than this rely on everything; they would say nothing."""

_PYTHON = lazy(r"^(?:class|def|async def)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_SCRIPT = lazy(
    r"^(?:export[ \t]+)?(?:default[ \t]+)?(?:async[ \t]+)?(?:class|function\*?)[ \t]+(\w+)|"
    r"^(?:export[ \t]+)?(?:const|let|var)[ \t]+(\w+)[ \t]*=|^(?:[ \t]*\*/[ \t]*)?class[ \t]+(\w+)",
    re.MULTILINE,
)
_COMMON = frozenset(
    """
    main run model models client config settings default name value data type get set init test args kwargs self cls
    logger log path file options params result call self text input output base error list dict str
    """.split()
)


def carrier(default: Default) -> str:
    """The class, function or constant of a module in which a default stands."""
    return default.symbol.rpartition(":")[2].partition(".")[0]


def relying(defaults: Sequence[Default], members: Mapping[str, bytes]) -> dict[str, dict[int, int]]:
    """For each name of the package the defaults (by position) that it relies on, and through how many hops."""
    blocks = [
        block
        for path, text in sorted(members.items())
        if not shows_only(path)
        for block in _blocks(path, text.decode("utf-8", "replace"))
    ]
    found: dict[str, dict[int, int]] = {}
    for index, default in enumerate(defaults):
        for name, hops in _reach(default, blocks).items():
            found.setdefault(name, {})[index] = hops
    return found


class _Block:
    """One top-level definition of a module."""

    __slots__ = ("builds", "name", "path", "words")

    def __init__(self, path: str, name: str, text: str) -> None:
        self.path = path
        self.name = name
        self.words = frozenset(_WORD.findall(text))
        header = text.partition("\n")[0]
        self.builds = frozenset([*(a or b for a, b in _BUILT.findall(text)), *_WORD.findall(header)])


_WORD = lazy(r"[A-Za-z_]\w{2,}")
_BUILT = lazy(r"(?<!def )(?<!class )\b([A-Za-z_]\w{2,})(?=\()|(?:=|\bor|\?\?|\|\||\breturn|\bnew)\s*([A-Za-z_]\w{2,})")
_NOISE = lazy(r"\"\"\"(?:[^\\]|\\.)*?\"\"\"|\'\'\'(?:[^\\]|\\.)*?\'\'\'|/\*.*?\*/|(?<![:\"'])(?:#|//)[^\n]*", re.DOTALL)
"""Documentation and comments; what they name builds nothing."""


def _blocks(path: str, text: str) -> list[_Block]:
    text = _NOISE.sub("", text)
    pattern = _PYTHON if path.endswith(".py") else _SCRIPT
    starts = [(match.start(), next(filter(None, match.groups()), "")) for match in pattern.finditer(text)]
    ends = [*(start for start, _ in starts[1:]), len(text)][: len(starts)]
    return [_Block(path, name, text[start:end]) for (start, name), end in zip(starts, ends, strict=True)]


def _reach(default: Default, blocks: Sequence[_Block]) -> dict[str, int]:
    first = carrier(default)
    found = {first: 0}
    edge = {first}
    module = default.symbol.partition(":")[0].rpartition(".")[2]
    constant = "." not in default.symbol.rpartition(":")[2]
    for hop in range(1, HOPS + 1):
        fresh = set()
        for block in blocks:
            touched = block.words if constant and hop == 1 else block.builds
            if block.name in found or not edge & touched:
                continue
            # A constant of a common name is read where its module is: in its file, or where the module is named.
            if hop == 1 and constant and own_name(first) and block.path != default.file and module not in block.words:
                continue
            fresh.add(block.name)
        found.update(dict.fromkeys(fresh, hop))
        edge = {name for name in fresh if name.lower() not in _COMMON and len(name) > 3}
        if not edge or len(found) > NAMES:
            break
    return found


def own_name(name: str) -> bool:
    """True for a constant's name that many modules of one package use for values of their own."""
    return name.lower().strip("_") in (
        "default_model",
        "default_model_name",
        "default_small_model",
        "model",
        "model_name",
    )
