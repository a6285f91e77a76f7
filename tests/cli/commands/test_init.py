"""`finops-gate init`: a policy to start from, which is the one that holds without it."""

from dataclasses import replace

import pytest

from finops_gate.app.governing import rules, shapes
from finops_gate.app.init import STARTER
from finops_gate.cli.main import main
from finops_gate.policy.load import load
from finops_gate.policy.starter import starter
from tests.cli.example import a_repository

PATH = ".finops-gate/policy.yaml"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = a_repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    return made


def test_written_policy_is_in_order_and_says_what_the_starter_policy_says(repository, capsys):
    assert main(["init"]) == 0
    assert "policy check" in capsys.readouterr().out
    assert main(["policy", "check"]) == 0
    written = load((repository.root / PATH).read_bytes(), PATH, "", shapes(rules()))
    plain = [replace(rule, origin="") for rule in written.rules if rule.thresholds]
    assert sorted(plain, key=lambda rule: rule.rule) == [replace(rule, origin="") for rule in starter().rules]


def test_what_is_commented_out_is_in_order_too():
    lines = [line.replace("#  ", "  ", 1) if line.startswith("#  ") else line for line in STARTER.splitlines()]
    text = "\n".join(lines).replace("features: {}", "features:").replace("approvers: {}", "approvers:")
    found = load(text.encode(), PATH, "", shapes(rules()))
    assert [feature.name for feature in found.features] == ["helpdesk-bot"]
    assert [approver.role for approver in found.approvers] == ["engineering-lead"]
    assert any(rule.rule == "denied-model" and rule.thresholds for rule in found.rules)


def test_nothing_is_overwritten_unless_forced(repository, capsys):
    repository.write({PATH: "mine"})
    assert main(["init"]) == 2
    assert "--force replaces it" in capsys.readouterr().err
    assert (repository.root / PATH).read_text() == "mine"
    assert main(["init", "--force"]) == 0
    assert (repository.root / PATH).read_text() == STARTER


def test_bare_repository_has_no_place_for_it(repository, tmp_path, capsys):
    repository.clone(tmp_path / "bare.git", "--bare")
    assert main(["init", "--repo", str(tmp_path / "bare.git")]) == 2
    assert "run it in a clone" in capsys.readouterr().err


def test_place_that_cannot_be_written_is_told(repository, capsys):
    repository.write({".finops-gate": "a file in the way"})
    assert main(["init"]) == 2
    assert "error: " in capsys.readouterr().err
