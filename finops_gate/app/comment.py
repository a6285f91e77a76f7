"""Says on a change request what a saved report says, so that the job that judges needs no right to write.

The report is what somebody else's job wrote, maybe a hostile one: it is told and not believed. Only the head commit in
it decides whether it is told at all: it has to be the one that the change request ends in now.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from finops_gate.base import shelf
from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean

if TYPE_CHECKING:
    from finops_gate.forges import Kind
    from finops_gate.model.report import Report

FORGES = "finops_gate.forges"
DESCRIPTION = 140


class Wanted(NamedTuple):
    """What is asked for."""

    forge: str
    report: Path
    comment_id: str = "default"
    number: str = ""
    """Of the change request; empty: the one that the job's environment names."""
    status_context: str = ""
    """Sets a commit status of this name too."""
    dry_run: bool = False
    """Shows the comment, and asks nobody anything."""


class Spoken(NamedTuple):
    """What came of it."""

    text: str
    """What the comment says."""
    link: str = ""
    moved: bool = False
    """The change request ends in another commit by now, so nothing was said."""
    state: str = ""
    """Of the status that was set."""


def forges() -> tuple[str, ...]:
    """The forges there are, sorted."""
    return shelf.names(FORGES)


def comment(wanted: Wanted, environment: Mapping[str, str]) -> Spoken:
    """Creates or updates the comment. Raises UsageError for what is missing, ForgeError for what the forge refuses."""
    from finops_gate.forges import Comment, Status
    from finops_gate.reports.saved.markdown import HTML, PLAIN, alarming, resolved, told

    report = _read(wanted.report)
    kind = _kind(wanted.forge)
    dialect = HTML if kind.html else PLAIN
    speaks = alarming(report)
    text = told(report, dialect, kind.room) if speaks else resolved(report, dialect)
    if wanted.dry_run:
        return Spoken(text)
    head = report["range"]["head"]
    if not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", head):
        raise UsageError(
            "the report is of changes that were not committed", "save one with finops-gate diff BASE..HEAD"
        )
    number = wanted.number or kind.number(environment)
    if not number:
        raise UsageError(f"nothing says which change request of {kind.name} is meant", "write --number 123")
    forge = kind.connect(environment)
    if forge.head(number) != head:
        return Spoken(text, moved=True)
    link, refused, state = "", None, ""
    try:
        link = forge.say(number, Comment(wanted.comment_id, text, head, create=speaks))
    except ForgeError as error:  # the status is what a branch protection waits for: it is set all the same
        refused = error
    if wanted.status_context:
        state = status_of(report)
        forge.status(Status(head, wanted.status_context, state, clean(report["headline"], DESCRIPTION)))
    if refused is not None:
        raise refused
    return Spoken(text, link, state=state)


def status_of(report: Report) -> str:
    """The state that a verdict means: pending as long as an approval is missing, and failure where it is denied."""
    verdict, approvals = report["verdict"], report["approvals"]
    if report["advisory"] or verdict in ("pass", "warn"):
        return "success"
    if verdict == "block" or any(approval["state"] == "denied" for approval in approvals):
        return "failure"
    # Asked of nobody is not granted.
    return "success" if approvals and all(approval["state"] == "granted" for approval in approvals) else "pending"


def _kind(name: str) -> Kind:
    from finops_gate.forges import Kind

    try:
        found = shelf.take(FORGES, name, "FORGE")
    except LookupError:
        raise UsageError(f"there is no forge {clean(name, 40)!r}", f"choose one of {', '.join(forges())}") from None
    assert isinstance(found, Kind)
    return found


def _read(path: Path) -> Report:
    from finops_gate.reports.saved import reading

    try:
        with path.open("rb") as file:
            text = file.read(reading.LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{clean(str(path), 200)} cannot be read ({error.strerror or 'odd path'})") from None
    return reading.read(text)
