"""Which packages moved: both sides of every changed manifest and lockfile as sets, never as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from finops_gate.model.package import Move, Pin

_Name = tuple[str, str]


def moves(before: Mapping[str, Iterable[Pin]], after: Mapping[str, Iterable[Pin]]) -> tuple[Move, ...]:
    """The packages whose versions differ between two sides of the changed files, by ecosystem and name.

    A file that is on both sides is compared with itself; what only one side has is compared together, so that another
    tool's lockfile in place of the old one moves nothing. Of a manifest and a lockfile the lockfile counts.
    """
    both = before.keys() & after.keys()
    groups = [({path: before[path]}, {path: after[path]}) for path in sorted(both)]
    groups.append(
        ({path: before[path] for path in before.keys() - both}, {path: after[path] for path in after.keys() - both})
    )
    found: dict[_Name, dict[tuple[tuple[str, ...], tuple[str, ...]], Move]] = {}
    for old, new in groups:
        left, right = _by_name(old), _by_name(new)
        for name in left.keys() | right.keys():
            move = _move(name, left.get(name, {}), right.get(name, {}))
            if move is not None:
                key = _said(move.before), _said(move.after)
                found.setdefault(name, {}).setdefault(key, move)
    result = [move for _, several in sorted(found.items()) for move in _strongest(list(several.values()))]
    return tuple(result)


def _by_name(files: Mapping[str, Iterable[Pin]]) -> dict[_Name, dict[str, Pin]]:
    """For each package what is said of it: exact versions, else ranges. A pin with a hash stands for its equals."""
    found: dict[_Name, dict[str, Pin]] = {}
    for path in sorted(files):
        for pin in files[path]:
            said = found.setdefault((pin.ecosystem, pin.name), {})
            key = pin.written or pin.version
            if key not in said or (pin.hashes and not said[key].hashes):
                said[key] = pin
    return found


def _move(name: _Name, before: Mapping[str, Pin], after: Mapping[str, Pin]) -> Move | None:
    locked = any(pin.locked for pin in before.values()) and any(pin.locked for pin in after.values())
    if locked:  # the range beside it says nothing more
        before = {key: pin for key, pin in before.items() if pin.locked}
        after = {key: pin for key, pin in after.items() if pin.locked}
    gone = tuple(pin for key, pin in sorted(before.items()) if key not in after)
    came = tuple(pin for key, pin in sorted(after.items()) if key not in before)
    if not gone and not came:
        return None
    return Move(name[0], name[1], gone, came)


def _said(pins: tuple[Pin, ...]) -> tuple[str, ...]:
    return tuple(pin.written or pin.version for pin in pins)


def _strongest(several: list[Move]) -> list[Move]:
    """Of one package's moves those between exact versions, where there are any."""
    exact = [m for m in several if any(pin.locked for pin in m.after) or any(pin.locked for pin in m.before)]
    ranges = {_folder(m.pin): m for m in several if m not in exact and m.before and m.after}
    return [_at_manifest(m, ranges.get(_folder(m.pin))) for m in exact] or several


def _folder(pin: Pin) -> str:
    return pin.location.path.rpartition("/")[0]


def _at_manifest(move: Move, manifest: Move | None) -> Move:
    """A move of a lockfile at the lines of the manifest beside it, where people look."""
    if manifest is None:
        return move
    before, after = (pins[0].location for pins in (manifest.before, manifest.after))
    return move._replace(
        before=tuple(pin._replace(location=before) for pin in move.before),
        after=tuple(pin._replace(location=after) for pin in move.after),
    )


def pair_of(move: Move) -> tuple[Pin, Pin] | None:
    """The versions to compare: the newest of each side. None where a side is empty: nothing was there to change."""
    if not move.before or not move.after:
        return None
    return newest_of(move.before), newest_of(move.after)


def newest_of(pins: Sequence[Pin]) -> Pin:
    """The newest of some versions of one package; one with a hash before one without."""
    return max(pins, key=_rank)


def _rank(pin: Pin) -> tuple[bool, tuple[tuple[int, str], ...]]:
    parts = re.findall(r"\d+|[a-z]+", pin.version.lower())
    ranked = ((int(part), "") if part.isdigit() else (-1, part) for part in parts)
    return bool(pin.hashes), (*ranked, (0, ""))  # the end of a final version comes after any ``rc``
