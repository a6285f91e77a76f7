"""Which repository a program that is not a person may have looked into: one within the folders it was opened on."""

from __future__ import annotations

import os
from collections.abc import Sequence

from finops_gate.base.errors import RepositoryError, UsageError
from finops_gate.base.text import clean
from finops_gate.repo import configuration
from finops_gate.repo.discover import Place, discover


def here() -> str:
    """The top of the current repository; outside of any, the current directory."""
    try:
        return discover(os.getcwd()).root
    except RepositoryError:
        return os.path.realpath(os.getcwd())


def repository(directory: str | None, folders: Sequence[str]) -> str:
    """The top of the repository that holds a directory (None: the first folder; relative: to it).

    Raises UsageError where the directory, the work tree around it or what its `.git` points to lies outside of the
    folders, and RepositoryError where there is none.
    """
    if not folders:
        raise UsageError("no folder is open", "open a repository in the client, or start finops-gate mcp --repo DIR")
    try:
        start = os.path.realpath(os.path.join(folders[0], directory or ""))
    except ValueError:
        raise UsageError("a directory cannot hold a NUL character") from None
    _require(start, folders)
    place = discover(start)
    _require(place.root, folders)
    if not (_within(place.git_directory, folders) or _vouched(place)):
        raise UsageError(
            f"the .git of {clean(place.root)} points to a repository that does not know this work tree",
            "git worktree repair",
        )
    return place.root


def _require(path: str, folders: Sequence[str]) -> None:
    if not _within(path, folders):
        raise UsageError(
            f"{clean(path)} is outside of what may be read: {', '.join(clean(folder) for folder in folders)}",
            "open the whole repository in the client, or start finops-gate mcp --repo DIR",
        )


def _within(path: str, folders: Sequence[str]) -> bool:
    return any(os.path.commonpath([path, os.path.realpath(folder)]) == os.path.realpath(folder) for folder in folders)


def _vouched(place: Place) -> bool:
    """Whether a repository that lies elsewhere says itself that this is its work tree (linked ones, submodules)."""
    try:
        with open(os.path.join(place.git_directory, "gitdir"), "rb") as file:  # noqa: PTH123 - as in repo/discover.py
            back = os.fsdecode(file.read(8192)).rstrip("\r\n")
        return os.path.realpath(back) == os.path.join(place.root, ".git")
    except OSError:
        settings = os.path.join(place.git_directory, "config")
        trees = configuration.values(settings, "core", "", "worktree")
        return trees[-1:] != [] and os.path.realpath(os.path.join(place.git_directory, trees[-1])) == place.root
