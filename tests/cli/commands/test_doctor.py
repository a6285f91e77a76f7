"""`finops-gate doctor`: what would keep the gate from answering, and what to type."""

from datetime import date

import pytest

from finops_gate.app import doctor
from finops_gate.app.doctor import State
from finops_gate.cli.main import main
from tests.cli.commands.test_policy import POLICY, USAGE
from tests.cli.example import a_repository


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = a_repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    return made


def states(checks):
    return {check.name: check.state for check in checks}


def test_sound_place_is_0_with_a_line_for_each_check(repository, capsys):
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    for name in ("python", "repository", "git", "policy", "usage"):
        assert f"OK    {name}" in printed
    assert "finops-gate init" in printed


def test_no_repository_is_2_and_told_once(tmp_path, capsys):
    assert main(["doctor", "--repo", str(tmp_path)]) == 2
    printed = capsys.readouterr().out
    assert printed.count("fail") == 1
    assert "name one: finops-gate diff --repo DIR" in printed


def test_bad_policy_is_2_with_its_line(repository, capsys):
    repository.write({".finops-gate/policy.yaml": "version: 1\nrulez: {}\n"})
    assert main(["doctor"]) == 2
    assert "fail  governing   .finops-gate/policy.yaml:2: rulez" in capsys.readouterr().out


def test_policy_and_usage_that_fit_are_ok_and_strays_are_warned_of(repository):
    repository.write({".finops-gate/policy.yaml": POLICY, ".finops-gate/usage.csv": USAGE})
    found = states(doctor.run(repository.root, date(2026, 11, 24)))
    assert (found["policy"], found["usage"]) == (State.OK, State.WARN)
    repository.write({".finops-gate/policy.yaml": POLICY.replace("bot:", "other:")})
    assert states(doctor.run(repository.root, date(2026, 11, 24)))["usage"] is State.OK


def test_shallow_clone_is_warned_of_with_the_command_that_mends_it(repository, tmp_path):
    copy = repository.clone(tmp_path / "copy", "--depth=1")
    (check,) = [check for check in doctor.run(copy.root, date(2026, 11, 24)) if check.name == "repository"]
    assert check.state is State.WARN
    assert "git fetch --unshallow" in check.todo


def test_old_prices_are_warned_of(repository):
    assert states(doctor.run(repository.root, date(2030, 1, 1)))["catalog"] is State.WARN
    assert doctor._age(date(2026, 11, 1), date(2026, 12, 16)).state is State.OK
    assert doctor._age(date(2026, 11, 1), date(2026, 12, 17)).state is State.WARN


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("git version 2.39.5\n", State.OK),
        ("git version 2.31.0.windows.1", State.OK),
        ("git version 2.9.4", State.WARN),
        ("git version 1.99.0", State.WARN),
        ("git version unknown", State.WARN),
    ],
)
def test_version_of_git_is_compared_as_numbers(text, state):
    assert doctor._git_version(text).state is state


def test_old_python_fails():
    assert doctor._python((3, 10, 9)).state is State.FAIL
