"""Findings and the verdict: all that a report may see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import dataclass
from finops_gate.model.advice import Advice
from finops_gate.model.economics import Economy
from finops_gate.model.governance import Governance
from finops_gate.model.policy import Outcome
from finops_gate.model.projection import Projection, Range
from finops_gate.model.scored import Shift
from finops_gate.model.setting import Location, Skipped
from finops_gate.model.site import Change
from finops_gate.model.usage import Grade


@dataclass(frozen=True, slots=True)
class Finding:
    """A measurement that a rule made. It does not decide."""

    rule: str
    fingerprint: str
    """Stable over unrelated edits: no line numbers and no prices in it."""
    changes: tuple[str, ...]
    """Fingerprints of the rows it speaks of."""
    message: str
    location: Location
    measure: tuple[tuple[str, Decimal], ...] = ()
    """What policy compares: ``("ratio", Decimal("58.6"))``, ``("above", ...)`` dollars a month, ``("percent", ...)``.

    A `ratio` or `percent` that is missing means: from nothing. Dollars that are missing are not known.
    """
    names: tuple[str, ...] = ()
    """Models it speaks of, for rules that go by name."""
    feature: str | None = None
    environment: str | None = None
    advice: str | None = None
    paths: tuple[str, ...] = ()
    """Every path it concerns at either side, so that a move into an exempt folder exempts nothing.

    Empty: the path of its location.
    """
    grade: Grade | None = None
    """How well its figures are founded; None: it has none that usage could found."""
    reached: tuple[tuple[str, str | None], ...] = ()
    """Path and feature of each unchanged place that reads a changed value: what policy says there counts too."""
    suggests: Advice | None = None
    """What to do instead, for rules that advise."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What policy made of a finding."""

    finding: Finding
    outcome: Outcome
    because: str
    role: str | None = None
    waived_by: str | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """What is asked of a role, and how far it is granted."""

    role: str
    name: str
    state: str
    """pending, granted, denied or unknown."""
    by: tuple[str, ...] = ()
    code: str = ""
    """Short code of the findings it covers, to be named in an approval."""
    ceiling: Decimal | None = None
    """The monthly increase that is asked for; None when it is not known."""
    why: tuple[str, ...] = ()
    """Why each grant counts or does not, one line each; harmless text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One change with its fingerprint and projection."""

    fingerprint: str
    change: Change
    base_model: str | None
    """``provider/model`` of the catalog, or None."""
    head_model: str | None
    projection: Projection | None
    tokens_before: int | None = None
    """Tokens of a changed prompt's text; None for other rows, and where they were not counted."""
    tokens_after: int | None = None

    @property
    def feature(self) -> str | None:
        """The feature it is attributed to; a change cannot take itself out of the feature it had at base."""
        change = self.change
        sites = (change.before_site, change.after_site)
        named = next((site.feature for site in sites if site and site.feature), None)
        return (self.projection.feature if self.projection else None) or named

    @property
    def environment(self) -> str | None:
        """The environment it had at base, else the one it has at head."""
        sites = (self.change.before_site, self.change.after_site)
        return next((site.environment for site in sites if site and site.environment), None)

    @property
    def paths(self) -> tuple[str, ...]:
        """Where it stands at base and at head; one path unless it moved."""
        bounds = (self.change.before, self.change.after)
        return tuple(sorted({bound.setting.location.path for bound in bounds if bound}))


@dataclass(frozen=True, slots=True)
class Totals:
    """The touched sites together, each counted once. None: nobody measured the volume."""

    base: Range | None
    head: Range | None
    percent: Decimal | None
    """Of the monthly totals; without volumes, of the largest deciding per-call change."""
    per_1k_before: Decimal | None = None
    per_1k_after: Decimal | None = None
    """Cost of 1,000 calls of the site that decides, where there are no volumes."""
    per_hour_before: Decimal | None = None
    per_hour_after: Decimal | None = None
    """Cost of an hour, where the site that decides is paid by the hour and has no month."""
    partial: bool = False
    """True when some touched site has no figure; the totals are then of the others."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which revisions were compared."""

    base: str
    merge_base: str
    head: str
    """Full shas; ``index`` or ``worktree`` for the uncommitted sides."""
    repository: str | None = None
    change_request: str | None = None
    below: str = ""
    """The folder of the repository that alone counts; empty: all of it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many changed files there were, and how many of them were looked into."""

    files: int = 0
    scanned: int = 0


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of everything that the verdict depends on."""

    policy: str = ""
    catalog: str = ""
    usage: str = ""
    artefacts: tuple[tuple[str, str], ...] = ()
    tool: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `outcome` is the worst decision that no waiver and no approval covers."""

    outcome: Outcome
    headline: str
    comparison: Comparison
    as_of: date
    currency: str = "USD"
    advisory: bool = False
    rows: tuple[Row, ...] = ()
    totals: Totals = Totals(None, None, None)
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    approvals: tuple[Approval, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    coverage: Coverage = Coverage()
    inputs: Inputs = Inputs()
    economics: tuple[Economy, ...] = ()
    """The touched features and their tiers: what a month costs and earns, before and after."""
    governance: Governance = Governance()
    """How either side's governing files judge the change, where it edits them."""
    performance: tuple[Shift, ...] = ()
    """The team's scores beside the cost of a call, before and after; empty: nobody scored anything."""

    @property
    def awaits_approval(self) -> bool:
        return self.outcome is Outcome.REQUIRE_APPROVAL and any(a.state != "granted" for a in self.approvals)
