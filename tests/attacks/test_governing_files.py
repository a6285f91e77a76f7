"""Pull requests that edit what governs them."""

import pytest

from tests.attacks.attack import BASE, BOT, GOVERNED, ROW, SIGNERS, Attack, bot, check, run
from tests.gate import POLICY, USAGE, usage

DEAR = {BOT: bot("gpt-4o")}
CHEAP_ROW = {**ROW, "calls_per_month": 20_000}
ROLE = "engineering-lead: {name: Engineering Lead, users: [alice]}"
OWN_PRICES = "version: 1\nagreement: x\nrates: [{provider: openai, models: [gpt-4o], discount: 0.99}]\n"
WAIVER = "waivers: [{id: w1, finding: abc, owner: mallory, reason: fine, until: 2027-01-31}]\n"

ATTACKS = (
    Attack(
        "a limit is raised",
        {POLICY: GOVERNED.replace('"500"', '"5000000"')},
        rules=("governing-change",),
        words=("500 -> 5000000",),
    ),
    Attack(
        "a limit is raised with the change that it is for",
        {**DEAR, POLICY: GOVERNED.replace('"500"', '"50000"')},
        rules=("governing-change", "monthly-increase"),
    ),
    Attack(
        "a rule is switched off",
        {**DEAR, POLICY: GOVERNED + "  unpriced-model: off\n"},
        rules=("governing-change",),
        words=("unpriced-model", "-> off"),
    ),
    Attack("every rule is switched off", {**DEAR, POLICY: "version: 1\nrules: {per-call-increase: off}\n"}),
    Attack("the policy is deleted", DEAR, rules=("governing-change",), removed=(POLICY,), words=("deleted",)),
    Attack("the policy becomes a link", DEAR, "block", ("malformed-governance",), links={POLICY: "/dev/null"}),
    Attack("the policy holds a NUL", {**DEAR, POLICY: GOVERNED.encode() + b"\0"}, "block", ("malformed-governance",)),
    Attack("the policy is broken", {**DEAR, POLICY: "version: [\n"}, "block", ("malformed-governance",)),
    Attack("the policy says a key twice", {POLICY: GOVERNED + "version: 1\n"}, "block", ("malformed-governance",)),
    Attack(
        "the limit is not a number", {POLICY: GOVERNED.replace('"500"', ".nan")}, "block", ("malformed-governance",)
    ),
    Attack(
        "a denied model is allowed by the change",
        {BOT: bot("gpt-4"), POLICY: GOVERNED.replace('"gpt-4"', '"gpt-5"')},
        "block",
        ("denied-model", "governing-change"),
    ),
    Attack(
        "an exception is made for the change",
        {**DEAR, POLICY: GOVERNED.replace('warn: {ratio: "2"}', 'warn: {ratio: "2"}, except: [{paths: ["app/**"]}]')},
        rules=("governing-change",),
    ),
    Attack(
        "a scope is laid over the change",
        {
            **DEAR,
            POLICY: GOVERNED
            + 'scopes: [{paths: ["app/**"], rules: {monthly-increase: off, per-call-increase: off}}]\n',
        },
        rules=("governing-change",),
    ),
    Attack(
        "the change is made advisory",
        {**DEAR, POLICY: GOVERNED + "mode: {advisory: 2099-01-01}\n"},
        words=("enforce -> advisory until 2099-01-01",),
    ),
    Attack(
        "the advisory time is made longer",
        {**DEAR, POLICY: GOVERNED + "mode: {advisory: 2099-01-01}\n"},
        base={POLICY: GOVERNED + "mode: {advisory: 2026-01-31}\n"},
        words=("2026-01-31 -> advisory until 2099",),
    ),
    Attack(
        "the author makes himself an approver",
        {**DEAR, POLICY: GOVERNED.replace("[alice]", "[alice, mallory]")},
        words=("approver mallory added to engineering-lead",),
    ),
    Attack(
        "fewer approvals are enough",
        {POLICY: GOVERNED},
        base={POLICY: GOVERNED.replace(ROLE, ROLE.replace("[alice]", "[alice, bob], count: 2"))},
        words=("count 2 -> 1",),
    ),
    Attack("the author may approve", {POLICY: GOVERNED + "approval: {allow_author: true}\n"}, words=("allow_author",)),
    Attack(
        "the feature is taken away from its calls",
        {**DEAR, POLICY: GOVERNED.replace('"app/**"', '"none/**"')},
        rules=("governing-change", "monthly-increase"),
    ),
    Attack(
        "another feature takes the code",
        {**DEAR, POLICY: GOVERNED.replace("approvers:", '  idle: {paths: ["app/bot.py"]}\napprovers:')},
        rules=("governing-change",),
    ),
    Attack(
        "calls are counted away",
        {**DEAR, USAGE: usage(CHEAP_ROW)},
        rules=("governing-change", "monthly-increase"),
        words=("calls 2.0M -> 20k would cut this change's delta from $9,870.00 to $98.70 a month",),
    ),
    Attack("calls are counted away beforehand", {USAGE: usage(CHEAP_ROW)}, rules=("governing-change",)),
    Attack("tokens are counted away", {**DEAR, USAGE: usage({**ROW, "output_mean": 1})}, rules=("governing-change",)),
    Attack("the volumes are deleted", DEAR, rules=("governing-change", "monthly-increase"), removed=(USAGE,)),
    Attack("the volumes are broken", {**DEAR, USAGE: "feature\n"}, "block", ("malformed-governance",)),
    Attack(
        "a price is negotiated in the change",
        {
            **DEAR,
            ".finops-gate/prices/own.yaml": OWN_PRICES,
        },
        rules=("governing-change", "monthly-increase"),
    ),
    Attack(
        "the model is said to be self-hosted",
        {**DEAR, ".finops-gate/prices/own.yaml": "version: 1\nagreement: x\nself_hosted: [gpt-4o]\n"},
        rules=("monthly-increase",),
    ),
    Attack(
        "prices are broken", {**DEAR, ".finops-gate/prices/own.yaml": "rates: 3\n"}, "block", ("malformed-governance",)
    ),
    Attack("a policy comes beside in capitals", {**DEAR, ".Finops-Gate/policy.yaml": "version: 1\nrules: {}\n"}),
    Attack("a policy comes at the root", {**DEAR, "finops-gate.yaml": "version: 1\nrules: {per-call-increase: off}\n"}),
    Attack("a policy comes with another ending", {**DEAR, ".finops-gate/policy.yml": "version: 1\n"}),
    Attack(
        "the policy has other line ends",
        {**DEAR, POLICY: GOVERNED.replace('"500"', '"50000"').replace("\n", "\r\n")},
        rules=("governing-change",),
    ),
    Attack(
        "the policy has a mark of order",
        {**DEAR, POLICY: "\ufeff" + GOVERNED.replace('"500"', '"50000"')},
        rules=("governing-change",),
    ),
    Attack("the policy is in UTF-16", {**DEAR, POLICY: GOVERNED.encode("utf-16")}, "block", ("malformed-governance",)),
    Attack("the policy becomes a folder", {**DEAR, ".finops-gate/policy.yaml/x": "y"}, removed=(POLICY,)),
    Attack("the policy repeats itself", {POLICY: "a: &a [x]\nb: [*a, *a]\n"}, "block", ("malformed-governance",)),
    Attack("the policy nests too deep", {POLICY: "[" * 5000}, "block", ("malformed-governance",)),
    Attack(
        "the feature has a letter of another alphabet",
        {**DEAR, POLICY: GOVERNED.replace("helpdesk:", "h\u0435lpdesk:")},
        rules=("governing-change", "monthly-increase"),
    ),
    Attack(
        "better evidence is demanded",
        {**DEAR, POLICY: GOVERNED.replace('above: "500"', 'above: "500", evidence: measured')},
    ),
    *(
        Attack(
            f"the volume is {cell}",
            {**DEAR, USAGE: usage({**ROW, "calls_per_month": cell})},
            "block",
            ("malformed-governance", "monthly-increase"),
        )
        for cell in ("-5", "NaN", "1e999", "9" * 60)
    ),
    *(
        Attack(
            f"the {column} of the volume becomes {cell}",
            {**DEAR, USAGE: usage({**ROW, column: cell})},
            rules=("monthly-increase",),
        )
        for column, cell in (
            ("calls_per_month", "0.0000001"),
            ("success_share", "0.0001"),
            ("environment", "staging"),
            ("grade", "assumed"),
            ("feature", "idle"),
        )
    ),
    Attack(
        "a second row says less",
        {**DEAR, USAGE: usage(ROW, {**ROW, "calls_per_month": 1})},
        rules=("monthly-increase",),
    ),
    Attack(
        "prices are a link",
        DEAR,
        "block",
        ("malformed-governance",),
        links={".finops-gate/prices/x.yaml": "/etc/passwd"},
    ),
    Attack(
        "old debt is declared in the change",
        {BOT: bot("gpt-4"), ".finops-gate/baseline.csv": "rule,site,subject\ndenied-model,app/bot.py,gpt-4\n"},
        "block",
        ("denied-model",),
    ),
    Attack("a waiver comes with the change", {**DEAR, ".finops-gate/waivers.yaml": WAIVER}),
    Attack(
        "a signer is added",
        {SIGNERS: "mallory@example.com ssh-ed25519 AAAA\n"},
        rules=("governing-change",),
        words=("signer mallory@example.com added",),
    ),
    Attack(
        "the first policy is a loose one",
        {**DEAR, POLICY: "version: 1\nrules: {per-call-increase: off}\n"},
        base={POLICY: "", USAGE: ""},
        rules=("introduced-policy", "per-call-increase"),
    ),
    Attack(
        "the first policy names its author as approver",
        {**DEAR, POLICY: GOVERNED.replace("alice", "mallory")},
        base={POLICY: "", USAGE: ""},
        rules=("per-call-increase",),
    ),
    Attack("the policy at base is broken", DEAR, "error", base={POLICY: "version: 9\n"}),
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_change_of_what_governs_lowers_nothing(attack, tmp_path):
    check(attack, tmp_path)


def test_both_readings_are_told_and_the_headline_says_which_is_milder(tmp_path):
    (attack,) = [attack for attack in ATTACKS if attack.name == "calls are counted away"]
    report = run(attack, tmp_path).report
    assert report["governance"] == {
        "base_reading": "require-approval",
        "head_reading": "require-approval",
        "base_totals": {"base": "630", "head": "10500", "delta": "9870"},
        "head_totals": {"base": "6.3", "head": "105", "delta": "98.7"},
        "since": None,
        "overrides": [],
    }
    assert report["totals"]["delta"] == "9870"
    assert "By the governing files of the change itself it would be +$98.70/month." in report["headline"]


def test_volumes_that_grow_with_the_change_count_at_once(tmp_path):
    attack = Attack("honest", {**DEAR, USAGE: usage({**ROW, "calls_per_month": 4_000_000})})
    report = run(attack, tmp_path).report
    assert report["totals"]["delta"] == "19740"
    assert report["governance"]["head_totals"]["delta"] == "19740"


def test_policy_that_the_change_tightens_counts_at_once_and_asks_whom_the_target_names(tmp_path):
    stricter = GOVERNED.replace("  denied-model", "  model-x: 1\n  denied-model").replace("  model-x: 1\n", "")
    stricter = stricter.replace('models: ["gpt-4"]', 'models: ["gpt-4", "gpt-4o"]')
    answer = run(Attack("strict", {**DEAR, POLICY: stricter}), tmp_path)
    assert answer.code == 1 and answer.report["governance"]["base_reading"] == "require-approval"
    mine = GOVERNED.replace("approvers:", "approvers:\n  mine: {users: [mallory]}")
    mine = mine.replace('"10", from: engineering-lead', '"1", from: mine')
    small = {BOT: bot("gpt-4.1-mini"), POLICY: mine}
    other = run(Attack("own people", small), tmp_path / "other").report
    assert "mine" not in {approval["role"] for approval in other["approvals"]}


def test_unchanged_meaning_is_no_edit(tmp_path):
    attack = Attack("a comment", {POLICY: f"# why we do this\n{GOVERNED}"})
    assert run(attack, tmp_path).report["findings"] == []


def test_honest_change_without_edits_has_no_reading(tmp_path):
    report = run(Attack("honest", DEAR), tmp_path).report
    assert report["governance"]["base_reading"] is None
    assert dict(BASE)[POLICY] == GOVERNED
