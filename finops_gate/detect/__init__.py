"""Text to Setting, each file alone. Pure: bytes in, values out.

`code/<language>.py`, `config/<format>.py` and `dependencies/<ecosystem>.py` are shelves; they stand on
`sdks/<sdk>.py` (tables of call shapes), those on `syntax/` (bounded readers that keep positions).
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from finops_gate.model.setting import Embedded, Setting, Skipped


class Read(Protocol):
    """Reads one file. Never raises on any input: what cannot be read is `Skipped` with its reason."""

    def __call__(self, path: str, text: bytes) -> list[Setting | Embedded | Skipped]: ...


class Detector(NamedTuple):
    """One language or format."""

    name: str
    suffixes: tuple[str, ...]
    """File endings it reads, lower case, with the dot: ``.py``."""
    read: Read
    filenames: tuple[str, ...] = ()
    """Whole file names or fnmatch patterns of names, lower case: ``dockerfile``, ``.env*``."""
