"""policy.yaml: what may be said in it, and how each mistake is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import jsonschema
import pytest
import yaml

from finops_gate.base import shelf
from finops_gate.base.errors import GovernanceError
from finops_gate.model.policy import (
    Approver,
    Approving,
    Feature,
    Outcome,
    RulePolicy,
    RuleShape,
    Stale,
    Threshold,
    Where,
)
from finops_gate.model.usage import Grade
from finops_gate.policy.cache import from_json, to_json
from finops_gate.policy.form import policy_schema
from finops_gate.policy.load import load
from finops_gate.policy.starter import starter

PATH = ".finops-gate/policy.yaml"
_TAKEN = [shelf.take("finops_gate.rules", name, "RULE") for name in shelf.names("finops_gate.rules")]
RULES = {rule.id: RuleShape(rule.measures, rule.by_name, rule.by_evidence) for rule in _TAKEN}

EXAMPLE = b"""\
version: 1
currency: USD
extends: null
mode: {advisory: 2027-01-31}
features:
  helpdesk-bot:
    paths: ["services/helpdesk/**", "charts/helpdesk/values.yaml"]
    symbols: [HelpdeskBot.answer]
    models: ["gpt-4o*"]
    prompts: ["services/helpdesk/prompts/*.txt"]
    usage: {tag: helpdesk, app: desk}
    team: support-platform
    environment: production
    calls_per_month: 50000
approvers:
  engineering-lead: {name: Engineering Lead, users: [alice], teams: [acme/eng-leads], count: 1}
  finance: {users: [carol]}
rules:
  per-call-increase: {require-approval: {ratio: "10", from: engineering-lead}, warn: {ratio: 2.5}}
  monthly-increase: {warn: {above: "50"}, require-approval: {above: "500", percent: "25", from: finance}}
  unpriced-model: {require-approval: {from: engineering-lead}}
  denied-model: {block: {models: ["gpt-4", "claude-opus-*", NO]}, except: [{paths: ["research/**"]}]}
  retired-model: off
scopes:
  - {paths: ["research/**"], rules: {monthly-increase: {warn: {above: "500"}}, unpriced-model: off}}
  - {features: [helpdesk-bot], environments: [staging], rules: {new-spend: {warn: {per_1k_calls: 5}}}}
