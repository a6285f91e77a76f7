"""Which detector reads which file, and the pieces of one file that are written in another language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from finops_gate.base import shelf
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector, Question, places
from finops_gate.detect.annotations import MARK, annotate
from finops_gate.detect.candidates import may_spend, relevant
from finops_gate.detect.index.detectors import DETECTORS
from finops_gate.model.setting import Embedded, Setting, Skipped

SHELVES = ("finops_gate.detect.code", "finops_gate.detect.config")
_BY_LINES = frozenset({"shell", "sql", "elisp", "powershell"})
"""Code that has a reader of its own: which words it asks for, it decides itself."""
_TEMPLATE = lazy(
    r"(?:(?P<before>[a-z0-9]+)[-_])?(?:example|sample|template|dist)|tt|erb|ejs|j2|jinja2?|tmpl|tftpl", re.IGNORECASE
)
"""Endings of files that are made into what their name says without it: ``agent.rb.tt``, ``settings.yaml.example``,
``settings.json.azure-example``, ``settings.json-sample``."""
_TEMPLATE_ENDINGS = tuple("example sample template dist tt erb ejs j2 jinja jinja2 tmpl tftpl".split())
_DIRECTIVE = lazy(rb"<%.*?%>|\{%.*?%\}", re.S)
_SPECIAL = frozenset("*?[")
NESTING = 3
"""Languages inside languages: a workflow's shell step that pipes Python is as deep as people go."""


class _Shelved(NamedTuple):
    """What is known of a detector before its file is imported."""

    package: str
    file: str
    name: str
    suffixes: tuple[str, ...]
    filenames: tuple[str, ...]


class _Shelves(NamedTuple):
    """All detectors, by what they read and by what they are called."""

    names: dict[str, _Shelved]
    suffixes: dict[str, _Shelved]
    files: dict[str, _Shelved]
    """Whole file names."""
    patterns: tuple[tuple[str, str, _Shelved], ...]
    """What a name begins with, the whole pattern, the detector."""


@lru_cache(maxsize=1)
def _shelves() -> _Shelves:
    found = []
    for package in SHELVES:
        for file, size in shelf.sizes(package).items():
            indexed = DETECTORS[package].get(file)
            if indexed is not None and indexed[0] == size:
                found.append(_Shelved(package, file, *indexed[1:]))
            else:
                detector = _take(package, file)
                found.append(_Shelved(package, file, detector.name, detector.suffixes, detector.filenames))
    named = [(pattern, entry) for entry in found for pattern in entry.filenames]
    backwards = found[::-1]  # so that the first of several with one ending stays
    return _Shelves(
        {entry.name: entry for entry in backwards},
        {suffix: entry for entry in backwards for suffix in entry.suffixes},
        dict(reversed(named)),
        tuple((_pieces(pattern)[0], pattern, entry) for pattern, entry in named if not _SPECIAL.isdisjoint(pattern)),
    )


@lru_cache(maxsize=64)
def _take(package: str, file: str) -> Detector:
    detector = shelf.take(package, file, "DETECTOR")
    assert isinstance(detector, Detector)
    return detector


def detector_for(path: str) -> Detector | None:
    """The detector of a file, by its whole name first, then by its longest ending; None when nobody reads it."""
    found = _shelved_for(path.rsplit("/", 1)[-1].lower())
    return found and _take(found.package, found.file)


@lru_cache(maxsize=8192)
def _shelved_for(name: str) -> _Shelved | None:
    shelves = _shelves()
    if name in shelves.files:
        return shelves.files[name]
    for beginning, pattern, entry in shelves.patterns:
        if name.startswith(beginning) and _fits(name, pattern):
            return entry
    at = name.find(".")
    while at >= 0:
        if name[at:] in shelves.suffixes:
            return shelves.suffixes[name[at:]]
        at = name.find(".", at + 1)
    inner, dot, ending = name.rpartition(".")
    template = _template(ending) if dot else None
    if template is None:
        return None
    before = template["before"]
    return _shelved_for(inner) or (_shelved_for(f"{inner}.{before}") if before else None)


