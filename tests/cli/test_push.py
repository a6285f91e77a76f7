"""The push hook: what is judged, against what, with which exit code; by git's lines and pre-commit's variables."""

import io
import sys

import pytest

from finops_gate.cli.push import main
from tests.cli.example import CALL, a_repository
from tests.fakes.repository import Repository

ZERO = "0" * 40


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A clone whose branch `feature` swaps the model; the remote has main alone."""
    made = a_repository(tmp_path / "theirs")
    made.checkout("main")
    made.git("branch", "-q", "-D", "feature")
    copy = made.clone(tmp_path / "r")
    copy.branch("feature").write({"bot.py": CALL.format(model="gpt-4-turbo")}).commit("Swap")
    monkeypatch.chdir(copy.root)
    return copy


@pytest.fixture
def said(monkeypatch):
    """Gives the hook what git writes to it."""

    def say(*lines):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    say()
    return say


def sha(repository, name="HEAD"):
    return repository.git("rev-parse", name)


def test_new_branch_is_compared_with_the_default_branch_and_a_required_approval_passes(repository, said, capsys):
    said(f"refs/heads/feature {sha(repository)} refs/heads/feature {ZERO}")
    assert main(["--", "origin", "somewhere"]) == 0
    assert "gpt-4o-mini -> gpt-4-turbo" in capsys.readouterr().out


def test_strict_holds_back_what_needs_an_approval(repository, said):
    said(f"refs/heads/feature {sha(repository)} refs/heads/feature {ZERO}")
    assert main(["--strict", "--", "origin", "somewhere"]) == 3


def test_second_push_of_a_branch_does_not_hide_what_the_first_one_changed(repository, said, capsys):
    old = sha(repository)
    repository.write({"README.md": "z\n"}).commit("Words")
    said(f"refs/heads/feature {sha(repository)} refs/heads/feature {old}")
    assert main(["--strict", "origin", "somewhere"]) == 3
    assert "gpt-4-turbo" in capsys.readouterr().out


def test_target_may_be_another_branch(repository, said, capsys):
    repository.git("branch", "develop")
    said(f"refs/heads/feature {sha(repository)} refs/heads/feature {ZERO}")
    assert main(["--target", "develop", "origin", "somewhere"]) == 0
    assert "No AI cost change" in capsys.readouterr().out
    said(f"refs/heads/feature {sha(repository)} refs/heads/feature {ZERO}")
    assert main(["--target", "nowhere", "origin", "somewhere"]) == 2


def test_policy_of_the_remote_s_branch_blocks(repository, said, tmp_path, capsys):
    theirs = Repository(tmp_path / "theirs", create=False)
    policy = 'version: 1\nrules:\n  denied-model: {block: {models: ["gpt-4-turbo"]}}\n'
    theirs.write({".finops-gate/policy.yaml": policy}).commit("Policy")
    repository.git("fetch", "-q")
    said(f"refs/heads/feature {sha(repository)} refs/heads/feature {ZERO}")
    assert main(["origin", "somewhere"]) == 1
    assert "⛔" in capsys.readouterr().out


def test_deleted_references_notes_and_an_idle_push_are_nothing_to_judge(repository, said, capsys):
    said(f"(delete) {ZERO} refs/heads/old {sha(repository)}", f"refs/notes/x {sha(repository)} refs/notes/x {ZERO}")
    assert main(["origin", "somewhere"]) == 0
    said()
    assert main(["origin", "somewhere"]) == 0
    assert capsys.readouterr() == ("", "")


def test_several_references_are_told_apart_and_the_worst_answer_counts(repository, said, capsys):
    repository.git("branch", "quiet", "main")
    said(
        f"refs/heads/quiet {sha(repository, 'quiet')} refs/heads/quiet {ZERO}",
        f"refs/heads/feature {sha(repository)} refs/heads/feature {ZERO}",
        f"refs/tags/same {sha(repository)} refs/tags/same {ZERO}",
    )
    assert main(["--strict", "origin", "somewhere"]) == 3
    printed = capsys.readouterr()
    assert "refs/heads/quiet, compared with " in printed.err
    assert "refs/tags/same" not in printed.err
    assert printed.out.count("gpt-4o-mini -> gpt-4-turbo") == 1


def test_annotated_tag_is_judged_as_its_commit(repository, said, capsys):
    repository.git("tag", "-a", "-m", "x", "v1")
    said(f"refs/tags/v1 {sha(repository, 'v1')} refs/tags/v1 {ZERO}")
    assert main(["origin", "somewhere"]) == 0
    assert "gpt-4-turbo" in capsys.readouterr().out


def test_first_push_of_all_is_compared_with_nothing(tmp_path, monkeypatch, said, capsys):
    made = Repository(tmp_path / "new")
    made.write({"bot.py": CALL.format(model="gpt-4-turbo")}).commit()
    monkeypatch.chdir(made.root)
    said(f"refs/heads/main {sha(made)} refs/heads/main {ZERO}")
    assert main(["-v", "origin", "somewhere"]) == 0
    printed = capsys.readouterr()
    assert "compared with nothing" in printed.err
    assert "gpt-4-turbo" in printed.out


def test_branch_without_a_common_ancestor_is_compared_with_nothing(repository, said, capsys):
    repository.git("checkout", "-q", "--orphan", "pages")
    repository.commit("Alone")
    said(f"refs/heads/pages {sha(repository)} refs/heads/pages {ZERO}")
    assert main(["-v", "origin", "somewhere"]) == 0
    assert "compared with nothing" in capsys.readouterr().err


def test_remote_without_a_name_is_known_by_what_it_has(tmp_path, monkeypatch, said, capsys):
    made = a_repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    said(f"refs/heads/feature {sha(made)} refs/heads/feature {sha(made, 'main')}")
    assert main(["https://example.com/r.git", "https://example.com/r.git"]) == 0
    assert "gpt-4o-mini -> gpt-4-turbo" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variables", "judged"),
    [
        ({"PRE_COMMIT_FROM_REF": "main", "PRE_COMMIT_TO_REF": "feature"}, "gpt-4o-mini -> gpt-4-turbo"),
        ({"PRE_COMMIT_LOCAL_BRANCH": "refs/heads/feature"}, "gpt-4o-mini -> gpt-4-turbo"),
        ({"PRE_COMMIT": "1"}, "gpt-4o-mini -> gpt-4-turbo"),
        ({"PRE_COMMIT_TO_REF": "main"}, "No AI cost change"),
    ],
)
def test_pre_commit_says_it_in_variables(repository, said, capsys, monkeypatch, variables, judged):
    for name, value in {"PRE_COMMIT": "1", "PRE_COMMIT_REMOTE_NAME": "origin", **variables}.items():
        monkeypatch.setenv(name, value)
    assert main([]) == 0
    assert judged in capsys.readouterr().out


def test_called_by_hand_it_judges_head(repository, said, monkeypatch, capsys):
    assert main(["--repo", "."]) == 0
    assert "gpt-4o-mini -> gpt-4-turbo" in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["-q", "--format", "json", "--inspect", "off", "--as-of", "2026-11-01"]) == 0
    assert '"as_of": "2026-11-01"' in capsys.readouterr().out


@pytest.mark.parametrize("line", ["refs/heads/feature", "a b c d", f"x {'1' * 40} y {ZERO}", f"x {'1' * 40} y zero"])
def test_what_cannot_be_looked_at_is_2(repository, said, line, capsys):
    said(line)
    assert main(["origin", "somewhere"]) == 2
    assert "error: " in capsys.readouterr().err


def test_outside_of_a_repository_it_is_2(tmp_path, monkeypatch, said, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([]) == 2
    assert "is not in a git repository" in capsys.readouterr().err


def test_unknown_option_and_help(said, capsys):
    assert main(["--nonsense"]) == 2
    assert main(["--help"]) == 0
    assert "Judge what a push brings" in capsys.readouterr().out
