"""What changed between two versions of a package: their artefacts read, the members that differ compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from finops_gate import __version__
from finops_gate.base.errors import ArtefactError
from finops_gate.base.frozen import NamedTuple
from finops_gate.model.package import Default, Inspection, Pin, State
from finops_gate.model.setting import Location, Role
from finops_gate.registries.access.archives import Artefact
from finops_gate.registries.access.limits import Limits
from finops_gate.registries.access.store import Known, Store

READER = f"{__version__}/6"
"""What the kept results of pairs belong to; raised whenever the reading of packages changes."""
INSPECTED = ("pypi", "npm")
"""Ecosystems whose artefacts are read."""


class Registry(Protocol):
    """A door to published packages."""

    def artefact(self, pin: Pin) -> Artefact: ...

    def known(self, pin: Pin) -> Known | None: ...

    def versions(self, name: str) -> tuple[str, ...]: ...

    def close(self) -> None: ...


class Trusted(NamedTuple):
    """What base itself says about where packages come from."""

    indexes: tuple[str, ...] = ()
    npmrc: str = ""


class Exports(NamedTuple):
    """What of a package relies on its changed defaults."""

    roots: tuple[str, ...]
    """Top-level modules of a Python package; the name of an npm package."""
    names: Mapping[str, Mapping[int, int]]
    """Name to the defaults it relies on (their positions) and through how many hops."""


class Packages:
    """Looks into versions of packages. Nothing is raised for one that cannot be had: it says so."""

    def __init__(
        self,
        cache: str | None,
        environment: Mapping[str, str],
        *,
        network: bool,
        trusted: Trusted | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._store = Store(cache)
        self._environment = environment
        self._network = network
        self._trusted = trusted or Trusted()
        self._limits = limits
        self._doors: dict[str, Registry] = {}

    def between(self, before: Pin, after: Pin) -> Inspection:
        """What a caller gets otherwise who names no model."""
        if before.ecosystem not in INSPECTED:
            return _not(before, after, f"{before.ecosystem} packages are not inspected")
        for pin in (before, after):
            if pin.elsewhere:
                return _not(before, after, f"it comes from {pin.elsewhere}, not from an index")
            if not pin.version:
                return _not(before, after, f"{pin.written or 'no version'} is a range without a lowest version")
        door = self.door(before.ecosystem)
        kept = self._kept(door, before, after)
        if kept is not None:
            return kept
        try:
            old, new = door.artefact(before), door.artefact(after)
            found = changed_defaults(old, new)
        except ArtefactError as error:
            return _not(before, after, error.message)
        result = Inspection(
            before.ecosystem,
            before.name,
            before.version,
            after.version,
            State.INSPECTED,
            "",
            found,
            tuple((artefact.filename, f"sha256:{artefact.sha256}") for artefact in (old, new)),
        )
        self._store.keep_result(_pair(old.sha256, new.sha256), _plain(result))
        return result

    def door(self, ecosystem: str) -> Registry:
        """The registry of an ecosystem, opened when it is first asked."""
        if ecosystem not in self._doors:
            if ecosystem == "pypi":
                from finops_gate.registries.pypi import PyPI

                self._doors[ecosystem] = PyPI(
                    self._store,
                    self._environment,
                    network=self._network,
                    named=self._trusted.indexes,
                    limits=self._limits,
                )
            else:
                from finops_gate.registries.npm import Npm

                self._doors[ecosystem] = Npm(
                    self._store,
                    self._environment,
                    network=self._network,
                    named=self._trusted.npmrc,
                    limits=self._limits,
                )
        return self._doors[ecosystem]

    def at_hand(self, before: Pin, after: Pin) -> bool:
        """True when the cache holds both versions."""
        if before.ecosystem not in INSPECTED or not (before.version and after.version):
            return True
        door = self.door(before.ecosystem)
        return door.known(before) is not None and door.known(after) is not None

    def relying(self, after: Pin, found: Inspection) -> Exports:
        """The names of a package that rely on its changed defaults, and the names under which it is imported."""
        from finops_gate.detect.closure import relying

        digests = ":".join(digest for _, digest in found.artefacts)
        key = f"{READER}:relying:{digests}"
        kept = _exports(self._store.result(key))
        if kept is not None:
            return kept
        try:
            artefact = self.door(after.ecosystem).artefact(after._replace(version=found.after))
            members = artefact.read(artefact.members)
        except ArtefactError:
            return Exports(_roots(after, ()), {})
        exports = Exports(_roots(after, artefact.members), relying(found.changes, members))
        plain = {name: {str(index): hops for index, hops in hit.items()} for name, hit in exports.names.items()}
        self._store.keep_result(key, {"roots": list(exports.roots), "names": plain})
        return exports

    def close(self) -> None:
        """Ends all connections."""
        for door in self._doors.values():
            door.close()

    def _kept(self, door: Registry, before: Pin, after: Pin) -> Inspection | None:
        """The result of a pair that this version of the tool has looked at before."""
        old, new = door.known(before), door.known(after)
        raw = self._store.result(_pair(old.sha256, new.sha256)) if old is not None and new is not None else None
        return _inspection(before, after, raw)


def changed_defaults(old: Artefact, new: Artefact) -> tuple[Default, ...]:
    """The changed defaults between two artefacts. Only members whose bytes differ are looked at."""
    from finops_gate.app.changes import compare
    from finops_gate.compare.defaults import defaults
    from finops_gate.detect.members import as_shipped, read_members, worth_comparing

    differing = sorted(
        path for path in old.members.keys() | new.members.keys() if old.members.get(path) != new.members.get(path)
    )
    before, after = worth_comparing(old.read(differing), new.read(differing))
    if not before or not after:
        return ()
    one, other = read_members(before), read_members(after)
    return tuple(
        default._replace(file=as_shipped(default.file), symbol=as_shipped(default.symbol))
        for default in defaults(compare(one, other))
    )


def _roots(pin: Pin, members: Iterable[str]) -> tuple[str, ...]:
    if pin.ecosystem == "npm":
        return (pin.name,)
    found = {path.partition("/")[0].removesuffix(".py") for path in members}
    own = {name for name in found if name.isidentifier() and name not in ("tests", "test", "docs", "examples", "setup")}
    return tuple(sorted(own)) or (pin.name.replace("-", "_"),)


def _exports(raw: Any) -> Exports | None:
    try:
        names = {
            str(name): {int(index): int(hops) for index, hops in hit.items()} for name, hit in raw["names"].items()
        }
        return Exports(tuple(str(root) for root in raw["roots"]), names)
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def _not(before: Pin, after: Pin, reason: str) -> Inspection:
    return Inspection(
        before.ecosystem,
        before.name,
        before.version or before.written,
        after.version or after.written,
        State.NOT_INSPECTED,
        reason,
    )


def _pair(old: str, new: str) -> str:
    return f"{READER}:{old}:{new}"


def _plain(result: Inspection) -> dict[str, Any]:
    return {
        "changes": [list(change) for change in result.changes],
        "artefacts": [list(entry) for entry in result.artefacts],
    }


def _inspection(before: Pin, after: Pin, raw: Any) -> Inspection | None:
    """A kept result; None for anything that is not exactly one."""
    try:
        changes = tuple(_kept_default(*entry) for entry in raw["changes"])
        artefacts = tuple((name, digest) for name, digest in raw["artefacts"])
    except (TypeError, KeyError, IndexError, ValueError):
        return None
    return Inspection(
        before.ecosystem, before.name, before.version, after.version, State.INSPECTED, "", changes, artefacts
    )


def _kept_default(
    file: str,
    symbol: str,
    old: str,
    new: str,
    line_old: int,
    line_new: int,
    role: str,
    provider: str,
    kind: str,
    overrides: list[str],
) -> Default:
    return Default(file, symbol, old, new, line_old, line_new, Role(role), provider, kind, tuple(overrides))


def inspect(packages: Packages, ecosystem: str, name: str, before: str, after: str) -> Inspection:
    """One pair of versions that a person named."""
    here = Location("", 0)
    return packages.between(Pin(ecosystem, name, before, here), Pin(ecosystem, name, after, here))


def in_order(inspections: Sequence[Inspection]) -> tuple[Inspection, ...]:
    """What changed first, then what nobody looked into, then the rest, by name."""
    return tuple(
        sorted(inspections, key=lambda one: (not one.changes, one.state is State.INSPECTED, one.ecosystem, one.name))
    )
