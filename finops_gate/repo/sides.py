"""Both sides of a change: the changed files with their contents, and the rest of either side when it is asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.prefilter import GOVERNING
from finops_gate.model.setting import Skipped
from finops_gate.repo import contents, kinds, listings, ranges, remote
from finops_gate.repo.discover import discover
from finops_gate.repo.objects import Objects, Unread
from finops_gate.repo.tree import Tree, day_of, on_disk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from finops_gate.model.verdict import Comparison
    from finops_gate.repo.discover import Place
    from finops_gate.repo.listings import Difference, Entry

Side = Literal["base", "head"]
"""``base`` is where the comparison starts (the merge base, not the target's tip), ``head`` the other side."""

_BATCH = 256


class FileChange(NamedTuple):
    """One file whose content is not the same on both sides. A rename is a removed and an added file."""

    path: str
    """From the root of the repository, with surrogates for bytes that are no UTF-8."""
    before: bytes | None
    """None: not there."""
    after: bytes | None
    before_oid: str
    """The content's id in git; empty when there is none."""
    after_oid: str


class Sides(NamedTuple):
    """A comparison of two revisions, or of one with the index or the work tree."""

    base: Tree
    """Where the comparison starts."""
    head: Tree
    tip: Tree
    """A, the target's tip, which governs: what a branch changes about its own gate does not count."""
    as_of: date
    """The later of A's and B's commit dates in UTC; with the index or the work tree HEAD's."""
    changes: tuple[FileChange, ...]
    """Changed texts, by path."""
    skipped: tuple[Skipped, ...]
    """Changed files that could not be read on some side, by path; none of them is among the changes."""
    files: int
    """How many files differ in all, also binary ones and those whose mode alone changed."""
    named: Mapping[str, str] = {}
    """Governing files that are called otherwise here: a monorepo may have a policy for each project."""
    below: str = ""
    """The folder that alone counts; empty: all of it."""

    @property
    def comparison(self) -> Comparison:
        """The same in the words of a report. (Its module costs 20 ms, so a run without a finding does not load it.)"""
        from finops_gate.model.verdict import Comparison

        revisions = self.tip.revision, self.base.revision, self.head.revision
        return Comparison(*revisions, self.head.repository, below=self.below)

    def target(self, path: str) -> bytes | None:
        """A governing file from A; None when A has none. Raises RepositoryError for one that cannot be read."""
        found = self.named.get(path, path)
        if found.startswith(GOVERNING):
            self.tip.below(GOVERNING)  # one listing answers for all of them; each by itself costs a start of git
        return self.tip.demand(found)

    def target_files(self, folder: str) -> tuple[str, ...]:
        """The files that A has below a folder (`.finops-gate`), sorted."""
        return self.tip.below(folder)

    def paths(self, side: Side) -> tuple[str, ...]:
        """All regular files of one side, sorted."""
        return self._side(side).paths()

    def read(self, side: Side, paths: Iterable[str]) -> dict[str, bytes]:
        """Texts of one side, also unchanged ones. What is left out for a reason is in `unread` afterwards."""
        return self._side(side).read(paths)

    def unread(self, side: Side) -> tuple[Skipped, ...]:
        """What `read` and `search` met on one side so far and could not read."""
        return self._side(side).skipped

    def search(self, side: Side, words: Sequence[str]) -> tuple[str, ...]:
        """Files of one side that contain any of some words, sorted. A file that cannot be read counts as one."""
        return self._side(side).search(words)

    def oid(self, side: Side, path: str) -> str:
        """The id of a content, for caches; empty when that side has no such file."""
        return self._side(side).oid(path)

    def _side(self, side: Side) -> Tree:
        return self.base if side == "base" else self.head


def compare(
    directory: Path | None,
    revisions: str | None = None,
    *,
    exact: bool = False,
    staged: bool = False,
    explicit: bool = False,
    fork: str | None = None,
) -> Sides:
    """Compares two sides of the repository that holds a directory (None: the current one).

    `revisions`: ``A..B`` or ``A...B`` compare the merge base of A and B with B (`exact`: A itself); ``A`` the merge
    base of A and HEAD with the work tree; None does so with the default branch. `staged`: HEAD with the index.
    `explicit`: a person named the directory, so git reads it although somebody else owns it. `fork`: their merge base,
    where this clone does not reach it.
    Raises RepositoryError, RangeError or UsageError with the command that mends it.
    """
    place = discover(directory, explicit=explicit)
    if staged and directory is None:
        place = _with_index(place)
    objects = Objects(place)
    limits = ranges.resolve(place, objects, revisions, exact=exact, staged=staged, fork=fork)
    start = limits.fork or place.empty_tree
    name = remote.name_of(place)
    day = day_of(limits.head)

    base = Tree(place, objects, start, day, repository=name)
    as_of = day
    if staged:
        differences = listings.commit_to_index(place, start)
        head = Tree(place, objects, start, day, index=True, repository=name)
    elif limits.head_name == ranges.WORKTREE:
        place = on_disk(place)
        differences, disk = listings.commit_to_disk(place, start)
        head = Tree(place, objects, start, day, disk=disk, repository=name)
    else:
        differences = listings.between_commits(place, start, limits.head_name)
        head = Tree(place, objects, limits.head_name, day, repository=name)
        as_of = max(day, limits.base.day) if limits.base else day
    tip = base
    if limits.base is not None and limits.base.sha != start:
        tip = Tree(place, objects, limits.base.sha, limits.base.day, repository=name)

    changes: list[FileChange] = []
    skipped: list[Skipped] = []
    for found in _read(place, objects, differences):
        if isinstance(found, Skipped):
            skipped.append(found)
        else:
            changes.append(found)
    return Sides(base, head, tip, as_of, tuple(changes), tuple(skipped), len(differences))


def _read(place: Place, objects: Objects, differences: list[Difference]) -> Iterator[FileChange | Skipped]:
    left = contents.TOTAL_LIMIT
    for start in range(0, len(differences), _BATCH):
        batch = [d for d in differences[start : start + _BATCH] if d.unmerged or not _same_content(d)]
        wanted = [(entry.oid, kinds.limit_of(d.path)) for d in batch for entry in _stored(d)]
        answers = iter(objects.contents(wanted) if left > 0 else ())
        for difference in batch:
            if left <= 0:
                yield Skipped(difference.path, f"over {contents.TOTAL_LIMIT // kinds.MIB} MiB of changed files")
                continue
            stored = {entry: next(answers) for entry in _stored(difference)}
            found = _change(place, difference, stored)
            if isinstance(found, FileChange):
                left -= len(found.before or b"") + len(found.after or b"")
            if found is not None:
                yield found


def _change(place: Place, difference: Difference, stored: dict[Entry, bytes | Unread]) -> FileChange | Skipped | None:
    path, before, after, unmerged = difference
    reason = "unmerged" if unmerged else _unreadable(difference)
    if reason is not None:
        return Skipped(path, reason)
    old, new = stored.get(before), stored.get(after)
    if after.mode in kinds.REGULAR and new is None:
        new = contents.read_disk(place.root, path, kinds.limit_of(path))
        if isinstance(new, bytes) and isinstance(old, bytes) and new.replace(b"\r\n", b"\n") == old:
            return None  # checked out with the line ends of another system, or only touched
    left, right = contents.text_of(path, old), contents.text_of(path, new)
    if isinstance(left, Unread):
        return Skipped(path, left.reason)
    if isinstance(right, Unread):
        return Skipped(path, right.reason)
    if left is None and right is None:
        return None
    if (left is None and old is not None) or (right is None and new is not None):
        return Skipped(path, "binary on one side")
    after_oid = after.oid if after in stored else contents.blob_id(right or b"", place.empty_tree)
    return FileChange(path, left, right, "" if left is None else before.oid, "" if right is None else after_oid)


def _same_content(difference: Difference) -> bool:
    _, before, after, _ = difference
    return before.oid == after.oid and before.mode in kinds.REGULAR and after.mode in kinds.REGULAR


def _unreadable(difference: Difference) -> str | None:
    sides = (difference.before, difference.after)
    reasons = (kinds.unreadable(entry.mode) for entry in sides if entry.mode != listings.ABSENT)
    return next((reason for reason in reasons if reason is not None), None)


def _stored(difference: Difference) -> list[Entry]:
    """The sides whose content git has and that are to be read."""
    if difference.unmerged or _unreadable(difference):
        return []
    sides = (difference.before, difference.after)
    return [entry for entry in sides if entry.mode in kinds.REGULAR and entry.oid.strip("0")]


def _with_index(place: Place) -> Place:
    """`git commit -a` and `--only` prepare another index than the usual one, and tell their hooks which."""
    named = os.environ.get("GIT_INDEX_FILE")
    if not named:
        return place
    return place._replace(variables=(*place.variables, ("GIT_INDEX_FILE", os.path.join(place.root, named))))
