"""What the organisation has decided: a policy as values. policy/ reads it from YAML, the middle applies it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum

from finops_gate.base.frozen import dataclass
from finops_gate.base.globs import fits_any_path
from finops_gate.model.serving import Serving
from finops_gate.model.usage import Grade


class Outcome(IntEnum):
    """Ordered, so that the worst is max()."""

    PASS = 0
    WARN = 1
    REQUIRE_APPROVAL = 2
    BLOCK = 3

    @property
    def word(self) -> str:
        """``pass``, ``warn``, ``require-approval``, ``block``."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Threshold:
    """What makes one outcome of one rule apply. All stated limits must be exceeded or reached (ratio: reached)."""

    outcome: Outcome
    limits: tuple[tuple[str, Decimal], ...] = ()
    """Measure to limit: ``ratio`` >= , ``above`` > dollars a month, ``percent`` >= , ``per_1k_calls`` > dollars."""
    names: tuple[str, ...] = ()
    """Model patterns (``models:`` of denied-model)."""
    role: str | None = None
    """The approver role asked, for require-approval."""
    evidence: Grade = Grade.UNKNOWN
    """The least evidence on which it decides in full: on less, the outcome is one step milder."""


@dataclass(frozen=True, slots=True)
class Where:
    """A set of sites: all stated conditions must hold, each by any of its patterns. Empty: everywhere."""

    paths: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()

    def fits(self, path: str, feature: str | None, environment: str | None) -> bool:
        """True when a site at `path` belongs to the set. A site without a feature is in no set that names features."""
        return (
            (not self.paths or fits_any_path(self.paths, path))
            and (not self.features or feature in self.features)
            and (not self.environments or environment in self.environments)
        )


@dataclass(frozen=True, slots=True)
class RuleShape:
    """What policy may say of a rule: which measures its findings carry, and what else its thresholds take."""

    measures: tuple[str, ...] = ()
    by_name: bool = False
    by_evidence: bool = False


@dataclass(frozen=True, slots=True)
class RulePolicy:
    """One rule's thresholds, worst first, and where they do not apply. No thresholds: the rule is switched off."""

    rule: str
    thresholds: tuple[Threshold, ...]
    exceptions: tuple[Where, ...] = ()
    origin: str = ""
    """``policy.yaml rules.per-call-increase`` or ``starter policy``; shown as 'because'."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Rules that replace the general ones for a set of sites. The last scope that fits wins, rule by rule."""

    where: Where
    rules: tuple[RulePolicy, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """A product feature: the code it lives in and the usage it is billed under."""

    name: str
    paths: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    """Files whose text is sent with each call."""
    usage: tuple[tuple[str, str], ...] = ()
    """How recorded calls are told: ``("tag", "helpdesk")``."""
    team: str | None = None
    environment: str | None = None
    calls_per_month: Decimal | None = None
    """Declared by a person, used where nothing was measured."""
    budget_per_month: Decimal | None = None
    """Dollars that it may cost customers' production a month."""
    cost_centre: str | None = None
    revenue: str | None = None
    """The stream of revenue that pays for it."""
    routine: bool = False
    """A person says that its calls are routine work: a smaller model is worth looking at."""
    routine_share: Decimal | None = None
    """The share of its calls that a micro-model could answer, as a person declares it: 0 to 1."""
    waits: bool = False
    """Its answers may come hours later."""
    least_score: Decimal | None = None
    """The share of the team's own tasks that a model must pass to serve it: 0 to 1."""
    serving: tuple[Serving, ...] = ()
    """What machines do when they serve it, by the machine."""


@dataclass(frozen=True, slots=True)
class Approver:
    """A role that may approve."""

    role: str
    name: str
    users: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    count: int = 1
    codeowners: bool = False
    """Its people are those that CODEOWNERS names for the path."""

    @property
    def nobody(self) -> bool:
        """True for a role that names nobody: it falls to the owners of the path."""
        return not (self.users or self.teams or self.codeowners)


class Stale(StrEnum):
    """What ends an approval: a dearer or other change, any new commit, or nothing."""

    FINGERPRINT = "fingerprint"
    HEAD = "head"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Approving:
    """What makes an approval count."""

    allow_author: bool = False
    allow_committers: bool = False
    """Whoever wrote, committed or pushed a commit of the change request."""
    strict_identity: bool = False
    """No approval counts while a commit belongs to no account that the forge knows."""
    stale: Stale = Stale.FINGERPRINT
    headroom: Decimal = Decimal("0.10")
    """The share by which an approved cost may grow before it is asked for again."""
    max_age_days: int = 30
    methods: tuple[str, ...] = ("command", "review")
    allow_multi_role: bool = False
    """One person may stand for several roles."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole of policy.yaml, or the starter policy."""

    source: str
    """``.finops-gate/policy.yaml`` or ``starter policy``."""
    digest: str
    currency: str
    features: tuple[Feature, ...]
    approvers: tuple[Approver, ...]
    rules: tuple[RulePolicy, ...]
    scopes: tuple[Scope, ...] = ()
    advisory_until: date | None = None
    """Until this day every verdict is advice only; None: enforced."""
    approval: Approving = Approving()
    organisation: Policy | None = None
    """The organisation's policy that this one extends: what it decides is never made milder here."""

    def approver(self, role: str) -> Approver:
        """The approver of a role; a role that nobody defined is shown under its own name, in words."""
        known = next((a for a in self.approvers if a.role == role), None)
        return known or Approver(role, role.replace("-", " ").title())
