"""Which commits a CI job compares: the way that needs least of the history, and never one that has to be guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from finops_gate.base.errors import ForgeError, RangeError, RepositoryError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.repo.fetching import WHOLE

if TYPE_CHECKING:
    from finops_gate.app.events import Event
    from finops_gate.repo.fetching import Clone

DEPTHS = (50, 200, WHOLE)
"""How far the history is fetched, step by step, where nobody tells the merge base."""
_SHA = lazy(r"[0-9a-f]{40}|[0-9a-f]{64}")
_HINT = "let the checkout fetch both sides: fetch-depth: 2 for pull requests, 0 for every event"

Ask = Callable[[str, str], str]
"""The merge base of two commits, as the forge knows it."""


class Span(NamedTuple):
    """What is compared. `directory` has all of it."""

    directory: str
    revisions: str
    fork: str | None
    """The merge base, where this clone does not reach it."""
    exact: bool
    how: str
    """In words, for the log."""


def resolve_range(event: Event, base: str, head: str, clone: Clone, ask: Ask | None, *, exact: bool = False) -> Span:
    """`base` and `head`: named by the workflow; empty: as the event says. `exact`: two states, whatever their history.

    Raises RangeError for what cannot be had. A range that is not known is never "no change".
    """
    if base or head:
        left, right = _named(event, base, head, clone)
        return _linear(left, right, clone) if exact else _pair(left, right, clone, ask)
    merge = _merge_commit(event, clone)
    if merge is not None:
        return merge
    if event.head is None:
        raise UsageError(f"{event.name} names no commit", "give base and head")
    if event.base is None:
        told = "a new branch" if event.name == "push" else event.name
        raise UsageError(f"{told} names nothing to compare with", "give base, as in base: origin/main or base: v1.2.0")
    if event.linear or exact:
        return _linear(event.base, event.head, clone)
    return _pair(event.base, event.head, clone, ask)


def _merge_commit(event: Event, clone: Clone) -> Span | None:
    """The merge that the forge made is checked out: its parents are the target's tip and the head, so nothing else is
    needed. Its first parent is the tip of that moment, which may be newer than the one that the event names."""
    if event.merged is None:
        return None
    commit = clone.commits(["HEAD"])[0]
    if commit is None or commit.sha != event.merged or len(commit.parents) != 2 or commit.parents[1] != event.head:
        return None
    if clone.commits([commit.parents[0]])[0] is None:  # checked out with a depth of 1
        return None
    return Span(clone.directory, f"{commit.parents[0]}..{commit.sha}", None, True, "the merge commit of the event")


def _named(event: Event, base: str, head: str, clone: Clone) -> tuple[str, str]:
    """The commits that the workflow names; a full id need not be here, it is fetched like that of an event."""
    left = base or event.base
    if left is None:
        raise UsageError("head is given, and nothing says what to compare it with", "give base as well")
    return _full(clone, left), _full(clone, head or event.head or "HEAD")


def _full(clone: Clone, name: str) -> str:
    if _SHA.fullmatch(name):
        return name
    if ".." in name or name.startswith("-") or not name.isprintable():
        raise UsageError(f"{clean(name)} is no revision", "base and head take a branch, a tag or a commit each")
    found = clone.commits([name, f"refs/remotes/origin/{name}"])
    shas = [commit.sha for commit in found if commit is not None]
    if not shas:
        raise RangeError(f"{clean(name)} is no commit in this checkout", _HINT)
    return shas[0]


def _linear(base: str, head: str, clone: Clone) -> Span:
    """Base is an ancestor of head and so the merge base: only the two commits are needed."""
    how = "the commits of the event"
    if None in clone.commits([base, head]):
        try:
            clone.fetch([base, head], 1)
        except RepositoryError as error:
            raise _lost(base, head, [error.message]) from None
        how += ", fetched"
    if None in clone.commits([base, head]):
        raise _lost(base, head, [])
    return Span(clone.directory, f"{base}..{head}", None, True, how)


def _pair(base: str, head: str, clone: Clone, ask: Ask | None) -> Span:
    """The merge base that is known here, else the one that the forge tells, else the one that more history shows."""
    revisions = f"{base}..{head}"
    found = _fork(clone, base, head)
    if found is not None:
        return Span(clone.directory, revisions, None, False, "the commits of the event")
    tried: list[str] = []
    for fork, how in _further(base, head, clone, ask, tried):
        return Span(clone.directory, revisions, fork, False, how)
    raise _lost(base, head, tried)


def _further(base: str, head: str, clone: Clone, ask: Ask | None, tried: list[str]) -> Iterator[tuple[str | None, str]]:
    if ask is not None:
        try:
            fork = ask(base, head)
            wanted = list(dict.fromkeys((fork, base, head)))
            if None in clone.commits(wanted):
                clone.fetch(wanted, 1)
            if None not in clone.commits(wanted):
                yield fork, "the merge base that the forge tells"
        except (ForgeError, RepositoryError, UsageError) as error:
            tried.append(error.message)
    for depth in DEPTHS:
        try:
            clone.fetch([base, head], depth)
        except (RepositoryError, UsageError) as error:
            tried.append(error.message)
            return
        if _fork(clone, base, head) is not None:
            yield None, "the history that was fetched"


def _fork(clone: Clone, base: str, head: str) -> str | None:
    try:
        return clone.fork(base, head)
    except RangeError as error:
        raise RangeError(error.message, "compare two states: base and head, with args: --exact") from None


def _lost(base: str, head: str, tried: list[str]) -> RangeError:
    why = f" ({'; '.join(dict.fromkeys(clean(text, 300) for text in tried))})" if tried else ""
    return RangeError(f"{base[:12]} and {head[:12]} cannot be compared: this checkout lacks their history{why}", _HINT)
