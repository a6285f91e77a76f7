"""One story for the tests of approvals: a request of the lead, what people say of it, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from finops_gate.model.change_request import Actor, ChangeRequest, Contributor, Remark, Review, ReviewState
from finops_gate.model.owners import Owners
from finops_gate.model.policy import Approver, Approving
from finops_gate.model.verdict import Approval
from finops_gate.verdict.approvals import Demand, approval_code
from finops_gate.verdict.consent import Facts, settled
from tests.build import a_policy

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEAD = "d" * 40
"""The last commit of the change, which is judged."""
OLD = "c" * 40
"""The commit before it."""
LEAD = Approver("lead", "Lead", ("alice", "Erin"), ("Acme/Leads",))
FINANCE = Approver("finance", "Finance", ("carol",))

APPROVED, CHANGES, DISMISSED = ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED


def a_demand(
    *fingerprints: str, ceiling: str | None = "100", paths: tuple[str, ...] = ("app/bot.py",), **per_call: str | None
) -> Demand:
    """What is asked of a role: one finding of $100 a month unless said otherwise."""
    calls = tuple((site, None if amount is None else Decimal(amount)) for site, amount in sorted(per_call.items()))
    return Demand(frozenset(fingerprints or ("f",)), None if ceiling is None else Decimal(ceiling), calls, paths)


def a_review(login: str = "alice", state: ReviewState = APPROVED, hours: float = 1, **fields: Any) -> Review:
    """`hours` before now. At the last commit unless said otherwise."""
    fields.setdefault("commit", HEAD)
    actor = fields.pop("actor", Actor(login, fields.pop("bot", False)))
    return Review(fields.pop("id", f"{login}{state}{hours}"), actor, state, NOW - timedelta(hours=hours), **fields)


def a_remark(body: str, login: str = "alice", hours: float = 1, **fields: Any) -> Remark:
    actor = fields.pop("actor", Actor(login, fields.pop("bot", False)))
    return Remark(f"{login}{hours}", actor, body, NOW - timedelta(hours=hours), **fields)


def a_request(*said: Review | Remark, **fields: Any) -> ChangeRequest:
    """Opened by mallory, who wrote both commits."""
    fields.setdefault("author", Actor("mallory"))
    fields.setdefault("contributors", tuple(Contributor(Actor("mallory"), sha) for sha in (OLD, HEAD)))
    return ChangeRequest(
        "7",
        base="b" * 40,
        head=fields.pop("head", HEAD),
        now=NOW,
        reviews=tuple(entry for entry in said if isinstance(entry, Review)),
        remarks=tuple(entry for entry in said if isinstance(entry, Remark)),
        **fields,
    )


def asked(demands: Mapping[str, Demand]) -> tuple[Approval, ...]:
    return tuple(
        Approval(role, role.title(), "pending", (), approval_code(role, demand), demand.ceiling)
        for role, demand in sorted(demands.items())
    )


CODE = approval_code("lead", a_demand())
"""Of the lead's request in the default story."""


def judged(
    *said: Review | Remark,
    demands: Mapping[str, Demand] | None = None,
    approvers: tuple[Approver, ...] = (LEAD, FINANCE),
    members: Mapping[str, Any] | None = None,
    permissions: Mapping[str, Any] | None = None,
    owners: Owners | None = None,
    then: Mapping[str, Any] | None = None,
    request: ChangeRequest | None = None,
    judged_at: str = HEAD,
    of: Mapping[str, Any] | None = None,
    **rules: Any,
) -> tuple[Approval, ...]:
    """The states. `rules` are those of `approval:`, `of` fields of the change request."""
    demands = demands or {"lead": a_demand()}
    facts = Facts(
        request or a_request(*said, **(of or {})),
        {"acme/leads": frozenset({"dan"})} if members is None else members,
        permissions or {},
        owners or Owners(),
        frozenset({judged_at}),
        then or {},
    )
    policy = a_policy(approvers=approvers)
    from dataclasses import replace

    return settled(asked(demands), demands, replace(policy, approval=Approving(**rules)), facts)


def state(*said: Review | Remark, **fields: Any) -> str:
    """The state of the lead's request."""
    return next(a.state for a in judged(*said, **fields) if a.role == "lead")


def why(*said: Review | Remark, **fields: Any) -> str:
    """All that is told of it, in one text."""
    return "\n".join(line for approval in judged(*said, **fields) for line in approval.why)
