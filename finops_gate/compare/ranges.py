"""Which versions a range allows, as pip, Poetry and npm write ranges: comparators, caret, tilde, wildcards, or."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from finops_gate.base.patterns import lazy

_PART = lazy(r"(\^|~=|~>|~|>=|<=|===|==|!=|>|<|=)?\s*v?(\d[\w.*+-]*|[*xX])")
_FINAL = lazy(r"v?\d+(?:\.\d+)*$")

_Numbers = tuple[int, ...]


@lru_cache(maxsize=8192)
def numbers(version: str) -> _Numbers:
    """A version's release numbers: ``1.2.0`` is (1, 2)."""
    found = [int(part) for part in re.findall(r"\d+", re.split(r"[-+a-z]", version.removeprefix("v"), maxsplit=1)[0])]
    while found and found[-1] == 0:
        found.pop()
    return tuple(found)


def newest(versions: Iterable[str], written: str) -> str | None:
    """The newest final version that a range allows; None when it allows none of them."""
    allowed = [version for version in versions if _FINAL.match(version) and allows(written, version)]
    return max(allowed, key=numbers, default=None)


def allows(written: str, version: str) -> bool:
    """True when a range allows a version. A range that says nothing allows everything."""
    return any(_all(part, numbers(version)) for part in written.split("||"))


def _all(written: str, version: _Numbers) -> bool:
    dashed = re.match(r"^\s*v?(\d[\w.]*)\s+-\s+v?(\d[\w.]*)\s*$", written)
    if dashed:
        return numbers(dashed[1]) <= version <= numbers(dashed[2])
    return all(_one(match[1] or "", match[2], version) for match in _PART.finditer(written))


def _one(operator: str, text: str, version: _Numbers) -> bool:
    if text in ("*", "x", "X"):
        return True
    wild = bool(re.search(r"\.[*xX]", text))
    text = re.split(r"\.[*xX]", text)[0]
    wanted = numbers(text)
    written = [int(part) for part in re.findall(r"\d+", re.split(r"[-+a-z]", text, maxsplit=1)[0])]
    if operator == "^":
        return wanted <= version < _next(written, next((i for i, n in enumerate(written) if n), len(written) - 1))
    if operator == "~":
        return wanted <= version < _next(written, min(1, len(written) - 1))
    if operator in ("~=", "~>"):
        return wanted <= version < _next(written, max(len(written) - 2, 0))
    if operator == "!=":
        return version != wanted and not (wild and version[: len(written)] == tuple(written))
    if operator in ("", "=", "==", "==="):
        if wild:
            padded = (*version, *([0] * len(written)))
            return padded[: len(written)] == tuple(written)
        return version == wanted
    compare = {">=": version >= wanted, ">": version > wanted, "<=": version <= wanted, "<": version < wanted}
    return compare[operator]


def _next(written: list[int], place: int) -> _Numbers:
    """The first version that is another one at a place: (1, 2, 3) at 0 is 2."""
    return (*written[:place], written[place] + 1)
