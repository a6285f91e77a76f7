"""Where a repository relies on the defaults that changed in its packages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from finops_gate.base.patterns import lazy
from finops_gate.detect import places
from finops_gate.detect.closure import carrier
from finops_gate.detect.reliance import calls, imports
from finops_gate.model.package import Default, Moved, Pin, Reliance, Use
from finops_gate.model.setting import Location, Role

if TYPE_CHECKING:
    from finops_gate.app.packages import Packages
    from finops_gate.repo.sides import Sides

_CODE = {
    "pypi": (".py", ".pyi"),
    "npm": (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte"),
}
_COMMANDS = lazy(r"(?:^|/)(?:Makefile|Dockerfile[^/]*|Justfile|Procfile|package\.json)$|\.(?:sh|bash|ya?ml|mk|toml)$")
FILES = 400
"""Files that are looked at for uses of one package."""
_SHOWN = 25


def relied_on(
    packages: Packages, moved: Sequence[Moved], parents: Mapping[tuple[str, str], frozenset[str]], sides: Sides
) -> tuple[Moved, ...]:
    """Each package with the places that rely on its changed defaults, as head has them."""
    return tuple(_relied_on(packages, one, parents, sides) if one.inspection.changes else one for one in moved)


def _relied_on(
    packages: Packages, one: Moved, parents: Mapping[tuple[str, str], frozenset[str]], sides: Sides
) -> Moved:
    after = max(one.move.after, key=lambda pin: pin.version == one.inspection.after)
    exports = packages.relying(after, one.inspection)
    files = _importing(sides, one.move.ecosystem, exports.roots, _folder(one))
    defaults = one.inspection.changes
    overridden = _overrides(sides, one, exports.roots)
    if not files:
        through = _through(sides, one, parents)
        if through is None:
            command = _command(sides, one)
            return one._replace(used=bool(command), reliances=command, overridden=overridden)
        place, name = through
        found = [Reliance(Use.POSSIBLE, place, name, default, f"through {name}") for default in defaults]
        return one._replace(reliances=tuple(found), overridden=overridden)
    found = []
    for path, text in sorted(files.items()):
        found += _in_file(path, text, exports.roots, exports.names, defaults)
    return one._replace(reliances=tuple(sorted(set(found), key=_order)), overridden=overridden)


def _order(reliance: Reliance) -> tuple[bool, str, int, str, str]:
    place = reliance.location
    return reliance.use is not Use.CONFIRMED, place.path, place.line, reliance.name, reliance.default.symbol


def _in_file(
    path: str,
    text: str,
    roots: Sequence[str],
    names: Mapping[str, Mapping[int, int]],
    defaults: Sequence[Default],
) -> list[Reliance]:
    known = imports(path, text, roots)
    slots = {
        name: frozenset(defaults[index].symbol.rpartition(".")[2].rpartition(":")[2] for index in reached)
        for name, reached in names.items()
    }
    found = []
    for call in calls(path, text, known, slots):
        if call.use is None:
            continue
        reached = names[call.name]
        nearest = min(reached.values())
        for index, hops in sorted(reached.items()):
            default = defaults[index]
            if hops != nearest or not _fits(call.module, call.name, default, hops, defaults):
                continue
            direct = hops == 0 or (hops == 1 and "." not in default.symbol.rpartition(":")[2])
            use, why = call.use, call.why
            if use is Use.CONFIRMED and not direct and why != "a decorator":
                use, why = Use.POSSIBLE, f"{call.name} builds it"
            pin = _pin(default) if direct and why != "a decorator" else ""
            found.append(Reliance(use, Location(path, call.line), call.name, default, why, pin))
    return found


def _fits(module: str, name: str, default: Default, hops: int, defaults: Sequence[Default]) -> bool:
    """Of classes of one name in several modules, the one whose module the import leads to, where that is told."""
    if hops:
        return True
    own = default.symbol.partition(":")[0]
    mates = [other.symbol.partition(":")[0] for other in defaults if carrier(other) == name]
    led = [mate for mate in mates if mate == module or mate.startswith(f"{module}.")]
    return own in led or not led


def _pin(default: Default) -> str:
    slot = default.symbol.rpartition(".")[2].rpartition(":")[2]
    if default.role in (Role.CONSTANT, Role.ENV_DEFAULT) and (
        slot.isupper() or "." not in default.symbol.rpartition(":")[2]
    ):
        slot = "model"
    return f'{slot}: "{default.old}"' if default.file.endswith(("js", "ts")) else f'{slot}="{default.old}"'


def _folder(one: Moved) -> str:
    """The folder whose code a manifest is for; empty: the whole repository."""
    folder = one.move.pin.location.path.rpartition("/")[0]
    if folder.rpartition("/")[2] in ("requirements", "reqs", "constraints", "deps"):
        folder = folder.rpartition("/")[0]
    return f"{folder}/" if folder else ""


def _importing(sides: Sides, ecosystem: str, roots: Iterable[str], folder: str) -> dict[str, str]:
    """First-party files at head that import a package: those below its manifest, else those anywhere."""
    roots = list(roots)
    words = [
        word for root in roots for word in ((f"import {root}", f"from {root}") if ecosystem == "pypi" else (root,))
    ]
    found = sides.search("head", words) if words else ()
    paths = [p for p in found if p.endswith(_CODE.get(ecosystem, ())) and not places.mention(p)]
    inside = [path for path in paths if path.startswith(folder)]
    texts = _texts(sides, inside[:FILES])
    importing = {path: text for path, text in texts.items() if imports(path, text, roots)}
    if importing or not folder:
        return importing
    texts = _texts(sides, paths[:FILES])  # the requirements of a program that lies elsewhere
    return {path: text for path, text in texts.items() if imports(path, text, roots)}


def _texts(sides: Sides, paths: Iterable[str]) -> dict[str, str]:
    return {path: text.decode("utf-8", "replace") for path, text in sides.read("head", paths).items()}


def _through(
    sides: Sides, one: Moved, parents: Mapping[tuple[str, str], frozenset[str]]
) -> tuple[Location, str] | None:
    """A package that first-party code imports and that needs the moved one, and where it is imported."""
    edge, seen = {one.move.name}, {one.move.name}
    for _ in range(4):
        edge = {parent for name in edge for parent in parents.get((one.move.ecosystem, name), ())} - seen
        seen |= edge
        for name in sorted(edge):
            roots = [name] if one.move.ecosystem == "npm" else [name.replace("-", "_")]
            files = _importing(sides, one.move.ecosystem, roots, _folder(one))
            if files:
                path = min(files)
                line = next((n for n, t in enumerate(files[path].splitlines(), 1) if roots[0] in t), 1)
                return Location(path, line), name
    return None


def _command(sides: Sides, one: Moved) -> tuple[Reliance, ...]:
    """A command-line tool needs no import: a script or a workflow that starts it relies on its defaults."""
    name = one.move.name.rpartition("/")[2]
    pattern = re.compile(
        r"(?:^|[;&|`\"']|\brun:|\b(?:CMD|RUN|npx|uvx|exec)\b|\$\(|[-@])[ \t]*"
        rf"{re.escape(name)}[ \t]+(?!=|:|@)[^\n]*",
        re.MULTILINE,
    )
    found = []
    paths = [p for p in sides.search("head", [f"{name} "]) if _COMMANDS.search(p) and not places.mention(p)][:FILES]
    for path, text in sorted(sides.read("head", paths).items()):
        plain = text.decode("utf-8", "replace")
        for match in pattern.finditer(plain):
            if "--model" in match[0] or re.search(r"\s-m\s", match[0]):
                continue
            place = Location(path, plain.count("\n", 0, match.start()) + 1)
            found += [
                Reliance(Use.POSSIBLE, place, name, default, "a command-line tool", f"--model {default.old}")
                for default in one.inspection.changes
            ]
    return tuple(found[:_SHOWN])


def _overrides(sides: Sides, one: Moved, roots: Sequence[str]) -> tuple[tuple[str, Location], ...]:
    """Environment variables that a default gives way to and that a file of the repository sets."""
    from finops_gate.detect import route
    from finops_gate.model.setting import Setting

    names = {name for default in one.inspection.changes for name in overrides_of(default, roots)}
    if not names:
        return ()
    found = []
    paths = [p for p in sides.search("head", sorted(names)) if places.mention(p) not in ("test", "doc", "vendored")]
    for path, text in sorted(sides.read("head", paths[:FILES]).items()):
        if path.endswith(tuple(suffix for suffixes in _CODE.values() for suffix in suffixes)) or "example" in path:
            continue
        found += [
            (entry.slot, entry.location)
            for entry in route.read(path, text)
            if isinstance(entry, Setting) and isinstance(entry.value, str) and entry.slot in names
        ]
    return tuple(sorted(set(found)))


def overrides_of(default: Default, roots: Sequence[str]) -> tuple[str, ...]:
    """The environment variables that a default gives way to: those it is read after, and those of a settings class."""
    slot = default.symbol.rpartition(".")[2].rpartition(":")[2]
    holder = carrier(default).lower()
    names = list(default.overrides)
    if slot.isupper() and "_" in slot and default.role is Role.ENV_DEFAULT:
        names.append(slot)
    if default.role is Role.FIELD_DEFAULT and ("settings" in holder or "config" in holder):
        names += [f"{root}_{slot}".upper().replace("-", "_") for root in roots]
    return tuple(dict.fromkeys(names))


def pins_of(moved: Moved) -> Pin:
    """The head pin that was inspected."""
    return max(moved.move.after, key=lambda pin: pin.version == moved.inspection.after)