def _template(ending: str) -> re.Match[str] | None:
    return _TEMPLATE.fullmatch(ending) if ending.lower().endswith(_TEMPLATE_ENDINGS) else None


def _fits(name: str, pattern: str) -> bool:
    """What fnmatch says; without an expression for patterns that know no other sign than ``*``, as most do."""
    beginning, *pieces = _pieces(pattern)
    if not name.startswith(beginning):
        return False
    if not pieces:
        from fnmatch import fnmatchcase

        return fnmatchcase(name, pattern)
    at, ending = len(beginning), pieces.pop()
    for piece in pieces:
        at = name.find(piece, at) + len(piece)
        if at < len(piece):
            return False
    return name.endswith(ending) and at + len(ending) <= len(name)


@lru_cache(maxsize=64)
def _pieces(pattern: str) -> tuple[str, ...]:
    """What stands between the stars of a pattern; only what it begins with where it has other signs."""
    if _SPECIAL.isdisjoint(pattern.replace("*", "")):
        return tuple(pattern.split("*"))
    return ("".join(takewhile(lambda sign: sign not in _SPECIAL, pattern)),)


def unread(path: str) -> bool:
    """True for files that are never read: vendored and generated code, documents, and what no detector knows."""
    return places.never_read(path) or _shelved_for(path.rsplit("/", 1)[-1].lower()) is None


def worth_reading(path: str, text: bytes) -> bool:
    """False when a search shows that a file chooses no model and no machine. Costs a hundredth of reading it."""
    shelved = None if places.never_read(path) else _shelved_for(path.rsplit("/", 1)[-1].lower())
    if shelved is None:
        return False
    return may_spend(text) if _parsed(shelved) else relevant(text)


def _parsed(shelved: _Shelved) -> bool:
    return shelved.package == SHELVES[0] and shelved.name not in _BY_LINES


def read(path: str, text: bytes) -> list[Setting | Skipped]:
    """All settings of one file, those of embedded pieces included, at the lines of the outer file."""
    detector = None if places.never_read(path) else detector_for(path)
    if detector is None:
        return []
    if _template(path.rpartition(".")[2]):
        text = _DIRECTIVE.sub(lambda directive: re.sub(rb"[^\n]", b" ", directive[0]), text)
    found = _expand(path, detector.read(path, text), 0)
    if not _is_utf8(text):
        found.append(Skipped(path, "is not UTF-8; judged as far as it can be read"))
    if MARK not in text:
        return found
    settings = annotate([entry for entry in found if isinstance(entry, Setting)], text)
    return [*settings, *(entry for entry in found if not isinstance(entry, Setting))]


def answers(path: str, text: bytes, questions: Sequence[Question]) -> list[Setting]:
    """What readers in other files ask for, where this file defines it."""
    detector = None if places.never_read(path) or places.mention(path) else detector_for(path)
    return [] if detector is None or detector.answer is None else detector.answer(path, text, questions)


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _expand(path: str, found: list[Setting | Embedded | Skipped], depth: int) -> list[Setting | Skipped]:
    result: list[Setting | Skipped] = []
    for piece, entry in enumerate(found):
        if not isinstance(entry, Embedded):
            result.append(entry)
            continue
        shelved = _shelves().names.get(entry.language)
        if shelved is None or depth >= NESTING:
            continue
        result.extend(
            _outward(setting, entry, piece) if isinstance(setting, Setting) else setting
            for setting in _expand(path, _take(shelved.package, shelved.file).read(path, entry.text), depth + 1)
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
        scope=".".join(part for part in (outer.scope, setting.scope) if part),
        group=setting.group + (piece + 1) * 10_000_000 if setting.group else 0,
    )
