"""Ruby: the versions of Gemfile.lock and the ranges of a Gemfile. Gems are not looked into."""

from __future__ import annotations

from finops_gate.base.patterns import lazy
from finops_gate.detect.dependencies import Ecosystem, Reading
from finops_gate.detect.versions import by_lines

_LOCKED = lazy(r"^ {4}(?P<name>[\w.-]+) \((?P<version>\d[\w.-]*)\)")
_WANTED = lazy(r"^\s*gem\s+[\"'](?P<name>[\w.-]+)[\"']\s*,\s*[\"'](?P<range>[^\"']*\d[^\"']*)[\"']")


def _lock(path: str, text: bytes) -> Reading:
    return Reading(by_lines("ruby", path, text, _LOCKED))


def _gemfile(path: str, text: bytes) -> Reading:
    return Reading(by_lines("ruby", path, text, _WANTED))


ECOSYSTEM = Ecosystem("ruby", (("gemfile.lock", _lock), ("gemfile", _gemfile)))
