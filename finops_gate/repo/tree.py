"""All files of one revision, read when they are asked for: of a commit, of the index, or of the work tree.

The work tree is the index, except for the files that differ from it on disk; only those are read from disk.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from finops_gate.base.errors import RepositoryError, UsageError
from finops_gate.base.text import clean
from finops_gate.model.setting import Skipped
from finops_gate.repo import contents, kinds, listings, ranges, remote
from finops_gate.repo.discover import discover
from finops_gate.repo.listings import Entry
from finops_gate.repo.objects import Objects, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from finops_gate.repo.discover import Place
    from finops_gate.repo.objects import Commit

_ONE_BY_ONE = 64
"""Paths that are cheaper to ask for (2 ms) than the whole tree (10 to 17 ms at 5,000 files)."""


class Tree:
    """One revision. Listings are kept, contents are not."""

    __slots__ = (
        "_all",
        "_disk",
        "_known",
        "_listed",
        "_objects",
        "_place",
        "_sha",
        "_skipped",
        "day",
        "repository",
        "revision",
    )

    def __init__(
        self,
        place: Place,
        objects: Objects,
        sha: str,
        day: date,
        *,
        index: bool = False,
        disk: Mapping[str, Entry | None] | None = None,
        repository: str | None = None,
    ) -> None:
        self._place = place
        self._objects = objects
        self._sha: str | None = None if index or disk is not None else sha
        self._disk = disk or {}
        self._all: dict[str, Entry] | None = None
        self._known: dict[str, Entry | None] = {}
        self._listed: set[str] = set()
        self._skipped: dict[str, str] = {}
        self.revision = ranges.WORKTREE if disk is not None else ranges.INDEX if index else sha
        """The commit's full sha, ``index`` or ``worktree``."""
        self.day = day
        """The commit's date in UTC; of the index and the work tree HEAD's."""
        self.repository = repository
        """``owner/name`` of origin, when there is one."""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was asked for so far and could not be read, by path. Binary files are not among it."""
        return tuple(Skipped(path, reason) for path, reason in sorted(self._skipped.items()))

    def paths(self) -> tuple[str, ...]:
        """All regular files, sorted."""
        return tuple(sorted(path for path, entry in self._listing().items() if entry.mode in kinds.REGULAR))

    def below(self, folder: str) -> tuple[str, ...]:
        """The regular files below a folder, sorted. Cheaper than `paths` as long as nothing needed the whole tree."""
        prefix = folder.rstrip("/") + "/"
        if self._all is None and self._sha is not None:
            if not prefix.startswith(tuple(self._listed)):
                self._known.update(listings.files_below(self._place, self._sha, folder))
                self._listed.add(prefix)
            found: Iterable[tuple[str, Entry | None]] = self._known.items()
        else:
            found = self._listing().items()
        return tuple(sorted(p for p, e in found if e and p.startswith(prefix) and e.mode in kinds.REGULAR))

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The texts of some files. Left out: what is not there, what is binary, and what `skipped` then names."""
        wanted = sorted(set(paths))
        self._find(wanted)
        found = [(path, entry) for path in wanted if (entry := self._entry(path)) is not None]
        return {path: content for path, _, content in self._contents(found, keep=True)}

    def demand(self, path: str) -> bytes | None:
        """One file that matters: None when it is not there, RepositoryError when it is there and cannot be read."""
        read = self.read([path]).get(path)
        if read is None and self._entry(path) is not None:
            reason = self._skipped.get(path, "binary")
            raise RepositoryError(f"{clean(path)} at {self.revision[:12]} cannot be read: {reason}")
        return read

    def search(self, words: Sequence[str]) -> tuple[str, ...]:
        """Files that contain any of some words, byte by byte, sorted. A file that cannot be read counts as one."""
        sought = [word for word in words if word and "\n" not in word]
        if not sought:
            return ()
        found = set(listings.containing(self._place, sought, sha=self._sha)) - self._disk.keys()
        if self._disk:
            needles = [os.fsencode(word) for word in sought]
            for path, _, content in self._contents([(p, e) for p in sorted(self._disk) if (e := self._entry(p))]):
                if any(needle in content for needle in needles):
                    found.add(path)
        return tuple(sorted(found))

    def oid(self, path: str) -> str:
        """The id of a file's content; empty when there is no such file."""
        self._find([path])
        entry = self._entry(path)
        if entry is None or entry.oid.strip("0"):
            return entry.oid if entry else ""
        return next((oid for _, oid, _ in self._contents([(path, entry)])), "")

    def blobs(self, wanted: Callable[[str], bool] = bool) -> Iterator[tuple[str, str, bytes]]:
        """Path, id and content of every text whose path is wanted, in the order of paths, one held at a time.

        What is wanted and cannot be read is in `skipped` afterwards.
        """
        yield from self._contents([(p, e) for p, e in sorted(self._listing().items()) if wanted(p)])

    def _contents(self, found: Sequence[tuple[str, Entry]], *, keep: bool = False) -> Iterator[tuple[str, str, bytes]]:
        readable = []
        for path, entry in found:
            reason = kinds.unreadable(entry.mode)
            if reason is None:
                readable.append((path, entry))
            else:
                self._skipped[path] = reason
        stored = [(e.oid, kinds.limit_of(p)) for p, e in readable if p not in self._disk]
        answers = iter(self._objects.contents(stored)) if keep else self._objects.stream(stored)
        for path, entry in readable:
            raw = self._from_disk(path) if path in self._disk else next(answers)
            content = contents.text_of(path, raw)
            if isinstance(content, Unread):
                self._skipped[path] = content.reason
            elif content is not None:
                oid = contents.blob_id(content, self._place.empty_tree) if path in self._disk else entry.oid
                yield path, oid, content

    def _from_disk(self, path: str) -> bytes | Unread | None:
        return contents.read_disk(self._place.root, path, kinds.limit_of(path))

    def _entry(self, path: str) -> Entry | None:
        return self._known.get(path) if self._all is None else self._all.get(path)

    def _find(self, paths: Sequence[str]) -> None:
        """Makes entries known, with one listing of just these paths where they are few."""
        listed = tuple(self._listed)
        unknown = [path for path in paths if path not in self._known and not path.startswith(listed)]
        if self._all is not None or not unknown:
            return
        if self._sha is None or len(unknown) > _ONE_BY_ONE:
            self._listing()
            return
        self._known.update(dict.fromkeys(unknown))
        here = listings.files_at(self._place, self._sha, unknown)
        self._known.update({path: entry for path, entry in here.items() if entry.mode != "040000"})

    def _listing(self) -> dict[str, Entry]:
        if self._all is None:
            if self._sha is not None:
                self._all = listings.files_of_commit(self._place, self._sha)
            else:
                self._all = listings.files_of_index(self._place)
            for path, entry in self._disk.items():
                if entry is None:
                    self._all.pop(path, None)
                else:
                    self._all[path] = entry
        return self._all


