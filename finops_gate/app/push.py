"""What a push brings to a remote: each reference with the range that a change request of it would be judged by.

A branch is compared with the default branch of the remote, not with what was pushed of it before: the second push of a
branch does not hide what the first one changed. Where nothing of the remote is known the old tip of the reference
stands in for it, and where there is none either everything is new.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.repo import listings, ranges
from finops_gate.repo.discover import discover
from finops_gate.repo.objects import Objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from finops_gate.repo.discover import Place
    from finops_gate.repo.objects import Commit

_SHA = lazy(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NOTES = "refs/notes/"
"""Notes have a history of their own, whose files are no sources."""


class Ref(NamedTuple):
    """One reference of a push."""

    local: str
    """As the person named it; for people."""
    head: str
    """The revision that the remote is to have."""
    remote: str = ""
    """What it is called there."""
    old: str = ""
    """What the remote has; empty: nothing yet, or nobody said."""


class Push(NamedTuple):
    """What one push brings."""

    remote: str
    """The name of the remote, or its address where it has no name."""
    refs: tuple[Ref, ...]


class Span(NamedTuple):
    """One range to be judged."""

    ref: str
    revisions: str
    against: str
    """In words."""


def told(environment: Mapping[str, str], remote: str, lines: Iterable[str] | None) -> Push:
    """What pre-commit says in variables, or git in lines ``<local ref> <sha> <remote ref> <sha>``.

    `lines` None: nobody says anything, and what is judged is HEAD. Raises UsageError for a line that is none.
    """
    name = remote or environment.get("PRE_COMMIT_REMOTE_NAME", "") or "origin"
    local, there = environment.get("PRE_COMMIT_LOCAL_BRANCH", ""), environment.get("PRE_COMMIT_REMOTE_BRANCH", "")
    head = environment.get("PRE_COMMIT_TO_REF", "")
    if head:
        return Push(name, (Ref(local or head, head, there, environment.get("PRE_COMMIT_FROM_REF", "")),))
    if local:  # the first commit of all is among what is pushed: pre-commit then names no range
        return Push(name, (Ref(local, local, there),))
    if lines is None or environment.get("PRE_COMMIT") == "1":  # pre-commit run --hook-stage pre-push
        return Push(name, (Ref("HEAD", "HEAD"),))
    return Push(name, tuple(ref for line in lines if line.strip() and (ref := _ref(line)) is not None))


def _ref(line: str) -> Ref | None:
    """The reference of a line; None where it is deleted."""
    words = line.rsplit(maxsplit=3)
    if len(words) != 4 or not (_SHA.fullmatch(words[1]) and _SHA.fullmatch(words[3])):
        raise UsageError(
            f"{clean(line, 120)} is no line of a push",
            "git writes <local ref> <sha> <remote ref> <sha> to its pre-push hook",
        )
    local, head, remote, old = words
    if not head.strip("0"):
        return None
    return Ref(local, head, remote, old if old.strip("0") else "")


def spans(directory: Path | None, push: Push, target: str = "", *, explicit: bool = False) -> tuple[Span, ...]:
    """The ranges to be judged, each once. `target`: the revision that change requests go into, where it is no default.

    Raises RangeError for a commit that is not here.
    """
    place = discover(directory, explicit=explicit)
    objects = Objects(place)
    tip = ranges.one(place, objects, target) if target else _default(objects, push.remote)
    found: dict[str, Span] = {}
    for ref in push.refs:
        if ref.remote.startswith(_NOTES):
            continue
        head = ranges.one(place, objects, ref.head)
        base = tip or (ranges.one(place, objects, ref.old) if ref.old else None)
        start = base.sha if base is not None and _connected(place, base, head) else place.empty_tree
        against = "nothing, for the remote has none of it" if start == place.empty_tree else start[:12]
        found.setdefault(f"{start}..{head.sha}", Span(ref.local, f"{start}..{head.sha}", against))
    objects.close()
    return tuple(found.values())


def _default(objects: Objects, remote: str) -> Commit | None:
    """The default branch of the remote as it was last seen; of a fork that nobody fetched, that of where it is from."""
    names = dict.fromkeys((remote, "upstream", "origin"))
    asked = [
        f"refs/remotes/{name}/{branch}"
        for name in names
        if re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*", name)
        for branch in ("HEAD", "main", "master", "trunk")
    ]
    return next((commit for commit in objects.commits(asked) if commit is not None), None)


def _connected(place: Place, base: Commit, head: Commit) -> bool:
    """Whether there is a common ancestor. In a shallow clone nobody knows, and the comparison itself then says so."""
    return place.shallow or base.sha == head.sha or listings.merge_base(place, base.sha, head.sha) is not None
