"""One change read by the target's governing files and by its own, which never make it milder."""

from __future__ import annotations

from collections.abc import Sequence

from finops_gate.app.governance import Head, with_effect
from finops_gate.app.governing import POLICY, PRICES, USAGE, Governing
from finops_gate.app.judging import Measured, Read, Touched, measured
from finops_gate.base.money import EXACT, dollars
from finops_gate.cost.touched import touched_sites
from finops_gate.model.governance import Edit, EditKind, Governance, Reading
from finops_gate.model.policy import Outcome, Policy
from finops_gate.rules import Rule
from finops_gate.verdict.decide import decide
from finops_gate.verdict.ignores import ignored
from finops_gate.verdict.totals import totals


def both(touched: Touched, decided: Governing, head: Head, rules: Sequence[Rule]) -> Read:
    """What is shown, the edits with their effect on this change, what other readings decide, and both readings.

    Policy and data (volumes, prices, outcomes) are combined in every way: a policy that names other features reads
    the same volumes otherwise, and a change may loosen one of them and tighten the other. What is shown is the reading
    whose month grows more.
    """
    base = measured(touched, decided, rules)
    policy, edits = head.decided.policy, (*touched.edits, *head.edits)
    data = head.decided._replace(policy=decided.policy)
    moved = data != decided
    own = _reading(base, decided.policy, touched)
    if not touched.changes and not touched.packages:
        return Read(base, edits, (), Governance(own, own, overrides=touched.overrides))
    second = measured(touched, data, rules) if moved else base
    found: list[tuple[Measured, Policy]] = [(second, decided.policy)] if moved else []
    if policy != decided.policy:
        third = measured(touched, decided._replace(policy=policy), rules)
        found.append((third, policy))
        if moved:
            found.append((measured(touched, head.decided, rules), policy))
    theirs = _reading(found[-1][0], found[-1][1], touched) if found else own
    by_data = _reading(second, decided.policy, touched)
    shown = second if _grows_more(by_data, own) else base
    others = tuple(d for reading, by in [(base, decided.policy), *found] for d in decide(reading.findings, by))
    edits = _with_effects(edits, own, by_data, theirs)
    return Read(shown, edits, others, Governance(own, theirs, overrides=touched.overrides))


def _reading(found: Measured, policy: Policy, touched: Touched) -> Reading:
    decisions = ignored(decide(found.findings, policy), found.rows, touched.as_of)
    outcome = max((decision.outcome for decision in decisions), default=Outcome.PASS)
    month = totals(touched_sites(found.rows), decisions)
    if month.base is None or month.head is None:
        return Reading(outcome)
    return Reading(outcome, month.base.mid, month.head.mid, EXACT.subtract(month.head.mid, month.base.mid))


def _grows_more(one: Reading, other: Reading) -> bool:
    """Only where both months are known: a volume that the change itself brings is no figure to be judged by alone."""
    return one.delta is not None and other.delta is not None and one.delta > other.delta


def _with_effects(edits: tuple[Edit, ...], own: Reading, by_data: Reading, theirs: Reading) -> tuple[Edit, ...]:
    """What the edits would make of this very change, told with the first of the file that does it."""
    governing = [edit.path for edit in edits if edit.kind is EditKind.GOVERNING]
    if own.delta is not None and by_data.delta is not None and own.delta != by_data.delta:
        verb = "cut" if by_data.delta < own.delta else "raise"
        effect = f" would {verb} this change's delta from {dollars(own.delta)} to {dollars(by_data.delta)} a month"
        at = next((path for path in governing if path.endswith(".csv")), None)
        at = at or next((path for path in governing if path.startswith(PRICES)), None)
        edits = tuple(with_effect(edits, at or USAGE, effect))
    if theirs.outcome < own.outcome:
        at = next((path for path in governing if not path.endswith(".csv")), POLICY)
        effect = f"; by its own files this change would be {theirs.outcome.word}, not {own.outcome.word}"
        if not any(edit.effect for edit in edits):
            edits = tuple(with_effect(edits, at if at in governing else (governing or [POLICY])[0], effect))
    return edits
