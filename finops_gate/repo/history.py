"""Who committed what, and when: GitPython walks the commits, and does nothing else.

Off the way to a verdict, because importing GitPython costs as much as a whole comparison. Its diff, index and status
run programs that the repository's configuration names, so they are not used (a test of the house looks).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from finops_gate.base.errors import RepositoryError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.repo import hardened, programs, ranges
from finops_gate.repo.discover import discover
from finops_gate.repo.objects import Objects
from finops_gate.repo.remote import repository_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import git

    from finops_gate.repo.discover import Place

__all__ = ["Commit", "change_request_of", "commits", "repository_name"]


_NUMBER = lazy(
    r"\(#(\d{1,9})\)\s*$|\AMerge pull request #(\d{1,9})\b|\AMerged in \S+ \(pull request #(\d{1,9})\)"
    r"|\AMerged PR (\d{1,9}):|\bSee merge request \S*!(\d{1,9})\s*\Z"
)
"""How GitHub, Bitbucket, Azure DevOps and GitLab say it."""


class Commit(NamedTuple):
    """One commit, as its author wrote it. Names and subject are text from outside: clean() them before showing."""

    sha: str
    parents: tuple[str, ...]
    author: str
    email: str
    at: datetime
    """When it was authored, in UTC."""
    committed: datetime
    """When it was committed, in UTC; a rebase or an amendment changes this one."""
    subject: str
    """The first line of the message."""
    message: str = ""
    """All of it."""


def commits(
    directory: Path | None,
    revisions: str = "HEAD",
    limit: int | None = None,
    *,
    merges: bool = False,
    explicit: bool = False,
) -> Iterator[Commit]:
    """Commits that a revision reaches, or those of B that A does not reach (``A..B``), newest first.

    At most `limit` (None: all). `merges`: only what was merged into the branch itself, along first parents. Raises
    RangeError for a revision that is not here, RepositoryError without repository.
    """
    return commits_of(discover(directory, explicit=explicit), revisions, limit, merges=merges)


def commits_of(
    place: Place, revisions: str = "HEAD", limit: int | None = None, *, merges: bool = False
) -> Iterator[Commit]:
    """The same, of a repository that was found before."""
    objects = Objects(place)
    left, found, right = revisions.partition("..")
    names = [left or "HEAD", right.removeprefix(".") or "HEAD"] if found else [left]
    shas = [ranges.one(place, objects, name).sha for name in names]
    objects.close()

    os.environ.setdefault("GIT_PYTHON_GIT_EXECUTABLE", programs.find_git(place))  # else it takes the first on PATH
    from git import Commit as GitCommit
    from git import Repo
    from git.exc import GitError

    try:
        with Repo(place.git_directory, expand_vars=False) as repository:
            repository.git.update_environment(**_environment(place))
            repository.git.set_persistent_git_options(c=list(hardened.SETTINGS), no_pager=True, no_replace_objects=True)
            options = {"first_parent": True} if merges else {}
            listed = repository.git.rev_list("..".join(shas), max_count=-1 if limit is None else limit, **options)
            for sha in listed.split():  # iter_commits would leave a pipe open when the history has a hole
                yield _commit(GitCommit(repository, bytes.fromhex(sha)))
    except (GitError, ValueError) as error:
        hint = "git fetch --unshallow origin" if place.shallow else f"git -C {programs.quote(place.root)} fsck"
        raise RepositoryError(f"the history of {clean(revisions)} cannot be read: {clean(str(error))}", hint) from error


def change_request_of(commit: Commit) -> str | None:
    """The number of the pull or merge request that a commit brought, where its message tells it."""
    for text in (commit.subject, commit.message.strip()):
        found = _NUMBER.search(text)
        if found is not None:
            return next(group for group in found.groups() if group)
    return None


def _commit(commit: git.Commit) -> Commit:
    return Commit(
        commit.hexsha,
        tuple(parent.hexsha for parent in commit.parents),
        commit.author.name or "",
        commit.author.email or "",
        commit.authored_datetime.astimezone(UTC),
        commit.committed_datetime.astimezone(UTC),
        _text(commit.summary),
        _text(commit.message),
    )


def _environment(place: Place) -> dict[str, str]:
    """GitPython adds to the environment and cannot take away, so every GIT_ variable that we do not set is emptied."""
    foreign = {name: "" for name in os.environ if name.startswith("GIT_") and name != "GIT_PYTHON_GIT_EXECUTABLE"}
    ours = programs.environment(place)
    found = {"GIT_DIR": place.git_directory, "GIT_COMMON_DIR": place.common_directory}
    return {**foreign, "GIT_OBJECT_DIRECTORY": os.path.join(place.common_directory, "objects"), **ours, **found}


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")
