"""An organisation's policy, and a repository's own over it, which may only tighten it.

The organisation's file lies beside the policy, as `.finops-gate/organisation.yaml`, and the policy names its digest: so
a run needs no network, the same commit is judged alike for ever, and an organisation's new version arrives as a pull
request that changes one line here. What the organisation decides is decided by its own policy in any case
(verdict/decide.py takes the harder of both); what is checked here is that nobody writes what would have no effect.
"""

from __future__ import annotations

from collections.abc import Collection

from finops_gate.base.digests import sha256
from finops_gate.base.frozen import replace
from finops_gate.base.text import clean
from finops_gate.model.policy import Approver, Approving, Policy, RulePolicy, Stale, Where
from finops_gate.model.strictness import answers, as_hard, as_strict, covers, rule_of, within
from finops_gate.policy.document import Document, Place

NAME = "organisation.yaml"
_HINT = "an organisation's policy may only be tightened here; leave the key out to keep what it says"
_STALE = (Stale.NEVER, Stale.FINGERPRINT, Stale.HEAD)
"""From the loosest to the strictest."""


def verified(text: bytes | None, digest: str, document: Document) -> bytes:
    """The organisation's text, when it is what the policy says it is. Raises GovernanceError."""
    if text is None:
        raise document.error(
            ("extends",),
            f"{NAME} is not there",
            "finops-gate policy extend FILE writes it and its digest",
        )
    found = f"sha256:{sha256(text).hexdigest()}"
    if found != digest:
        raise document.error(
            ("extends", "digest"),
            f"is not that of {NAME}, which has {found}",
            "read the difference of the file, then write its digest here",
        )
    return text


def tightened(own: Policy, organisation: Policy, document: Document) -> Policy:
    """The repository's policy over the organisation's. Raises GovernanceError for the first thing that loosens it.

    `own` holds what the repository itself wrote, without the starter policy.
    """
    for rule in own.rules:
        _check(document, ("rules", rule.rule), rule, rule_of(organisation, rule.rule))
    for at, scope in enumerate(own.scopes):
        for rule in scope.rules:
            place = ("scopes", at, "rules", rule.rule)
            _check(document, place, rule, rule_of(organisation, rule.rule))
            for other in organisation.scopes:
                _check(document, place, rule, answers(other, rule.rule))
    _check_approvers(own, organisation, document)
    written = document.value
    assert isinstance(written, dict)  # a document is a mapping
    _check_mode(own, organisation, document, stated="mode" in written)
    stated = written.get("approval")
    approval = _merged(own.approval, organisation.approval, stated if isinstance(stated, dict) else ())
    _check_approving(approval, organisation.approval, document)
    named = {rule.rule: rule for rule in (*organisation.rules, *own.rules)}
    roles = {approver.role: approver for approver in (*organisation.approvers, *own.approvers)}
    return replace(
        own,
        approvers=tuple(roles[role] for role in sorted(roles)),
        rules=tuple(named[name] for name in sorted(named)),
        scopes=(*organisation.scopes, *own.scopes),
        advisory_until=own.advisory_until if "mode" in written else organisation.advisory_until,
        approval=approval,
        organisation=organisation,
    )


def _check(document: Document, place: Place, rule: RulePolicy, above: RulePolicy | None) -> None:
    if as_strict(rule, above):
        return
    assert above is not None  # nothing is looser than nothing
    if not rule.thresholds:
        raise document.error(place, "is switched off, and the organisation's policy has it on", _HINT)
    for where in rule.exceptions:
        if not any(within(where, allowed) for allowed in above.exceptions):
            raise document.error((*place, "except"), f"excepts {_shown(where)}, and the organisation's does not", _HINT)
    for threshold in above.thresholds:
        if any(covers(own, threshold) for own in rule.thresholds):
            continue
        word = threshold.outcome.word
        own = next((one for one in rule.thresholds if one.outcome is threshold.outcome), None)
        limits = dict(own.limits) if own else {}
        for name, limit in threshold.limits:
            if name in limits and not as_hard(name, limits[name], limit):
                raise document.error(
                    (*place, word, name), f"{limits[name]} is looser than the organisation's {limit}", _HINT
                )
        problem = (
            "objects to less than the organisation's" if own else f"leaves out {word}, which the organisation's has"
        )
        raise document.error((*place, word) if own else place, problem, _HINT)


def _shown(where: Where) -> str:
    return clean(", ".join((*where.paths, *where.features, *where.environments)), 80)


def _check_approvers(own: Policy, organisation: Policy, document: Document) -> None:
    above = {approver.role: approver for approver in organisation.approvers}
    for approver in own.approvers:
        other = above.get(approver.role)
        if other is not None and not _narrower(approver, other):
            raise document.error(
                ("approvers", approver.role),
                "names others than the organisation's policy does",
                "name fewer people, ask for more approvals, or give the role another name",
            )


def _narrower(own: Approver, above: Approver) -> bool:
    users, teams = ({name.lower() for name in names} for names in (above.users, above.teams))
    return (
        {user.lower() for user in own.users} <= users
        and {team.lower() for team in own.teams} <= teams
        and own.count >= above.count
        and own.codeowners == above.codeowners
        and own.nobody == above.nobody
    )


def _check_mode(own: Policy, organisation: Policy, document: Document, *, stated: bool) -> None:
    day, limit = own.advisory_until, organisation.advisory_until
    if stated and day is not None and (limit is None or day > limit):
        enforced = "enforces" if limit is None else f"is advisory until {limit}"
        raise document.error(("mode",), f"is advisory until {day}, and the organisation's policy {enforced}", _HINT)


def _merged(own: Approving, above: Approving, written: Collection[str]) -> Approving:
    """What the repository wrote, key by key, and the organisation's for the rest."""
    kept = {name: getattr(above, name) for name in above.__match_args__ if name not in written}
    return replace(own, **kept)


def _check_approving(own: Approving, above: Approving, document: Document) -> None:
    looser = {
        "allow_author": own.allow_author and not above.allow_author,
        "allow_committers": own.allow_committers and not above.allow_committers,
        "strict_identity": above.strict_identity and not own.strict_identity,
        "allow_multi_role": own.allow_multi_role and not above.allow_multi_role,
        "headroom": own.headroom > above.headroom,
        "max_age_days": own.max_age_days > above.max_age_days,
        "methods": not set(own.methods) <= set(above.methods),
        "stale": _STALE.index(own.stale) < _STALE.index(above.stale),
    }
    key = next((key for key, worse in looser.items() if worse), None)
    if key is not None:
        raise document.error(("approval", key), "lets more approvals count than the organisation's policy", _HINT)
