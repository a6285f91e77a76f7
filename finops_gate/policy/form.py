"""The form of policy.yaml: which keys it has and what they hold. Its public description is the generated schema."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, create_model, model_validator

from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.model.policy import RuleShape
from finops_gate.model.usage import Grade
from finops_gate.policy.pieces import (
    Amount,
    Count,
    Day,
    Days,
    Form,
    OrWord,
    Part,
    Pattern,
    Positive,
    Share,
    Switch,
    Text,
    Version,
    wrong,
)


class WhereForm(Form):
    """A set of sites. All that is stated must hold."""

    paths: list[Pattern] = Field(default=[], min_length=1)
    features: list[Text] = Field(default=[], min_length=1)
    environments: list[Text] = Field(default=[], min_length=1)

    @model_validator(mode="after")
    def _narrows_something(self) -> WhereForm:
        if not (self.paths or self.features or self.environments):
            raise wrong("fits every site", "name at least one of paths, features and environments")
        return self


class ServingForm(Form):
    """What one copy of a machine does when it serves a feature, as somebody measured or declares it."""

    tokens_per_second: Positive | None = None
    """At full load, input and output together."""
    output_tokens_per_second: Positive | None = None
    """At full load, of answers alone."""
    seconds_per_call: Positive | None = None
    """What one call takes when it is alone."""
    start_seconds: Amount | None = None
    """From the first call until it can answer, where nothing runs."""
    idle_seconds: Amount | None = None
    """From the last call until it is switched off."""
    measured: Switch = False
    """It comes from a measurement."""
    source: Text | None = None
    """Which one: `vllm bench serve, 2026-11-20`."""

    @model_validator(mode="after")
    def _says_it_once(self) -> ServingForm:
        if self.tokens_per_second is not None and self.output_tokens_per_second is not None:
            raise wrong("gives throughput twice", "give tokens_per_second or output_tokens_per_second")
        return self


class FeatureForm(Form):
    """A product feature: the code it lives in and the usage it is billed under."""

    paths: list[Pattern] = Field(default_factory=list)
    symbols: list[Text] = Field(default_factory=list)
    """Names in the code: `HelpdeskBot.answer`."""
    models: list[Text] = Field(default_factory=list)
    """Model patterns: `gpt-4o*`."""
    prompts: list[Pattern] = Field(default_factory=list)
    """Files whose text is sent with each call."""
    usage: dict[Text, Text] = Field(default_factory=dict)
    """How recorded calls are told: `{tag: helpdesk}`."""
    team: Text | None = None
    environment: Text | None = None
    calls_per_month: Positive | None = None
    """Declared by a person, used where nothing was measured."""
    budget_per_month: Positive | None = None
    """Dollars a month that it may cost: see the rule feature-budget."""
    cost_centre: Text | None = None
    """Who pays for it, where no revenue does."""
    revenue: Text | None = None
    """The stream of revenue that pays for it."""
    routine: Switch = False
    """Its calls are routine work, for which advice may name a smaller model."""
    routine_share: Part | None = None
    """The share of its calls that a micro-model could answer: `0.6`."""
    waits: Switch = False
    """Its answers may come hours later, so that batch prices are within reach."""
    least_score: Part | None = None
    """The share of the team's own tasks (`.finops-gate/quality/`) that a model must pass to serve it: `0.85`."""
    serving: dict[Text, ServingForm] = Field(default_factory=dict)
    """By machine (`g6.xlarge`, `modal/l4`, `g6.*`), what one copy of it does: see `finops-gate breakeven`."""


_Users = Annotated[
    list[Text], OrWord("codeowners", "write a list of logins, such as [alice, bob], or codeowners", list)
]


class ApproverForm(Form):
    """A role that may approve."""

    name: Text | None = None
    """Shown in messages: `Engineering Lead`."""
    users: _Users = Field(default_factory=list)
    """Logins, and `codeowners` for those that CODEOWNERS names for the path."""
    teams: list[Text] = Field(default_factory=list)
    """`organisation/team`."""
    count: Count = 1

    @model_validator(mode="after")
    def _can_be_satisfied(self) -> ApproverForm:
        users: Any = self.users
        if users == "codeowners":
            return self
        if not self.users and not self.teams:
            raise wrong("names nobody who could approve", "give users: [login] or teams: [organisation/team]")
        people = len({user.lower() for user in self.users})
        if not self.teams and self.count > people:
            raise wrong(f"asks for {self.count} approvals and names {people} user(s)", key="count")
        return self


class ApprovingForm(Form):
    """What makes an approval count."""

    allow_author: Switch = False
    """Count the approval of whoever opened the change request."""
    allow_committers: Switch = False
    """Count the approvals of those who wrote, committed or pushed commits of it."""
    strict_identity: Switch = False
    """Count none while a commit belongs to no account that the forge knows."""
    stale: Literal["fingerprint", "head", "never"] = "fingerprint"
    """What ends an approval: a dearer or other change (fingerprint), any new commit (head), nothing (never)."""
    headroom: Share = Decimal("0.10")
    """The share by which an approved cost may grow before it is asked for again."""
    max_age_days: Days = 30
    methods: list[Literal["review", "command"]] = Field(default=["review", "command"], min_length=1)
    """A review that approves; a comment `/finops approve CODE`."""
    allow_multi_role: Switch = False
    """Let one person stand for several roles."""

    @model_validator(mode="after")
    def _can_be_given(self) -> ApprovingForm:
        if self.stale == "head" and "review" not in self.methods:
            raise wrong(
                "takes comments alone, which name no commit, while stale: head asks for the last one",
                "add review to the methods, or write stale: fingerprint",
                "methods",
            )
        return self


