"""Where change requests live: facts and reviews in, comment and status out. One file a forge, ending in `FORGE`.

A forge is asked over HTTPS with the token of the environment, which is sent to its own host only. What it does not
answer raises ForgeError: an approval that could not be looked up is unknown, and a run that needs it ends with exit 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.change_request import ChangeRequest
from finops_gate.model.setting import Unknown


class Comment(NamedTuple):
    """What a comment is to say; there is one for each `id` on a change request."""

    id: str
    """Tells the comments of several jobs apart: ``default``, ``services/helpdesk``."""
    body: str
    """Without the marker, which the forge puts first."""
    head: str
    """The commit that it speaks of. A comment on a newer one is not overwritten."""
    create: bool = True
    """False: only an existing comment is brought up to date."""


class Status(NamedTuple):
    """A commit status: what a branch protection waits for."""

    commit: str
    context: str
    state: str
    """pending, success, failure or error."""
    description: str
    link: str = ""


class Forge(Protocol):
    """One repository on a forge. Every call may raise ForgeError."""

    def change_request(self, number: str) -> ChangeRequest:
        """Everything that is said of it, all pages read."""
        ...

    def head(self, number: str) -> str:
        """The full id of the commit that it ends in now; one request."""
        ...

    def members(self, team: str) -> frozenset[str] | Unknown:
        """Logins in lower case of the active members; Unknown where the token may not see them."""
        ...

    def permission(self, login: str) -> str | Unknown:
        """What an account may do here: ``admin``, ``maintain``, ``write``, ``triage``, ``read`` or ``none``.

        GitLab's owners are ``admin``, its maintainers ``maintain``. Unknown where the token may not see it.
        """
        ...

    def say(self, number: str, comment: Comment) -> str:
        """Creates or updates the comment of this id that the token's own account wrote; its address, or ''."""
        ...

    def status(self, status: Status) -> None:
        """Sets a commit status."""
        ...

    def ask(self, number: str, users: Sequence[str], teams: Sequence[str]) -> None:
        """Requests a review, once: whoever was asked or has reviewed is not asked again."""
        ...

    def merge_base(self, base: str, head: str) -> str:
        """The full id of the merge base of two commits, for clones that do not reach it."""
        ...


class Kind(NamedTuple):
    """A forge of the shelf."""

    name: str
    """As people say it: ``GitHub``."""
    number: Callable[[Mapping[str, str]], str | None]
    """The change request that the environment of a CI job speaks of; None: this is not that forge's CI."""
    connect: Callable[[Mapping[str, str]], Forge]
    """The repository that the environment names. Raises UsageError for what is missing (token, address)."""
    html: bool = True
    """Whether comments show HTML in their Markdown, as tables with line breaks and folded lists need it."""
    room: int = 60_000
    """Bytes of a comment without its marker that the forge takes, and a little less."""
