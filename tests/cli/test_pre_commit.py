"""The manifest for pre-commit: valid, and its hooks run by pre-commit itself on real commits and pushes.

pre-commit would install the package from this repository; here the hooks of the manifest run as they are installed.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.example import CALL
from tests.fakes.repository import Repository

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PROGRAMS = Path(sys.executable).parent
PRE_COMMIT = (sys.executable, "-m", "pre_commit")
POLICY = {".finops-gate/policy.yaml": 'version: 1\nrules:\n  denied-model: {block: {models: ["gpt-4*-turbo"]}}\n'}
CHEAP, DEAR, DEARER = (CALL.format(model=model) for model in ("gpt-4o-mini", "gpt-4", "gpt-4-turbo"))


def hooks():
    return yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))


def run(repository, *words):
    """A program as a person runs it there."""
    variables = {
        **repository._variables(),
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(repository.root.parent / "store"),
        "HOME": str(repository.root.parent),
    }
    done = subprocess.run(words, cwd=repository.root, env=variables, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path):
    """A remote, a policy that blocks, and pre-commit installed for both stages."""
    Repository(tmp_path / "remote.git", bare=True)
    made = Repository(tmp_path / "r")
    chosen = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"} for hook in hooks()]}]}
    made.write({**POLICY, "bot.py": CHEAP, ".pre-commit-config.yaml": yaml.safe_dump(chosen)}).commit("Start")
    made.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    made.git("push", "-q", "origin", "main")
    code, said = run(made, *PRE_COMMIT, "install", "--hook-type", "pre-commit", "--hook-type", "pre-push")
    assert code == 0, said
    return made


def test_manifest_is_valid_and_its_entries_are_installed():
    done = subprocess.run([*PRE_COMMIT, "validate-manifest", str(MANIFEST)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [(hook["id"], hook["stages"]) for hook in hooks()] == [
        ("finops-gate", ["pre-commit"]),
        ("finops-gate-push", ["pre-push"]),
    ]
    for hook in hooks():
        assert (PROGRAMS / hook["entry"]).exists()
        assert hook["pass_filenames"] is False and hook["minimum_pre_commit_version"] == "3.2.0"


def test_commit_is_judged_by_what_is_staged(repository):
    repository.write({"bot.py": DEARER}).stage().write({"bot.py": CHEAP})
    code, said = run(repository, "git", "commit", "-m", "x")
    assert code == 1 and "Blocked" in said
    repository.write({"bot.py": DEAR}).stage()
    code, said = run(repository, "git", "commit", "-m", "x")
    assert code == 0
    assert "Approval required" in said  # shown, and passed


def test_push_is_judged_whatever_was_pushed_before(repository):
    repository.branch("feature").write({"bot.py": DEAR}).commit("Dear")
    code, said = run(repository, "git", "push", "origin", "feature")
    assert code == 0 and "gpt-4o-mini -> gpt-4" in said
    repository.write({"README.md": "y\n"}).commit("Words")
    code, said = run(repository, "git", "push", "origin", "feature")
    assert code == 0 and "gpt-4o-mini -> gpt-4" in said
    repository.write({"bot.py": DEARER}).commit("Dearer")
    code, said = run(repository, "git", "push", "origin", "feature")
    assert code == 1 and "Blocked" in said
    assert run(repository, "git", "push", "origin", "--delete", "feature")[0] == 0


def test_first_push_to_an_empty_remote_and_a_run_by_hand(repository, tmp_path):
    Repository(tmp_path / "empty.git", bare=True)
    repository.git("remote", "set-url", "origin", str(tmp_path / "empty.git"))
    repository.git("update-ref", "-d", "refs/remotes/origin/main")
    code, said = run(repository, "git", "push", "origin", "main")
    assert code == 0 and "gpt-4o-mini" in said
    repository.branch("feature").write({"bot.py": DEARER}).commit("Dearer")
    code, said = run(repository, *PRE_COMMIT, "run", "--all-files", "--hook-stage", "pre-push")
    assert code == 1 and "Blocked" in said
