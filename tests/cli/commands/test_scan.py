"""`finops-gate scan`: the inventory, and a bar for those who wait."""

import json

import pytest

from finops_gate.cli.bar import PATIENCE, Bar
from finops_gate.cli.main import main
from tests.cli.example import a_repository


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = a_repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    return made


def test_every_site_is_listed_with_its_price(repository, capsys):
    assert main(["scan"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("1 site at ")
    assert "bot.py:8" in printed
    assert "gpt-4-turbo" in printed
    assert "$10.00 in, $30.00 out / 1M" in printed


def test_revision_repository_and_quiet(repository, capsys, monkeypatch):
    monkeypatch.chdir("/")
    assert main(["scan", "main", "--repo", str(repository.root), "-q"]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_json_holds_settings_and_prices(repository, capsys):
    assert main(["scan", "--format", "json", "-q"]) == 0
    (site,) = json.loads(capsys.readouterr().out)["sites"]
    assert site["quote"]["model"] == "gpt-4-turbo"


def test_tests_are_counted_and_read_only_when_asked_for(repository, capsys):
    repository.write({"tests/test_bot.py": 'answer(model="gpt-4o")\n'}).commit()
    main(["scan"])
    printed = capsys.readouterr().out
    assert "1 file of tests not read; -v reads and lists them" in printed
    assert "gpt-4o " not in printed
    main(["scan", "-v"])
    printed = capsys.readouterr().out
    assert "tests/test_bot.py:1" in printed
    assert "not read" not in printed
    main(["scan", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["coverage"] == {"files": 3, "scanned": 1, "tests_not_read": 1}


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_bar_appears_only_when_somebody_has_waited(capsys, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    clock = Clock()
    with Bar(True, clock) as bar:
        bar.show(1, 10)
        assert capsys.readouterr().err == ""
        clock.now = PATIENCE + 0.1
        bar.show(2, 10)
        bar.show(3, 10)
        assert bar._progress.tasks[0].completed == 3


def test_bar_that_nobody_watches_is_never_made():
    clock = Clock()
    with Bar(False, clock) as bar:
        clock.now = 100
        bar.show(1, 10)
    assert bar._progress is None
