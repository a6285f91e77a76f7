"""What keeping the catalog brings to light: what a refresh changed, and what a check objects to."""

from __future__ import annotations

from finops_gate.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """One line about one model (or file)."""

    subject: str
    """``openai/gpt-4o-mini``, or the file it is about."""
    text: str


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh appended, and what it leaves to people. Nothing in it has edited a period that was there."""

    read: tuple[str, ...]
    """The tables that were read, with version and day."""
    files: tuple[str, ...]
    """Files that differ now, relative to the pricing folder."""
    added: tuple[Note, ...] = ()
    changed: tuple[Note, ...] = ()
    facts: tuple[Note, ...] = ()
    """Limits, last days and names."""
    dropped: tuple[Note, ...] = ()
    """Models that the tables list no longer; the catalog keeps them."""
    differing: tuple[Note, ...] = ()
    """Where the two tables name different prices and no decision is on file."""
    person: tuple[Note, ...] = ()
    """What needs a person: appending cannot express it, or nothing says which reading is right."""


@dataclass(frozen=True, slots=True)
class Objection:
    """Something wrong with the catalog's sources."""

    file: str
    text: str
    """What is wrong and where in the file."""
    hint: str = ""
