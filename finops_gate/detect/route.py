"""Which detector reads which file, and the pieces of one file that are written in another language."""

from __future__ import annotations

import fnmatch
from functools import lru_cache

from finops_gate.base import shelf
from finops_gate.detect import Detector, places
from finops_gate.detect.annotations import MARK, annotate
from finops_gate.model.setting import Embedded, Setting, Skipped

SHELVES = ("finops_gate.detect.code", "finops_gate.detect.config")
NESTING = 3
"""Languages inside languages: a workflow's shell step that pipes Python is as deep as people go."""


@lru_cache(maxsize=1)
def _detectors() -> tuple[Detector, ...]:
    found = []
    for package in SHELVES:
        for name in shelf.names(package):
            detector = shelf.take(package, name, "DETECTOR")
            assert isinstance(detector, Detector)
            found.append(detector)
    return tuple(found)


@lru_cache(maxsize=8192)
def detector_for(path: str) -> Detector | None:
    """The detector of a file, by its whole name first, then by its longest ending; None when nobody reads it."""
    name = path.rsplit("/", 1)[-1].lower()
    best: Detector | None = None
    length = 0
    for detector in _detectors():
        for pattern in detector.filenames:
            if name == pattern or fnmatch.fnmatchcase(name, pattern):
                return detector
        for suffix in detector.suffixes:
            if name.endswith(suffix) and len(suffix) > length:
                best, length = detector, len(suffix)
    return best


def unread(path: str) -> bool:
    """True for files that are never read: vendored and generated code, documents, and what no detector knows."""
    return places.never_read(path) or detector_for(path) is None


def read(path: str, text: bytes) -> list[Setting | Skipped]:
    """All settings of one file, those of embedded pieces included, at the lines of the outer file."""
    detector = None if places.never_read(path) else detector_for(path)
    if detector is None:
        return []
    found = _expand(path, detector.read(path, text), 0)
    if MARK not in text:
        return found
    settings = annotate([entry for entry in found if isinstance(entry, Setting)], text)
    return [*settings, *(entry for entry in found if not isinstance(entry, Setting))]


def _expand(path: str, found: list[Setting | Embedded | Skipped], depth: int) -> list[Setting | Skipped]:
    result: list[Setting | Skipped] = []
    for piece, entry in enumerate(found):
        if not isinstance(entry, Embedded):
            result.append(entry)
            continue
        inner = next((d for d in _detectors() if d.name == entry.language), None)
        if inner is None or depth >= NESTING:
            continue
        result.extend(
            _outward(setting, entry, piece) if isinstance(setting, Setting) else setting
            for setting in _expand(path, inner.read(path, entry.text), depth + 1)
        )
    return result


def _outward(setting: Setting, outer: Embedded, piece: int) -> Setting:
    """A setting of an embedded piece, at its place in the outer file."""
    inside = setting.location.line
    at = outer.lines[inside - 1] if 0 < inside <= len(outer.lines) else outer.line + inside - 1
    role = outer.role if outer.role is not None and setting.role is not None else setting.role
    return setting._replace(
        location=setting.location._replace(line=at),
        role=role,
        group=setting.group + (piece + 1) * 10_000_000 if setting.group else 0,
    )
