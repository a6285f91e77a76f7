"""`finops-gate init --hooks`: plain git hooks, tried with real commits and pushes."""

import os
import shlex
import subprocess
import sys

import pytest

from finops_gate.app.hooks import MARK, program
from finops_gate.cli.main import main
from tests.cli.example import CALL
from tests.fakes.repository import Repository

POLICY = {".finops-gate/policy.yaml": 'version: 1\nrules:\n  denied-model: {block: {models: ["gpt-4*-turbo"]}}\n'}
CHEAP, DEAR, QUIET = (CALL.format(model=model) for model in ("gpt-4o-mini", "gpt-4-turbo", "gpt-4.1-nano"))


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A policy that blocks, a remote, and the hooks."""
    Repository(tmp_path / "remote.git", bare=True)
    made = Repository(tmp_path / "r")
    made.write({**POLICY, "bot.py": CHEAP, "README.md": "x\n"}).commit("Start")
    made.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    made.git("push", "-q", "origin", "main")
    monkeypatch.chdir(made.root)
    assert main(["init", "--hooks"]) == 0
    return made


def git(repository, *words, **more):
    """Git as a person runs it, hooks and all."""
    variables = {**repository._variables(), **more}
    return subprocess.run(["git", *words], cwd=repository.root, env=variables, capture_output=True, text=True)


def test_hooks_are_programs_that_say_what_they_are(repository, capsys):
    for name in ("pre-commit", "pre-push"):
        path = repository.root / ".git" / "hooks" / name
        assert os.access(path, os.X_OK) and MARK in path.read_text()
    assert "policy.yaml" not in capsys.readouterr().out


def test_what_is_staged_is_judged_and_not_the_work_tree(repository):
    repository.write({"bot.py": DEAR}).stage().write({"bot.py": CHEAP})
    refused = git(repository, "commit", "-m", "x")
    assert refused.returncode == 1
    assert "Blocked" in refused.stdout + refused.stderr
    repository.write({"bot.py": CHEAP, "README.md": "y\n"}).stage().write({"bot.py": DEAR})
    passed = git(repository, "commit", "-m", "x")
    assert passed.returncode == 0, passed.stderr
    assert "gpt-4" not in passed.stdout + passed.stderr


@pytest.mark.parametrize("words", [["-a"], ["--only", "bot.py"], ["--include", "bot.py"]], ids=" ".join)
def test_index_that_git_prepares_for_one_commit_is_judged(repository, words):
    repository.write({"bot.py": DEAR})
    assert git(repository, "commit", "-m", "x", *words).returncode == 1
    repository.write({"other.txt": "x\n"}).git("add", "other.txt")
    assert git(repository, "commit", "-m", "x", "--only", "other.txt").returncode == 0
    assert git(repository, "commit", "--no-verify", "-m", "x", *words).returncode == 0


def test_amended_and_empty_commits_pass(repository):
    repository.write({"README.md": "y\n"}).stage()
    assert git(repository, "commit", "--amend", "--no-edit").returncode == 0
    assert git(repository, "commit", "--allow-empty", "-m", "x").returncode == 0


def test_very_first_commit(tmp_path, monkeypatch):
    made = Repository(tmp_path / "new")
    monkeypatch.chdir(made.root)
    assert main(["init", "--hooks"]) == 0
    made.write({"bot.py": CHEAP}).stage()
    done = git(made, "commit", "-m", "x")
    assert done.returncode == 0, done.stderr
    assert "gpt-4o-mini" in done.stdout + done.stderr


def test_merge_with_conflicts_is_judged_when_it_is_committed(repository):
    repository.branch("one").write({"bot.py": QUIET}).commit("One")
    repository.checkout("main").write({"bot.py": CALL.format(model="gpt-4.1-mini")}).commit("Other")
    assert git(repository, "merge", "one").returncode == 1
    repository.write({"bot.py": DEAR}).stage()
    assert git(repository, "commit", "--no-edit").returncode == 1
    repository.write({"bot.py": QUIET}).stage()
    assert git(repository, "commit", "--no-edit").returncode == 0


def test_rebase_goes_on_after_a_conflict(repository):
    repository.branch("one").write({"bot.py": QUIET}).commit("One")
    repository.checkout("main").write({"bot.py": CALL.format(model="gpt-4.1-mini")}).commit("Other")
    assert git(repository.checkout("one"), "rebase", "main").returncode == 1
    repository.write({"bot.py": QUIET}).stage()
    done = git(repository, "rebase", "--continue", GIT_EDITOR="true")
    assert done.returncode == 0, done.stdout + done.stderr


def test_push_of_a_blocked_change_is_held_back_and_nothing_arrives(repository, tmp_path):
    repository.branch("feature").write({"bot.py": DEAR}).commit("Dear")
    refused = git(repository, "push", "origin", "feature")
    assert refused.returncode == 1
    assert "Blocked" in refused.stdout + refused.stderr
    remote = Repository(tmp_path / "remote.git", create=False)
    assert remote.git("branch", "--list", "feature") == ""
    repository.write({"bot.py": QUIET}).commit("Cheap")
    assert git(repository, "push", "origin", "feature").returncode == 0
    assert git(repository, "push", "origin", "--delete", "feature").returncode == 0
    assert git(repository, "push", "origin", "main").returncode == 0


def test_first_push_to_an_empty_remote(repository, tmp_path):
    Repository(tmp_path / "empty.git", bare=True)
    done = git(repository, "push", str(tmp_path / "empty.git"), "main")
    assert done.returncode == 0, done.stderr


def test_linked_work_tree_shares_the_hooks(repository, tmp_path, monkeypatch):
    repository.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    linked = Repository(tmp_path / "linked", create=False)
    linked.write({"bot.py": DEAR}).stage()
    assert git(linked, "commit", "-m", "x").returncode == 1
    assert git(repository, "commit", "--allow-empty", "-m", "x").returncode == 0
    (repository.root / ".git" / "hooks" / "pre-push").unlink()
    monkeypatch.chdir(linked.root)
    assert main(["init", "--hooks"]) == 0
    assert (repository.root / ".git" / "hooks" / "pre-push").exists()


def test_nothing_of_the_repository_is_imported(repository):
    trap = "raise SystemExit('imported')\n"
    repository.write(dict.fromkeys(("click.py", "re.py", "sitecustomize.py", "finops_gate/__init__.py"), trap))
    repository.write({"bot.py": DEAR}).stage()
    done = git(repository, "commit", "-m", "x", PYTHONPATH=str(repository.root))
    assert done.returncode == 1
    assert "imported" not in done.stdout + done.stderr


def test_options_of_the_hook_may_be_set_in_it(repository):
    path = repository.root / ".git" / "hooks" / "pre-commit"
    path.write_text(path.read_text().replace("\noptions=\n", "\noptions=--strict\n"))
    repository.write({"bot.py": CALL.format(model="gpt-4")}).stage()
    assert git(repository, "commit", "-m", "x").returncode == 1
    assert subprocess.run([path], cwd=repository.root, capture_output=True).returncode == 3


@pytest.mark.parametrize("path", ["/a b/py'thon", "/$(touch x)/`y`", '/"\\'], ids=["quote", "command", "backslash"])
def test_path_of_python_is_one_word_whatever_is_in_it(tmp_path, path):
    gone = tmp_path / "hook"
    gone.write_text(program("pre-push", path))
    done = subprocess.run(["sh", str(gone)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert f"{path} is gone" in done.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["hook"]


class TestSomebodysHook:
    def test_stays_and_the_line_to_add_is_shown_and_works(self, repository, capsys):
        path = repository.root / ".git" / "hooks" / "pre-push"
        path.write_text("#!/bin/sh\n# mine\n")
        assert main(["init", "--hooks"]) == 2
        printed = capsys.readouterr()
        assert "is somebody else's and stays as it is" in printed.err
        assert path.read_text() == "#!/bin/sh\n# mine\n"
        assert "pre-commit\n" in printed.out and "pre-push" not in printed.out
        (line,) = [line for line in printed.err.splitlines() if line.startswith("hint: ")]
        path.write_text(path.read_text() + line.partition("--force: ")[2] + "\n")
        repository.branch("feature").write({"bot.py": DEAR}).commit("Dear")
        assert git(repository, "push", "origin", "feature").returncode == 1

    def test_is_replaced_when_forced(self, repository):
        path = repository.root / ".git" / "hooks" / "pre-push"
        path.write_text("mine")
        assert main(["init", "--hooks", "--force"]) == 0
        assert MARK in path.read_text()

    def test_link_is_replaced_and_what_it_leads_to_is_not_touched(self, repository, tmp_path):
        path = repository.root / ".git" / "hooks" / "pre-push"
        path.unlink()
        (tmp_path / "precious").write_text(MARK)
        path.symlink_to(tmp_path / "precious")
        assert main(["init", "--hooks"]) == 2
        assert main(["init", "--hooks", "--force"]) == 0
        assert (tmp_path / "precious").read_text() == MARK
        assert not path.is_symlink()

    def test_folder_in_the_way_is_an_error(self, repository, capsys):
        path = repository.root / ".git" / "hooks" / "pre-push"
        path.unlink()
        path.mkdir()
        assert main(["init", "--hooks", "--force"]) == 2
        assert "cannot be written" in capsys.readouterr().err
        assert sorted(p.name for p in path.parent.glob("pre-push*")) == ["pre-push", "pre-push.sample"]


class TestHooksPath:
    def test_of_the_repository_is_honoured_and_told(self, repository, capsys):
        repository.git("config", "core.hooksPath", ".githooks")
        assert main(["init", "--hooks"]) == 0
        assert (repository.root / ".githooks" / "pre-commit").exists()
        printed = capsys.readouterr()
        assert "names this folder" in printed.err and "do not commit them" in printed.err
        repository.write({"bot.py": DEAR}).git("add", "bot.py")
        assert git(repository, "commit", "-m", "x").returncode == 1

    def test_of_the_person_is_honoured(self, repository, tmp_path, monkeypatch):
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / ".gitconfig").write_text("[core]\n\thooksPath = ~/hooks\n")
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.delenv("GIT_CONFIG_GLOBAL")
        assert main(["init", "--hooks"]) == 0
        assert (tmp_path / "home" / "hooks" / "pre-push").exists()

    def test_of_a_linked_work_tree_is_stronger(self, repository, tmp_path):
        repository.git("config", "core.hooksPath", "one")
        repository.git("config", "extensions.worktreeConfig", "true")
        repository.git("config", "--worktree", "core.hooksPath", str(tmp_path / "two"))
        assert main(["init", "--hooks"]) == 0
        assert (tmp_path / "two" / "pre-commit").exists()
        assert not (repository.root / "one").exists()

    def test_that_switches_hooks_off_is_an_error(self, repository, capsys):
        repository.git("config", "core.hooksPath", "/dev/null")
        assert main(["init", "--hooks"]) == 2
        assert "switches hooks off" in capsys.readouterr().err

    def test_may_be_in_an_included_file_which_is_told(self, repository, capsys):
        repository.git("config", "include.path", "elsewhere")
        assert main(["init", "--hooks"]) == 0
        assert "git rev-parse --git-path hooks" in capsys.readouterr().err

    def test_is_text_and_nothing_is_executed(self, repository, tmp_path):
        repository.git("config", "core.hooksPath", f"$(touch {shlex.quote(str(tmp_path / 'ran'))})")
        main(["init", "--hooks"])
        assert not (tmp_path / "ran").exists()


def test_bare_repository_needs_no_hooks(repository, tmp_path, capsys):
    assert main(["init", "--hooks", "--repo", str(tmp_path / "remote.git")]) == 2
    assert "run it in a clone" in capsys.readouterr().err


def test_python_that_does_not_know_itself_is_told(repository, monkeypatch, capsys):
    monkeypatch.setattr(sys, "executable", "")
    assert main(["init", "--hooks"]) == 2
    assert "nobody knows which Python" in capsys.readouterr().err
