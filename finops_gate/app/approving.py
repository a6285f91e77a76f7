"""The approvals of a change request: who said what on the forge, held against what the change asks for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from finops_gate.app.diff import Found, Request, find, judge
from finops_gate.app.governing import governing, rules
from finops_gate.base import shelf
from finops_gate.base.errors import ForgeError, GateError, UsageError
from finops_gate.base.frozen import replace
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.forges import Forge, Kind
from finops_gate.model.change_request import Actor, ChangeRequest, Members, ReviewState
from finops_gate.model.owners import Owners
from finops_gate.model.policy import Policy, Stale
from finops_gate.model.setting import Unknown
from finops_gate.model.verdict import Approval, Verdict
from finops_gate.policy import codeowners
from finops_gate.repo.discover import discover
from finops_gate.repo.objects import Objects
from finops_gate.verdict.approvals import Demand, demands
from finops_gate.verdict.circles import Circle, Permissions, circles, is_bot, name_of
from finops_gate.verdict.consent import Facts, settled
from finops_gate.verdict.headline import headline

FORGES = "finops_gate.forges"
MOST_COMMITS = 20
"""Reviewed commits that are judged anew, the latest first; an approval of an older one is stale."""
_SHA = lazy(r"[0-9a-f]{40}|[0-9a-f]{64}")


def forge_of(environment: Mapping[str, str] | None = None) -> tuple[Forge, str]:
    """The forge and the number of the change request that a CI job is about. Raises UsageError outside of one."""
    known = os.environ if environment is None else environment
    for name in shelf.names(FORGES):
        kind = shelf.take(FORGES, name, "FORGE")
        assert isinstance(kind, Kind)
        number = kind.number(known)
        if number is not None:
            return kind.connect(known), number
    raise UsageError(
        "no change request is known here, so nobody can be asked who approved it",
        "run it in the CI job of a pull request, or leave --approvals auto out",
    )


def judged(found: Found, environment: Mapping[str, str] | None = None) -> Verdict:
    """The verdict with its approvals, asked of the forge that the CI job names. Raises UsageError outside of one.

    The day whose prices hold is the forge's, where nobody named one: commits are dated by whoever makes them.
    """
    if found.quiet:
        return judge(found)
    forge, number = forge_of(environment)
    told: ChangeRequest | None = None
    with suppress(ForgeError):  # asked again where an approval needs it, which then says why there is none
        told = forge.change_request(number)
    if told is not None:
        request = found.request._replace(told=told, as_of=found.request.as_of or told.now.date())
        found = found._replace(request=request)
    verdict = judge(found)
    verdict = replace(verdict, comparison=replace(verdict.comparison, change_request=number))
    return approved(found, verdict, forge, number, told)


def approved(found: Found, verdict: Verdict, forge: Forge, number: str, told: ChangeRequest | None = None) -> Verdict:
    """The verdict with the states of its approvals and its headline. `told`: the change request, where it was read.

    What the forge does not answer is unknown, and so is an approval that depends on it.
    """
    if not verdict.approvals:
        return verdict
    policy = _policy(found)
    try:
        request = told or forge.change_request(number)
    except ForgeError as error:
        why = (f"the forge could not be asked: {clean(error.message, 300)}",)
        unknown = tuple(replace(approval, state="unknown", why=why) for approval in verdict.approvals)
        return _with(verdict, policy, unknown)
    now = demands(verdict)
    owners = _owners(found, policy, verdict)
    asked = [
        circle
        for approval in verdict.approvals
        for circle in circles(policy.approver(approval.role), now[approval.role].paths, owners)
    ]
    people = _people(request)
    judged = _judged(found, request)
    facts = Facts(
        request,
        _members(forge, asked) if people else {},
        _permissions(forge, asked, people),
        owners,
        judged,
        {} if policy.approval.stale is Stale.NEVER else _then(found, verdict, request, judged),
    )
    return _with(verdict, policy, settled(verdict.approvals, now, policy, facts))


def _with(verdict: Verdict, policy: Policy, approvals: tuple[Approval, ...]) -> Verdict:
    known = replace(verdict, approvals=approvals)
    return replace(known, headline=headline(known, policy.advisory_until))


def _policy(found: Found) -> Policy:
    sides = found.sides
    return governing(sides.target, sides.target_files, rules(), found.request.cache).policy


def _owners(found: Found, policy: Policy, verdict: Verdict) -> Owners:
    """CODEOWNERS of the target, where a role needs it."""
    roles = [policy.approver(approval.role) for approval in verdict.approvals]
    if not any(role.nobody or role.codeowners for role in roles):
        return Owners()
    for place in codeowners.PLACES:
        text = found.sides.target(place)
        if text is not None:
            return codeowners.read(text)
    return Owners()


def _people(request: ChangeRequest) -> dict[str, Actor]:
    """Those who said something that may count, by name."""
    silent = (ReviewState.COMMENTED, ReviewState.PENDING)
    said = [review.actor for review in request.reviews if review.state not in silent]
    said += [remark.actor for remark in request.remarks if "/finops " in remark.body]
    return {name_of(actor): actor for actor in said if actor is not None}


def _members(forge: Forge, asked: Iterable[Circle]) -> Members:
    """The members of each team that matters; where one cannot be had, that is what is known of it."""
    found: dict[str, frozenset[str] | Unknown] = {}
    for team in sorted({team for circle in asked for team in circle.teams}):
        try:
            members = forge.members(team)
        except ForgeError as error:
            members = Unknown(clean(error.message, 200))
        found[team] = members if isinstance(members, Unknown) else frozenset(name.lower() for name in members)
    return found


def _permissions(forge: Forge, asked: Sequence[Circle], people: Mapping[str, Actor]) -> Permissions:
    """What those who said something may do; asked only where the maintainers decide."""
    found: dict[str, str | Unknown] = {}
    if any(circle.maintainers for circle in asked):
        for name, actor in sorted(people.items()):
            if is_bot(actor):
                continue
            try:
                found[name] = forge.permission(actor.login)
            except ForgeError as error:
                found[name] = Unknown(clean(error.message, 200))
    return found


def _judged(found: Found, request: ChangeRequest) -> frozenset[str]:
    """The commit that was judged, and the last one of the change where that is a forge's merge of it."""
    head = found.sides.head.revision
    if not _SHA.fullmatch(head) or head == request.head:
        return frozenset({head})
    place = discover(found.request.directory, explicit=found.request.explicit)
    objects = Objects(place)
    commit = objects.commits([head])[0]
    objects.close()
    merged = commit is not None and commit.parents == (found.sides.tip.revision, request.head)
    return frozenset({head, request.head} if merged else {head})


