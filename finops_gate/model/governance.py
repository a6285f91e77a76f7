"""What a change does to the gate itself: to what governs it, to what runs it, and to what it can see."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.policy import Outcome


class EditKind(StrEnum):
    """What an edit touches; each kind has a rule of its own."""

    GOVERNING = "governing"
    """A file below `.finops-gate/`."""
    MALFORMED = "malformed"
    """A governing file that cannot be read at head: merged, it would end every later run."""
    INTRODUCED = "introduced"
    """The first policy of a repository."""
    WIRING = "wiring"
    """A workflow, a hook or a script that runs the gate, or who has to review it."""
    IGNORE = "ignore"
    """An ignore in the code that base does not have."""
    LOOSE_IGNORE = "loose-ignore"
    """An ignore without a reason or an end, or one that silences nothing."""
    COVERAGE = "coverage"
    """A file that was looked into and no longer is."""


class Edit(NamedTuple):
    """One edit, in words that somebody understands who has never seen the file. The words are harmless text."""

    kind: EditKind
    path: str
    line: int
    """At head, or at base of what is gone; 0 where no line says it."""
    words: str
    """``rules.monthly-increase.require-approval.above 500 -> 5000``."""
    weakens: bool = False
    """True when the gate objects to less after it, or may: what cannot be told counts as weaker."""
    effect: str = ""
    """What it would do to this very change, in dollars; no part of the finding's name."""


class Reading(NamedTuple):
    """What one side's governing files make of a change. Amounts are dollars a month; None: nobody measured them."""

    outcome: Outcome
    base: Decimal | None = None
    head: Decimal | None = None
    delta: Decimal | None = None


class Since(NamedTuple):
    """What was merged since a tag or a day, together with this change. Amounts are dollars a month; None: unknown."""

    name: str
    """As it was asked for: ``v1.2``, ``2026-11-01``."""
    commit: str
    base: Decimal | None = None
    head: Decimal | None = None
    delta: Decimal | None = None


class Governance(NamedTuple):
    """How the change would be judged under either side's files, where it edits them."""

    base: Reading | None = None
    head: Reading | None = None
    """None: nothing that governs has changed, or it cannot be read at head."""
    since: Since | None = None
    """The sum over a window, where one was asked for."""
    overrides: tuple[str, ...] = ()
    """What the command line and the environment set that may make a run milder: ``--fail-on none``."""


def milder(outcome: str, overrides: Sequence[str]) -> str:
    """What was set from outside that may have let a run pass, in one line for reports to escape.

    Empty where nothing was set, and where the outcome, as its word, lets a run pass by itself.
    """
    if not overrides or outcome in (Outcome.PASS.word, Outcome.WARN.word):
        return ""
    more = f" and {len(overrides) - _NAMED} more" if len(overrides) > _NAMED else ""
    return f"Set for this run, which may make it milder: {', '.join(overrides[:_NAMED])}{more}."


_NAMED = 5
"""Options and variables that the line names; the JSON report has them all."""
