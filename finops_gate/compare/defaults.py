"""Which rows between two versions of a package are changed defaults: what a caller gets who names no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from finops_gate.base.names import words
from finops_gate.base.patterns import lazy
from finops_gate.model.package import Default
from finops_gate.model.setting import Key, Role
from finops_gate.model.site import Bound, Change, Status

_ROLES = frozenset(
    {
        Role.DEFAULT_PARAMETER,
        Role.FIELD_DEFAULT,
        Role.CONSTANT,
        Role.ENV_DEFAULT,
        Role.CLI_DEFAULT,
        Role.LIST_DEFAULT,
        Role.FALLBACK,
        Role.CONFIG_VALUE,
    }
)
"""In what capacity a default stands. An argument of a call inside the package is what the package does, no default."""
_SHOWN = frozenset({"example", "examples"})
"""Words of scopes that only show how a value may look."""
_SUFFIX = lazy(r"\.(?:py|js|cjs|mjs|ts)$")


def defaults(rows: Sequence[Change]) -> tuple[Default, ...]:
    """The changed defaults among the rows between two versions of one package, twins of one module once."""
    found: dict[tuple[str, str, str, str], Default] = {}
    for row in rows:
        default = _default(row)
        if default is not None:
            key = (_module(default.file), default.symbol.rpartition(":")[2], default.old, default.new)
            found.setdefault(key, default)
    mixed = _renumbered(rows)
    kept = [d for d in found.values() if _family(d.file, d.symbol.rpartition(":")[2]) not in mixed]
    return tuple(sorted(kept, key=lambda default: (default.file, default.line_new, default.symbol)))


def _family(path: str, name: str) -> tuple[str, str]:
    return path, name.rstrip("0123456789$")


def _renumbered(rows: Iterable[Change]) -> set[tuple[str, str]]:
    """Constants of a bundle that its builder numbers anew (``MODEL``, ``MODEL2``): values only moved."""
    olds: dict[tuple[str, str], set[object]] = {}
    news: dict[tuple[str, str], set[object]] = {}
    for row in rows:
        if row.before is not None and row.after is not None and not row.after.setting.scope:
            family = _family(row.path, row.after.setting.slot)
            olds.setdefault(family, set()).add(row.before.value)
            news.setdefault(family, set()).add(row.after.value)
    return {family for family, values in olds.items() if values & news[family]}


def _default(row: Change) -> Default | None:
    before, after = row.before, row.after
    if row.key is not Key.MODEL or row.status is not Status.MODIFIED or not row.billed or not before or not after:
        return None
    if row.role not in _ROLES or not isinstance(before.value, str) or not isinstance(after.value, str):
        return None
    if min(len(before.value), len(after.value)) < 3:
        return None  # a mode of the program that stands in a model's place
    if not _one_place(before, after) or _private(after) or not _SHOWN.isdisjoint(words(after.setting.scope)):
        return None
    setting = after.setting
    site = row.after_site
    if site is not None and row.before_site is not None and site.kind is not row.before_site.kind:
        return None  # a model that answers and one that embeds are two settings
    return Default(
        setting.location.path,
        symbol(after),
        before.value,
        after.value,
        before.setting.location.line,
        setting.location.line,
        row.role,
        setting.provider,
        site.kind.value if site is not None else "model-call",
        tuple(name.removeprefix("env:") for name in setting.refers if name.startswith("env:")),
    )


def _one_place(before: Bound, after: Bound) -> bool:
    """One setting before and after: it kept its name, or at least its file and a word of its name.

    A setting that is found in another file is the same one only when it is a constant, or stands in the same scope.
    """
    one, other = before.setting, after.setting
    if _file(one.location.path) != _file(other.location.path):
        same_scope = one.scope == other.scope or one.scope.rpartition(".")[2] == other.scope.rpartition(".")[2] != ""
        constants = Role.CONSTANT in (one.role, other.role) and not (one.scope and other.scope)
        if not (same_scope or constants):
            return False
    return not {*words(one.slot)}.isdisjoint(words(other.slot))


_MAKES = frozenset(
    """
    default defaults model models llm llms client config settings get make create build init initialize setup set new
    post load name engine resolve select choose
    """.split()
)
"""Words of functions that choose a model for whoever names none."""


def _private(after: Bound) -> bool:
    """A variable inside a private function that makes nothing: what the package does for itself."""
    function = after.setting.scope.rpartition(".")[2]
    inside = after.setting.role not in (Role.DEFAULT_PARAMETER, Role.FIELD_DEFAULT, Role.LIST_DEFAULT)
    return inside and function.startswith("_") and not function.startswith("__") and _MAKES.isdisjoint(words(function))


def _file(path: str) -> str:
    return path.rpartition("/")[2]


def symbol(bound: Bound) -> str:
    """``package.module:Class.method.slot``."""
    setting = bound.setting
    module = _SUFFIX.sub("", setting.location.path).replace("/", ".").removesuffix(".__init__")
    inside = ".".join(part for part in (setting.scope, setting.slot) if part)
    return f"{module}:{inside}"


def _module(path: str) -> str:
    """The name of a module without its folder and suffix: npm ships twins of one module in two formats."""
    return _SUFFIX.sub("", path.rsplit("/", 1)[-1])
