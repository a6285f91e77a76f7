"""What git lists: the files of a tree, of the index, of the work tree, and what differs between two of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from finops_gate.base.frozen import NamedTuple
from finops_gate.repo import programs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finops_gate.repo.discover import Place

ABSENT = "000000"
"""The mode of a file that is not there."""


class Entry(NamedTuple):
    """One file as git knows it. The id is all zeros where only the disk knows the content."""

    mode: str
    oid: str


class Difference(NamedTuple):
    """One path that is not the same on both sides."""

    path: str
    before: Entry
    after: Entry
    unmerged: bool = False


def files_of_commit(place: Place, sha: str) -> dict[str, Entry]:
    """Every file, link and submodule of a commit or tree, by path from the root."""
    return dict(_tree_entries(programs.git(place, "ls-tree", "-r", sha)))


def files_at(place: Place, sha: str, paths: Sequence[str]) -> dict[str, Entry]:
    """Some paths of a commit; what is not there is not in the answer. A folder answers with mode 040000."""
    return dict(_tree_entries(programs.git(place, "ls-tree", sha, "--", *paths)))


def files_below(place: Place, sha: str, folder: str) -> dict[str, Entry]:
    """Every file of a commit below a folder."""
    return dict(_tree_entries(programs.git(place, "ls-tree", "-r", sha, "--", folder.rstrip("/") + "/")))


def files_of_index(place: Place) -> dict[str, Entry]:
    """Every file of the index. One with conflicts has mode 000000."""
    found = {}
    for record in _records(programs.git(place, "ls-files", "--stage")):
        head, _, path = record.partition("\t")
        mode, oid, stage = head.split(" ")
        found[path] = Entry(mode, oid) if stage == "0" else Entry(ABSENT, oid)
    return found


def between_commits(place: Place, before: str, after: str) -> list[Difference]:
    """What differs between two commits or trees."""
    return _differences(programs.git(place, "diff-tree", before, after))


def introduced(place: Place, commits: Sequence[tuple[str, str | None]]) -> dict[str, list[Difference]]:
    """What each commit changed of the parent that stands with it (None: the first commit of all), from one program.

    A commit that changed nothing is not in the answer.
    """
    lines = b"".join(f"{sha} {parent}\n".encode() if parent else f"{sha}\n".encode() for sha, parent in commits)
    records = iter(_records(programs.git(place, "diff-tree", "--stdin", "--root", stdin=lines)))
    found: dict[str, list[Difference]] = {}
    current: list[Difference] = []
    for record in records:
        if record.startswith(":"):
            current.append(_difference(record, next(records)))
        else:
            current = found.setdefault(record, [])
    return {sha: sorted(differences) for sha, differences in found.items()}


def commit_to_index(place: Place, before: str) -> list[Difference]:
    """What differs between a commit and the index."""
    return _differences(programs.git(place, "diff-index", "--cached", before, "--"))


def commit_to_disk(place: Place, before: str) -> tuple[list[Difference], dict[str, Entry | None]]:
    """What differs between a commit and the disk, and of that what differs from the index (None: deleted).

    A file that git neither knows nor ignores is a new file. For a file whose times say nothing, git compares the
    content, through the filter that the repository's configuration names; so each filter is switched off by name.
    """
    tracked = _differences(programs.git(place, "diff-index", before, "--", settings=_no_filters(place)))
    differences = {difference.path: difference for difference in tracked}
    disk: dict[str, Entry | None] = {}
    for path, difference in differences.items():
        if difference.after.mode == ABSENT:
            disk[path] = None
        elif not difference.after.oid.strip("0") and difference.after.mode != "160000":
            disk[path] = difference.after
    nowhere = "0" * len(place.empty_tree)
    for path in _untracked(place):
        before_entry = differences[path].before if path in differences else Entry(ABSENT, nowhere)
        after = Entry("160000" if path.endswith("/") else "100644", nowhere)  # a folder is a repository of its own
        differences[path] = Difference(path, before_entry, after)
        disk[path] = after
    return sorted(differences.values()), disk


def containing(place: Place, words: Sequence[str], *, sha: str | None) -> list[str]:
    """Paths of a commit (None: of the index) with any of some words in them, byte by byte.

    A file that git cannot read is among them, since nobody can say that it holds none. Binary files are left out.
    """
    patterns = b"\n".join(os.fsencode(word) for word in words)
    where = ("--cached",) if sha is None else (sha,)
    answer = programs.ask(place, "grep", "-F", "-I", "-l", "-z", "-f", "-", *where, stdin=patterns)
    if answer.code not in (0, 1):
        raise programs.refusal(place, "grep", answer.code, answer.errors)
    prefix = "" if sha is None else f"{sha}:"
    found = _records(answer.output) + _unread(answer.errors)
    return [path.removeprefix(prefix) for path in found]


def merge_base(place: Place, one: str, other: str) -> str | None:
    """The best common ancestor, or None."""
    answer = programs.ask(place, "merge-base", one, other)
    if answer.code not in (0, 1) or "error: " in answer.errors:  # it complains of a hole, and answers all the same
        raise programs.refusal(place, "merge-base", answer.code, answer.errors)
    return answer.output.decode("ascii", "replace").strip() or None


def has_head(place: Place) -> bool:
    """True when HEAD names a commit, whether or not its object is here; False before the first commit."""
    answer = programs.ask(place, "rev-parse", "HEAD")
    if answer.code not in (0, 1):
        raise programs.refusal(place, "rev-parse", answer.code, answer.errors)
    return answer.code == 0


def _untracked(place: Place) -> list[str]:
    settings = [("core.excludesFile", path) for path in _excludes()]
    return _records(programs.git(place, "ls-files", "--others", "--exclude-standard", settings=settings))


def _unread(errors: str) -> list[str]:
    lines = [line for line in errors.splitlines() if ": unable to read " in line]
    return [line.removeprefix("error: ").rpartition(": unable to read ")[0].strip("'") for line in lines]


def _no_filters(place: Place) -> list[tuple[str, str]]:
    answer = programs.ask(place, "config", r"^filter\..")
    if answer.code not in (0, 1):
        raise programs.refusal(place, "config", answer.code, answer.errors)
    names = {key.rpartition(".")[0] for key in _records(answer.output)}
    off = (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false"))
    return [(f"{name}.{key}", value) for name in sorted(names) for key, value in off]


def _excludes() -> list[str]:
    """The ignore file that the person's own configuration names; the rest of that file is kept out."""
    from finops_gate.repo import configuration

    home = os.path.expanduser("~")
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    for path in (os.path.join(home, ".gitconfig"), os.path.join(folder, "git", "config")):
        named = configuration.values(path, "core", "", "excludesfile")
        if named:
            return [os.path.expanduser(named[-1])]
    return []


def _records(output: bytes) -> list[str]:
    return output.decode("utf-8", "surrogateescape").split("\0")[:-1]


def _tree_entries(output: bytes) -> Iterator[tuple[str, Entry]]:
    for record in _records(output):
        head, _, path = record.partition("\t")
        mode, _, oid = head.split(" ")
        yield path, Entry(mode, oid)


def _differences(output: bytes) -> list[Difference]:
    records = iter(_records(output))
    return sorted(_difference(head, path) for head, path in zip(records, records, strict=True))


def _difference(head: str, path: str) -> Difference:
    old, new, before, after, status = head[1:].split(" ")
    return Difference(path, Entry(old, before), Entry(new, after), unmerged=status == "U")
