"""Requests and what people said of them, to: granted, pending, denied or unknown, by whom and why.

Pure: the same facts give the same states whatever order they come in. What nobody could tell is never taken for a yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.base.text import clean
from finops_gate.model.change_request import ChangeRequest, Members
from finops_gate.model.owners import Owners
from finops_gate.model.policy import Approver, Approving, Policy, Stale
from finops_gate.model.setting import Unknown
from finops_gate.model.verdict import Approval
from finops_gate.verdict.acts import Act, Kind, last_acts
from finops_gate.verdict.approvals import Demand
from finops_gate.verdict.assignment import Seats, assigned
from finops_gate.verdict.circles import Circle, Permissions, circles, name_of
from finops_gate.verdict.freshness import outgrown


class Facts(NamedTuple):
    """What is known of a change request and its people."""

    request: ChangeRequest
    members: Members = MappingProxyType({})
    """By team, in lower case; one that is missing is not known."""
    permissions: Permissions = MappingProxyType({})
    owners: Owners = Owners()
    """Of the target."""
    judged: frozenset[str] = frozenset()
    """The commits whose verdict it is: what they ask for is what is asked now."""
    then: Mapping[str, Mapping[str, Demand] | Unknown] = MappingProxyType({})
    """What the policy of the target asks of each role at each reviewed commit; one that is missing is not known."""


class _Said(NamedTuple):
    """What the acts of one role come to."""

    approval: Approval
    approver: Approver
    circles: tuple[Circle, ...]
    sure: tuple[frozenset[str], ...]
    """For each circle those whose approval counts."""
    possible: tuple[frozenset[str], ...]
    """The same with those who may belong to it."""
    denied: tuple[str, ...]
    may_deny: tuple[str, ...]
    why: tuple[str, ...]

    def seats(self, people: tuple[frozenset[str], ...]) -> Seats:
        return Seats(self.approval.role, self.approver.count, people)


def settled(
    approvals: Sequence[Approval], demands: Mapping[str, Demand], policy: Policy, facts: Facts
) -> tuple[Approval, ...]:
    """The requests with their states.

    A role is denied while one of its people objects; granted when each of its circles has enough people whose
    approval counts; unknown when it would be granted, or denied, if those belonged to it of whom nobody can tell.
    """
    codes = frozenset(approval.code for approval in approvals)
    said = [_said(approval, demands[approval.role], policy, facts, codes) for approval in approvals]
    open_ = [role for role in said if not role.denied]
    several = policy.approval.allow_multi_role
    granted = assigned([role.seats(role.sure) for role in open_ if not role.may_deny], several=several)
    possible = assigned([role.seats(role.possible) for role in open_], several=several)
    return tuple(_state(role, granted, possible) for role in said)


def _state(role: _Said, granted: Mapping[str, tuple[str, ...]], possible: Mapping[str, tuple[str, ...]]) -> Approval:
    name = role.approval.role
    if role.denied:
        return replace(role.approval, state="denied", by=role.denied, why=role.why)
    if name in granted:
        return replace(role.approval, state="granted", by=granted[name], why=role.why)
    counted = tuple(sorted(frozenset().union(*role.sure)))
    unknown = bool(role.may_deny) or name in possible
    return replace(role.approval, state="unknown" if unknown else "pending", by=counted, why=role.why)


def _said(approval: Approval, demand: Demand, policy: Policy, facts: Facts, codes: frozenset[str]) -> _Said:
    approver = policy.approver(approval.role)
    asked = circles(approver, demand.paths, facts.owners)
    sure: list[set[str]] = [set() for _ in asked]
    possible: list[set[str]] = [set() for _ in asked]
    denied: list[str] = []
    may_deny: list[str] = []
    why = list(_doubts(facts.request, policy.approval))
    refused = _refused(policy.approval)
    for name, act in sorted(last_acts(facts.request, approval.code, codes, refused).items()):
        if act.kind is Kind.DISMISSED:
            why.append(_told(act, "does not count: it was dismissed"))
            continue
        belongs = [circle.holds(act.actor, facts.members, facts.permissions) for circle in asked]
        unknown = next((held for held in belongs if isinstance(held, Unknown)), None)
        if not any(held is True for held in belongs) and unknown is None:
            why.append(_told(act, f"does not count: no approver of {clean(approval.name, 60)}"))
        elif act.kind is Kind.DENY:
            (denied if any(held is True for held in belongs) else may_deny).append(name)
            why.append(_told(act, f"nobody can tell: {unknown.reason}" if name in may_deny and unknown else "blocks"))
        elif objection := _objection(act, approval.role, demand, policy.approval, facts):
            why.append(_told(act, f"does not count: {objection}"))
        else:
            hidden = _hidden(act, policy.approval, facts.request)
            for at, held in enumerate(belongs):
                if held is True and not hidden:
                    sure[at].add(name)
                if held is not False:
                    possible[at].add(name)
            counts = any(held is True for held in belongs)
            doubt = hidden or ("" if counts or unknown is None else unknown.reason)
            why.append(_told(act, f"nobody can tell: {doubt}" if doubt else "counts"))
    return _Said(
        approval,
        approver,
        asked,
        tuple(frozenset(people) for people in sure),
        tuple(frozenset(people) for people in possible),
        tuple(denied),
        tuple(may_deny),
        tuple(why),
    )


def _refused(rules: Approving) -> dict[str, str]:
    """Why policy takes no approval by a method."""
    refused = {m: f"policy takes no {m} for an approval" for m in ("command", "review") if m not in rules.methods}
    if rules.stale is Stale.HEAD:
        refused.setdefault("command", "a comment names no commit, and policy asks for the last one")
    return refused


def _objection(act: Act, role: str, demand: Demand, rules: Approving, facts: Facts) -> str:
    """Why an approval of somebody who may give it does not count; empty when it does."""
    request, name = facts.request, name_of(act.actor)
    if act.flaw:
        return act.flaw
    if part := part_of(name, request, rules):
        return part
    if rules.strict_identity and not (rules.allow_author and rules.allow_committers) and _unproven(request):
        return "it cannot be proved that the change is not theirs"
    if request.now - act.at > timedelta(days=rules.max_age_days):
        return f"older than {rules.max_age_days} days"
    return _stale(act, role, demand, rules, facts)


def _hidden(act: Act, rules: Approving, request: ChangeRequest) -> str:
    """Why somebody may have committed to the change unseen; empty where that is impossible or allowed.

    Whoever opens a change can fill it with more commits than a forge lists, and one of them may be the approver's.
    """
    author = request.author is not None and name_of(act.actor) == name_of(request.author)
    if not request.unlisted or author or rules.allow_committers:
        return ""
    return "whether they committed to the change: not all of its commits are listed"


def part_of(name: str, request: ChangeRequest, rules: Approving) -> str:
    """What part an account, by name, has in the change that policy does not allow an approver; empty for none."""
    if request.author is not None and name == name_of(request.author):
        return "" if rules.allow_author else "by the author of the change"
    if not rules.allow_committers and name in _committers(request):
        return "by somebody who committed to the change"
    return ""


def _stale(act: Act, role: str, demand: Demand, rules: Approving, facts: Facts) -> str:
    if rules.stale is Stale.NEVER or act.method == "command":  # whose code names what is asked now, cost and all
        return ""
    if act.commit is None:
        return "the forge does not say which commit it was given to"
    if rules.stale is Stale.HEAD and act.commit != facts.request.head:
        return "it was given to an earlier commit"
    if act.commit in facts.judged:
        return ""
    then = facts.then.get(act.commit, Unknown("that commit is not here"))
    if isinstance(then, Unknown):
        return f"what it was given to is not known: {clean(then.reason, 120)}"
    return outgrown(then.get(role), demand, rules.headroom)


def _committers(request: ChangeRequest) -> frozenset[str]:
    known = [entry.actor for entry in request.contributors if entry.actor is not None]
    return frozenset(name_of(actor) for actor in (*known, request.pusher) if actor is not None)


def _unproven(request: ChangeRequest) -> bool:
    """True when some part of the change belongs to an account that nobody knows."""
    return bool(request.author is None or request.untold or any(entry.actor is None for entry in request.contributors))


def _doubts(request: ChangeRequest, rules: Approving) -> Sequence[str]:
    """What cannot be proved, told whether or not policy minds."""
    if rules.allow_author and rules.allow_committers:
        return ()
    unknown = sorted({entry.commit[:12] for entry in request.contributors if entry.actor is None})
    found = [f"cannot prove independence: nobody knows whose account wrote {', '.join(unknown)}"] if unknown else []
    if request.author is None:
        found.append("cannot prove independence: the author's account is gone")
    found += [f"cannot prove independence: the forge does not tell {clean(what, 120)}" for what in request.untold]
    return [clean(line, 400) for line in found]


def _told(act: Act, outcome: str) -> str:
    verb = "objects" if act.kind is Kind.DENY else "approves"
    to = f" of {clean(act.commit[:12], 12)}" if act.commit else ""
    return clean(f"{clean(name_of(act.actor), 80)} {verb} by {act.method}{to} on {act.at.date()}: {outcome}", 400)
