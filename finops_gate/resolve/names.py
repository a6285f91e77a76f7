"""What a name stands for: references to the constants, fields, list heads and environment values that they read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.names import words
from finops_gate.base.patterns import lazy
from finops_gate.model.setting import Key, Location, Role, Setting, Unknown
from finops_gate.model.site import Bound

HOPS = 6
"""A constant that is read through more hops than this is left unresolved: longer chains were never seen."""
_DEAD = frozenset({"test", "doc", "vendored", "generated", "comment"})


class Target(NamedTuple):
    """A setting that a name may mean."""

    setting: Setting


class Resolution(NamedTuple):
    """One side of a change, resolved."""

    bounds: Mapping[str, tuple[Bound, ...]]
    """By path, in the order of the file."""
    wanted: tuple[str, ...]
    """Names that nothing read so far explains; app looks for them in the rest of the tree."""


class _Names:
    """All names of one side."""

    def __init__(self, files: Mapping[str, Sequence[Setting]]) -> None:
        self.by_name: dict[str, list[Setting]] = {}
        self.hosted: set[tuple[Location, Key]] = set()
        """Where weights on one's own machines are named: whoever reads it asks them, whatever SDK it asks with."""
        for path in sorted(files):
            for setting in files[path]:
                if setting.mention in _DEAD:
                    continue
                if setting.provider == "self-hosted":
                    self.hosted.add((setting.location, setting.key))
                for name in setting.binds:
                    self.by_name.setdefault(name, []).append(setting)
                    if name.startswith("asked:"):
                        continue
                    parts = name.split(".")
                    tails = {".".join(parts[-2:])} | ({parts[-1]} if len(words(parts[-1])) > 2 else set())
                    for tail in sorted(tails - {name}):  # a name of three words is told from others without its scope
                        self.by_name.setdefault(tail, []).append(setting)

    def find(self, reference: str, asking: Setting) -> list[Setting]:
        """The settings that a reference may mean: those of its own file first, then those of other files."""
        told = [s for s in self.by_name.get(f"asked:{reference}", ()) if _alike(s.key, asking.key) and s is not asking]
        for spelling in spellings(reference):
            found = [s for s in self.by_name.get(spelling, ()) if _alike(s.key, asking.key) and s is not asking]
            own = [s for s in found if s.location.path == asking.location.path]
            if told and not own:  # looked up for readers of this name
                return told
            if own:
                return own
            if spelling.startswith(("var.", "local.")):  # Terraform: the files of one folder are one module
                near = [s for s in found if _folder(s) == _folder(asking)]
                if near:
                    return near
            if found and (len(spelling) > 3 and not spelling.islower()):
                return found
            local = [
                s
                for s in self.by_name.get(f"local:{spelling}", ())
                if s.location.path == asking.location.path and s is not asking and _shares_scope(s, asking)
            ]
            if local:
                return _nearest(local, asking)
        return []


def _folder(setting: Setting) -> str:
    return setting.location.path.rpartition("/")[0]


def _alike(one: Key, other: Key) -> bool:
    """True when a value of the one may stand for the other: a variable called gpu_count says how many of anything."""
    return one is other or (one.kind == other.kind == "scale")


def _nearest(found: list[Setting], asking: Setting) -> list[Setting]:
    """Of several variables of one name, those of the function that asks, if it has its own."""
    around = [s for s in found if s.scope and f"{asking.scope}.".startswith(f"{s.scope}.")]
    depth = max((len(s.scope) for s in around), default=0)
    return [s for s in around if len(s.scope) == depth] or found


def _shares_scope(one: Setting, other: Setting) -> bool:
    return one.scope.startswith(other.scope.split(".", 1)[0]) or other.scope.startswith(one.scope)


_SAME = lazy(
    r"\.(?:value|name|get|getValue|getName|getId|toString|to_string|to_owned|into|clone|as_str|ToString|String|freeze|dup|to_s|rawValue)"
    r"(?:\(\))?$"
)
"""What is asked of a name without changing what it stands for."""


def spellings(reference: str) -> Iterable[str]:
    """A reference and its shorter forms (``settings.llm.model``, ``llm.model``); `.value` of an enum falls away."""
    if reference.startswith("env:"):
        yield reference
        return
    plain = re.sub(r"::|->|\?\.", ".", reference)
    plain = _SAME.sub("", plain)
    plain = re.sub(r"^(?:self|Self|this|cls|static|module|crate|super)\.", "", plain)
    yield plain
    if plain != reference and "[0]" in reference:
        yield reference
    parts = plain.split(".")
    if len(parts) > 2:
        yield ".".join(parts[-2:])
    if len(parts) > 1 and (parts[-1].isupper() or parts[-1][:1].isupper()):
        yield parts[-1]


