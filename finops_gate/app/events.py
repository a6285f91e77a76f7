"""What a CI job was started for, read from the payload of a GitHub event. Nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean

PULL_REQUESTS = ("pull_request", "pull_request_target", "pull_request_review")
SUPPORTED = (*PULL_REQUESTS, "merge_group", "push", "workflow_dispatch", "schedule")
LIMIT = 64 * 1024 * 1024
"""Bytes of a payload; GitHub's own limit is 25 MB."""
_SHA = lazy(r"[0-9a-f]{40}|[0-9a-f]{64}")
_QUEUE = lazy(r"refs/heads/gh-readonly-queue/.+/pr-([1-9][0-9]{0,17})-(?:[0-9a-f]{40}|[0-9a-f]{64})")
_NUMBER = lazy(r"[1-9][0-9]{0,17}")


class Event(NamedTuple):
    """One event. Ids of commits are full ones."""

    name: str
    number: str | None = None
    """The change request it is about."""
    base: str | None = None
    """The target's tip, as the event tells it."""
    head: str | None = None
    """The last commit of what is judged; a commit status is set on it."""
    merged: str | None = None
    """The merge commit that the forge made of both, which a job for a pull request checks out."""
    linear: bool = False
    """True when base is an ancestor of head, by what the event is: then it is their merge base."""
    fork: bool = False
    """True when the commits come from another repository, whose author has no rights here."""


def read(name: str, payload: bytes, sha: str) -> Event:
    """The event that GITHUB_EVENT_NAME, the file of GITHUB_EVENT_PATH and GITHUB_SHA tell. Raises UsageError."""
    if name not in SUPPORTED:
        raise UsageError(
            f"the gate does not know the event {clean(name, 60) or '(none)'}",
            f"it runs on {', '.join(SUPPORTED[:-1])} and {SUPPORTED[-1]}",
        )
    told = _object(name, payload)
    tip = sha if _SHA.fullmatch(sha) else None
    if name in PULL_REQUESTS:
        return _pull_request(name, told, tip)
    if name == "merge_group":
        group = _part(name, told, "merge_group")
        queue = _QUEUE.fullmatch(str(group.get("head_ref", "")))
        base, head = (_sha(name, group, key, f"merge_group.{key}") for key in ("base_sha", "head_sha"))
        return Event(name, queue[1] if queue else None, base, head, linear=True)
    if name == "push":
        if told.get("deleted") is True:
            raise UsageError(
                "the push deleted a branch: there is nothing to judge",
                "leave deletions out: if: ${{ !github.event.deleted }}",
            )
        base = _sha(name, told, "before", "before")
        return Event(name, None, base if base.strip("0") else None, _sha(name, told, "after", "after"))
    return Event(name, head=tip)


def _pull_request(name: str, told: Mapping[str, Any], sha: str | None) -> Event:
    request = _part(name, told, "pull_request")
    base, head = _part(name, request, "base"), _part(name, request, "head")
    number = str(request.get("number", ""))
    if not _NUMBER.fullmatch(number):
        raise UsageError(f"the payload of {name} names no pull request", "give base and head")
    theirs, ours = head.get("repo"), base.get("repo")  # the fork may be gone
    same = isinstance(theirs, dict) and isinstance(ours, dict) and theirs.get("id") == ours.get("id")
    head_sha = _sha(name, head, "sha", "pull_request.head.sha")
    # Under pull_request_target GITHUB_SHA is the base branch, whose code alone is checked out.
    merged = sha if name != "pull_request_target" and sha != head_sha else None
    return Event(name, number, _sha(name, base, "sha", "pull_request.base.sha"), head_sha, merged, fork=not same)


def _object(name: str, payload: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        raise UsageError(f"the payload of {name} is no JSON", "GITHUB_EVENT_PATH names its file") from None
    if not isinstance(found, dict):
        raise UsageError(f"the payload of {name} is no object", "GITHUB_EVENT_PATH names its file")
    return found


def _part(name: str, told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = told.get(key)
    if not isinstance(found, dict):
        raise UsageError(f"the payload of {name} has no {key}", "give base and head")
    return found


def _sha(name: str, told: Mapping[str, Any], key: str, shown: str) -> str:
    found = told.get(key)
    if not isinstance(found, str) or not _SHA.fullmatch(found):
        raise UsageError(f"the payload of {name} has no commit in {shown}", "give base and head")
    return found
