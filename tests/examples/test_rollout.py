"""docs/rollout.md: its commands are run as they stand there, on two repositories with remotes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.example import CALL
from tests.command_lines import check, command_lines
from tests.fakes.repository import Repository
from tests.gate import gate

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "rollout.md").read_text(encoding="utf-8")
STEPS = re.findall(r"(?m)^```sh\n(.*?)^```", TEXT, flags=re.DOTALL)
(POLICY,) = re.findall(r"(?m)^```yaml\n(.*?)^```", TEXT, flags=re.DOTALL)


@pytest.fixture
def place(tmp_path):
    """Two repositories with remotes: one calls a denied model already, the other has no AI at all."""
    found = tmp_path / "rollout"
    for name, files in {"helpdesk": {"bot.py": CALL.format(model="gpt-4")}, "search": {"app.py": "x = 1\n"}}.items():
        theirs = Repository(found / "remotes" / f"{name}.git", bare=True)
        made = Repository(found / "repositories" / name)
        made.write(files).commit("Start")
        made.git("remote", "add", "origin", str(theirs.root))
        made.git("push", "-q", "origin", "main")
    (found / "finops-policy").mkdir()
    (found / "finops-policy" / "policy.yaml").write_text(POLICY, encoding="utf-8")
    example = (ROOT / "examples/github/pull-request.yml").read_text(encoding="utf-8")
    (found / "example.yml").write_text(example, encoding="utf-8")
    return found


def run(place, step):
    helpdesk = Repository(place / "repositories" / "helpdesk", create=False)
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step],
        cwd=place,
        env={**helpdesk._variables(), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{step}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_command_of_the_page_runs_in_its_order(place):
    check_policy, scan, roll_out, hooks, renew = STEPS
    assert "in order" in run(place, check_policy)
    assert "gpt-4" in run(place, scan)
    run(place, roll_out)
    helpdesk = Repository(place / "repositories" / "helpdesk", create=False)
    assert "bot.py" in (helpdesk.root / ".finops-gate" / "baseline.csv").read_text()
    for name in ("helpdesk", "search"):
        remote = Repository(place / "remotes" / f"{name}.git", create=False)
        listed = remote.git("ls-tree", "-r", "--name-only", "ai-cost").splitlines()
        assert {".finops-gate/organisation.yaml", ".finops-gate/policy.yaml", ".github/workflows/ai-cost.yml"} <= {
            *listed
        }
        Repository(place / "repositories" / name, create=False).checkout("main").git("merge", "-q", "ai-cost")
    _reports_first_and_blocks_from_the_day_on(helpdesk)
    assert run(place, hooks).count("Wrote ") == 4
    stricter = POLICY.replace('block: {models: ["gpt-4"]}', 'block: {models: ["gpt-4", "gpt-4-turbo"]}')
    (place / "finops-policy" / "policy.yaml").write_text(stricter, encoding="utf-8")
    run(place, renew)
    assert "gpt-4-turbo" in (helpdesk.root / ".finops-gate" / "organisation.yaml").read_text()


def _reports_first_and_blocks_from_the_day_on(made):
    made.branch("worse").write({"new.py": CALL.format(model="gpt-4")}).commit("Another")
    first = gate(made, "diff", "main..worse", "--as-of", "2027-01-31")
    assert first.code == 0 and "new.py" in first.out
    assert gate(made, "diff", "main..worse", "--as-of", "2027-02-01").code == 1
    made.checkout("main").branch("same").write({"bot.py": "# x\n" + CALL.format(model="gpt-4")}).commit("Words")
    assert gate(made, "diff", "main..same", "--as-of", "2027-02-01").code == 0
    made.checkout("main")


def test_its_command_lines_are_taken_and_its_links_lead_somewhere():
    lines = [words for step in STEPS for words in command_lines(step)]
    assert len(lines) >= 6
    for words in lines:
        check(words)
    links = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)
    assert [path for path in links if not (ROOT / "docs" / path).exists()] == []
