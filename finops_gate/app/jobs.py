"""The two sides of a change request, as the environment of a CI job names them: GitLab, Bitbucket, Azure, Jenkins.

(A job of GitHub Actions has its own way, with more to go by: app/events.py.) What governs is the tip of the target, so
a variable that names the merge base alone is second to the target's branch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_gate.base.errors import RangeError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.repo import listings
from finops_gate.repo.discover import discover
from finops_gate.repo.objects import Objects

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SHA = lazy(r"[0-9a-f]{7,64}")
_BRANCH = lazy(r"(?![-/.])(?!.*(?:\.\.|//|@\{|\.lock$|[/.]$))[^\x00-\x20\x7f~^:?*\[\\]+")


class Told(NamedTuple):
    """What a job says of its change request."""

    forge: str
    base: str
    """The tip of the target, as a revision."""
    head: str
    start: str = ""
    """Where the forge says that the change begins: stands in for a tip that is not here, or is older."""
    fetch: str = ""
    """What makes both sides be there."""


class Span(NamedTuple):
    """What is compared, and why, in words for the log."""

    revisions: str
    how: str


def told(environment: Mapping[str, str]) -> Told | None:
    """What the variables say; None outside of a job for a change request.

    Raises UsageError for a variable that names no commit and no branch.
    """
    for read in (_gitlab, _bitbucket, _azure, _jenkins):
        found = read(environment)
        if found is not None:
            return found
    return None


def _gitlab(environment: Mapping[str, str]) -> Told | None:
    if not (environment.get("CI_MERGE_REQUEST_IID") or environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA")):
        return None
    start = _sha(environment, "CI_MERGE_REQUEST_DIFF_BASE_SHA")
    branch = _branch(environment, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", needed=False)
    # In a pipeline for merged results the commit of the job is a merge, which the merge request does not have.
    merged = _sha(environment, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA", needed=False)
    head = _sha(environment, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", needed=False) or _sha(environment, "CI_COMMIT_SHA")
    base = merged or (f"refs/remotes/origin/{branch}" if branch else start)
    fetch = f'GIT_DEPTH: "0", and before: {_fetch(branch)}' if branch else 'GIT_DEPTH: "0"'
    return Told("GitLab", base, head, start, fetch)


def _bitbucket(environment: Mapping[str, str]) -> Told | None:
    if not (environment.get("BITBUCKET_PR_ID") or environment.get("BITBUCKET_PR_DESTINATION_COMMIT")):
        return None
    base, head = _sha(environment, "BITBUCKET_PR_DESTINATION_COMMIT"), _sha(environment, "BITBUCKET_COMMIT")
    branch = _branch(environment, "BITBUCKET_PR_DESTINATION_BRANCH", needed=False)
    return Told("Bitbucket", base, head, fetch=f"clone: {{depth: full}}, and before: {_fetch(branch)}")


def _azure(environment: Mapping[str, str]) -> Told | None:
    if not (environment.get("SYSTEM_PULLREQUEST_PULLREQUESTID") or environment.get("SYSTEM_PULLREQUEST_TARGETBRANCH")):
        return None
    branch = _branch(environment, "SYSTEM_PULLREQUEST_TARGETBRANCH").removeprefix("refs/heads/")
    # The commit of the job is a merge that Azure made; the pull request ends in the source's.
    head = _sha(environment, "SYSTEM_PULLREQUEST_SOURCECOMMITID", needed=False)
    fetch = "fetchDepth: 0 in the checkout step"
    return Told("Azure Pipelines", f"refs/remotes/origin/{branch}", head or "HEAD", fetch=fetch)


def _jenkins(environment: Mapping[str, str]) -> Told | None:
    if not environment.get("CHANGE_TARGET"):
        return None
    branch = _branch(environment, "CHANGE_TARGET")
    return Told("Jenkins", f"refs/remotes/origin/{branch}", "HEAD", fetch=_fetch(branch))


def _fetch(branch: str) -> str:
    return f"git fetch origin +refs/heads/{branch}:refs/remotes/origin/{branch}" if branch else "git fetch origin"


def _sha(environment: Mapping[str, str], name: str, *, needed: bool = True) -> str:
    value = environment.get(name, "")
    if not _SHA.fullmatch(value) and (value or needed):
        raise _wrong(name, value, "no commit")
    return value


def _branch(environment: Mapping[str, str], name: str, *, needed: bool = True) -> str:
    value = environment.get(name, "")
    if not _BRANCH.fullmatch(value) and (value or needed):
        raise _wrong(name, value, "no branch")
    return value


def _wrong(name: str, value: str, problem: str) -> UsageError:
    return UsageError(
        f"{name} is {clean(value, 80) or 'empty'}, which is {problem}", "name both sides: finops-gate diff BASE..HEAD"
    )


def span(found: Told, directory: Path | None, *, explicit: bool = False) -> Span:
    """The range of a change request. Raises RangeError for a side that is not in this clone, with what to fetch."""
    place = discover(directory, explicit=explicit)
    objects = Objects(place)
    names = (found.base, found.head, *((found.start,) if found.start else ()))
    base, head, *starts = objects.commits(names)
    objects.close()
    start = starts[0] if starts else None
    if head is None:
        raise _missing(found, found.head)
    if base is not None and (start is None or listings.merge_base(place, base.sha, start.sha) == start.sha):
        return Span(f"{base.sha}..{head.sha}", f"{found.forge}: {found.base} ({base.sha[:12]})..{head.sha[:12]}")
    if start is None:
        raise _missing(found, found.base)
    how = f"{found.forge}: {start.sha[:12]}..{head.sha[:12]}"
    if found.base != found.start:
        how += f"; its files govern, for {found.base} is not here or is older ({found.fetch})"
    return Span(f"{start.sha}..{head.sha}", how)


def _missing(found: Told, name: str) -> RangeError:
    return RangeError(f"{clean(name)}, which {found.forge} names, is no commit in this clone", found.fetch)