"""


def a_load(text: bytes):
    return load(text, PATH, "digest", RULES)


def rules(policy):
    return {rule.rule: rule for rule in policy.rules}


class TestWhatIsSaid:
    @pytest.fixture(autouse=True)
    def read(self):
        self.policy = a_load(EXAMPLE)

    def test_head(self):
        assert (self.policy.source, self.policy.digest, self.policy.currency) == (PATH, "digest", "USD")
        assert self.policy.advisory_until == date(2027, 1, 31)

    def test_features(self):
        assert self.policy.features == (
            Feature(
                "helpdesk-bot",
                paths=("services/helpdesk/**", "charts/helpdesk/values.yaml"),
                symbols=("HelpdeskBot.answer",),
                models=("gpt-4o*",),
                prompts=("services/helpdesk/prompts/*.txt",),
                usage=(("app", "desk"), ("tag", "helpdesk")),
                team="support-platform",
                environment="production",
                calls_per_month=Decimal(50000),
            ),
        )

    def test_approvers(self):
        assert self.policy.approvers == (
            Approver("engineering-lead", "Engineering Lead", ("alice",), ("acme/eng-leads",), 1),
            Approver("finance", "Finance", ("carol",)),
        )

    def test_thresholds_worst_first_and_exact(self):
        assert rules(self.policy)["per-call-increase"] == RulePolicy(
            "per-call-increase",
            (
                Threshold(Outcome.REQUIRE_APPROVAL, (("ratio", Decimal(10)),), role="engineering-lead"),
                Threshold(Outcome.WARN, (("ratio", Decimal("2.5")),)),
            ),
            origin="policy.yaml rules.per-call-increase",
        )
        assert rules(self.policy)["denied-model"] == RulePolicy(
            "denied-model",
            (Threshold(Outcome.BLOCK, names=("gpt-4", "claude-opus-*", "NO")),),
            (Where(paths=("research/**",)),),
            "policy.yaml rules.denied-model",
        )

    def test_rule_that_is_off_has_no_thresholds(self):
        assert rules(self.policy)["retired-model"].thresholds == ()

    def test_rules_that_are_not_mentioned_keep_the_starter_policy(self):
        found = rules(self.policy)
        assert found["prompt-growth"] == rules(starter())["prompt-growth"]
        assert found["unresolved-model"].origin == "starter policy"
        assert "new-spend" not in found
        assert list(found) == sorted(found)

    def test_scopes(self):
        first, second = self.policy.scopes
        assert first.where == Where(paths=("research/**",))
        assert [(r.rule, len(r.thresholds), r.origin) for r in first.rules] == [
            ("monthly-increase", 1, "policy.yaml scopes[0].rules.monthly-increase"),
            ("unpriced-model", 0, "policy.yaml scopes[0].rules.unpriced-model"),
        ]
        assert second.where == Where(features=("helpdesk-bot",), environments=("staging",))
        assert second.rules[0].thresholds[0].limits == (("per_1k_calls", Decimal(5)),)

    def test_schema_accepts_it(self):
        schema = policy_schema(RULES)
        jsonschema.Draft202012Validator.check_schema(schema)
        written = yaml.load(EXAMPLE, Loader=yaml.BaseLoader)
        written |= {"version": 1, "extends": None}
        written["approvers"]["engineering-lead"]["count"] = 1
        jsonschema.validate(written, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**written, "rule": {}}, schema)


def test_smallest_policy_is_the_starter_policy():
    policy = a_load(b"version: 1\n")
    assert policy.rules == starter().rules
    assert policy.advisory_until is None and policy.approvers == () and policy.scopes == ()


def test_starter_policy():
    def limits(rule):
        return [(t.outcome.word, *t.limits, t.role) for t in rules(starter())[rule].thresholds]

    assert limits("per-call-increase") == [
        ("require-approval", ("ratio", 10), "engineering-lead"),
        ("warn", ("ratio", 2), None),
    ]
    assert limits("monthly-increase") == [
        ("require-approval", ("above", 1000), "engineering-lead"),
        ("warn", ("above", 50), None),
    ]
    assert limits("prompt-growth") == [("warn", ("percent", 25), None)]
    for rule in ("unpriced-model", "unresolved-model", "retired-model"):
        assert limits(rule) == [("warn", None)]
    assert starter().approver("engineering-lead").name == "Engineering Lead"


def test_enforce_is_the_default_and_may_be_written():
    assert a_load(b"version: '1'\nmode: enforce\n").advisory_until is None


def test_role_needs_no_definition_where_nobody_is_defined():
    policy = a_load(b"version: 1\nrules: {unpriced-model: {require-approval: {from: finance-team}}}\n")
    assert policy.approver("finance-team").name == "Finance Team"


def test_empty_threshold_applies_to_every_finding():
    policy = a_load(b"version: 1\nrules: {monthly-increase: {warn: {}}}\n")
    assert rules(policy)["monthly-increase"].thresholds == (Threshold(Outcome.WARN),)


def test_least_evidence_of_a_threshold():
    policy = a_load(
        b"version: 1\nrules: {monthly-increase: {warn: {above: 50}, require-approval: {above: 500, from: lead},"
        b" block: {upper: 5000, evidence: measured}}}\n"
    )
    block, asks, warn = rules(policy)["monthly-increase"].thresholds
    assert (block.evidence, asks.evidence, warn.evidence) == (Grade.MEASURED, Grade.UNKNOWN, Grade.UNKNOWN)
    assert from_json(to_json(policy)) == policy


@pytest.mark.parametrize(
    ("rule", "text", "said"),
    [
        ("monthly-increase", "{warn: {evidence: measured}}", "evidence"),
        ("monthly-increase", "{block: {evidence: measured}}", "whom to ask on less"),
        ("monthly-increase", "{require-approval: {from: lead, evidence: certain}}", "'certain' is no grade"),
        ("monthly-increase", "{require-approval: {from: lead, evidence: [measured]}}", "is no grade"),
        ("monthly-increase", "{require-approval: {from: lead, evidence: unknown}}", "is no grade"),
        ("denied-model", "{block: {models: [x], evidence: measured}}", "evidence"),
    ],
)
def test_evidence_that_makes_no_sense(rule, text, said):
    with pytest.raises(GovernanceError, match=said):
        a_load(in_rule(rule, text).encode())


def test_grades_are_told_from_the_best_down():
    with pytest.raises(GovernanceError) as caught:
        a_load(in_rule("monthly-increase", "{require-approval: {from: lead, evidence: certain}}").encode())
    assert caught.value.hint == "one of measured, attributed, shared, declared, assumed"


def in_rule(rule: str, text: str) -> str:
    return f"version: 1\nrules:\n  {rule}: {text}\n"


MISSPELT_ROLE = """\
version: 1
approvers: {eng-lead: {users: [a]}}
rules:
  unpriced-model: {require-approval: {from: engineering-lead}}
