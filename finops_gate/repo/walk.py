"""What was merged into a branch, step by step along its first parents: for each step the files that it changed.

One program lists all steps' files and one gives out contents, so that a step costs a fraction of a millisecond; which
contents are worth asking for, the caller knows, who has seen most of them at the step before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.setting import Skipped
from finops_gate.repo import contents, kinds, listings, ranges, remote
from finops_gate.repo.discover import discover
from finops_gate.repo.history import Commit, commits_of
from finops_gate.repo.objects import Objects, Unread
from finops_gate.repo.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from finops_gate.repo.listings import Difference, Entry


class Touch(NamedTuple):
    """A file that a step changed: the ids of its contents, empty where it is not there or cannot be read."""

    path: str
    before: str
    after: str


class Step(NamedTuple):
    """One commit of the branch, with what it changed of the one before."""

    commit: Commit
    parent: str
    """The commit before it on the branch; the empty tree for the first of all."""
    touched: tuple[Touch, ...]
    """By path."""
    skipped: tuple[Skipped, ...]
    """Links, submodules and the like."""


class Walk:
    """The steps of a range, oldest first."""

    __slots__ = ("_objects", "_place", "_steps", "repository", "start", "tip")

    def __init__(
        self,
        directory: Path | None,
        revisions: str = "HEAD",
        *,
        limit: int | None = None,
        since: datetime | None = None,
        explicit: bool = False,
    ) -> None:
        """`revisions`: ``A..B``, or B alone for all that led to it. `since`: only what was committed then or later.

        Raises RangeError for a revision that is not here, RepositoryError for a history with a hole.
        """
        self._place = place = discover(directory, explicit=explicit)
        self._objects = Objects(place)
        self.repository = remote.name_of(place)
        """``owner/name`` of origin, when there is one."""
        found = commits_of(place, revisions, limit, merges=True)
        listed = [commit for commit in found if since is None or commit.committed >= since]
        self._steps = listed[::-1]
        left, dots, right = revisions.partition("..")
        last = ranges.one(place, self._objects, (right.removeprefix(".") or "HEAD") if dots else left or "HEAD")
        self.tip = Tree(place, self._objects, last.sha, last.day, repository=self.repository)
        """B, whose policy and call volumes hold for every step."""
        first = self._steps[0] if self._steps else None
        self.start = (first.parents[0] if first.parents else place.empty_tree) if first else last.sha
        """What the first step is compared with."""

    def __len__(self) -> int:
        return len(self._steps)

    def steps(self) -> Iterator[Step]:
        """Each step with what it changed."""
        pairs = [(commit.sha, commit.parents[0] if commit.parents else None) for commit in self._steps]
        introduced = listings.introduced(self._place, pairs)
        for commit, (_, parent) in zip(self._steps, pairs, strict=True):
            differences = introduced.pop(commit.sha, [])
            touched = tuple(found for difference in differences if (found := _touch(difference)) is not None)
            sides = ((d.path, entry.mode) for d in differences for entry in (d.before, d.after))
            there = ((path, kinds.unreadable(mode)) for path, mode in sides if mode != listings.ABSENT)
            skipped = tuple(sorted({Skipped(path, reason) for path, reason in there if reason is not None}))
            yield Step(commit, parent or self._place.empty_tree, touched, skipped)

    def contents(self, wanted: Sequence[tuple[str, str]]) -> list[bytes | Unread | None]:
        """The texts of some paths and ids, in their order; None for a binary file."""
        answers = self._objects.contents([(oid, kinds.limit_of(path)) for path, oid in wanted])
        return [contents.text_of(path, raw) for (path, _), raw in zip(wanted, answers, strict=True)]

    def tree(self, sha: str, day: date) -> Tree:
        """All files of one commit of the walk."""
        return Tree(self._place, self._objects, sha, day, repository=self.repository)


def _touch(difference: Difference) -> Touch | None:
    before, after = _id(difference.before), _id(difference.after)
    return None if before == after else Touch(difference.path, before, after)


def _id(entry: Entry) -> str:
    return entry.oid if entry.mode in kinds.REGULAR else ""
