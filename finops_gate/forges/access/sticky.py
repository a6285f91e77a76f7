"""One comment on a change request, kept up to date: never a second one, and never somebody else's.

A comment is ours if the token's own account wrote it and the marker stands where the forge's file puts it. Nothing
else that is read back is believed: whoever may comment may write anything (research: infracost's marker carries a
time, and a planted one from the future keeps its comment from ever being posted).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from finops_gate.base.errors import ForgeError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.forges import Comment

_ID = re.compile(r"(?!.*--)[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
_ATTEMPTS = 3


class Posted(NamedTuple):
    """A comment as it stands on the forge."""

    id: int
    author: str
    """The account's name for comparing, as `Wall.me` tells it."""
    body: str
    link: str = ""
    within: int = 0
    """Its number within the thread `id`, where a forge keeps comments in threads."""


class Wall(Protocol):
    """Where comments of one change request hang. Every call may raise ForgeError."""

    def me(self) -> str | None:
        """The account of the token; None where the forge does not tell it before something was written."""
        ...

    def head(self) -> str:
        """The commit that the change request ends in now."""
        ...

    def comments(self) -> Iterable[Posted]:
        """All of them, every page."""
        ...

    def is_marked(self, body: str, id: str) -> bool:  # noqa: A002
        """Whether a body carries the marker of this id in its place."""
        ...

    def create(self, text: str) -> Posted:
        """Writes a comment. An `unsure` error: it may be there."""
        ...

    def update(self, posted: Posted, text: str) -> None:
        """Replaces a comment's text; 404 or 410 where it is gone."""
        ...

    def remove(self, posted: Posted) -> None:
        """Takes a comment away; 404 or 410 where it is gone."""
        ...


def marker(id: str) -> str:  # noqa: A002
    """The first line of a comment, which Markdown does not show. Raises UsageError for an id that could leave it."""
    return f"<!-- finops-gate:v1 id={checked(id)} -->"


def checked(id: str) -> str:  # noqa: A002
    """The id, if it can stand in a marker. Raises UsageError."""
    if not _ID.fullmatch(id):
        raise UsageError("the id of a comment has other characters than A-Z a-z 0-9 . _ / -", "write --comment-id NAME")
    return id


def begins_with(body: str, line: str) -> bool:
    """Whether the first line is exactly this one."""
    return body.partition("\n")[0].rstrip("\r") == line


def storable(text: str, limit: int, name: str) -> str:
    """The final text as UTF-8 can hold it. Raises ForgeError where the forge would refuse its length."""
    sound = text.encode("utf-8", "backslashreplace").decode()
    size = len(sound.encode())
    if size > limit:
        raise ForgeError(f"a comment of {size:,} bytes is longer than {name} takes ({limit:,})")
    return sound


def keep_one(wall: Wall, comment: Comment, text: str) -> str:
    """Creates or updates the comment, and removes our own copies of it; its address, or ''.

    Where the change request has moved on to another commit, the run for that one speaks, and nothing is written.
    """
    me = wall.me()
    if me is None and not comment.create:
        raise ForgeError("the forge does not tell whose token this is, so its comment cannot be found")
    own = _own(wall, me, comment.id)
    if not own and not comment.create:
        return ""
    if wall.head() != comment.head:
        return own[0].link if own else ""
    settled = _settle(wall, me, comment.id, text, own)
    if settled is not None or not comment.create:
        return settled or ""
    return _create(wall, me, comment.id, text)


def _own(wall: Wall, me: str | None, id: str) -> list[Posted]:  # noqa: A002
    found = [posted for posted in wall.comments() if posted.author == me and wall.is_marked(posted.body, id)]
    return sorted(found, key=lambda posted: posted.id)


def _settle(wall: Wall, me: str | None, id: str, text: str, own: Sequence[Posted]) -> str | None:  # noqa: A002
    """Brings the oldest up to date and removes the others; its address, None where none is there.

    What the forge says is gone is looked for once more: it may be there all the same, or another run's be.
    """
    for _ in range(_ATTEMPTS):
        kept: Posted | None = None
        surprised = False
        for posted in own:
            if kept is None and (_same(posted.body, text) or _done(wall.update, posted, text)):
                kept = posted
            elif kept is None or not _done(wall.remove, posted):
                surprised = True
        if not surprised:
            return kept.link if kept else None
        own = _own(wall, me, id)
    raise ForgeError("the forge lists a comment of ours and says that it is gone")


def _create(wall: Wall, me: str | None, id: str, text: str) -> str:  # noqa: A002
    """Writes it, and looks afterwards: another run may have written the same, and so may an attempt that failed."""
    failed = ForgeError("the comment could not be written")
    for _ in range(_ATTEMPTS):
        made: Posted | None = None
        try:
            made = wall.create(text)
            me = made.author
        except ForgeError as error:
            if not error.unsure:
                raise
            failed = error
        settled = _settle(wall, me, id, text, _own(wall, me, id))
        if settled is not None:
            return settled
        if made is not None:  # written, and gone or not yet listed: never written twice
            return made.link
        if me is None:
            break
    raise failed


def _same(before: str, after: str) -> bool:
    """Forges store other line ends, and none at the end."""
    return before.replace("\r\n", "\n").rstrip() == after.replace("\r\n", "\n").rstrip()


def _done(act: Callable[..., None], *on: object) -> bool:
    """Whether it could be done; False where the comment is gone."""
    try:
        act(*on)
    except ForgeError as error:
        if error.status in (404, 410):
            return False
        raise
    return True