class AdvisoryForm(Form):
    """Until this day every verdict is advice only."""

    advisory: Day


_DIGEST = lazy(r"sha256:[0-9a-f]{64}")


def _digest(value: Any) -> str:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise wrong(
            "is no digest", "write sha256: and 64 hexadecimal digits, as `sha256sum organisation.yaml` says them"
        )
    return value


def _currency(value: Any) -> str:
    if value != "USD":
        raise wrong("must be USD: catalog prices are US dollars and are not converted", "write currency: USD")
    return "USD"


class ExtendsForm(Form):
    """An organisation's policy, which lies beside this one as organisation.yaml and may only be tightened here."""

    digest: Annotated[str, BeforeValidator(_digest), WithJsonSchema({"type": "string", "pattern": _DIGEST.pattern})]
    """Of organisation.yaml: `sha256:` and 64 hexadecimal digits."""
    source: Text | None = None
    """Where it comes from, for people: `https://github.com/acme/finops-policy/blob/v3/policy.yaml`."""


_Currency = Annotated[str, BeforeValidator(_currency), WithJsonSchema({"const": "USD"})]
_Mode = Annotated[AdvisoryForm, OrWord("enforce", "write enforce, or {advisory: 2027-01-31}")]


def _evidence(value: Any) -> Grade:
    if not isinstance(value, str) or value not in _GRADES:
        shown = repr(clean(value, 40)) if isinstance(value, str) else "this"
        raise wrong(f"{shown} is no grade of evidence", f"one of {', '.join(_GRADES)}")
    return _GRADES[value]


_GRADES = {grade.word: grade for grade in sorted(Grade, reverse=True) if grade is not Grade.UNKNOWN}
_ABOUT_EVIDENCE = "The least evidence on which it decides so; on less it is one step milder."
_Evidence = Annotated[Grade, BeforeValidator(_evidence), WithJsonSchema({"enum": list(_GRADES)})]


@lru_cache
def _threshold_form(shape: RuleShape, asks: bool, by_evidence: bool) -> type[Form]:
    fields: dict[str, Any] = {measure: (Annotated[Amount, _least(measure)], None) for measure in shape.measures}
    if shape.by_name:
        fields["models"] = (list[Text], Field(min_length=1))
    if by_evidence:
        fields["evidence"] = (_Evidence, Field(default=Grade.UNKNOWN, description=_ABOUT_EVIDENCE))
    if asks:
        fields["role"] = (Text, Field(alias="from", description="The approver role that is asked."))
    return create_model("Threshold", __base__=Form, **fields)


def _least(measure: str) -> AfterValidator:
    def enough(value: Any) -> Any:
        if measure == "ratio" and value < 1:
            raise wrong("a ratio below 1 is a decrease", 'ratio: "10" means ten times as much as before')
        return value

    return AfterValidator(enough)


class _RuleForm(Form):
    @model_validator(mode="after")
    def _decides_something(self) -> _RuleForm:
        if not self.model_fields_set & {"warn", "approval", "block"}:
            raise wrong("names no outcome", "give warn, require-approval or block; or write off to switch the rule off")
        block: Any = getattr(self, "block", None)
        if getattr(block, "evidence", None) and getattr(self, "approval", None) is None:
            raise wrong(
                "says on what evidence it blocks, and not whom to ask on less", "give require-approval, too", "block"
            )
        return self


@lru_cache
def _rule_form(shape: RuleShape) -> Any:
    warning = _threshold_form(shape, False, False)
    asking, blocking = (_threshold_form(shape, asks, shape.by_evidence) for asks in (True, False))
    form = create_model(
        "Rule",
        __base__=_RuleForm,
        warn=(warning, None),
        approval=(asking, Field(default=None, alias="require-approval")),
        block=(blocking, None),
        exceptions=(list[WhereForm], Field(default=[], alias="except", description="Sites it does not apply to.")),
    )
    return Annotated[
        form, OrWord("off", "write {warn: ...}, {require-approval: ...} or {block: ...}; or off to switch the rule off")
    ]


def policy_form(rules: Mapping[str, RuleShape]) -> type[Form]:
    """The form of a policy that may speak of these rules."""
    return _policy_form(tuple(rules.items()))


@lru_cache
def _policy_form(rules: tuple[tuple[str, RuleShape], ...]) -> type[Form]:
    """Making it takes longer than reading a policy with it, and a run reads up to four."""
    named: dict[str, Any] = {
        rule.replace("-", "_"): (_rule_form(shape), Field(default=None, alias=rule)) for rule, shape in rules
    }
    rules_form = create_model("Rules", __base__=Form, **named)
    scope_form = create_model("Scope", __base__=WhereForm, rules=(rules_form, ...))
    fields: dict[str, Any] = {
        "version": (Version, ...),
        "currency": (_Currency, "USD"),
        "extends": (ExtendsForm | None, None),
        "mode": (_Mode, "enforce"),
        "features": (dict[Text, FeatureForm], {}),
        "approvers": (dict[Text, ApproverForm], {}),
        "approval": (ApprovingForm, ApprovingForm()),
        "rules": (rules_form, None),
        "scopes": (list[scope_form], []),  # type: ignore[valid-type]
    }
    about = "What an organisation decides about its AI spending: .finops-gate/policy.yaml."
    return create_model("Policy", __base__=Form, __doc__=about, **fields)


def policy_schema(rules: Mapping[str, RuleShape]) -> dict[str, Any]:
    """The JSON Schema of policy.yaml, for editors and for `schemas/`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **policy_form(rules).model_json_schema(),
        "title": "finops-gate policy",
    }
