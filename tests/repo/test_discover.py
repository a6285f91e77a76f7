from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from finops_gate.base.errors import RepositoryError
from finops_gate.repo.discover import discover
from finops_gate.repo.sides import compare
from tests.fakes.repository import Repository


def test_the_root_is_found_from_any_folder_below(tmp_path: Path) -> None:
    Repository(tmp_path / "here").write({"a/b/c.py": "1"})
    place = discover(tmp_path / "here" / "a" / "b")
    assert (place.root, place.git_directory) == (str(tmp_path / "here"), str(tmp_path / "here/.git"))
    assert not place.bare


def test_the_current_directory_is_meant_when_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert discover(None).root == str(tmp_path)


def test_a_link_to_a_repository_is_resolved(tmp_path: Path) -> None:
    Repository(tmp_path / "here")
    (tmp_path / "link").symlink_to(tmp_path / "here")
    assert discover(tmp_path / "link").root == str(tmp_path / "here")


@pytest.mark.parametrize("name", ["repo", "repo.git"])
def test_a_git_directory_of_any_name_is_a_repository(tmp_path: Path, name: str) -> None:
    Repository(tmp_path / "x" / name, bare=True)
    place = discover(tmp_path / "x" / name)
    assert place.bare
    assert place.root == place.git_directory == place.common_directory == str(tmp_path / "x" / name)


def test_inside_the_git_directory_there_is_no_work_tree(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write({"a.py": "1"}).commit()
    assert discover(tmp_path / ".git").bare
    assert compare(tmp_path / ".git", "HEAD..HEAD").files == 0


@pytest.mark.parametrize("name", ["folder", "file", "nowhere"])
def test_what_is_no_repository_says_what_to_type(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(RepositoryError) as caught:
        discover(tmp_path / name)
    assert caught.value.exit_code == 2
    assert "finops-gate diff --repo DIR" in caught.value.hint


def test_a_folder_that_only_resembles_a_git_directory_is_none(tmp_path: Path) -> None:
    (tmp_path / "objects").mkdir()
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".git").mkdir()
    with pytest.raises(RepositoryError, match="is not in a git repository"):
        discover(tmp_path)


def test_a_broken_pointer_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: ../gone\n")
    with pytest.raises(RepositoryError, match="does not point to a git repository"):
        discover(tmp_path)


def test_a_linked_work_tree_shares_the_common_directory(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "here")
    repository.commit()
    repository.git("worktree", "add", "-q", str(tmp_path / "other"))
    place = discover(tmp_path / "other")
    assert place.root == str(tmp_path / "other")
    assert place.git_directory == str(tmp_path / "here/.git/worktrees/other")
    assert place.common_directory == str(tmp_path / "here/.git")


def test_git_dir_counts_as_for_git_unless_a_directory_is_named(tmp_path: Path) -> None:
    Repository(tmp_path / "here")
    Repository(tmp_path / "bare", bare=True)
    (tmp_path / "tree").mkdir()
    named = {"GIT_DIR": str(tmp_path / "here/.git"), "GIT_WORK_TREE": str(tmp_path / "tree")}
    place = discover(None, environment=named)
    assert (place.root, place.git_directory) == (str(tmp_path / "tree"), str(tmp_path / "here/.git"))
    assert dict(place.variables) == named
    alone = discover(None, environment={"GIT_DIR": str(tmp_path / "here/.git")})
    assert (alone.root, alone.bare) == (os.getcwd(), False)
    assert discover(None, environment={"GIT_DIR": str(tmp_path / "bare")}).bare
    assert discover(tmp_path / "bare", environment=named).git_directory == str(tmp_path / "bare")
    with pytest.raises(RepositoryError, match="GIT_DIR is"):
        discover(None, environment={"GIT_DIR": str(tmp_path / "nowhere")})


def test_a_git_directory_apart_from_its_work_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path / "here")
    repository.write({"a.py": "1"}).commit()
    (repository.root / ".git").rename(tmp_path / "apart")
    monkeypatch.chdir(repository.root)
    monkeypatch.setenv("GIT_DIR", "../apart")
    repository.write({"a.py": "2"})
    assert [change.after for change in compare(None).changes] == [b"2"]


def test_a_repository_of_somebody_else_is_read_when_it_is_named(tmp_path: Path) -> None:
    """Git compares the owner with whoever runs it; a variable for git's own tests lets it assume another."""
    repository = Repository(tmp_path)
    repository.write({"a.py": "1"}).commit()
    script = (
        "import os, sys; from finops_gate.repo import hardened; from finops_gate.repo.sides import compare\n"
        "hardened._SET['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1'\n"
        "try: print(compare(sys.argv[1], 'HEAD..HEAD', explicit=sys.argv[2] == 'named').files)\n"
        "except Exception as error: print(type(error).__name__, error.message, error.hint)\n"
    )

    def run(named: str) -> str:
        line = [os.sys.executable, "-c", script, str(tmp_path), named]
        return subprocess.run(line, capture_output=True, text=True, check=True).stdout

    assert run("named") == "0\n"
    refused = run("found")
    assert refused.startswith("RepositoryError") and "belongs to another user" in refused
    assert f"finops-gate diff --repo {tmp_path}" in refused
