"""From what was typed to the commits that are compared."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from finops_gate.base.errors import RangeError, RepositoryError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.repo import configuration, listings, remote
from finops_gate.repo.programs import quote

if TYPE_CHECKING:
    from finops_gate.repo.discover import Place
    from finops_gate.repo.objects import Commit, Objects

INDEX = "index"
WORKTREE = "worktree"


class Range(NamedTuple):
    """The commits of one comparison. None stands for the empty tree, before the first commit."""

    base: Commit | None
    """A: the target's tip."""
    fork: str | None
    """Where the comparison starts: the merge base of A and B, or A itself."""
    head: Commit | None
    """B; with the index or the work tree HEAD, which they grow from."""
    head_name: str
    """B's sha, ``index`` or ``worktree``."""


_BRANCHES = ("main", "master", "trunk")
_PLAIN = lazy(r"[A-Za-z0-9_][A-Za-z0-9_./+#-]*")
_SHA = lazy(r"[0-9a-f]{7,64}")


def resolve(
    place: Place, objects: Objects, revisions: str | None, *, exact: bool, staged: bool, fork: str | None = None
) -> Range:
    """`fork`: the merge base, where somebody told it who knows more of the history than there is here.

    Raises RangeError for a revision that is not here and for commits without a common ancestor.
    """
    if staged:
        if revisions is not None:
            raise UsageError("--staged compares HEAD with the index and takes no range", "finops-gate diff --staged")
        head = head_or_none(place, objects)
        return Range(head, head and head.sha, head, INDEX)
    left, right = _split(revisions)
    if right is None and place.bare:
        raise UsageError("a bare repository has no work tree; name both sides", "finops-gate diff main..BRANCH")
    if left is None:
        found = _default(place, objects)
        if found is None:
            return Range(None, None, None, WORKTREE)
        base, head = found
    elif left == place.empty_tree:  # as git calls it: everything is new
        end = one(place, objects, right) if right is not None else head_or_none(place, objects)
        return Range(None, None, end, end.sha if right is not None and end else WORKTREE)
    else:
        base, head = _both(place, objects, left, right or "HEAD")
    told = fork and one(place, objects, fork).sha
    start = told or (base.sha if exact else _fork(place, base, head))
    return Range(base, start, head, WORKTREE if right is None else head.sha)


def one(place: Place, objects: Objects, name: str) -> Commit:
    """The commit that one revision names. Raises RangeError when there is none."""
    return objects.commits([_check(name)])[0] or _tracked(place, objects, name)


def head_or_none(place: Place, objects: Objects) -> Commit | None:
    """The commit that HEAD names; None before the first commit."""
    found = objects.commits(["HEAD"])[0]
    if found is None and listings.has_head(place):
        raise _absent(place, "HEAD")
    return found


def _split(revisions: str | None) -> tuple[str | None, str | None]:
    if revisions is None:
        return None, None
    dots = "..." if "..." in revisions else ".."
    left, found, right = revisions.partition(dots)
    if not found:
        return _check(left), None
    if not left:  # git would compare HEAD with itself; a script whose variable was empty would be green for ever
        raise UsageError(f"{clean(revisions)} names no base to compare with", "finops-gate diff main..HEAD")
    return _check(left), _check(right or "HEAD")


def _check(name: str) -> str:
    if not name or name.startswith("-") or not name.isprintable():
        raise UsageError(f"{clean(name) or 'an empty text'} is no revision", "finops-gate diff main..HEAD")
    return name


def _both(place: Place, objects: Objects, left: str, right: str) -> tuple[Commit, Commit]:
    base, head = objects.commits([left, right])
    return base or _tracked(place, objects, left), head or _tracked(place, objects, right)


def _tracked(place: Place, objects: Objects, name: str) -> Commit:
    """What origin calls by this name: a fresh clone has no branch `main` of its own unless it is checked out."""
    found = objects.commits([f"refs/remotes/origin/{name}"])[0] if _PLAIN.fullmatch(name) else None
    if found is None:
        raise _absent(place, name)
    return found


def _default(place: Place, objects: Objects) -> tuple[Commit, Commit] | None:
    """The default branch and HEAD; None before the first commit of all."""
    names = ["refs/remotes/origin/HEAD"]
    for branch in (*_BRANCHES, *_configured(place)):
        names += [f"refs/remotes/origin/{branch}", f"refs/heads/{branch}"]
    head, *found = objects.commits(["HEAD", *names])
    base = next((commit for commit in found if commit is not None), None)
    if head is None:
        if base is not None or listings.has_head(place):
            raise _absent(place, "HEAD")
        return None
    if base is None:
        raise RangeError("there is no default branch to compare with", "finops-gate diff BRANCH")
    return base, head


def _configured(place: Place) -> list[str]:
    home = os.path.join(os.path.expanduser("~"), ".gitconfig")
    files = (os.path.join(place.common_directory, "config"), home)
    found = [name for path in files for name in configuration.values(path, "init", "", "defaultbranch")[-1:]]
    return [name for name in found if _PLAIN.fullmatch(name)]


def _fork(place: Place, base: Commit, head: Commit) -> str:
    if base.sha == head.sha or base.sha in head.parents:  # the usual pull request of one commit: no need to ask git
        return base.sha
    if head.sha in base.parents:
        return head.sha
    fork = listings.merge_base(place, base.sha, head.sha)
    if fork is None and place.shallow:
        raise RangeError("the common ancestor lies outside of this shallow clone", "git fetch --unshallow origin")
    if fork is None:
        raise RangeError(
            "the two sides have no common ancestor",
            f"to compare them as they are: finops-gate diff --exact {base.sha[:12]}..{head.sha[:12]}",
        )
    return fork


def _absent(place: Place, name: str) -> RepositoryError:
    depth = "--unshallow " if place.shallow else ""
    branch = name.removeprefix("refs/remotes/").removeprefix("origin/").removeprefix("refs/heads/")
    if name == "HEAD" and listings.has_head(place):
        return RepositoryError("the commit that HEAD names is missing", f"git -C {quote(place.root)} fsck")
    if name == "HEAD":
        return RangeError("there is no commit yet", "finops-gate diff --staged")
    if not remote.has_origin(place):
        hint = "git branch --all"
    elif _SHA.fullmatch(name):
        hint = f"git fetch {depth}origin" + ("" if depth or len(name) < 40 else f" {name}")
    elif _PLAIN.fullmatch(branch):
        hint = f"git fetch {depth}origin {branch}:refs/remotes/origin/{branch}"
    else:
        hint = f"git fetch {depth}origin"
    return RangeError(f"{clean(name)} is no commit in this repository", hint)