"""
UNDEFINED_ROLE = """\
version: 1
approvers: {a: {users: [a]}}
scopes: [{paths: [x], rules: {unpriced-model: {require-approval: {from: b}}}}]
"""
INCREASE = "rules.per-call-increase"


@pytest.mark.parametrize(
    ("text", "line", "key", "words", "hint"),
    [
        # the head
        ("currency: USD\n", 1, "version", "is required", ""),
        ("currency: USD\nversion: 2\n", 2, "version", "2 is a version that", "version: 1"),
        ("version: {}\n", 1, "version", "this is a version that", "version: 1"),
        ("version: 1\ncurrency: EUR\n", 2, "currency", "must be USD", "currency: USD"),
        ("version: 1\nextends: acme/policy\n", 2, "extends", "must be a mapping", ""),
        ("version: 1\nmode: advisory\n", 2, "mode", "'advisory' is not understood", "{advisory: 2027-01-31}"),
        ("version: 1\nmode:\n", 2, "mode", "is empty", "enforce"),
        ("version: 1\nmode: {}\n", 2, "mode.advisory", "is required", ""),
        ("version: 1\nmode: {advisory: 2026-13-01}\n", 2, "mode.advisory", "no day of the calendar", ""),
        ("version: 1\nmode: {advisory: soon}\n", 2, "mode.advisory", "must be a day", "2027-01-31"),
        # keys
        ("version: 1\nrule: {}\n", 2, "rule", "not a known key", "did you mean 'rules'?"),
        ("version: 1\nzzz: {}\n", 2, "zzz", "not a known key", "known here: approval, approvers, currency"),
        (in_rule("per_call_increase", "off"), 3, "rules.per_call_increase", "", "did you mean 'per-call-increase'?"),
        (in_rule("per-call-increse", "off"), 3, "rules.per-call-increse", "", "did you mean 'per-call-increase'?"),
        (in_rule("unpriced-model", "{wran: {}}"), 3, "rules.unpriced-model.wran", "", "did you mean 'warn'?"),
        (in_rule("per-call-increase", "{warn: {above: 5}}"), 3, f"{INCREASE}.warn.above", "", "known here: ratio"),
        (in_rule("unpriced-model", "{warn: {from: x}}"), 3, "rules.unpriced-model.warn.from", "not a known key", ""),
        ('version: 1\n"\\e[31m": x\n', 2, "\\x1b[31m", "not a known key", ""),
        # rules
        (in_rule("per-call-increase", "on"), 3, INCREASE, "'on' is not understood", "off to switch the rule off"),
        (in_rule("per-call-increase", ""), 3, INCREASE, "is empty", "off"),
        (in_rule("per-call-increase", "[]"), 3, INCREASE, "'[]' is not understood", "off"),
        (in_rule("per-call-increase", "{}"), 3, INCREASE, "names no outcome", "warn, require-approval or block"),
        (in_rule("per-call-increase", "{except: [{paths: [a]}]}"), 3, INCREASE, "names no outcome", ""),
        (in_rule("per-call-increase", "{warn: }"), 3, f"{INCREASE}.warn", "is empty", "{}"),
        (in_rule("per-call-increase", "{warn: 2}"), 3, f"{INCREASE}.warn", "must be a mapping", ""),
        ("version: 1\nrules:\n", 2, "rules", "is empty", ""),
        ("version: 1\nrules: [a]\n", 2, "rules", "must be a mapping", ""),
        # limits: what would switch a gate off, or mean two things
        (in_rule("per-call-increase", "{warn: {ratio: .nan}}"), 3, f"{INCREASE}.warn.ratio", ".nan is not", ""),
        (in_rule("per-call-increase", "{warn: {ratio: 'nan'}}"), 3, f"{INCREASE}.warn.ratio", "'nan' is not", "digits"),
        (in_rule("per-call-increase", "{warn: {ratio: 'Infinity'}}"), 3, f"{INCREASE}.warn.ratio", "is not", "digits"),
        (in_rule("per-call-increase", "{warn: {ratio: .inf}}"), 3, f"{INCREASE}.warn.ratio", ".inf is not", ""),
        (in_rule("per-call-increase", "{warn: {ratio: 1e400}}"), 3, f"{INCREASE}.warn.ratio", "'1e400'", "no exponent"),
        (in_rule("per-call-increase", "{warn: {ratio: 1.0e+3}}"), 3, f"{INCREASE}.warn.ratio", "is not", "no exponent"),
        (in_rule("per-call-increase", "{warn: {ratio: 012}}"), 3, f"{INCREASE}.warn.ratio", "'012' is not", ""),
        (in_rule("per-call-increase", "{warn: {ratio: 12:30:45}}"), 3, f"{INCREASE}.warn.ratio", "is not a number", ""),
        (in_rule("per-call-increase", "{warn: {ratio: 1_000}}"), 3, f"{INCREASE}.warn.ratio", "is not", "separators"),
        (in_rule("per-call-increase", "{warn: {ratio: 10x}}"), 3, f"{INCREASE}.warn.ratio", "'10x' is not", ""),
        (in_rule("monthly-increase", "{warn: {above: $50}}"), 3, "rules.monthly-increase.warn.above", "is not", "no $"),
        (in_rule("monthly-increase", "{warn: {percent: 25%}}"), 3, "rules.monthly-increase.warn.percent", "", "no %"),
        (in_rule("monthly-increase", "{warn: {above: -1}}"), 3, "rules.monthly-increase.warn.above", "negative", ""),
        (in_rule("monthly-increase", "{warn: {above: NO}}"), 3, "rules.monthly-increase.warn.above", "'NO' is not", ""),
        (in_rule("monthly-increase", "{warn: {above: ''}}"), 3, "rules.monthly-increase.warn.above", "is empty", ""),
        (in_rule("monthly-increase", "{warn: {above: }}"), 3, "rules.monthly-increase.warn.above", "is empty", ""),
        (in_rule("monthly-increase", "{warn: {above: [1]}}"), 3, "rules.monthly-increase.warn.above", "number", ""),
        (in_rule("monthly-increase", "{warn: {above: 2026-13-01}}"), 3, "rules.monthly-increase.warn.above", "", ""),
        (in_rule("per-call-increase", f"{{warn: {{ratio: {'9' * 5000}}}}}"), 3, f"{INCREASE}.warn.ratio", "999…", ""),
        (in_rule("per-call-increase", "{warn: {ratio: 0.5}}"), 3, f"{INCREASE}.warn.ratio", "a decrease", "ten"),
        (in_rule("per-call-increase", "{warn: {ratio: 0.99}}"), 3, f"{INCREASE}.warn.ratio", "a decrease", "ten"),
        # models
        (in_rule("denied-model", "{block: {models: [x], from: lead}}"), 3, None, "not a known key", "models"),
        (in_rule("denied-model", "{block: {}}"), 3, "rules.denied-model.block.models", "is required", ""),
        (in_rule("denied-model", "{block: {models: gpt-4}}"), 3, "rules.denied-model.block.models", "a list", "[one"),
        (in_rule("denied-model", "{block: {models: []}}"), 3, "rules.denied-model.block.models", "an empty list", ""),
        (in_rule("denied-model", "{block: {models: [null]}}"), 3, "rules.denied-model.block.models[0]", "is empty", ""),
        (in_rule("denied-model", "{block: {models: [[a]]}}"), 3, "rules.denied-model.block.models[0]", "a list", ""),
        (in_rule("denied-model", "{block: {models: ['']}}"), 3, "rules.denied-model.block.models[0]", "is empty", ""),
        (in_rule("denied-model", '{block: {models: ["a\\e"]}}'), 3, None, "invisible or control character: a\\x1b", ""),
        (in_rule("denied-model", f"{{block: {{models: [{'a' * 201}]}}}}"), 3, None, "longer than 200", ""),
        # roles
        (in_rule("unpriced-model", "{require-approval: {}}"), 3, None, "is required", "from: engineering-lead"),
        (
            MISSPELT_ROLE,
            4,
            "rules.unpriced-model.require-approval.from",
            "no approver is called 'engineering-lead'",
            "did you mean 'eng-lead'?",
        ),
        (
            UNDEFINED_ROLE,
            3,
            "scopes[0].rules.unpriced-model.require-approval.from",
            "no approver is called 'b'",
            "known here: a",
        ),
        ("version: 1\napprovers: {a: {}}\n", 2, "approvers.a", "names nobody", "users: [login]"),
        ("version: 1\napprovers: {a: {users: x}}\n", 2, "approvers.a.users", "must be a list", ""),
        ("version: 1\napprovers: {a: {users: [x, X], count: 2}}\n", 2, "approvers.a.count", "names 1 user", ""),
        ("version: 1\napprovers: {a: {users: [x], count: 0}}\n", 2, "approvers.a.count", "from 1 to 100", ""),
        ("version: 1\napprovers: {a: {users: [x], count: 1.5}}\n", 2, "approvers.a.count", "whole number", ""),
        ("version: 1\napprovers: [a]\n", 2, "approvers", "must be a mapping", ""),
        # features
        ("version: 1\nfeatures:\n", 2, "features", "is empty", ""),
        ("version: 1\nfeatures: {a: x}\n", 2, "features.a", "must be a mapping", ""),
        ("version: 1\nfeatures: {'': {}}\n", 2, "features.", "is empty", ""),
        ("version: 1\nfeatures: {a: {paths: x}}\n", 2, "features.a.paths", "must be a list", ""),
        ("version: 1\nfeatures:\n  a:\n    paths:\n      - ok\n      - ../x\n", 6, "features.a.paths[1]", "inside", ""),
        ("version: 1\nfeatures: {a: {paths: [/]}}\n", 2, "features.a.paths[0]", "no path inside", ""),
        ("version: 1\nfeatures: {a: {paths: ['!x']}}\n", 2, "features.a.paths[0]", "cannot be negated", "except"),
        ("version: 1\nfeatures: {a: {paths: ['a\\b']}}\n", 2, "features.a.paths[0]", "backslash", "/"),
        ("version: 1\nfeatures: {a: {team: {b: c}}}\n", 2, "features.a.team", "must be text, not a mapping", ""),
        ("version: 1\nfeatures: {a: {usage: [tag]}}\n", 2, "features.a.usage", "must be a mapping", ""),
        ("version: 1\nfeatures: {a: {calls_per_month: 0}}\n", 2, "features.a.calls_per_month", "more than 0", "out"),
        ("version: 1\nfeatures: {a: {calls-per-month: 1}}\n", 2, "features.a.calls-per-month", "", "'calls_per_month'"),
        # where
        ("version: 1\nscopes: {}\n", 2, "scopes", "must be a list", ""),
        ("version: 1\nscopes: [{paths: [a]}]\n", 2, "scopes[0].rules", "is required", ""),
        ("version: 1\nscopes: [{rules: {}}]\n", 2, "scopes[0]", "fits every site", "paths, features"),
        ("version: 1\nscopes: [{paths: [], rules: {}}]\n", 2, "scopes[0].paths", "is an empty list", ""),
        ("version: 1\nscopes: [{features: [], rules: {}}]\n", 2, "scopes[0].features", "is an empty list", ""),
        ("version: 1\nscopes: [{environments: [], rules: {}}]\n", 2, "scopes[0].environments", "is an empty", ""),
        ("version: 1\nscopes: [{features: [a], rules: {}}]\n", 2, "scopes[0].features[0]", "no feature", "define it"),
        (
            "version: 1\nfeatures: {helpdesk-bot: {}}\nscopes:\n  - features: [helpdesk_bot]\n    rules: {}\n",
            4,
            "scopes[0].features[0]",
            "no feature is called 'helpdesk_bot'",
            "did you mean 'helpdesk-bot'?",
        ),
        (in_rule("unpriced-model", "{warn: {}, except: [{}]}"), 3, "rules.unpriced-model.except[0]", "every site", ""),
        # YAML itself
        ("version: 1\nversion: 1\n", 2, "version", "is given twice", ""),
        ("version: 1\nrules: {a: &x {}, b: *x}\n", 2, "rules.a", "anchor", ""),
    ],
)  # fmt: skip
def test_mistake_is_told_with_line_key_and_way_out(text, line, key, words, hint):
    with pytest.raises(GovernanceError) as caught:
        a_load(text.encode())
    error = caught.value
    assert error.path == PATH
    assert line is None or error.line == line
    assert key is None or error.key == key
    assert words in error.problem
    assert hint in error.hint
    assert "\x1b" not in str(error) + error.hint


def test_limits_that_are_just_possible_are_taken():
    found = rules(a_load(in_rule("per-call-increase", "{warn: {ratio: 1}}").encode()))["per-call-increase"]
    assert found.thresholds[0].limits == (("ratio", Decimal(1)),)
    found = rules(a_load(in_rule("monthly-increase", "{warn: {above: 0.5}}").encode()))["monthly-increase"]
    assert found.thresholds[0].limits == (("above", Decimal("0.5")),)
    assert a_load(b"version: 1\nscopes: [{environments: [staging], rules: {}}]\n").scopes[0].rules == ()


def test_first_mistake_in_the_file_is_told():
    with pytest.raises(GovernanceError) as caught:
        a_load(b"version: 1\nfeatures: {a: {paths: x}}\nmode: odd\n")
    assert caught.value.line == 2


class TestWhatMakesAnApprovalCount:
    def test_without_a_word_the_defaults_hold(self):
        assert a_load(b"version: 1\n").approval == Approving()
        assert Approving() == Approving(
            allow_author=False,
            allow_committers=False,
            strict_identity=False,
            stale=Stale.FINGERPRINT,
            headroom=Decimal("0.10"),
            max_age_days=30,
            methods=("command", "review"),
            allow_multi_role=False,
        )

    def test_every_key(self):
        text = b"""\
