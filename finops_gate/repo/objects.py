"""Reads commits and contents out of the object store: one `git cat-file --batch`, asked as often as wanted.

Contents that are too large are passed over without being held. An object that is missing or damaged is an answer of
its own, and the rest is read: git ends at the first damaged one, so it is started again behind it.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from finops_gate.base.errors import RepositoryError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.repo import programs
from finops_gate.repo.kinds import SNIFFED, over

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from finops_gate.repo.discover import Place

_PASS_OVER = 8 * 1024 * 1024
"""Bytes of an unwanted content that are cheaper to read on (2 ms) than starting git again."""
_COMMIT_LIMIT = 1024 * 1024
_RESTARTS = 100
"""Damaged objects after which the store as a whole is not trusted any more."""
_MISSING = "the object is missing here (a shallow or partial clone, or a damaged repository)"


class Commit(NamedTuple):
    """What a comparison needs of a commit."""

    sha: str
    parents: tuple[str, ...]
    day: date
    """The committer's date in UTC. A date that no calendar has is the nearest one that it has."""


class Unread(NamedTuple):
    """Why a content was not read."""

    reason: str
    start: bytes = b""
    """The first bytes of one that is too large, which tell a picture from a text."""


class Objects:
    """The object store of one repository."""

    __slots__ = ("_place", "_program", "_restarts")

    def __init__(self, place: Place) -> None:
        self._place = place
        self._program: programs.Program | None = None
        self._restarts = 0

    def commits(self, names: Sequence[str]) -> list[Commit | None]:
        """The commits that some revisions name, in their order; None where there is none (or several)."""
        requests = [(f"{name}^{{commit}}", _COMMIT_LIMIT) for name in names]
        answers = list(self._answers(requests))  # all of them, or the next question would meet the rest
        return [None if isinstance(content, Unread) else _commit(sha, content) for sha, content in answers]

    def contents(self, wanted: Sequence[tuple[str, int]]) -> list[bytes | Unread]:
        """The contents of some blobs, each with the most bytes that it may have, in their order."""
        return [content for _, content in self._answers(wanted)]

    def stream(self, wanted: Iterable[tuple[str, int]], batch: int = 512) -> Iterator[bytes | Unread]:
        """The same, one at a time, so that only one content is held; git reads ahead meanwhile.

        It has a program of its own: others may be asked between two contents.
        """
        own = Objects(self._place)
        waiting: list[tuple[str, int]] = []
        for request in wanted:
            waiting.append(request)
            if len(waiting) == batch:
                yield from (content for _, content in own._answers(waiting))
                waiting = []
        yield from (content for _, content in own._answers(waiting))
        own.close()

    def close(self) -> None:
        """Ends the program; the next question starts another."""
        if self._program is not None:
            self._program.close()
            self._program = None

    def _answers(self, requests: Sequence[tuple[str, int]]) -> Iterator[tuple[str, bytes | Unread]]:
        done = 0
        while done < len(requests):
            if self._program is None:
                self._program = programs.start(self._place, "cat-file")
            self._program.send(b"".join(os.fsencode(name) + b"\n" for name, _ in requests[done:]))
            while self._program is not None and done < len(requests):
                answer = self._answer(self._program, requests[done][1])
                done += 1
                yield answer

    def _answer(self, program: programs.Program, limit: int) -> tuple[str, bytes | Unread]:
        line = program.line()
        if line is None:
            return "", self._ended(program)
        head = line.rsplit(b" ", 2)
        if len(head) != 3 or not head[2].isdigit():
            return "", Unread("the name is ambiguous" if line.endswith(b" ambiguous") else _MISSING)
        size = int(head[2])
        if size > limit:
            return "", self._pass_over(program, size, limit)
        content = program.take(size + 1)
        if content is None:
            return "", self._ended(program)
        return head[0].decode("ascii", "replace"), content[:-1]

    def _pass_over(self, program: programs.Program, size: int, limit: int) -> Unread:
        start = program.take(min(size, SNIFFED)) or b""
        if size > _PASS_OVER or not program.drop(size - len(start) + 1):
            self.close()
        return Unread(over(limit), start)

    def _ended(self, program: programs.Program) -> Unread:
        code, errors = program.wait()
        self._program = None
        self._restarts += 1
        if not _of_one_object(errors) or self._restarts > _RESTARTS:
            raise programs.refusal(self._place, "cat-file", code, errors)
        return Unread(f"git could not read it: {clean(errors.strip().splitlines()[-1])}")


def _of_one_object(errors: str) -> bool:
    """Tells a complaint about one object, which names it, from one about the repository or the machine."""
    words = errors.replace("'", " ").split()
    return any(len(word) in (40, 64) and set(word) <= set("0123456789abcdef") for word in words)


def _commit(sha: str, content: bytes) -> Commit:
    head = content.partition(b"\n\n")[0].split(b"\n")
    parents = tuple(line[7:].decode("ascii", "replace") for line in head if line.startswith(b"parent "))
    stamp = next((line.rsplit(b" ", 2)[1] for line in head if line.startswith(b"committer ")), b"")
    if not stamp.lstrip(b"-").isdigit():
        raise RepositoryError(f"commit {sha} has no date", f"git show --no-patch --format=raw {sha}")
    return Commit(sha, parents, _day(stamp))


def _day(stamp: bytes) -> date:
    try:
        return datetime.fromtimestamp(int(stamp), UTC).date()
    except (OverflowError, ValueError, OSError):
        return date.min if stamp.startswith(b"-") else date.max
