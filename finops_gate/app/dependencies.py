"""The route of changed versions: which packages moved, what their defaults became, and who here relies on them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from finops_gate.app.inspecting import Inspecting
from finops_gate.app.packages import INSPECTED, Packages, Trusted
from finops_gate.app.reliances import relied_on
from finops_gate.base import shelf
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.manifests import is_manifest
from finops_gate.compare.moves import moves, pair_of
from finops_gate.detect import places
from finops_gate.detect.dependencies import Ecosystem, Reading
from finops_gate.model.package import Inspection, Move, Moved, Pin, State
from finops_gate.model.setting import Skipped

if TYPE_CHECKING:
    from finops_gate.repo.sides import FileChange, Sides

SHELF = "finops_gate.detect.dependencies"
NETWORK_PAIRS = 64
"""Packages that one run may fetch; the rest is named. A lockfile refresh is inspected in order of relevance."""
_LOCKS = {
    "pypi": ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock"),
    "npm": ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"),
}


class Dependencies(NamedTuple):
    """What a change does to the packages."""

    moved: tuple[Moved, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    """Manifests and lockfiles that could not be read."""


def dependencies(sides: Sides, how: Inspecting) -> Dependencies:
    """Looks into every package that moves between two sides. Nothing raises for one that cannot be had."""
    changed = [change for change in sides.changes if is_manifest(change.path) and _ours(change.path)]
    before, after, skipped = _readings(changed, sides)
    unread = [
        Skipped(s.path, f"its versions were not read: {s.reason}")
        for s in sides.skipped
        if is_manifest(s.path) and _ours(s.path)
    ]
    pins = [{path: reading.pins for path, reading in side.items()} for side in (before, after)]
    found = [move for move in moves(*pins) if move.before and move.after]
    found = [locked for move in found if (locked := _by_lock(move, sides)) is not None]
    if not found:
        return Dependencies((), (*skipped, *unread))
    named = tuple(dict.fromkeys(url for reading in before.values() for url in reading.indexes))
    named += tuple(dict.fromkeys(pin.registry for r in before.values() for pin in r.pins if "://" in pin.registry))
    npmrc = sides.target(".npmrc") if any(move.ecosystem == "npm" for move in found) else None
    trusted = Trusted(named, (npmrc or b"").decode("utf-8", "replace"))
    packages = Packages(how.cache, how.environment, network=how.mode == "network", trusted=trusted, limits=how.limits)
    try:
        graph = _graph([*before.values(), *after.values()])
        moved = _inspected(packages, found, graph, how)
        return Dependencies(relied_on(packages, moved, graph.parents, sides), (*skipped, *unread))
    finally:
        packages.close()


def _ours(path: str) -> bool:
    return places.mention(path) not in ("vendored", "test")


# -- what the files name ---------------------------------------------------------------------------------------------


def reader_of(path: str) -> Callable[[str, bytes], Reading] | None:
    """What reads a manifest or lockfile of this name."""
    name = path.rpartition("/")[2].lower()
    for ecosystem in shelf.names(SHELF):
        entry = shelf.take(SHELF, ecosystem, "ECOSYSTEM")
        assert isinstance(entry, Ecosystem)
        for pattern, read in entry.files:
            if fnmatchcase(name, pattern):
                return read
    return None


def _readings(
    changed: Sequence[FileChange], sides: Sides
) -> tuple[dict[str, Reading], dict[str, Reading], list[Skipped]]:
    """Each changed file on both sides, and the changed files that they take in under other names."""
    before: dict[str, Reading] = {}
    after: dict[str, Reading] = {}
    skipped: list[Skipped] = []
    pending, seen = list(changed), {change.path for change in changed}
    others = {change.path: change for change in sides.changes}
    while pending:
        change = pending.pop(0)
        read = reader_of(change.path) or reader_of("requirements.txt")
        assert read is not None  # the shelf holds Python
        for text, side in ((change.before, before), (change.after, after)):
            if text is None:
                continue
            reading = read(change.path, text)
            side[change.path] = reading
            if reading.problem:
                skipped.append(Skipped(change.path, f"its versions were not read: {reading.problem}"))
            for name in reading.includes:
                path = posixpath.normpath(posixpath.join(posixpath.dirname(change.path), name))
                if path in others and path not in seen:
                    seen.add(path)
                    pending.append(others[path])
    return before, after, list(dict.fromkeys(skipped))


def _by_lock(move: Move, sides: Sides) -> Move | None:
    """A moved range, by the lockfiles beside and above it: they say which versions are meant. None: none moved."""
    if all(pin.locked for pin in (*move.before, *move.after)) or move.ecosystem not in _LOCKS:
        return move
    folder = posixpath.dirname(move.pin.location.path)
    candidates = []
    while True:
        candidates += [posixpath.join(folder, name) for name in _LOCKS[move.ecosystem]]
        if not folder:
            break
        folder = posixpath.dirname(folder)
    texts = [sides.read(side, candidates) for side in ("base", "head")]
    both = [path for path in candidates if path in texts[0] and path in texts[1]]
    if not both:
        return move
    locked = [
        [pin for pin in reading.pins if pin.name == move.name]
        for text in texts
        if (read := reader_of(both[0])) is not None and (reading := read(both[0], text[both[0]])) is not None
    ]
    if not all(locked):
        return move
    said = [{pin.version for pin in pins} for pins in locked]
    if said[0] == said[1]:
        return None
    gone = tuple(pin for pin in locked[0] if pin.version not in said[1])
    came = tuple(pin for pin in locked[1] if pin.version not in said[0])
    return move._replace(before=gone, after=came) if gone and came else None


# -- in order of relevance -------------------------------------------------------------------------------------------


class _Graph(NamedTuple):
    needs: Mapping[tuple[str, str], frozenset[str]]
    parents: Mapping[tuple[str, str], frozenset[str]]
    known: frozenset[tuple[str, str]]
    """Packages of lockfiles that say what each package needs."""


def _graph(readings: Iterable[Reading]) -> _Graph:
    needs: dict[tuple[str, str], set[str]] = {}
    parents: dict[tuple[str, str], set[str]] = {}
    known: set[tuple[str, str]] = set()
    for reading in readings:
        told = any(pin.needs for pin in reading.pins)
        for pin in reading.pins:
            if told:
                known.add((pin.ecosystem, pin.name))
            needs.setdefault((pin.ecosystem, pin.name), set()).update(pin.needs)
            for name in pin.needs:
                parents.setdefault((pin.ecosystem, name), set()).add(pin.name)
    return _Graph(
        {name: frozenset(entries) for name, entries in needs.items()},
        {name: frozenset(entries) for name, entries in parents.items()},
        frozenset(known),
    )


def _inspected(packages: Packages, found: Sequence[Move], graph: _Graph, how: Inspecting) -> list[Moved]:
    from finops_gate.detect.vendors import speaks_to_models

    near = {(move.ecosystem, move.name): _distance(move, graph, speaks_to_models) for move in found}
    ordered = sorted(found, key=lambda move: (near[move.ecosystem, move.name], move.ecosystem, move.name))
    result, fetched = [], 0
    for number, move in enumerate(ordered):
        if how.progress is not None:
            how.progress(number, len(ordered), move.name)
        pair = pair_of(move)
        assert pair is not None  # moves with one side only were left out
        if how.mode == "off" and move.ecosystem in INSPECTED:
            inspection = _not(pair, "the inspection of packages is off")
        elif fetched >= NETWORK_PAIRS and not packages.at_hand(*pair):
            inspection = _not(pair, f"more than {NETWORK_PAIRS} packages would have to be fetched")
        else:
            fetched += how.mode == "network" and not packages.at_hand(*pair)
            inspection = packages.between(*pair)
        related = near[move.ecosystem, move.name] < _UNRELATED or (move.ecosystem, move.name) not in graph.known
        result.append(Moved(move, inspection, related=related))
    return result


_UNRELATED = 9


def _distance(move: Move, graph: _Graph, speaks: Callable[[str], bool]) -> int:
    """How many dependencies lie between a package and one that speaks to a model; `_UNRELATED` when none does."""
    edge, seen = {move.name}, {move.name}
    for hop in range(_UNRELATED):
        if any(speaks(name) for name in edge):
            return hop
        edge = {need for name in edge for need in graph.needs.get((move.ecosystem, name), ())} - seen
        seen |= edge
        if not edge:
            break
    return _UNRELATED


def _not(pair: tuple[Pin, Pin], reason: str) -> Inspection:
    before, after = pair
    old, new = (pin.version or pin.written for pin in pair)
    return Inspection(before.ecosystem, after.name, old, new, State.NOT_INSPECTED, reason)