version: 1
approval:
  allow_author: true
  allow_committers: true
  strict_identity: true
  stale: head
  headroom: 0.25
  max_age_days: 7
  methods: [review]
  allow_multi_role: true
"""
        assert a_load(text).approval == Approving(True, True, True, Stale.HEAD, Decimal("0.25"), 7, ("review",), True)

    def test_a_role_may_be_the_code_owners(self):
        (approver,) = a_load(b"version: 1\napprovers:\n  lead: {users: codeowners, count: 2}\n").approvers
        assert approver.codeowners and approver.users == () and approver.count == 2 and not approver.nobody

    @pytest.mark.parametrize(
        ("line", "key", "words"),
        [
            ("approval: {stale: sometimes}", "approval.stale", "fingerprint"),
            ("approval: {headroom: 11}", "approval.headroom", "ten times"),
            ("approval: {headroom: -1}", "approval.headroom", "negative"),
            ("approval: {headroom: .inf}", "approval.headroom", "not an amount"),
            ("approval: {max_age_days: 0}", "approval.max_age_days", "whole number of days"),
            ("approval: {allow_author: yes}", "approval.allow_author", "true or false"),
            ("approval: {methods: []}", "approval.methods", "empty"),
            ("approval: {methods: [label]}", "approval.methods[0]", "review"),
            ("approval: {methods: [command], stale: head}", "approval.methods", "name no commit"),
            ("approval: {allow_autor: true}", "approval.allow_autor", "not a known key"),
            ("approvers: {lead: {users: owners}}", "approvers.lead.users", "must be a list, or the word codeowners"),
        ],
    )
    def test_mistakes_name_the_key(self, line, key, words):
        with pytest.raises(GovernanceError) as caught:
            a_load(f"version: 1\n{line}\n".encode())
        assert (caught.value.line, caught.value.key) == (2, key)
        assert words in caught.value.problem


@pytest.mark.parametrize(
    ("key", "fits", "beyond"),
    [("max_age_days", ("1", "3650"), ("0", "3651", "1.5")), ("headroom", ("0", "10"), ("10.01", "-1"))],
)
def test_limits_of_numbers_are_part_of_what_they_allow(key, fits, beyond):
    for amount in fits:
        approval = load(f"version: 1\napproval: {{{key}: {amount}}}\n".encode(), PATH, "d", RULES).approval
        assert str(getattr(approval, key)) == amount
    for amount in beyond:
        with pytest.raises(GovernanceError, match=key):
            load(f"version: 1\napproval: {{{key}: {amount}}}\n".encode(), PATH, "d", RULES)


def test_a_role_may_ask_for_a_hundred_approvals_and_no_more():
    users = ", ".join(f"u{number}" for number in range(101))
    for count, good in ((1, True), (100, True), (0, False), (101, False)):
        text = f"version: 1\napprovers: {{lead: {{users: [{users}], count: {count}}}}}\n".encode()
        if good:
            assert load(text, PATH, "d", RULES).approvers[0].count == count
        else:
            with pytest.raises(GovernanceError, match="from 1 to 100"):
                load(text, PATH, "d", RULES)


ADVICE = """\
version: 1
features:
  bot: {routine: true, routine_share: "0.6", waits: true, least_score: "0.85"}
  plain: {}
"""


def test_what_a_feature_says_for_advice():
    bot, plain = load(ADVICE.encode(), PATH, "", RULES).features
    assert (bot.routine, bot.routine_share, bot.waits, bot.least_score) == (True, Decimal("0.6"), True, Decimal("0.85"))
    assert (plain.routine, plain.routine_share, plain.waits, plain.least_score) == (False, None, False, None)
    jsonschema.validate(yaml.safe_load(ADVICE), policy_schema(RULES))


@pytest.mark.parametrize(
    "text",
    ["routine: maybe", "routine_share: 1.1", "routine_share: -0.1", "waits: 1", "least_score: 85", "least_score: x"],
)
def test_what_a_feature_cannot_say_for_advice(text):
    with pytest.raises(GovernanceError) as found:
        load(f"version: 1\nfeatures: {{bot: {{{text}}}}}\n".encode(), PATH, "", RULES)
    assert found.value.key == f"features.bot.{text.partition(':')[0]}"
