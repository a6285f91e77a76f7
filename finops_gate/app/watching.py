"""What the newest allowed versions would change, told before anybody takes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from finops_gate.app.dependencies import reader_of
from finops_gate.app.inspecting import Inspecting
from finops_gate.app.packages import INSPECTED, Packages, in_order
from finops_gate.base.errors import ArtefactError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.manifests import is_manifest
from finops_gate.compare.moves import newest_of
from finops_gate.compare.ranges import newest
from finops_gate.detect import places
from finops_gate.model.package import Inspection, Pin, State
from finops_gate.repo.tree import revision as tree_of

PACKAGES = 200
"""Packages that one run looks at."""

_Name = tuple[str, str]


class Watched(NamedTuple):
    """What was looked at."""

    inspections: tuple[Inspection, ...]
    """What would change first."""
    current: int
    """Packages whose newest allowed version is the one in use."""


def watch(directory: Path | None, how: Inspecting, *, every: bool = False) -> Watched:
    """Compares each named package's version in use with the newest that its range allows.

    Packages of manifests that speak to models or need one that does; `every`: all of the manifests.
    """
    from finops_gate.detect.vendors import speaks_to_models

    wanted, used = _named(directory)
    packages = Packages(how.cache, how.environment, network=how.mode == "network", limits=how.limits)
    found, current = [], 0
    names = [name for name in sorted(wanted) if every or speaks_to_models(name[1])][:PACKAGES]
    try:
        for number, name in enumerate(names):
            if how.progress is not None:
                how.progress(number, len(names), name[1])
            pin = used.get(name, wanted[name])
            try:
                best = newest(packages.door(name[0]).versions(name[1]), wanted[name].written)
            except ArtefactError as error:
                found.append(Inspection(*name, pin.version, "", State.NOT_INSPECTED, error.message))
                continue
            if best is None or best == pin.version:
                current += 1
                continue
            found.append(packages.between(pin, pin._replace(version=best, hashes=(), url="")))
    finally:
        packages.close()
    return Watched(in_order(found), current)


def _named(directory: Path | None) -> tuple[Mapping[_Name, Pin], Mapping[_Name, Pin]]:
    """What manifests ask for, and what lockfiles say is in use; of several versions the newest."""
    tree = tree_of(directory, explicit=directory is not None)
    paths = [path for path in tree.paths() if is_manifest(path) and places.mention(path) not in ("vendored", "test")]
    wanted: dict[_Name, list[Pin]] = {}
    used: dict[_Name, list[Pin]] = {}
    for path, text in sorted(tree.read(paths).items()):
        read = reader_of(path)
        for pin in read(path, text).pins if read is not None else ():
            if pin.ecosystem not in INSPECTED or pin.elsewhere:
                continue
            lock = path.endswith((".lock", "-lock.json", "-lock.yaml", "shrinkwrap.json"))
            (used if lock else wanted).setdefault((pin.ecosystem, pin.name), []).append(pin)
    return ({name: newest_of(pins) for name, pins in wanted.items()}, {n: newest_of(pins) for n, pins in used.items()})
