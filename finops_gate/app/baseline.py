"""What the gate would object to in a repository as it is, before anybody changes anything."""

from __future__ import annotations

from pathlib import Path

from finops_gate.app.governing import BASELINE, governing, rules
from finops_gate.app.judging import Touched, measured
from finops_gate.app.scan import Progress
from finops_gate.app.scan import run as scan
from finops_gate.base.errors import OutputError
from finops_gate.base.text import clean
from finops_gate.model.baseline import RULES, Accepted
from finops_gate.model.policy import Outcome
from finops_gate.model.setting import Key
from finops_gate.model.site import Bound, Change, Site, Status
from finops_gate.model.verdict import Comparison
from finops_gate.policy.baseline import write as text_of
from finops_gate.repo.tree import revision as tree_of
from finops_gate.verdict.baseline import subject_of
from finops_gate.verdict.decide import decide


def old_debt(
    directory: Path | None, revision: str, progress: Progress | None = None, *, explicit: bool = False
) -> tuple[Accepted, ...]:
    """Every finding that the policy of a revision has about that revision itself, sorted.

    Growth is no debt: only rules count that object to what is there.
    """
    inventory = scan(directory, revision, progress, explicit=explicit)
    tree = tree_of(directory, revision, explicit=explicit)
    known = rules()
    decided = governing(tree.demand, tree.below, known, None)
    sites = {site.key: site for site in inventory.sites if not site.mention}
    changes = tuple(_as_new(site, bound) for site in sites.values() if (bound := site.bound(Key.MODEL)) is not None)
    comparison = Comparison(inventory.revision, inventory.revision, inventory.revision)
    found = measured(Touched(comparison, inventory.as_of, changes), decided, known)
    by_fingerprint = {row.fingerprint: row for row in found.rows}
    entries = set()
    for decision in decide((finding for finding in found.findings if finding.rule in RULES), decided.policy):
        if decision.outcome is Outcome.PASS:
            continue
        for name in decision.finding.changes:
            site = by_fingerprint[name].change.after_site
            if site is not None:
                entries.add(Accepted(decision.finding.rule, site.key, subject_of(site)))
    return tuple(sorted(entries))


def _as_new(site: Site, bound: Bound) -> Change:
    """The site as if a change had brought it: then every rule about what is there looks at it."""
    return Change(Key.MODEL, Status.ADDED, site.key, None, bound, None, site)


def write(directory: Path | None, entries: tuple[Accepted, ...]) -> Path:
    """Writes the baseline into the work tree. Raises OutputError."""
    from finops_gate.repo.discover import discover

    place = discover(directory, explicit=directory is not None)
    if place.bare:
        raise OutputError("a bare repository has no work tree to write to", "run it in a clone")
    path = Path(place.root) / BASELINE
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of(entries), encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{clean(str(path))} cannot be written: {error.strerror}") from None
    return path