def _then(
    found: Found, verdict: Verdict, request: ChangeRequest, judged: frozenset[str]
) -> dict[str, Mapping[str, Demand] | Unknown]:
    """What the target's policy asks for at each reviewed commit, on the same day."""
    approving = [review for review in request.reviews if review.state is ReviewState.APPROVED and review.commit]
    latest = dict.fromkeys(
        str(review.commit) for review in sorted(approving, key=lambda review: (review.at, review.id), reverse=True)
    )
    commits = [commit for commit in latest if commit not in judged]
    known: dict[str, Mapping[str, Demand] | Unknown] = {}
    for commit in commits[:MOST_COMMITS]:
        known[commit] = _demands_at(commit, found, verdict)
    known |= dict.fromkeys(commits[MOST_COMMITS:], Unknown(f"more than {MOST_COMMITS} commits were reviewed since"))
    return known


def _demands_at(commit: str, found: Found, verdict: Verdict) -> Mapping[str, Demand] | Unknown:
    if not _SHA.fullmatch(commit):
        return Unknown("the forge names no commit by its id")
    request: Request = found.request._replace(
        revisions=f"{found.sides.tip.revision}..{commit}", exact=False, staged=False, fork=None, as_of=verdict.as_of
    )
    try:
        return demands(judge(find(request)))
    except GateError as error:  # not here, or no longer connected with the target
        return Unknown(clean(error.message, 120))