def revision(directory: Path | None, revision: str = "HEAD", *, explicit: bool = False) -> Tree:
    """One revision, for an inventory: a commit, ``index``, or ``worktree`` with what git neither knows nor ignores.

    Raises RepositoryError when there is no repository, RangeError when there is no such revision.
    """
    place = discover(directory, explicit=explicit)
    objects = Objects(place)
    name = remote.name_of(place)
    if revision not in (ranges.INDEX, ranges.WORKTREE):
        commit = ranges.one(place, objects, revision)
        return Tree(place, objects, commit.sha, commit.day, repository=name)
    head = ranges.head_or_none(place, objects)
    start = head.sha if head else place.empty_tree
    if revision == ranges.INDEX:
        return Tree(place, objects, start, day_of(head), index=True, repository=name)
    place = on_disk(place)
    _, disk = listings.commit_to_disk(place, start)
    return Tree(place, objects, start, day_of(head), disk=disk, repository=name)


def on_disk(place: Place) -> Place:
    """The repository with its work tree where it was found, whatever its configuration says (core.worktree)."""
    if place.bare:
        raise UsageError("a bare repository has no work tree", "finops-gate diff main..BRANCH")
    return place._replace(variables=(*place.variables, ("GIT_WORK_TREE", place.root)))


def day_of(head: Commit | None) -> date:
    """HEAD's date; before the first commit, when nothing in the repository has a date, the clock's."""
    return head.day if head else datetime.now(UTC).date()
