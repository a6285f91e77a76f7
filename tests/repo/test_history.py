from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from finops_gate.base.errors import RangeError, RepositoryError, UsageError
from finops_gate.repo import history
from finops_gate.repo.history import commits, repository_name
from tests.fakes.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "here")
    repository.write({"a": "1"}).commit("First\n\nBody")
    repository.author = ("Grace Ünal", "grace@example.com")
    repository.write({"a": "2"}).commit("Second", at=datetime(2026, 2, 3, 4, 5, tzinfo=UTC))
    return repository


def test_commits_come_newest_first_with_their_authors(repository: Repository) -> None:
    newest, oldest = commits(repository.root)
    assert (oldest.author, oldest.email, oldest.subject) == ("Ada Example", "ada@example.com", "First")
    assert (newest.author, newest.email) == ("Grace Ünal", "grace@example.com")
    assert newest.at == newest.committed == datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
    assert (newest.parents, oldest.parents) == ((oldest.sha,), ())


def test_a_range_and_a_limit(repository: Repository) -> None:
    assert [commit.subject for commit in commits(repository.root, "HEAD~1..HEAD")] == ["Second"]
    assert [commit.subject for commit in commits(repository.root, "HEAD~1..")] == ["Second"]
    assert [commit.subject for commit in commits(repository.root, limit=1)] == ["Second"]


def test_a_bare_repository_and_a_linked_work_tree(repository: Repository, tmp_path: Path) -> None:
    bare = repository.clone(tmp_path / "bare", "--bare")
    assert len(list(commits(bare.root))) == 2
    repository.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "other"), "HEAD~1")
    assert [commit.subject for commit in commits(tmp_path / "other")] == ["First"]


def test_a_revision_that_is_not_there(repository: Repository) -> None:
    with pytest.raises(RangeError):
        list(commits(repository.root, "nowhere"))
    with pytest.raises(UsageError):
        list(commits(repository.root, "--output=x"))


def test_a_history_with_a_hole_is_an_error_and_not_short(repository: Repository) -> None:
    sha = repository.git("rev-parse", "HEAD~1")
    (repository.root / ".git/objects" / sha[:2] / sha[2:]).unlink()
    with pytest.raises(RepositoryError, match="the history of HEAD cannot be read") as caught:
        list(commits(repository.root))
    assert caught.value.hint.endswith(" fsck")


def test_bytes_that_are_no_utf_8_in_a_message(repository: Repository) -> None:
    tree = repository.git("rev-parse", "HEAD^{tree}")
    text = f"tree {tree}\nauthor A <a@b> 0 +0100\ncommitter A <a@b> 3600 +0100\n\n".encode() + b"caf\xe9\n"
    sha = repository.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=text)
    (commit,) = commits(repository.root, sha)
    assert commit.subject.startswith("caf")
    assert (commit.at, commit.committed) == (datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, 1, tzinfo=UTC))


def test_variables_of_the_environment_do_not_reach_git(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    monkeypatch.setenv("GIT_NAMESPACE", "x")
    assert len(list(commits(repository.root))) == 2
    assert not (tmp_path / "trace").exists()


def test_what_starts_programs_of_the_repository_is_not_used() -> None:
    used = {
        node.attr
        for node in ast.walk(ast.parse(Path(history.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    of_git = {"update_environment", "set_persistent_git_options", "rev_list"}
    assert of_git <= used
    assert not used & {"diff", "index", "is_dirty", "untracked_files", "stats", "blame", "archive", "execute", "refs"}


def test_the_name_of_the_repository(repository: Repository) -> None:
    repository.git("remote", "add", "origin", "git@github.com:acme/bot.git")
    assert repository_name(repository.root) == "acme/bot"
