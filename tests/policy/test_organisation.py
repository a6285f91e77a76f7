"""An organisation's policy beside a repository's: pinned, in force, and only ever tightened."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.errors import GovernanceError
from finops_gate.model.policy import Outcome
from finops_gate.policy.cache import load_cached
from finops_gate.policy.load import load
from finops_gate.verdict.decide import decide
from tests.build import a_finding
from tests.policy.test_load import PATH, RULES

ORGANISATION = b"""\
version: 1
mode: {advisory: 2027-01-31}
approvers:
  finops: {users: [fiona, frank], count: 2}
approval: {max_age_days: 14}
rules:
  monthly-increase: {require-approval: {above: "500", from: finops}, warn: {above: "50"}}
  per-call-increase: {require-approval: {ratio: "10", percent: "0", from: finops}, except: [{paths: ["research/**"]}]}
  denied-model: {block: {models: ["gpt-4"]}}
  unpriced-model: {require-approval: {from: finops}}
scopes:
  - {paths: ["sandbox/**"], rules: {monthly-increase: {warn: {above: "1000"}}}}
""".replace(b', percent: "0"', b"")
DIGEST = f"sha256:{hashlib.sha256(ORGANISATION).hexdigest()}"


def extended(more: str = "", organisation: bytes | None = ORGANISATION, digest: str = DIGEST):
    text = f"version: 1\nextends: {{digest: {digest}, source: https://example.com/v3}}\n{more}"
    return load(text.encode(), PATH, "digest", RULES, organisation)


def test_what_the_repository_does_not_say_is_the_organisations():
    policy = extended()
    assert policy.advisory_until is not None and policy.approval.max_age_days == 14
    assert [approver.role for approver in policy.approvers] == ["finops"]
    (decided,) = decide([a_finding("monthly-increase", above=600)], policy)
    assert (decided.outcome, decided.role) == (Outcome.REQUIRE_APPROVAL, "finops")
    assert policy.organisation is not None and policy.organisation.source == ".finops-gate/organisation.yaml"
    text = f"version: 1\nextends: {{digest: {DIGEST}}}\n".encode()
    beside = load(text, "policy.yaml", "digest", RULES, ORGANISATION).organisation
    assert beside is not None and beside.source == "organisation.yaml"


def test_repository_tightens():
    policy = extended(
        "mode: enforce\n"
        "approvers: {lead: {users: [alice]}, finops: {users: [fiona, frank], count: 2}}\n"
        "approval: {max_age_days: 7}\n"
        "rules: {monthly-increase: {require-approval: {above: 100, from: lead}, warn: {above: 10}}}\n"
        'scopes: [{paths: ["payments/**"], rules: {monthly-increase: {block: {above: 10}}}}]\n'
    )
    assert policy.advisory_until is None and policy.approval.max_age_days == 7
    (decided,) = decide([a_finding("monthly-increase", above=200)], policy)
    assert decided.role == "lead"
    assert {d.role for d in decide([a_finding("monthly-increase", above=600)], policy)} == {"lead", "finops"}
    (decided,) = decide([a_finding("monthly-increase", path="payments/a.py", above=20)], policy)
    assert decided.outcome is Outcome.BLOCK


@pytest.mark.parametrize(
    ("more", "line", "key"),
    [
        ("rules: {monthly-increase: {require-approval: {above: 501, from: finops}, warn: {above: 50}}}\n", 3,
         "rules.monthly-increase.require-approval.above"),
        ("rules:\n  monthly-increase: {warn: {above: 50}}\n", 4, "rules.monthly-increase"),
        ("rules:\n  monthly-increase: off\n", 4, "rules.monthly-increase"),
        ("rules:\n  denied-model:\n    block: {models: [gpt-5]}\n", 5, "rules.denied-model.block"),
        ('rules:\n  unpriced-model:\n    require-approval: {from: finops}\n    except: [{paths: ["a/**"]}]\n', 6,
         "rules.unpriced-model.except"),
        ('scopes:\n  - {paths: ["a/**"], rules: {monthly-increase: {warn: {above: 50}}}}\n', 4,
         "scopes[0].rules.monthly-increase"),
        ("mode: {advisory: 2027-02-01}\n", 3, "mode"),
        ("approval: {max_age_days: 15}\n", 3, "approval"),
        ("approvers: {finops: {users: [mallory]}}\n", 3, "approvers.finops"),
        ("approvers: {finops: {users: [fiona]}}\n", 3, "approvers.finops"),
    ],
)  # fmt: skip
def test_loosening_is_told_with_line_and_key(more, line, key):
    with pytest.raises(GovernanceError) as caught:
        extended(more)
    assert (caught.value.line, caught.value.key.partition(".max_age_days")[0]) == (line, key)
    assert caught.value.path == PATH


APPROVALS = {
    "allow_author": st.booleans(),
    "allow_committers": st.booleans(),
    "strict_identity": st.booleans(),
    "allow_multi_role": st.booleans(),
    "headroom": st.sampled_from(["0", "0.05", "0.2"]),
    "max_age_days": st.integers(1, 60),
    "methods": st.sampled_from([["review"], ["command"], ["review", "command"]]),
    "stale": st.sampled_from(["fingerprint", "head", "never"]),
}
STRICTNESS = ("never", "fingerprint", "head")


def block(written: dict[str, object]) -> str:
    return f"approval: {json.dumps(written)}\n" if written else ""


@given(st.fixed_dictionaries({}, optional=APPROVALS), st.fixed_dictionaries({}, optional=APPROVALS))
def test_approvals_are_only_ever_made_harder_and_an_unsaid_key_is_the_organisations(above, own):
    organisation = b"version: 1\n" + block(above).encode()
    digest = f"sha256:{hashlib.sha256(organisation).hexdigest()}"
    try:
        theirs = load(organisation, PATH, "digest", RULES).approval
    except GovernanceError:
        return  # comments alone, and the last commit
    try:
        ours = extended(block(own), organisation, digest).approval
    except GovernanceError:
        return
    assert {key for key in APPROVALS if getattr(ours, key) != getattr(theirs, key)} <= set(own)
    for key in ("allow_author", "allow_committers", "allow_multi_role", "headroom", "max_age_days"):
        assert getattr(ours, key) <= getattr(theirs, key)
    assert ours.strict_identity >= theirs.strict_identity
    assert set(ours.methods) <= set(theirs.methods)
    assert STRICTNESS.index(ours.stale) >= STRICTNESS.index(theirs.stale)


@pytest.mark.parametrize(
    ("above", "own"),
    [
        ("allow_author: false", "allow_author: true"),
        ("allow_committers: false", "allow_committers: true"),
        ("strict_identity: true", "strict_identity: false"),
        ("allow_multi_role: false", "allow_multi_role: true"),
        ("headroom: 0.05", "headroom: 0.06"),
        ("max_age_days: 14", "max_age_days: 15"),
        ("methods: [review]", "methods: [review, command]"),
        ("stale: head", "stale: fingerprint"),
        ("stale: fingerprint", "stale: never"),
    ],
)
def test_each_key_of_approvals_may_only_be_made_harder(above, own):
    """The harder way round is taken, and what the organisation says stays where the repository is silent."""

    def of(theirs: str, ours: str):
        organisation = f"version: 1\napproval: {{{theirs}}}\n".encode()
        digest = f"sha256:{hashlib.sha256(organisation).hexdigest()}"
        return extended(f"approval: {{{ours}}}\n", organisation, digest)

    key = own.partition(":")[0]
    with pytest.raises(GovernanceError, match=f"approval.{key}: lets more approvals count"):
        of(above, own)
    harder = of(own, above).approval
    other = "max_age_days: 3" if key != "max_age_days" else "headroom: 0.01"
    assert getattr(of(above, other).approval, key) == getattr(harder, key)


def test_roles_of_the_organisation_may_be_asked_by_name():
    rules = "rules: {new-spend: {require-approval: {above: 1, from: finops}}}\n"
    policy = extended(f"approvers: {{lead: {{users: [alice]}}}}\n{rules}")
    assert [approver.role for approver in policy.approvers] == ["finops", "lead"]
    with pytest.raises(GovernanceError, match="no approver is called 'finance'"):
        extended(f"approvers: {{lead: {{users: [alice]}}}}\n{rules.replace('finops', 'finance')}")


def test_organisation_that_is_not_there_or_another_one_ends_the_run():
    with pytest.raises(GovernanceError, match=r"organisation\.yaml is not there"):
        extended(organisation=None)
    with pytest.raises(GovernanceError, match=r"extends\.digest: is not that of organisation\.yaml"):
        extended(organisation=ORGANISATION + b"\n")
    with pytest.raises(GovernanceError, match="is no digest"):
        extended(digest="sha256:abc")
    chained = f"version: 1\nextends: {{digest: {DIGEST}}}\n".encode()
    with pytest.raises(GovernanceError, match=r"organisation\.yaml.*is not there"):
        extended(organisation=chained, digest=f"sha256:{hashlib.sha256(chained).hexdigest()}")


def test_cache_forgets_when_the_organisations_file_is_another(tmp_path):
    text = f"version: 1\nextends: {{digest: {DIGEST}}}\n".encode()

    def cached(organisation):
        return load_cached(text, PATH, "d", RULES, directory=str(tmp_path), version="1", organisation=organisation)

    assert cached(ORGANISATION) == cached(ORGANISATION)
    with pytest.raises(GovernanceError):
        cached(ORGANISATION + b"#")


amount = st.integers(0, 900)


@given(
    warn=amount,
    approval=amount,
    scoped=amount,
    at=st.sampled_from(["app/a.py", "payments/a.py", "sandbox/a.py"]),
    above=st.integers(0, 2000),
)
def test_policy_that_is_accepted_never_decides_milder_than_the_organisations(warn, approval, scoped, at, above):
    mild = f"warn: {{above: {warn}}}"
    general = f"{{monthly-increase: {{require-approval: {{above: {approval}, from: finops}}, {mild}}}}}"
    narrow = f"{{monthly-increase: {{require-approval: {{above: {scoped}, from: finops}}, {mild}}}}}"
    more = f'rules: {general}\nscopes: [{{paths: ["payments/**"], rules: {narrow}}}]\n'
    try:
        policy = extended(more)
    except GovernanceError:
        return
    assert policy.organisation is not None
    finding = a_finding("monthly-increase", path=at, above=above)
    (least,) = decide([finding], policy.organisation)
    assert max(decided.outcome for decided in decide([finding], policy)) >= least.outcome
    # What is checked when it is read holds without the second opinion, too.
    assert max(decided.outcome for decided in decide([finding], replace(policy, organisation=None))) >= least.outcome


def test_organisation_without_a_day_of_its_own_allows_none_and_its_last_day_is_allowed():
    with pytest.raises(GovernanceError, match="organisation's policy enforces"):
        enforced = b"version: 1\n"
        digest = f"sha256:{hashlib.sha256(enforced).hexdigest()}"
        extended("mode: {advisory: 2026-12-01}\n", enforced, digest)
    assert str(extended("mode: {advisory: 2027-01-31}\n").advisory_until) == "2027-01-31"
    with pytest.raises(GovernanceError, match="is advisory until 2027-01-31"):
        extended("mode: {advisory: 2027-02-01}\n")


def test_what_both_allow_is_no_loosening():
    organisation = b"version: 1\napproval: {allow_author: true, allow_committers: true, allow_multi_role: true}\n"
    digest = f"sha256:{hashlib.sha256(organisation).hexdigest()}"
    same = extended(
        "approval: {allow_author: true, allow_committers: true, allow_multi_role: true}\n", organisation, digest
    )
    assert same.approval.allow_author and same.approval.allow_committers and same.approval.allow_multi_role
    strict = b"version: 1\napproval: {strict_identity: true}\n"
    digest = f"sha256:{hashlib.sha256(strict).hexdigest()}"
    assert extended("approval: {strict_identity: true}\n", strict, digest).approval.strict_identity


TWO_LIMITS = b"""\
version: 1
approvers: {finops: {users: [fiona]}}
rules: {monthly-increase: {require-approval: {above: 500, percent: 25, from: finops}}}
"""


def over_two_limits(more: str):
    return extended(more, TWO_LIMITS, f"sha256:{hashlib.sha256(TWO_LIMITS).hexdigest()}")


@pytest.mark.parametrize(
    ("limits", "key", "words"),
    [
        ("{above: 100, percent: 30, from: finops}", "percent", "30 is looser than the organisation's 25"),
        ("{above: 501, percent: 20, from: finops}", "above", "501 is looser than the organisation's 500"),
        ("{above: 500, from: finops}", "", "objects to less than the organisation's"),
    ],
)
def test_of_several_limits_the_one_that_is_looser_is_told(limits, key, words):
    with pytest.raises(GovernanceError, match=words) as caught:
        over_two_limits(f"rules: {{monthly-increase: {{require-approval: {limits}}}}}\n")
    assert caught.value.key == f"rules.monthly-increase.require-approval.{key}".rstrip(".")
    assert over_two_limits(
        "rules: {monthly-increase: {require-approval: {above: 500, percent: 25, from: finops}}}\n"
    ).rules


def test_scope_of_the_repository_may_not_be_looser_than_a_scope_of_the_organisation_either():
    strict = ORGANISATION.replace(b'{warn: {above: "1000"}}', b'{block: {above: "1000"}}')
    digest = f"sha256:{hashlib.sha256(strict).hexdigest()}"
    mild = "{monthly-increase: {require-approval: {above: 100, from: finops}, warn: {above: 10}}}"
    with pytest.raises(GovernanceError, match="leaves out block, which the organisation's has"):
        extended(f'scopes: [{{paths: ["sandbox/**"], rules: {mild}}}]\n', strict, digest)


def test_outcome_that_is_left_out_is_told_by_its_name():
    with pytest.raises(GovernanceError, match="leaves out require-approval, which the organisation's has") as caught:
        over_two_limits("rules: {monthly-increase: {warn: {above: 1}}}\n")
    assert caught.value.key == "rules.monthly-increase"


def test_scope_of_the_repository_may_not_be_looser_than_the_organisations():
    with pytest.raises(GovernanceError, match="scopes"):
        extended('scopes: [{paths: ["sandbox/**"], rules: {monthly-increase: {warn: {above: "2000"}}}}]\n')
