"""One ecosystem a file: its manifests and lockfiles -> the versions that they name.

A file ends in `ECOSYSTEM`. Nothing is resolved and nothing is asked of anybody: a file says what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.package import Pin


class Reading(NamedTuple):
    """What one file names."""

    pins: tuple[Pin, ...] = ()
    includes: tuple[str, ...] = ()
    """Further files that it takes in, relative to its own folder (``-r base.txt``)."""
    indexes: tuple[str, ...] = ()
    """Addresses of indexes that it names."""
    problem: str = ""
    """Why it could not be read, or not wholly; empty when it could."""


Reader = Callable[[str, bytes], Reading]


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """One kind of packages."""

    name: str
    files: tuple[tuple[str, Reader], ...]
    """Patterns of file names, in lower case, with what reads them; the first that fits."""
