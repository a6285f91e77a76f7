"""The commit hook: silent unless something may cost, and never green for what it could not look at."""

import subprocess
import sys

import pytest

from finops_gate.cli.hook import main
from tests.cli.example import CALL, a_repository


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = a_repository(tmp_path / "r", after="gpt-4o-mini")
    monkeypatch.chdir(made.root)
    return made


def test_nothing_that_costs_prints_nothing_and_imports_no_click(repository):
    repository.write({"README.md": "y\n"}).stage()
    code = (
        "import sys; from finops_gate.cli.hook import main; code = main([]); sys.exit(code or 'click' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_required_approval_is_shown_and_passes_unless_strict(repository, capsys):
    repository.write({"bot.py": CALL.format(model="gpt-4-turbo")}).stage()
    assert main([]) == 0
    assert "Approval required" in capsys.readouterr().out
    assert main(["--strict"]) == 3
    assert main(["--fail-on", "approval"]) == 3


@pytest.mark.parametrize("named", [["--repo", "r"], ["--repo=r"]])
def test_repository_may_be_named(repository, named, monkeypatch, capsys):
    repository.write({"bot.py": CALL.format(model="gpt-4-turbo")}).stage()
    monkeypatch.chdir(repository.root.parent)
    assert main(named) == 0
    assert "gpt-4-turbo" in capsys.readouterr().out


def test_failing_to_look_is_an_error_with_its_message(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([]) == 2
    assert "is not in a git repository" in capsys.readouterr().err


def test_help_is_that_of_diff(capsys):
    assert main(["--help"]) == 0
    assert "Usage: finops-gate diff" in capsys.readouterr().out


def test_option_without_its_value_is_told(repository, capsys):
    repository.write({"bot.py": CALL.format(model="gpt-4-turbo")}).stage()
    assert main(["--repo"]) == 2
    assert "--repo" in capsys.readouterr().err
