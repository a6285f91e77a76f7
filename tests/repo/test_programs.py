from __future__ import annotations

import os
from pathlib import Path

import pytest

from finops_gate.base.errors import RepositoryError
from finops_gate.repo import programs
from finops_gate.repo.discover import Place, discover
from finops_gate.repo.sides import compare
from tests.fakes.repository import Repository


@pytest.fixture
def place(tmp_path: Path) -> Place:
    repository = Repository(tmp_path / "here")
    repository.write({"a.py": "1"}).commit()
    return discover(repository.root)


def fake_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(
    "command", ["status", "diff", "archive", "fetch", "update-ref", "worktree", "-c", "--exec-path"]
)
def test_only_a_few_commands_may_be_started(place: Place, command: str) -> None:
    with pytest.raises(ValueError, match="not among the commands"):
        programs.git(place, command)


def test_what_git_refuses_is_an_error_with_its_last_line(place: Place) -> None:
    with pytest.raises(RepositoryError, match="git ls-tree refused: fatal: Not a valid object name nowhere") as caught:
        programs.git(place, "ls-tree", "nowhere")
    assert caught.value.hint.startswith("git -C ")


def test_the_version_can_be_asked(place: Place) -> None:
    assert programs.git(place, "version").startswith(b"git version ")


def test_output_is_capped(place: Place) -> None:
    with pytest.raises(RepositoryError, match="printed more than 10 bytes"):
        programs.git(place, "ls-files", "--stage", limit=10)


def test_git_that_says_nothing_is_ended(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "PATIENCE", 0.2)
    fake_git(monkeypatch, tmp_path, "exec sleep 100")
    with pytest.raises(RepositoryError, match="git ls-files said nothing for"):
        programs.git(place, "ls-files")


def test_git_that_does_not_end_is_ended(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "PATIENCE", 0.2)
    fake_git(monkeypatch, tmp_path, "echo x; exec sleep 100 >&-")
    with pytest.raises(RepositoryError, match="git ls-files does not end"):
        programs.git(place, "ls-files")


def test_git_that_complains_without_end_does_not_block(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_git(monkeypatch, tmp_path, "head -c 500000 /dev/zero | tr '\\0' x >&2; echo done; echo; echo last >&2; exit 3")
    answer = programs.ask(place, "ls-files")
    assert (answer.code, answer.output, len(answer.errors)) == (3, b"done\n\n", 16 * 1024)


def test_a_large_input_does_not_block(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_git(monkeypatch, tmp_path, "exec cat")
    text = b"x" * 3_000_000
    assert programs.git(place, "grep", stdin=text) == text


def test_git_that_ends_before_reading_is_no_crash(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_git(monkeypatch, tmp_path, "exit 0")
    assert programs.git(place, "grep", stdin=b"x" * 3_000_000) == b""


def test_git_that_dies_is_an_error(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_git(monkeypatch, tmp_path, "kill -9 $$")
    with pytest.raises(RepositoryError, match="refused: exit code -9"):
        programs.git(place, "ls-files")
    with pytest.raises(RepositoryError, match="cat-file refused"):
        compare(Path(place.root), "HEAD..HEAD")


def test_git_that_cannot_be_started_is_an_error(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_git(monkeypatch, tmp_path, "")
    (tmp_path / "bin" / "git").write_text("#!/nowhere/interpreter\n")
    with pytest.raises(RepositoryError, match="cannot be started"):
        programs.git(place, "ls-files")


@pytest.mark.parametrize("path", ["", ".", "bin", "/nowhere"])
def test_without_git_the_hint_says_where_it_comes_from(
    place: Place, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("PATH", path)
    with pytest.raises(RepositoryError, match="git is not installed") as caught:
        compare(Path(place.root), "HEAD..HEAD")
    assert "install git" in caught.value.hint


def test_the_environment_is_a_short_list(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.setenv("GIT_SSH_COMMAND", "x")
    monkeypatch.setenv("LD_PRELOAD_X", "x")
    seen = programs.environment(place)
    assert not {"GITHUB_TOKEN", "GIT_SSH_COMMAND", "LD_PRELOAD_X"} & set(seen)
    assert seen["GIT_CONFIG_GLOBAL"] == "/dev/null" and seen["GIT_ALLOW_PROTOCOL"] == "none"


def test_no_descriptor_and_no_child_is_left_behind(place: Place) -> None:
    def descriptors() -> int:
        return len(os.listdir("/dev/fd"))

    compare(Path(place.root), "HEAD..HEAD")
    before = descriptors()
    for _ in range(5):
        compare(Path(place.root), "HEAD..HEAD").read("head", ["a.py"])
    program = programs.start(place, "cat-file")
    program.close()
    program.close()
    assert program.line() is None
    assert descriptors() == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
