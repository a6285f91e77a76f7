"""The JSON report: what stands in which field. A contract with its readers; within version 1 fields are only added.

`schemas/report-1.json` is generated from this file. Money is a decimal string in the report's currency, and null is
what is not known.
"""

from __future__ import annotations

from typing import Final, Literal, NotRequired, TypedDict

SCHEMA: Final = "finops-gate/report"
VERSION: Final = "1.0"
ADVICE_SCHEMA: Final = "finops-gate/advice"
ADVICE_VERSION: Final = "1.0"

OutcomeWord = Literal["pass", "warn", "require-approval", "block"]
KindWord = Literal["model", "parameter", "prompt", "accelerator", "scale", "package"]
StatusWord = Literal["added", "removed", "modified", "hidden"]
RoleWord = Literal[
    "call-argument",
    "default-parameter",
    "constant",
    "enum-member",
    "field-default",
    "env-default",
    "cli-default",
    "config-value",
    "env-file",
    "ci-workflow",
    "infra-manifest",
    "notebook",
    "fallback",
    "list-default",
    "dependency-default",
    "prompt",
    "accelerator",
    "test",
    "doc",
]
GradeWord = Literal["measured", "attributed", "shared", "declared", "assumed", "unknown"]
StateWord = Literal["pending", "granted", "denied", "unknown"]


class Span(TypedDict):
    """The revisions that were compared: full ids of commits, or `index` and `worktree`."""

    base: str
    """A, the target's tip, whose policy governs."""
    merge_base: str
    """What head was compared with."""
    head: str


class TotalsField(TypedDict):
    """A month of the touched sites together, each counted once."""

    base: str | None
    head: str | None
    delta: str | None
    low: str | None
    """The least that the month may cost more."""
    high: str | None
    """The most that the month may cost more."""
    percent: str | None
    """Of the month; without volumes, of the largest deciding change of a call."""


class PlaceField(TypedDict):
    """A place in a file."""

    path: str
    line: int


class ReachField(TypedDict):
    """A site that a changed value feeds."""

    site: str
    path: str
    line: int
    feature: str | None


class SideField(TypedDict):
    """A setting at base or at head."""

    path: str
    line: int
    id: str | None
    """A model's or a machine's name as it stands in the source; null for parameters."""
    model: str | None
    """The name in effect: the pricing catalog's, or what resolving the source came to."""
    provider: str | None
    value: str | None
    """A parameter's source text, as written: `12_000`."""
    amount: str | None
    """A parameter's value: `12000`."""
    via: list[PlaceField]
    """The places through which the value was read, nearest first."""


class CallField(TypedDict):
    """The cost of one call, or of one hour of a machine."""

    base: str | None
    head: str | None
    percent: str | None


class MonthField(TypedDict):
    """The cost of a month."""

    base: str | None
    head: str | None
    delta: str | None
    low: str | None
    """The least that the month may cost more."""
    high: str | None
    """The most that the month may cost more."""


class EffectField(TypedDict):
    """What the change itself does to a call, or may do."""

    what: str
    low: str
    high: str
    unit: str
    """Of `low` and `high`: output tokens a call, calls for each..."""


class EvidenceField(TypedDict):
    """What the figures are founded on."""

    grade: GradeWord
    source: str
    """Where the volumes come from, or why there are none."""
    window: str
    prices: list[str]
    assumptions: list[str]
    effects: NotRequired[list[EffectField]]
    """Tokenizer, limits, reasoning, retries, caching. Reports of older versions do not have it."""


class ChangeField(TypedDict):
    """One changed setting. Rows of one site share one projection: never add them up."""

    fingerprint: str
    site: str
    """The name of the site, stable over unrelated edits."""
    kind: KindWord
    status: StatusWord
    path: str
    """At head; at base when removed."""
    billed: bool
    """False for what is shown for information and raises no alarm."""
    parameter: str | None
    """The name of a parameter as written: `max_tokens`."""
    unit: Literal["call", "hour"]
    """What `per_call` is the cost of."""
    role: RoleWord
    feature: str | None
    team: str | None
    environment: str | None
    reaches: list[ReachField]
    base: SideField | None
    head: SideField | None
    per_call: CallField
    monthly: MonthField
    evidence: EvidenceField


class BoundsField(TypedDict):
    """Money a month: at least, as expected, at most."""

    low: str
    mid: str
    high: str


class AdviceField(TypedDict):
    """What to do instead: an alternative, priced with the same calls or the same hours. It decides nothing."""

    rule: str
    site: str
    path: str
    line: int
    feature: str | None
    now: str
    """What spends today: `openai/gpt-4o`, `aws/p5.48xlarge`."""
    instead: str
    """What is proposed, in a few words."""
    message: str
    confidence: Literal["high", "medium", "low"]
    """How far the saving may be counted on, from `grade` and the bounds of the saving."""
    grade: GradeWord
    """The least of the calls' evidence and of what the advice takes for granted."""
    unit: str
    """What `each_now` and `each_then` are the price of: call, hour, longest call."""
    each_now: str | None
    each_then: str | None
    monthly_now: BoundsField | None
    monthly_then: BoundsField | None
    saving: BoundsField | None
    """A month; null without a volume. Savings of one site exclude each other: never add them up."""
    saving_per_1k: str | None
    """Of 1,000 units."""
    assumptions: list[str]
    prices: list[str]
    also: list[PlaceField]
    """Other places that make the same calls: all of them are meant."""


