"""The waivers of a change: those that stand at the target, and signed ones that it brings along."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from finops_gate.app.governing import FOLDER, SIGNERS, WAIVERS, Governing, waivers_of
from finops_gate.base.errors import GovernanceError
from finops_gate.base.text import clean
from finops_gate.model.verdict import Decision, Verdict
from finops_gate.model.waiver import Waiver
from finops_gate.rules import Case, Rule

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from finops_gate.model.change_request import ChangeRequest
    from finops_gate.model.policy import Policy
    from finops_gate.repo.sides import Sides


def waived(
    sides: Sides,
    directory: Path | None,
    verdict: Verdict,
    decided: Governing,
    known: Sequence[Rule],
    told: ChangeRequest | None = None,
) -> Verdict:
    """The verdict with what waivers let through. Raises GovernanceError for a malformed file at the target.

    `told`: who wrote the change, where a forge was asked; then nobody waives what is partly his own.
    """
    text = sides.target(WAIVERS) if WAIVERS in sides.target_files(FOLDER) else None
    changed = next((change for change in sides.changes if change.path == WAIVERS), None)
    if text is None and changed is None:
        return verdict
    from finops_gate.verdict.waivers import used
    from finops_gate.verdict.waivers import waived as let_through

    standing = waivers_of(text)
    before = _head(changed.before if changed else None)
    after = _head(changed.after if changed else None)
    old = {waiver._replace(line=0) for waiver in (*standing, *before)}
    brought = [waiver for waiver in after if waiver._replace(line=0) not in old]
    proofs = list(_proofs(sides, directory, brought, decided.policy, verdict.as_of, told)) if brought else []
    uses = used(verdict, standing, proofs)
    case = Case((), (), decided.policy, verdict.as_of, waivers=uses)
    findings = [finding for rule in known for finding in rule.check(case)] if uses else []
    only_added = len(after) == len(before) + len(brought)
    signed = [waiver.approved_by for waiver, _ in proofs] if only_added and not any(why for _, why in proofs) else []
    return let_through(verdict, uses, findings, decided.policy, _settles(signed))


def _settles(signed: Sequence[str]) -> Callable[[Decision], str]:
    """A change to waivers.yaml that only adds what approvers have signed needs nobody else's approval."""
    names = ", ".join(sorted(set(signed)))

    def settles(decision: Decision) -> str:
        about = decision.finding.rule == "governing-change" and decision.finding.location.path == WAIVERS
        return f"it only adds waivers that are signed by {clean(names, 200)}" if names and about else ""

    return settles


def _head(text: bytes | None) -> tuple[Waiver, ...]:
    """Those of the change's own file; one that is malformed has none, and is a finding of another kind."""
    try:
        return waivers_of(text)
    except GovernanceError:
        return ()


def _proofs(
    sides: Sides,
    directory: Path | None,
    brought: Sequence[Waiver],
    policy: Policy,
    day: date,
    told: ChangeRequest | None,
) -> Iterator[tuple[Waiver, str]]:
    """Each waiver that the change brings, with why nothing proves it; empty where its signature is good.

    Its signer has to be one of the users of the role in the target's policy: a key alone says who, not what for.
    """
    from finops_gate.repo.signatures import flaw
    from finops_gate.verdict.consent import part_of

    allowed = sides.target(SIGNERS)
    repository = sides.head.repository
    for waiver in brought:
        users = {user.lower() for user in policy.approver(waiver.role).users}
        rules, signer = policy.approval, waiver.approved_by.lower()
        if not waiver.signature:
            yield waiver, "is not signed"
        elif repository is None:
            yield waiver, "is signed, and nobody can tell for which repository: it has no origin"
        elif waiver.approved_by.lower() not in users:
            who, role = clean(waiver.approved_by, 60), clean(waiver.role, 60)
            yield waiver, f"is signed, and {who} is not among the users of {role} in the target's policy"
        elif told is not None and (part := part_of(signer, told, rules)):
            yield waiver, f"is signed {part}"
        elif told is not None and told.unlisted and not rules.allow_committers:
            yield waiver, "is signed, and nobody can tell whether its signer committed to the change"
        else:
            text = waiver.signed_text(repository)
            yield (
                waiver,
                flaw(directory, text, waiver.signature, waiver.approved_by, allowed, day),
            )
