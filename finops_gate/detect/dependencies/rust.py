"""Rust: the versions of Cargo.lock and the ranges of Cargo.toml. Crates are not looked into."""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect.dependencies import Ecosystem, Reading
from finops_gate.detect.versions import by_lines

_WANTED = lazy(
    r"^(?P<name>[\w-]+)\s*=\s*(?:\"(?P<range>[^\"]*\d[^\"]*)\"|\{.*?\bversion\s*=\s*\"(?P<other>[^\"]*\d[^\"]*)\")"
)
_LOCKED = lazy(r"^name = \"(?P<name>[\w-]+)\"\nversion = \"(?P<version>[^\"]+)\"", re.MULTILINE)
_OWN = frozenset({"version", "edition", "rust-version", "resolver", "name"})


def _lock(path: str, text: bytes) -> Reading:
    return Reading(by_lines("rust", path, text, _LOCKED))


def _manifest(path: str, text: bytes) -> Reading:
    return Reading(tuple(pin for pin in by_lines("rust", path, text, _WANTED) if pin.name not in _OWN))


ECOSYSTEM = Ecosystem("rust", (("cargo.lock", _lock), ("cargo.toml", _manifest)))
