"""What a forge says of a change request: who wrote it, who said what about it, and what time it is there.

Plain facts; what they are worth is judged in verdict/approvals.py. Times are the forge's, in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.setting import Unknown


class Actor(NamedTuple):
    """An account of the forge. Logins are compared without regard to case."""

    login: str
    bot: bool = False
    """An app or a service account: refused unless a role names it."""


class ReviewState(StrEnum):
    """What a review says; GitLab's approvals are APPROVED, withdrawn ones DISMISSED."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes-requested"
    DISMISSED = "dismissed"
    COMMENTED = "commented"
    PENDING = "pending"


class Review(NamedTuple):
    """One review. Several by one actor stand in the order of their times."""

    id: str
    actor: Actor | None
    """None: the account is gone."""
    state: ReviewState
    at: datetime
    commit: str | None = None
    """The full id of the commit that was reviewed; None: the forge does not say, so it is stale."""


class Remark(NamedTuple):
    """One comment in the conversation."""

    id: str
    actor: Actor | None
    body: str
    at: datetime
    edited: bool = False
    """Changed after it was written, by whomever: a command in it does not count."""


class Contributor(NamedTuple):
    """Author or committer of a commit of the change request. `actor` None: no account is known for the address."""

    actor: Actor | None
    commit: str


class ChangeRequest(NamedTuple):
    """A pull request or merge request, as the forge tells it at one moment."""

    number: str
    author: Actor | None
    base: str
    """The full id of the target's tip."""
    head: str
    """The full id of the last commit."""
    now: datetime
    """The forge's own clock (HTTP `Date`)."""
    contributors: tuple[Contributor, ...] = ()
    pusher: Actor | None = None
    """Who pushed last; None where the forge does not tell."""
    reviews: tuple[Review, ...] = ()
    remarks: tuple[Remark, ...] = ()
    untold: tuple[str, ...] = ()
    """What the forge does not tell, in words: ``the accounts of commit authors``. Nothing may be proved from it."""
    unlisted: bool = False
    """Some commits are missing among the contributors, though the forge tells the accounts of others."""


Members = Mapping[str, "frozenset[str] | Unknown"]
"""The logins (lower case) of the active members of each team, ``organisation/team``; Unknown: nobody could tell."""
