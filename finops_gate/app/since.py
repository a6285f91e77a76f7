"""What was merged since a tag or a day, together with this change: a budget that is passed in small steps is passed.

Each pull request of a row may stay below every limit of the policy. So the state at the tag is compared with head as
one change, under the same policy and the same workload, and where this change adds to a sum that goes too far, it is
this change that has to ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from finops_gate.app.governing import Governing
from finops_gate.app.judging import Measured, Touched, measured
from finops_gate.base.errors import RangeError, UsageError
from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.base.money import EXACT
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.cost.touched import touched_sites
from finops_gate.model.fingerprint import finding_fingerprint
from finops_gate.model.governance import Since
from finops_gate.model.site import Change
from finops_gate.model.verdict import Finding, Row
from finops_gate.rules import Rule
from finops_gate.verdict.totals import totals

SUMMED = ("cost-per-outcome", "feature-budget", "margin-floor", "monthly-increase", "per-call-increase")
"""Rules whose measures add up over several changes."""
_DAY = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Window(NamedTuple):
    """What a window adds to a verdict."""

    since: Since
    findings: tuple[Finding, ...]


def start_of(directory: Path | None, name: str, tip: str, *, explicit: bool = False) -> str:
    """The commit that a window begins at: a revision, or what the target was at the beginning of a day.

    Raises UsageError for a day that is none, RangeError where the target is younger than the day.
    """
    if not _DAY.fullmatch(name):
        return name
    try:
        day = datetime.combine(date.fromisoformat(name), datetime.min.time(), UTC)
    except ValueError:
        raise UsageError(f"--since {clean(name)} is no day of the calendar", "write it as 2026-11-01") from None
    from finops_gate.repo.history import commits

    for commit in commits(directory, tip, merges=True, explicit=explicit):
        if commit.committed < day:
            return commit.sha
    hint = "give a tag or a later day; a shallow clone may need more history: git fetch --unshallow origin"
    raise RangeError(f"the target has no commit before {name}", hint)


def window(
    name: str,
    commit: str,
    touched: Touched,
    changes: Sequence[Change],
    decided: Governing,
    rules: Sequence[Rule],
    own: Measured,
) -> Window:
    """The sum since a commit. `changes` are those from the commit to head, `own` is what this change comes to.

    A finding of the sum counts where this change makes a site or a feature of it dearer: who saves, and who touches
    something else, is not asked for what others have merged.
    """
    found = measured(touched._replace(changes=tuple(changes), packages=(), edits=()), decided, rules)
    month = totals(touched_sites(found.rows), ())
    base, head = (side.mid if side else None for side in (month.base, month.head))
    delta = None if base is None or head is None else EXACT.subtract(head, base)
    dearer = _dearer(own)
    by_fingerprint = {row.fingerprint: row for row in found.rows}
    findings = []
    for finding in found.findings:
        if finding.rule not in SUMMED:
            continue
        about = [by_fingerprint[row] for row in finding.changes if row in by_fingerprint]
        mine = [row for row in dearer if any(_same(row, other, finding.rule) for other in about)]
        if mine and not any(_already(finding, one) for one in own.findings):
            findings.append(_since(finding, mine, name))
    return Window(Since(name, commit, base, head, delta), tuple(findings))


def _dearer(own: Measured) -> list[Row]:
    """The rows of this change at sites that cost more after it, or may."""
    rows: list[Row] = []
    for site in touched_sites(own.rows):
        before, after = site.per_call_before, site.per_call_after
        if not site.is_gone and (before is None or after is None or after > before):
            rows += site.rows
    return rows


def _same(row: Row, other: Row, rule: str) -> bool:
    if rule == "per-call-increase" or row.feature is None:
        return row.change.site == other.change.site
    return row.feature == other.feature


def _already(summed: Finding, own: Finding) -> bool:
    """True where this change alone measures just as much, so that the sum says nothing new."""
    return own.rule == summed.rule and own.feature == summed.feature and own.measure == summed.measure


def _since(finding: Finding, rows: Sequence[Row], name: str) -> Finding:
    changes = tuple(sorted(row.fingerprint for row in rows))
    return replace(
        finding,
        fingerprint=finding_fingerprint(finding.rule, [*changes, f"since {name}"]),
        changes=changes,
        message=f"since {clean(name, 60)}: {finding.message}",
    )
