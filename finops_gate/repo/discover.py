"""Where the repository of a directory is, as git finds it, and without starting git."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from finops_gate.base.errors import RepositoryError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.repo import configuration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Place(NamedTuple):
    """One repository on this machine. All paths are absolute and resolved."""

    root: str
    """The top of the work tree; of a bare repository the git directory."""
    git_directory: str
    common_directory: str
    """Where configuration, objects and references lie; differs from the git directory in linked work trees."""
    bare: bool
    """True when there is no work tree to speak of."""
    explicit: bool = False
    """True when a person named the directory, and so vouches for it although somebody else may own it."""
    variables: tuple[tuple[str, str], ...] = ()
    """GIT_DIR and its kin, kept when git itself set them (a hook) and no directory was named."""

    @property
    def shallow(self) -> bool:
        """True for a clone that was cut off at some depth."""
        return os.path.exists(os.path.join(self.common_directory, "shallow"))

    @property
    def empty_tree(self) -> str:
        """The id of the tree without files, which git knows without having it."""
        formats = configuration.values(os.path.join(self.common_directory, "config"), "extensions", "", "objectformat")
        return _EMPTY_SHA256 if formats[-1:] == ["sha256"] else _EMPTY_SHA1


_EMPTY_SHA1 = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_EMPTY_SHA256 = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"


def discover(
    directory: Path | str | None = None, *, explicit: bool = False, environment: Mapping[str, str] | None = None
) -> Place:
    """The repository that holds a directory (None: the current one, or the one that GIT_DIR names).

    Raises RepositoryError when there is none.
    """
    environment = os.environ if environment is None else environment
    start = os.path.realpath(os.getcwd() if directory is None else os.fspath(directory))
    if directory is None and environment.get("GIT_DIR"):
        return _named(start, environment)
    if not os.path.isdir(start):
        raise RepositoryError(f"{clean(start)} is not a directory", "name a repository: finops-gate diff --repo DIR")
    here = start
    while True:
        inner = _git_directory(os.path.join(here, ".git"))
        if inner:
            return Place(here, inner, _common(inner), bare=False, explicit=explicit)
        if _is_git_directory(here):
            return Place(here, here, _common(here), bare=True, explicit=explicit)
        above = os.path.dirname(here)
        if above == here:
            raise RepositoryError(
                f"{clean(start)} is not in a git repository",
                "run it inside a repository, or name one: finops-gate diff --repo DIR",
            )
        here = above


def _named(start: str, environment: Mapping[str, str]) -> Place:
    found = _git_directory(os.path.join(start, environment["GIT_DIR"]))
    if found is None:
        raise RepositoryError(f"GIT_DIR is {clean(environment['GIT_DIR'])}, which is no repository", "unset GIT_DIR")
    settings = os.path.join(_common(found), "config")
    kept = {"GIT_DIR": found}
    root = start
    bare = False
    if environment.get("GIT_WORK_TREE"):
        root = kept["GIT_WORK_TREE"] = os.path.realpath(os.path.join(start, environment["GIT_WORK_TREE"]))
    elif configuration.values(settings, "core", "", "bare")[-1:] == ["true"]:
        root, bare = found, True
    return Place(root, found, _common(found), bare, variables=tuple(kept.items()))


def _git_directory(path: str) -> str | None:
    """The git directory that a `.git` entry is or points to (linked work trees and submodules have a file)."""
    if os.path.isdir(path):
        return os.path.realpath(path) if _is_git_directory(path) else None
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is not imported on the way to a verdict
            line = os.fsdecode(file.read(8192)).rstrip("\r\n")
    except OSError:
        return None
    target = os.path.join(os.path.dirname(path), line.removeprefix("gitdir:").strip())
    if not line.startswith("gitdir:") or not _is_git_directory(target):
        raise RepositoryError(f"{clean(path)} does not point to a git repository", "git worktree repair")
    return os.path.realpath(target)


def _is_git_directory(path: str) -> bool:
    common = _common(path)
    return (
        os.path.lexists(os.path.join(path, "HEAD"))
        and os.path.isdir(os.path.join(common, "objects"))
        and os.path.isdir(os.path.join(common, "refs"))
    )


def _common(git_directory: str) -> str:
    try:
        with open(os.path.join(git_directory, "commondir"), "rb") as file:  # noqa: PTH123 - see above
            return os.path.realpath(os.path.join(git_directory, os.fsdecode(file.read(8192)).rstrip("\r\n")))
    except OSError:
        return os.path.realpath(git_directory)
