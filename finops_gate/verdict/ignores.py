"""Ignores that stand in the code: a finding is silenced where base already said so, with a reason, and in time.

An ignore that the change adds does not count, nor one that it extends: the base side's words decide, so that a pull
request cannot silence its own finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from finops_gate.base.frozen import replace
from finops_gate.model.policy import Outcome
from finops_gate.model.setting import Annotation, Location
from finops_gate.model.site import Bound, Change, Site
from finops_gate.model.verdict import Decision, Row


def ignored(decisions: Iterable[Decision], rows: Sequence[Row], as_of: date) -> tuple[Decision, ...]:
    """The decisions, those passed whose every row was annotated at base to ignore the rule."""
    by_fingerprint = {row.fingerprint: row for row in rows}
    return tuple(_decided(decision, by_fingerprint, as_of) for decision in decisions)


def _decided(decision: Decision, rows: dict[str, Row], as_of: date) -> Decision:
    if decision.outcome is Outcome.PASS or not decision.finding.changes:
        return decision
    spoken_of = [rows.get(name) for name in decision.finding.changes]
    found = [ignored_at_base(row.change, decision.finding.rule, as_of) if row else None for row in spoken_of]
    if any(place is None for place in found):
        return decision
    first = next(place for place in found if place is not None)
    return replace(decision, outcome=Outcome.PASS, role=None, waived_by=first)


def ignored_at_base(change: Change, rule: str, as_of: date) -> str | None:
    """Where and why base ignores a rule at the changed setting, in words; None when it does not."""
    if change.before is None:
        return None
    beside = change.before_site.settings if change.before_site else ()
    return _said((change.before, *beside), rule, as_of)


def ignored_here(site: Site, rule: str, as_of: date) -> str | None:
    """Where and why a site ignores a rule as it stands, in words; None when it does not."""
    return _said(site.settings, rule, as_of)


def _said(settings: Iterable[Bound], rule: str, as_of: date) -> str | None:
    for bound in settings:
        note = bound.setting.annotation
        if note is not None and holds(note, rule, as_of):
            return _words(note, bound.setting.location)
    return None


def holds(note: Annotation, rule: str, as_of: date) -> bool:
    """True where an annotation ignores a rule, says why, and has not ended."""
    if rule not in note.ignores or not note.reason:
        return False
    if not note.until:
        return True
    try:
        return as_of <= date.fromisoformat(note.until)
    except ValueError:
        return False  # a day that cannot be read ends nothing and begins nothing


def _words(note: Annotation, at: Location) -> str:
    until = f", until {note.until}" if note.until else ""
    return f"ignored at {at.path}:{at.line}: {note.reason}{until}"
