"""Text to Setting, each file alone. Pure: bytes in, values out.

`code/<language>.py`, `config/<format>.py` and `dependencies/<ecosystem>.py` are shelves; they stand on
`sdks/<sdk>.py` (tables of call shapes), those on `syntax/` (bounded readers that keep positions).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.setting import Embedded, Key, Setting, Skipped


class Read(Protocol):
    """Reads one file. Never raises on any input: what cannot be read is `Skipped` with its reason."""

    def __call__(self, path: str, text: bytes) -> list[Setting | Embedded | Skipped]: ...


class Question(NamedTuple):
    """A name that one file reads where something billed is expected, and that another file may define."""

    reference: str
    """As it is read: ``LIMIT``, ``settings.answer_length``, ``Limits.ANSWER``."""
    key: Key
    slot: str
    """What it fills there: ``max_tokens``."""
    known: bool
    """An SDK table knows the call: any id may be a model there."""


class Answer(Protocol):
    """What questions from other files find in one file: settings that stand there. Never raises on any input."""

    def __call__(self, path: str, text: bytes, questions: Sequence[Question]) -> list[Setting]: ...


class Detector(NamedTuple):
    """One language or format."""

    name: str
    suffixes: tuple[str, ...]
    """File endings it reads, lower case, with the dot: ``.py``."""
    read: Read
    filenames: tuple[str, ...] = ()
    """Whole file names or fnmatch patterns of names, lower case: ``dockerfile``, ``.env*``."""
    answer: Answer | None = None
    """Looks up names that other files ask for; None: nobody reads constants from such files."""
