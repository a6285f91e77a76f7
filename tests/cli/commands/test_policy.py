"""`finops-gate policy check`: governing files, before a pull request depends on them."""

import pytest

from finops_gate.cli.main import main
from tests.cli.example import a_repository

POLICY = """\
version: 1
mode: {advisory: 2027-01-31}
features:
  bot: {paths: ["bot.py"]}
approvers:
  lead: {users: [alice]}
rules:
  per-call-increase: {require-approval: {ratio: "10", from: lead}}
  prompt-growth: "off"
  denied-model: {block: {models: ["gpt-4"]}}
scopes:
  - {paths: ["research/**"], rules: {monthly-increase: {warn: {above: "500"}}}}
"""
USAGE = (
    "feature,team,tier,environment,provider,model,calls_per_month,calls_low,calls_high,input_mean,input_p50,input_p95,"
    "input_p99,cache_read_mean,cache_write_mean,output_mean,output_p50,output_p95,output_p99,reasoning_mean,"
    "success_share,paid_per_month,grade,source,window_from,window_to\n"
    "other,,,,openai,gpt-4o-mini,50000,46100,53900,900,,,,0,0,300,,,,0,,,measured,openai,2026-10-26,2026-11-22\n"
)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = a_repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    return made


def test_policy_is_printed_as_it_holds(tmp_path, capsys):
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY)
    assert main(["policy", "check", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "policy.yaml: in order\nadvisory until 2027-01-31\nfeatures: bot\n" in printed
    assert "per-call-increase: require-approval by lead, from 10 times the cost on\n" in printed
    assert "denied-model: block for gpt-4\n" in printed
    assert "prompt-growth: off\n" in printed
    assert "governing-change: require-approval by governance, where it weakens the gate\n" in printed
    assert "in research/**:\n  monthly-increase: warn above $500 a month\n" in printed


def test_work_tree_is_checked_and_stray_usage_is_warned_of(repository, capsys):
    repository.write({".finops-gate/policy.yaml": POLICY, ".finops-gate/usage.csv": USAGE})
    assert main(["policy", "check"]) == 0
    printed = capsys.readouterr()
    assert "usage: 1 rows\n" in printed.out
    assert "warning: usage.csv counts other, and no feature of the policy is called so\n" in printed.err


def test_bare_repository_is_checked_at_head(repository, tmp_path, capsys):
    repository.write({".finops-gate/policy.yaml": POLICY}).commit("Policy")
    repository.clone(tmp_path / "bare.git", "--bare")
    assert main(["policy", "check", "--repo", str(tmp_path / "bare.git")]) == 0
    assert "features: bot\n" in capsys.readouterr().out


def test_no_policy_is_the_starter_policy(repository, capsys):
    assert main(["policy", "check"]) == 0
    assert "starter policy: in order\nfeatures: none\napprovers: none; " in capsys.readouterr().out


def test_what_is_wrong_is_told_with_file_line_and_key(repository, capsys):
    repository.write({".finops-gate/policy.yaml": "version: 1\nrulez: {}\n"})
    assert main(["policy", "check"]) == 2
    assert ".finops-gate/policy.yaml:2: rulez" in capsys.readouterr().err


def test_file_that_is_not_there_is_told(capsys):
    assert main(["policy", "check", "no-such.yaml"]) == 2
    assert "hint: finops-gate init" in capsys.readouterr().err


@pytest.mark.parametrize("group", ["policy", "catalog", "usage"])
def test_group_alone_is_help_as_help_looks(group, capsys):
    assert main([group]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"Usage: finops-gate {group} ")
    assert "\nCommands:\n" in printed.err


WAIVER = """\
version: 1
waivers:
  - id: pilot
    rule: per-call-increase
    scope: {{paths: [bot.py]}}
    ceiling_monthly_delta: "100"
    reason: the pilot
    approved_by: alice
    role: lead
    created: 2026-11-01
    expires: {expires}
"""


def test_waivers_and_old_debt_are_checked_and_listed(repository, capsys):
    repository.write({".finops-gate/waivers.yaml": WAIVER.format(expires="2027-01-31")})
    assert main(["policy", "check"]) == 0
    assert "waiver pilot: per-call-increase until 2027-01-31 by alice, holds once it is on the target" in (
        capsys.readouterr().out
    )
    repository.write({"old.py": 'client.completions.create(model="text-davinci-003", prompt=p)\n'}).commit()
    assert main(["baseline", "write"]) == 0
    capsys.readouterr()
    assert main(["policy", "check"]) == 0
    assert "baseline: " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["waivers.yaml", "baseline.csv", "hours.csv", "outcomes.csv"])
def test_no_governing_file_that_is_malformed_passes(repository, capsys, name):
    repository.write({f".finops-gate/{name}": "no: such\n  thing"})
    assert main(["policy", "check"]) == 2
    assert name in capsys.readouterr().err
