"""One run in a job of GitHub Actions: from the event to a verdict, and what is then said on the pull request."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from finops_gate.app.diff import Found, Request, find, judge
from finops_gate.app.events import PULL_REQUESTS, Event, read
from finops_gate.app.inspecting import Inspecting
from finops_gate.app.spans import DEPTHS, Span, resolve_range
from finops_gate.base import shelf
from finops_gate.base.errors import ForgeError, GateError, UsageError
from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.base.text import clean
from finops_gate.model.change_request import ReviewState
from finops_gate.model.policy import Outcome
from finops_gate.repo.fetching import Clone, Origin

if TYPE_CHECKING:
    from datetime import date

    from finops_gate.forges import Forge
    from finops_gate.model.change_request import ChangeRequest
    from finops_gate.model.verdict import Verdict

TOKENS = ("FINOPS_GATE_TOKEN", "GITHUB_TOKEN")
REVIEWED = 20
"""Commits, the latest first, whose approvals are looked into."""
Connection: TypeAlias = "Forge | None"
"""The forge, where there is a token for it."""


class Asked(NamedTuple):
    """What the workflow asks for."""

    base: str = ""
    head: str = ""
    exact: bool = False
    below: str = ""
    """Only what changed below this folder of the repository counts."""
    policy: str = ""
    usage: str = ""
    governed_by: str | None = None
    approvals: bool = True
    as_of: date | None = None
    since: str | None = None
    overrides: tuple[str, ...] = ()
    inspecting: Inspecting | None = None
    cache: str | None = None


class Judgement(NamedTuple):
    """What came of a run."""

    event: Event
    span: Span
    verdict: Verdict
    forge: Forge | None
    unanswered: GateError | None = None
    """Why nobody knows whether the approvals were given."""
    users: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    """Who is to be asked for a review: the people of the roles whose approval is missing."""


class Said(NamedTuple):
    """What the forge was told."""

    comment: str = ""
    """The address of the comment."""
    warnings: tuple[str, ...] = ()
    """What could not be said. It never changes a verdict."""


def event_of(environment: Mapping[str, str], payload: bytes) -> Event:
    """The event that the job was started for. Raises UsageError."""
    return read(environment.get("GITHUB_EVENT_NAME", ""), payload, environment.get("GITHUB_SHA", ""))


def forge_of(environment: Mapping[str, str]) -> Forge | None:
    """GitHub, when there is a token for it. Raises UsageError for an address or a token that cannot be."""
    if not any(environment.get(name) for name in TOKENS):
        return None
    from finops_gate.forges import Kind

    kind = shelf.take("finops_gate.forges", "github", "FORGE")
    assert isinstance(kind, Kind)
    return kind.connect(environment)


def judged(
    event: Event, asked: Asked, directory: Path, scratch: Path, environment: Mapping[str, str], forge: Forge | None
) -> Judgement:
    """Finds, prices and judges what the event changed. `scratch`: a folder that does not exist, for missing commits.

    Raises GateError. When only the approvals could not be had, the verdict stands and says that they are unknown.
    """
    clone = Clone(directory, scratch, _origin(environment))
    ask = forge.merge_base if forge is not None else None
    span = resolve_range(event, asked.base, asked.head, clone, ask, exact=asked.exact)
    found = find(
        Request(
            directory=Path(span.directory),
            revisions=span.revisions,
            exact=span.exact,
            as_of=asked.as_of,
            cache=asked.cache,
            explicit=True,
            inspecting=asked.inspecting,
            fork=span.fork,
            below=asked.below,
            policy=asked.policy,
            usage=asked.usage,
            governed_by=asked.governed_by,
            since=asked.since,
            overrides=asked.overrides,
        )
    )
    number = event.number if asked.approvals else None
    if number is None or forge is None or found.quiet:
        return Judgement(event, span, _numbered(judge(found), event), forge)
    try:
        told = forge.change_request(number)
    except ForgeError as error:
        return Judgement(event, span, _unknown(_numbered(judge(found), event)), forge, error)
    # the forge's day: commits are dated by whoever makes them
    request = found.request._replace(told=told, as_of=asked.as_of or told.now.date())
    found = found._replace(request=request)
    verdict = judge(found)
    if verdict.approvals:
        from finops_gate.app.approving import approved

        _reach_reviewed(clone, found.sides.tip.revision, told)
        here = found._replace(request=found.request._replace(directory=Path(clone.directory)))
        verdict = approved(here, verdict, forge, number, told)
    users, teams = _missing(found, verdict, told)
    return Judgement(event, span, _numbered(verdict, event), forge, None, users, teams)


def _missing(found: Found, verdict: Verdict, told: ChangeRequest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people and teams that policy names for the roles whose approval is missing; nobody reviews his own change."""
    pending = [approval.role for approval in verdict.approvals if approval.state == "pending"]
    if not pending:
        return (), ()
    from finops_gate.app.governing import governing, rules

    sides = found.sides
    policy = governing(sides.target, sides.target_files, rules(), found.request.cache).policy
    roles = [policy.approver(role) for role in pending]
    author = told.author.login.lower() if told.author else ""
    users = {user for role in roles for user in role.users if user.lower() != author and not user.endswith("[bot]")}
    return tuple(sorted(users)), tuple(sorted({team for role in roles for team in role.teams}))


