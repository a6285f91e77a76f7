"""What an edited policy changes in effect, key by key, and whether the gate objects to less after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import plain
from finops_gate.base.text import clean
from finops_gate.model.policy import Approver, Feature, Outcome, Policy, RulePolicy, Threshold, Where
from finops_gate.model.serving import Serving
from finops_gate.model.strictness import FLOORS, answers, as_strict, covers, rule_of, within


class Edited(NamedTuple):
    """One difference of two policies; harmless text."""

    words: str
    weakens: bool = False


def edited(before: Policy, after: Policy) -> tuple[Edited, ...]:
    """Every difference that has an effect, what weakens first."""
    found = [
        *_mode(before, after),
        *_organisation(before, after),
        *_rules(before, after),
        *_scopes(before, after),
        *_approvers(before, after),
        *_approving(before, after),
        *_features(before.features, after.features),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda edit: not edit.weakens))


def _mode(before: Policy, after: Policy) -> Iterator[Edited]:
    old, new = before.advisory_until, after.advisory_until
    if old != new:
        words = [f"advisory until {day}" if day else "enforce" for day in (old, new)]
        yield Edited(f"mode {words[0]} -> {words[1]}", new is not None and (old is None or new > old))


def _organisation(before: Policy, after: Policy) -> Iterator[Edited]:
    old, new = before.organisation, after.organisation
    if old is None and new is None:
        return
    if old is None or new is None:
        yield Edited("extends an organisation's policy" if old is None else "extends removed", new is None)
        return
    for edit in edited(old, new):
        yield edit._replace(words=f"organisation: {edit.words}")


def _rules(before: Policy, after: Policy) -> Iterator[Edited]:
    for name in sorted({rule.rule for policy in (before, after) for rule in policy.rules}):
        yield from _rule(f"rules.{name}", rule_of(before, name), rule_of(after, name))


def _rule(key: str, old: RulePolicy | None, new: RulePolicy | None) -> Iterator[Edited]:
    if old is None or not old.thresholds:
        if new is not None and new.thresholds:
            yield Edited(f"{key} {'added' if old is None else 'off'} -> {_said(new)}")
        return
    if new is None or not new.thresholds:
        yield Edited(f"{key} {_said(old)} -> off", weakens=True)
        return
    explained = False
    for outcome in sorted(Outcome, reverse=True):
        one, other = _at(old, outcome), _at(new, outcome)
        if one == other:
            continue
        weaker = one is not None and not any(covers(threshold, one) for threshold in new.thresholds)
        explained |= weaker
        yield from _threshold(f"{key}.{outcome.word}", one, other, weaker)
    if old.exceptions != new.exceptions:
        weaker = not all(any(within(where, known) for known in old.exceptions) for where in new.exceptions)
        explained |= weaker
        yield Edited(f"{key}.except {_places(old.exceptions)} -> {_places(new.exceptions)}", weaker)
    if not explained and not as_strict(new, old):
        yield Edited(f"{key} may object to less", weakens=True)


def _at(rule: RulePolicy, outcome: Outcome) -> Threshold | None:
    return next((threshold for threshold in rule.thresholds if threshold.outcome is outcome), None)


def _threshold(key: str, old: Threshold | None, new: Threshold | None, weaker: bool) -> Iterator[Edited]:
    if old is None or new is None:
        words = f"{key} added: {_limits(new)}" if new else f"{key} removed (was {_limits(old)})"
        yield Edited(words, weaker)
        return
    limits = dict(old.limits), dict(new.limits)
    for name in sorted({*limits[0], *limits[1]}):
        one, other = limits[0].get(name), limits[1].get(name)
        if one != other:
            yield Edited(f"{key}.{name} {_amount(one)} -> {_amount(other)}", weaker and _milder(name, one, other))
    if old.names != new.names:
        gone, came = sorted({*old.names} - {*new.names}), sorted({*new.names} - {*old.names})
        told = [f"without {clean(name, 60)}" for name in gone] + [f"with {clean(name, 60)}" for name in came]
        yield Edited(f"{key}.models {', '.join(told) or 'reordered'}", weaker)
    if old.role != new.role:
        yield Edited(f"{key}.from {_word(old.role)} -> {_word(new.role)}", weakens=True)


def _milder(name: str, old: Decimal | None, new: Decimal | None) -> bool:
    if old is None or new is None:
        return True
    return new < old if name in FLOORS else new > old


def _scopes(before: Policy, after: Policy) -> Iterator[Edited]:
    """Scopes overlap, so one that changes is held against the general rule and against every scope there was."""
    old, new = list(before.scopes), list(after.scopes)
    for scope in new:
        if scope in old:
            continue
        known = [other for other in old if other.where == scope.where]
        for rule in scope.rules:
            rivals = [found for other in old if (found := answers(other, rule.rule))]
            ruled = [answers(other, rule.rule) for other in known] if known else []
            same = [found for found in ruled if found]
            prior: list[RulePolicy | None] = [*same] or [rule_of(before, rule.rule), *rivals]
            key = f"scopes {_where(scope.where)}: rules.{rule.rule}"
            if len(prior) == 1 and known:
                yield from _rule(key, prior[0], rule)
            else:
                yield Edited(f"{key} {_said(rule)}", not all(as_strict(rule, one) for one in prior))
    for scope in old:
        kept = [other for other in new if other.where == scope.where]
        for rule in scope.rules:
            if not any(answers(other, rule.rule) for other in kept):
                left = [rule_of(after, rule.rule), *(answers(other, rule.rule) for other in new)]
                rest = [one for one in left if one is not None]
                weaker = not rest or not all(as_strict(one, rule) for one in rest)
                yield Edited(f"scopes {_where(scope.where)}: rules.{rule.rule} {_said(rule)} removed", weaker)
    if set(old) == set(new) and old != new:
        yield Edited("scopes in another order: the last one that fits decides", weakens=True)


def _approvers(before: Policy, after: Policy) -> Iterator[Edited]:
    old = {approver.role: approver for approver in before.approvers}
    new = {approver.role: approver for approver in after.approvers}
    for role in sorted({*old, *new}):
        shown = clean(role, 60)
        if role not in new:
            yield Edited(f"approvers.{shown} removed: the role falls to the owners of the path", weakens=True)
        elif role not in old:
            yield Edited(f"approvers.{shown} added: {_people(new[role])}", not before.approvers and bool(old))
        else:
            yield from _approver(shown, old[role], new[role])


def _approver(role: str, old: Approver, new: Approver) -> Iterator[Edited]:
    for kind in ("users", "teams"):
        one, other = set(getattr(old, kind)), set(getattr(new, kind))
        for name in sorted(other - one):
            yield Edited(f"approver {clean(name, 60)} added to {role}", weakens=True)
        for name in sorted(one - other):
            nobody = not (new.users or new.teams)
            yield Edited(f"approver {clean(name, 60)} removed from {role}", nobody)
    if old.count != new.count:
        yield Edited(f"approvers.{role}.count {old.count} -> {new.count}", new.count < old.count)
    for field in fields(Approver):
        if field.name not in ("role", "name", "users", "teams", "count"):
            yield from _plain(f"approvers.{role}.{field.name}", getattr(old, field.name), getattr(new, field.name))


def _approving(before: Policy, after: Policy) -> Iterator[Edited]:
    for field in fields(type(before.approval)):
        one, other = getattr(before.approval, field.name), getattr(after.approval, field.name)
        if field.name in ("headroom", "max_age_days") and one != other:
            yield Edited(f"approval.{field.name} {_word(one)} -> {_word(other)}", other > one)
        elif field.name == "strict_identity" and one != other:
            yield Edited(f"approval.{field.name} {_word(one)} -> {_word(other)}", one)
        elif isinstance(one, bool) and one != other:
            yield Edited(f"approval.{field.name} {_word(one)} -> {_word(other)}", bool(other))
        else:
            yield from _plain(f"approval.{field.name}", one, other)


def _plain(key: str, old: object, new: object) -> Iterator[Edited]:
    """A value whose direction nobody knows here: whoever changes it has to say why."""
    if old != new:
        yield Edited(f"{key} {_word(old)} -> {_word(new)}", weakens=True)


_NEUTRAL = frozenset({"team", "cost_centre", "revenue"})


def _features(before: Sequence[Feature], after: Sequence[Feature]) -> Iterator[Edited]:
    old, new = {feature.name: feature for feature in before}, {feature.name: feature for feature in after}
    for name in sorted({*old, *new}):
        key = f"features.{clean(name, 60)}"
        if name not in new:
            yield Edited(f"{key} removed: its calls reach no code", weakens=True)
        elif name not in old:
            taken = any(_overlap(new[name].paths, other.paths) for other in before)
            taken = taken or bool(before and not new[name].paths)
            yield Edited(f"{key} added" + (": it may take code from another feature" if taken else ""), taken)
        else:
            yield from _feature(key, old[name], new[name])


def _feature(key: str, old: Feature, new: Feature) -> Iterator[Edited]:
    for field in fields(Feature):
        one, other = getattr(old, field.name), getattr(new, field.name)
        if one == other:
            continue
        weaker = field.name not in _NEUTRAL
        if field.name in ("routine", "waits"):
            weaker = bool(one)  # advice is given where they hold
        elif field.name in ("calls_per_month", "routine_share", "least_score"):
            weaker = one is not None and (other is None or other < one)
        elif field.name == "budget_per_month":
            weaker = one is not None and (other is None or other > one)
        elif field.name in ("prompts", "serving"):
            weaker = not set(one) <= set(other)
        yield Edited(f"{key}.{field.name} {_word(one)} -> {_word(other)}", weaker)


def _overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    """True unless the folders that the patterns begin with are certainly apart."""
    starts = [[pattern.partition("*")[0].partition("?")[0] for pattern in patterns] for patterns in (one, other)]
    return any(left.startswith(right) or right.startswith(left) for left in starts[0] for right in starts[1])


def _said(rule: RulePolicy) -> str:
    return ", ".join(f"{threshold.outcome.word} {_limits(threshold)}" for threshold in rule.thresholds) or "off"


def _limits(threshold: Threshold | None) -> str:
    if threshold is None:
        return "nothing"
    parts = [f"{name} {plain(limit)}" for name, limit in threshold.limits]
    parts += [f"models {', '.join(clean(name, 40) for name in threshold.names[:5])}"] if threshold.names else []
    return " and ".join(parts) or "always"


def _amount(limit: Decimal | None) -> str:
    return "nothing" if limit is None else plain(limit)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Serving):
        told = (f"{field.name} {_word(number)}" for field in fields(Serving) if (number := getattr(value, field.name)))
        return clean(", ".join(told), 200)
    if isinstance(value, tuple):
        return f"[{', '.join(_word(part) for part in value[:5])}{', ...' if len(value) > 5 else ''}]"
    return "nothing" if value is None else clean(str(value), 60)


def _people(approver: Approver) -> str:
    return ", ".join(clean(name, 60) for name in (*approver.users, *approver.teams)) or "the owners of the path"


def _where(where: Where) -> str:
    return ", ".join(clean(name, 60) for name in (*where.paths, *where.features, *where.environments))


def _places(exceptions: Sequence[Where]) -> str:
    return "; ".join(_where(where) for where in exceptions) or "nothing"