class AdvisedField(AdviceField):
    """An entry of a list of advice."""

    silenced: str | None
    """Where and why somebody silenced it; null: it stands."""


class UnpricedField(TypedDict):
    """A place that spends and that no advice could look at."""

    path: str
    line: int
    reason: str


class CounselReport(TypedDict):
    """All advice of finops-gate about one revision."""

    schema: Literal["finops-gate/advice"]
    version: str
    revision: str
    as_of: str
    """The day whose prices hold."""
    currency: str
    feature: str | None
    """The feature that was asked about; null: all."""
    best: str | None
    """A month, where the best advice is followed at each place; null where no month is known."""
    advice: list[AdvisedField]
    """By monthly saving; silenced ones at the end."""
    places: int
    """Places that were looked at."""
    unpriced: list[UnpricedField]
    calls_made_nowhere: list[str]
    """Recorded calls that no place in the code makes."""
    skipped: list[SkippedField]


class FindingField(TypedDict):
    """What a rule measured."""

    rule: str
    fingerprint: str
    changes: list[str]
    """Fingerprints of the changes it speaks of."""
    message: str
    path: str
    line: int
    measure: dict[str, str]
    """What policy compares: `ratio`, `above` (money a month), `percent`, `per_1k_calls` (money)."""
    advice: str | None
    suggests: AdviceField | None
    """What to do instead, of rules that advise; reports of older versions do not have it."""


class DecisionField(TypedDict):
    """What policy made of a finding."""

    finding: str
    """The finding's fingerprint."""
    outcome: OutcomeWord
    because: str
    role: str | None
    waived_by: str | None


class ApprovalField(TypedDict):
    """What is asked of a role, and how far it is granted."""

    role: str
    state: StateWord
    by: list[str]
    code: str
    """Names what is approved; another change has another code."""
    ceiling: str | None
    """The increase of a month that is asked for."""
    why: list[str]
    """Why each thing that somebody said counts or does not."""


class PerformanceField(TypedDict):
    """One suite's score beside the cost of a call."""

    model: str
    score: str | None
    """The share of tasks passed, 0 to 1; null: no score."""
    each: str | None
    """A mean call."""
    per_dollar: str | None
    """Calls that would pass, for each dollar."""
    per_success: str | None
    """Money for each call that would pass."""


class ShiftField(TypedDict):
    """What the change does to performance and cost at one place of a feature."""

    feature: str
    suite: str
    base: PerformanceField | None
    """Null: the place is new."""
    head: PerformanceField | None
    """Null: it is gone."""


class CoverageField(TypedDict):
    """How many changed files there were, and how many of them were looked into."""

    files: int
    scanned: int


class ReadingField(TypedDict):
    """A month under one side's governing files; null where nobody measured it."""

    base: str | None
    head: str | None
    delta: str | None


class SinceField(TypedDict):
    """What was merged since a tag or a day, together with this change: a month of all touched sites."""

    name: str
    commit: str
    base: str | None
    head: str | None
    delta: str | None


class GovernanceField(TypedDict):
    """How the change would be judged by the governing files of either side, where it edits them.

    Both readings are of what the change spends; findings about the gate itself are in neither. Of both the harder
    counts, so the verdict is never milder than `base_reading`.
    """

    base_reading: OutcomeWord | None
    head_reading: OutcomeWord | None
    base_totals: ReadingField | None
    head_totals: ReadingField | None
    since: SinceField | None
    """The sum over the window of `--since`, with this change."""
    overrides: list[str]
    """What the command line and the environment set that may make a run milder."""


class SkippedField(TypedDict):
    """A file that could not be judged."""

    path: str
    reason: str


class InputsField(TypedDict):
    """Digests of all that the verdict depends on."""

    policy: str
    catalog: str
    usage: str
    artefacts: dict[str, str]
    tool: str


class Report(TypedDict):
    """The verdict of finops-gate on one change."""

    schema: Literal["finops-gate/report"]
    version: str
    repository: str | None
    change_request: str | None
    as_of: str
    """The day whose prices hold."""
    currency: str
    advisory: bool
    """True when nothing is enforced."""
    range: Span
    verdict: OutcomeWord
    headline: str
    totals: TotalsField
    changes: list[ChangeField]
    findings: list[FindingField]
    decisions: list[DecisionField]
    approvals: list[ApprovalField]
    economics: list[dict[str, str]]
    """A month of each touched feature and tier: cost, cost per outcome and gross margin, before and after."""
    performance: list[ShiftField]
    """The team's scores beside the cost of a call; empty: nobody scored anything."""
    coverage: CoverageField
    governance: GovernanceField
    skipped: list[SkippedField]
    inputs: InputsField