def _reach_reviewed(clone: Clone, tip: str, told: ChangeRequest) -> None:
    """Fetches what approved reviews were given on, so that an approval outlives a push that costs nothing.

    What cannot be had makes the approval stale, so no error is one.
    """
    approving = [review for review in told.reviews if review.state is ReviewState.APPROVED]
    wanted = list(dict.fromkeys(review.commit for review in reversed(approving) if review.commit))[:REVIEWED]
    for depth in DEPTHS:
        try:
            missing = [commit for commit in wanted if clone.fork(tip, commit) is None]
            if not missing:
                return
            clone.fetch([tip, *missing], depth)
        except GateError:
            return


def publish(
    judgement: Judgement, body: str, code: int, *, comment: str, identity: str, context: str, link: str
) -> Said:
    """Comment, commit status and the request for a review. `code`: the exit code that the verdict came to.

    `body`: the comment's text. `identity` tells it from those of other jobs. `context`: of the status; empty: none.
    """
    from finops_gate.forges import Comment, Status

    event, verdict, forge = judgement.event, judgement.verdict, judgement.forge
    if forge is None:
        wanted = comment != "never" and event.name in PULL_REQUESTS
        return Said(warnings=("there is no token, so nothing was said on the pull request",) if wanted else ())
    address = ""
    warnings = []
    if comment != "never" and event.number and event.head and event.name in PULL_REQUESTS:
        try:
            address = forge.say(event.number, Comment(identity, body, event.head, _worth(verdict, comment)))
        except GateError as error:
            warnings.append(_untold("comment", error, event))
    if event.number and event.name in PULL_REQUESTS and (judgement.users or judgement.teams):
        try:
            forge.ask(event.number, judgement.users, judgement.teams)
        except GateError as error:
            warnings.append(_untold("request for a review", error, event))
    if context and event.head:
        try:
            forge.status(Status(event.head, context, _state(verdict, code), _described(verdict), link))
        except GateError as error:
            warnings.append(_untold("commit status", error, event))
    return Said(address, tuple(warnings))


def failed(event: Event | None, forge: Forge | None, error: GateError, context: str, link: str) -> tuple[str, ...]:
    """Sets the commit status of a run without a verdict. Returns what could not be said."""
    if event is None or event.head is None or forge is None or not context:
        return ()
    from finops_gate.forges import Status

    try:
        forge.status(Status(event.head, context, "error", clean(error.message, 140), link))
    except GateError as refused:
        return (_untold("commit status", refused, event),)
    return ()


def _origin(environment: Mapping[str, str]) -> Origin | None:
    server, name = environment.get("GITHUB_SERVER_URL", ""), environment.get("GITHUB_REPOSITORY", "")
    if not server or not name:
        return None
    token = next((environment[name] for name in TOKENS if environment.get(name)), "")
    return Origin(f"{server.rstrip('/')}/{name}", token)


def _numbered(verdict: Verdict, event: Event) -> Verdict:
    return replace(verdict, comparison=replace(verdict.comparison, change_request=event.number))


def _unknown(verdict: Verdict) -> Verdict:
    return replace(verdict, approvals=tuple(replace(approval, state="unknown") for approval in verdict.approvals))


def _worth(verdict: Verdict, comment: str) -> bool:
    """Whether a comment is created; one that exists is brought up to date in any case."""
    if comment == "always":
        return True
    if comment == "on-change":
        return any(row.change.billed for row in verdict.rows) or verdict.outcome > Outcome.PASS
    return verdict.outcome > Outcome.PASS


def _state(verdict: Verdict, code: int) -> str:
    if code == 0:
        return "success"
    if code == UsageError.exit_code:
        return "error"
    return "pending" if verdict.outcome is Outcome.REQUIRE_APPROVAL else "failure"


def _described(verdict: Verdict) -> str:
    return clean(verdict.headline.lstrip("⚠️✅⛔ "), 140)


def _untold(what: str, error: GateError, event: Event) -> str:
    forked = " (a pull request from a fork: its token may only read)" if event.fork else ""
    return f"the {what} could not be written{forked}: {error.message}"
