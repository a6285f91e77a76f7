"""Which of two policies objects to more. Whatever cannot be told is not stricter."""

from __future__ import annotations

from decimal import Decimal

from finops_gate.base.globs import fits_path
from finops_gate.model.policy import Policy, RulePolicy, Scope, Threshold, Where

REACHED = frozenset({"ratio", "percent"})
"""Measures whose limit applies when it is reached, and which growth from nothing meets; dollars must be more."""
FLOORS = frozenset({"margin"})
"""Measures whose limit is a floor: it applies when they are below."""


def covers(new: Threshold, old: Threshold) -> bool:
    """True when `new` decides at least as hard as `old` wherever `old` applies.

    A limit that is left out of several loosens where the one that remains is not known: dollars that nobody knows meet
    no limit, so what remains must contain a ratio or a percentage, which always says something.
    """
    # Where the evidence is enough for the old and not for the new, the new decides one step milder.
    milder = 1 if new.evidence > old.evidence else 0
    if new.outcome - milder < old.outcome or not _names_cover(new.names, old.names):
        return False
    if not new.limits:
        return True
    limits, before = dict(new.limits), dict(old.limits)
    if not set(limits) <= set(before) or not (set(limits) == set(before) or REACHED & set(limits)):
        return False
    return all(as_hard(name, limit, before[name]) for name, limit in limits.items())


def as_strict(new: RulePolicy | None, old: RulePolicy | None) -> bool:
    """True when `new` objects to everything that `old` objects to. None: the policy does not speak of the rule."""
    if old is None or not old.thresholds:
        return True
    if new is None:
        return False
    covered = all(any(covers(threshold, before) for threshold in new.thresholds) for before in old.thresholds)
    return covered and all(any(within(where, allowed) for allowed in old.exceptions) for where in new.exceptions)


def within(inner: Where, outer: Where) -> bool:
    """True when every site of `inner` certainly belongs to `outer`."""
    return (
        (not outer.paths or (bool(inner.paths) and all(_below(path, outer.paths) for path in inner.paths)))
        and (not outer.features or (bool(inner.features) and set(inner.features) <= set(outer.features)))
        and (
            not outer.environments or (bool(inner.environments) and set(inner.environments) <= set(outer.environments))
        )
    )


def rule_of(policy: Policy, name: str) -> RulePolicy | None:
    """The general rule of a name."""
    return next((rule for rule in policy.rules if rule.rule == name), None)


def answers(scope: Scope, name: str) -> RulePolicy | None:
    """What a scope says of a rule; None when it leaves the general rule in force."""
    return next((rule for rule in scope.rules if rule.rule == name), None)


def _names_cover(new: tuple[str, ...], old: tuple[str, ...]) -> bool:
    return not new or (bool(old) and set(old) <= set(new))


def as_hard(name: str, new: Decimal, old: Decimal) -> bool:
    """True when a limit of a measure is met wherever the old one is."""
    return new >= old if name in FLOORS else new <= old


def _below(path: str, outer: tuple[str, ...]) -> bool:
    plain = not any(mark in path for mark in "*?")
    return path in outer or (plain and any(fits_path(pattern, path) for pattern in outer))