def revive(files: Mapping[str, Sequence[Setting]]) -> dict[str, list[Setting]]:
    """Menus whose first element is taken as a default somewhere become settings that take effect."""
    wanted: set[str] = set()
    for settings in files.values():
        for setting in settings:
            if setting.mention == "position":
                wanted.update(setting.refers)
    firsts = {name.replace("[first]", "[0]") for name in wanted if "[first]" in name}
    each = any("[*]" in name for name in wanted)
    wanted -= firsts  # the search for a shown entry comes first; element 0 only stands in where it finds none
    result: dict[str, list[Setting]] = {}
    for path, settings in files.items():
        kept = []
        for setting in settings:
            if setting.mention == "position":
                continue
            if setting.mention == "menu" and (
                wanted.intersection(setting.binds) or (each and wanted.intersection(_of_each(setting.binds)))
            ):
                setting = setting._replace(mention="", role=Role.LIST_DEFAULT)
            kept.append(setting)
        result[path] = kept
    return result


def _of_each(binds: Sequence[str]) -> Iterable[str]:
    """The names of an element by which whoever goes through the list around it knows it: ``PROVIDERS[*].models[0]``."""
    return (_WITHIN.sub("[*].", name, count=1) for name in binds if "]." in name)


_WITHIN = lazy(r"\[\d+\]\.")


def resolve(files: Mapping[str, Sequence[Setting]]) -> Resolution:
    """Resolves every reference of one side. Pure: what it lacks it names in `wanted`."""
    alive = revive(files)
    names = _Names(alive)
    wanted: set[str] = set()
    bounds: dict[str, tuple[Bound, ...]] = {}
    for path in sorted(alive):
        bounds[path] = tuple(_bind(setting, names, wanted) for setting in alive[path])
    return Resolution(bounds, tuple(sorted(wanted)))


def _bind(setting: Setting, names: _Names, wanted: set[str]) -> Bound:
    if isinstance(setting.value, str):
        return Bound(setting, setting.value)
    via: list[Location] = []
    value = _follow(setting, names, via, wanted, 0)
    if isinstance(value, Unknown) and not via:
        last = _end(setting, names, via)
        return Bound(setting, value, tuple(via), last.refers if via else ())
    if via and (via[-1], setting.key) in names.hosted:
        setting = setting._replace(provider="self-hosted")
    return Bound(setting, value, tuple(via))


def _end(setting: Setting, names: _Names, via: list[Location]) -> Setting:
    """The last of the names that a setting is read through, where each of them means one place."""
    while len(via) < HOPS and len(setting.refers) == 1 and not setting.refers[0].startswith(("env:", "text:")):
        found = names.find(setting.refers[0], setting)
        if len(found) != 1 or found[0].location in via or not found[0].refers:
            break
        setting = found[0]
        via.append(setting.location)
    return setting


def _follow(setting: Setting, names: _Names, via: list[Location], wanted: set[str], hops: int) -> str | Unknown:
    if isinstance(setting.value, str):
        return setting.value
    if hops >= HOPS:
        return Unknown("read through too many names")
    for reference in setting.refers:
        if reference.startswith("text:"):
            return _fill(reference[5:], setting, names, via, wanted, hops)
        found = names.find(reference, setting)
        if not found:
            if worth_searching(reference) and setting.key is Key.MODEL:
                wanted.add(reference)
            continue
        values: dict[str, tuple[Setting, list[Location]]] = {}
        for target in found[:20]:
            trail: list[Location] = []
            value = _follow(target, names, trail, wanted, hops + 1)
            if isinstance(value, str):
                values.setdefault(value, (target, trail))
        if len(values) == 1:
            value, (target, trail) = next(iter(values.items()))
            via += [target.location, *trail]
            return value
        if len(values) > 1:
            return Unknown(f"{reference.removeprefix('env:')} has {len(values)} possible values")
    return setting.value


_PART = lazy(r"\$?\{([A-Za-z_][\w.]*)\}")


def _fill(
    template: str, setting: Setting, names: _Names, via: list[Location], wanted: set[str], hops: int
) -> str | Unknown:
    """A text with computed parts: each must resolve, or the whole is unknown."""

    def one(match: re.Match[str]) -> str:
        asked = setting._replace(value=Unknown("part"), refers=(match.group(1),))
        value = _follow(asked, names, via, wanted, hops + 1)
        return value if isinstance(value, str) else "\0"

    filled = _PART.sub(one, template)
    return Unknown("computed text") if "\0" in filled or "{" in filled else filled


def worth_searching(reference: str) -> bool:
    """True for a name that another file may define: a constant, an enum's member, an environment variable."""
    if reference.startswith("env:"):
        return len(reference) > 6
    last = re.split(r"\.|::", reference)[-1]
    return len(last) > 3 and (last.isupper() or last[:1].isupper())
