"""`finops-gate comment`: what a person or a job sees of it."""

import json

import pytest

from finops_gate.cli.main import main
from finops_gate.reports.json import FORMAT
from tests.fakes.forge import Fault, GitHub
from tests.reports.scenarios import SCENARIOS


@pytest.fixture(scope="module")
def served():
    opened = GitHub()
    yield opened
    opened.close()


@pytest.fixture
def github(served, monkeypatch):
    served.reset()
    for name, value in {
        "GITHUB_API_URL": served.url,
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_TOKEN": "ghs_0123456789",
    }.items():
        monkeypatch.setenv(name, value)
    return served


@pytest.fixture
def saved(tmp_path):
    report = json.loads(FORMAT.render(SCENARIOS["blocked"](), width=0, color=False))
    report["range"]["head"] = "a" * 40
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report))
    return str(path)


def test_address_of_the_comment_is_printed(github, saved, capsys):
    assert main(["comment", "github", "--report", saved, "--number", "7", "--status-context", "finops-gate"]) == 0
    shown = capsys.readouterr()
    assert shown.out == f"{github.comments[0]['html_url']}\n"
    assert "Status: failure." in shown.err


def test_dry_run_shows_the_comment(github, saved, capsys):
    assert main(["comment", "github", "--report", saved, "--dry-run"]) == 0
    assert "**block**" in capsys.readouterr().out and github.asked == []


def test_moved_head_is_told(github, saved, capsys):
    github.head = "d" * 40
    assert main(["comment", "github", "--report", saved, "--number", "7"]) == 0
    assert "ends in another commit" in capsys.readouterr().err and github.comments == []


def test_refusal_is_no_answer_and_says_what_to_do(github, saved, capsys):
    github.faults.append(Fault("POST", status=403, body=b'{"message": "Resource not accessible by integration"}'))
    assert main(["comment", "github", "--report", saved, "--number", "7"]) == 2
    shown = capsys.readouterr()
    assert "Resource not accessible" in shown.err and "pull-requests: write" in shown.err
    assert "ghs_0123456789" not in shown.err + shown.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["github"], "--report"),
        (["sourcehut", "--report", "x"], "There is no forge"),
        (["github", "--report", "absent.json"], "cannot be read"),
    ],
)
def test_wrong_command_line_is_no_answer(github, arguments, said, capsys):
    assert main(["comment", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("id", ["a b", "--x", "<b>"])
def test_odd_id_is_refused(github, saved, id, capsys):  # noqa: A002
    assert main(["comment", "github", "--report", saved, "--number", "7", f"--comment-id={id}"]) == 2
    assert github.comments == []
