"""policy.yaml to Policy. Whatever is wrong with the file is a GovernanceError with file, line and key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from finops_gate.base.frozen import replace
from finops_gate.base.text import clean
from finops_gate.model.policy import (
    Approver,
    Approving,
    Feature,
    Outcome,
    Policy,
    RulePolicy,
    RuleShape,
    Scope,
    Stale,
    Threshold,
    Where,
)
from finops_gate.model.serving import Serving
from finops_gate.model.usage import Grade
from finops_gate.policy.document import Document, Place, Value, read
from finops_gate.policy.organisation import NAME, tightened, verified
from finops_gate.policy.starter import starter
from finops_gate.policy.validating import validated

_OUTCOMES = (
    (Outcome.BLOCK, "block"),
    (Outcome.REQUIRE_APPROVAL, "approval"),
    (Outcome.WARN, "warn"),
)


def load(
    text: bytes, path: str, digest: str, rules: Mapping[str, RuleShape], organisation: bytes | None = None
) -> Policy:
    """The policy of a file. Rules that it does not mention keep the organisation's thresholds, else the starter's.

    `rules` says what may be said of each rule on the shelf, `digest` identifies the text, `organisation` is the text of
    organisation.yaml beside it. Raises GovernanceError.
    """
    from finops_gate.policy.form import policy_form

    document = read(text, path)
    form: Any = validated(document, policy_form(rules))
    above = None
    if form.extends is not None:
        place = f"{path.rpartition('/')[0]}/{NAME}".lstrip("/")
        above = load(verified(organisation, form.extends.digest, document), place, form.extends.digest, rules)
    _check_names(document, () if above is None else tuple(approver.role for approver in above.approvers))
    origin = path.rpartition("/")[2]
    own = Policy(
        source=path,
        digest=digest,
        currency=form.currency,
        features=tuple(_feature(name, form.features[name]) for name in sorted(form.features)),
        approvers=tuple(_approver(role, form.approvers[role]) for role in sorted(form.approvers)),
        rules=tuple(_rules(form.rules, rules, origin)),
        scopes=tuple(
            Scope(_where(scope), tuple(_rules(scope.rules, rules, f"{origin} scopes[{at}]")))
            for at, scope in enumerate(form.scopes)
        ),
        approval=_approving(form.approval),
        advisory_until=None if form.mode == "enforce" else form.mode.advisory,
    )
    return replace(own, rules=_with_starter(own.rules)) if above is None else tightened(own, above, document)


def _check_names(document: Document, above: tuple[str, ...]) -> None:
    """Roles and features that are named must be defined, else a typing error would quietly switch something off.

    `above` are the roles of the organisation's policy.
    """
    from finops_gate.policy.pieces import suggestion

    root = document.value
    assert isinstance(root, dict)  # read() accepts nothing else
    roles, features = (*_keys(root.get("approvers")), *above), _keys(root.get("features"))
    for place, key, value in _walk(root, ()):
        within = place[0]
        if within not in ("rules", "scopes"):
            continue
        if key == "from" and roles and isinstance(value, str) and value not in roles:
            raise document.error((*place, key), f"no approver is called {clean(value, 60)!r}", suggestion(value, roles))
        if key == "features" and isinstance(value, list):
            for at, name in enumerate(value):
                if isinstance(name, str) and name not in features:
                    raise document.error(
                        (*place, key, at),
                        f"no feature is called {clean(name, 60)!r}",
                        suggestion(name, features) or "define it under features",
                    )


def _keys(value: Value) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, dict) else ()


def _walk(value: Value, place: Place) -> Iterator[tuple[Place, str, Value]]:
    """Every key of every mapping below the root, with the place of the mapping."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if place:
                yield place, key, inner
            yield from _walk(inner, (*place, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _walk(inner, (*place, at))


def _feature(name: str, form: Any) -> Feature:
    return Feature(
        name=name,
        paths=tuple(form.paths),
        symbols=tuple(form.symbols),
        models=tuple(form.models),
        prompts=tuple(form.prompts),
        usage=tuple(sorted(form.usage.items())),
        team=form.team,
        environment=form.environment,
        calls_per_month=form.calls_per_month,
        budget_per_month=form.budget_per_month,
        cost_centre=form.cost_centre,
        revenue=form.revenue,
        routine=form.routine,
        routine_share=form.routine_share,
        waits=form.waits,
        least_score=form.least_score,
        serving=tuple(
            Serving(machine=machine, **{**dict(said), "source": said.source or ""})
            for machine, said in form.serving.items()
        ),
    )


def _approver(role: str, form: Any) -> Approver:
    name = form.name or role.replace("-", " ").title()
    owners = form.users == "codeowners"
    return Approver(role, name, () if owners else tuple(form.users), tuple(form.teams), form.count, owners)


def _approving(form: Any) -> Approving:
    return Approving(
        form.allow_author,
        form.allow_committers,
        form.strict_identity,
        Stale(form.stale),
        form.headroom,
        form.max_age_days,
        tuple(sorted(set(form.methods))),
        form.allow_multi_role,
    )


def _where(form: Any) -> Where:
    return Where(tuple(form.paths), tuple(form.features), tuple(form.environments))


def _rules(form: Any, shapes: Mapping[str, RuleShape], origin: str) -> Iterator[RulePolicy]:
    """The rules that were written, in the order of their names."""
    for name in sorted(shapes):
        rule = getattr(form, name.replace("-", "_")) if form else None
        place = f"{origin}{'.' if origin.endswith(']') else ' '}rules.{name}"
        if rule == "off":
            yield RulePolicy(name, (), origin=place)
        elif rule is not None:
            thresholds = tuple(_thresholds(rule, shapes[name]))
            yield RulePolicy(name, thresholds, tuple(_where(where) for where in rule.exceptions), place)


def _thresholds(rule: Any, shape: RuleShape) -> Iterator[Threshold]:
    for outcome, field in _OUTCOMES:
        form = getattr(rule, field)
        if form is None:
            continue
        limits = ((measure, getattr(form, measure)) for measure in sorted(shape.measures))
        yield Threshold(
            outcome,
            tuple((measure, limit) for measure, limit in limits if limit is not None),
            tuple(form.models) if shape.by_name else (),
            form.role if outcome is Outcome.REQUIRE_APPROVAL else None,
            getattr(form, "evidence", Grade.UNKNOWN),
        )


def _with_starter(written: Iterable[RulePolicy]) -> tuple[RulePolicy, ...]:
    by_name = {rule.rule: rule for rule in starter().rules} | {rule.rule: rule for rule in written}
    return tuple(by_name[name] for name in sorted(by_name))
