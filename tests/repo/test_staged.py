"""The first look of the commit hook: what it sees, and that it says so whenever it cannot tell."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from finops_gate.app.hook import candidates
from finops_gate.base.errors import RepositoryError
from finops_gate.repo import staged
from finops_gate.repo.staged import Staged
from tests.fakes.repository import Repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "here")
    made.write({"a.py": "x = 1\n", "docs/b.md": "words\n", "c.txt": "1\n"}).commit()
    monkeypatch.chdir(made.root)
    return made


def texts(directory: str | None = None) -> list[bytes]:
    looked = Staged(directory)
    return list(looked.contents(looked.changes()))


def test_contents_of_both_sides_are_whole(repository: Repository) -> None:
    repository.write({"a.py": "x = 2\n" * 500, "new/d.py": "y\n"}).remove("c.txt").stage()
    assert texts() == [b"x = 1\n", b"x = 2\n" * 500, b"1\n", b"y\n"]


def test_an_empty_index_has_nothing(repository: Repository) -> None:
    assert Staged().changes() == []
    assert texts() == []
    assert not candidates()


def test_a_change_of_the_mode_alone_has_no_contents(repository: Repository) -> None:
    (repository.root / "a.py").chmod(0o755)
    repository.stage()
    assert [path for path, _ in Staged().changes()] == ["a.py"]
    assert texts() == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": "x = 2\n"}, False),
        ({"a.py": 'x = "gpt-4o"\n'}, True),
        ({"docs/b.md": "other words\n"}, False),
        ({".finops-gate/usage.csv": "x\n"}, True),
        ({"texts/Prompt-one.txt": "Be kind.\n"}, True),
        ({"requirements.txt": "x==2\n"}, True),
        ({"logo.png": b"\x89PNG\0\0gpt-4o"}, False),
        ({b"caf\xe9.py".decode("utf-8", "surrogateescape"): "claude-opus"}, True),
    ],
    ids=[
        "plain",
        "a model",
        "a document",
        "a governing file",
        "a prompt",
        "a manifest",
        "a picture",
        "a path that is no text",
    ],
)
def test_candidates(repository: Repository, files: dict[str, str | bytes], expected: bool) -> None:
    repository.write(files).stage()
    assert candidates() is expected
    assert candidates(str(repository.root)) is expected


def test_a_model_in_an_unchanged_line_of_a_changed_file_counts(repository: Repository) -> None:
    repository.write({"a.py": 'call(model="gpt-4o")\n' + "\n" * 99 + "x = 1\n"}).commit()
    repository.write({"a.py": 'call(model="gpt-4o")\n' + "\n" * 99 + "x = 2\n"}).stage()
    assert candidates()


def test_a_text_that_the_policy_may_name_as_a_prompt_counts(repository: Repository) -> None:
    repository.write({".finops-gate/policy.yaml": "features: {a: {prompts: [docs/*.md]}}\n"}).commit()
    repository.write({"docs/b.md": "other words\n"}).stage()
    assert candidates()
    repository.write({".finops-gate/policy.yaml": "version: 1\n"}).commit()
    repository.write({"docs/b.md": "again other words\n"}).stage()
    assert not candidates()


@pytest.mark.parametrize("below", ["", "docs"])
def test_the_index_that_git_names_to_its_hooks_is_read(
    repository: Repository, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write({"a.py": "x = 2\n"})
    repository.environment["GIT_INDEX_FILE"] = str(repository.root / "other-index")
    repository.git("read-tree", "HEAD")
    repository.stage()
    monkeypatch.setenv("GIT_INDEX_FILE", "other-index")
    assert [path for path, _ in Staged().changes() if path == "a.py"] == ["a.py"]
    monkeypatch.setenv("GIT_DIR", ".git")
    assert [path for path, _ in Staged().changes() if path == "a.py"] == ["a.py"]
    assert Staged(str(repository.root / below)).changes() == []


def out_of_the_ordinary(repository: Repository, what: str) -> None:
    if what == "link":
        repository.link("l.py", "a.py").stage()
    elif what == "submodule":
        repository.git("update-index", "--add", "--cacheinfo", f"160000,{repository.git('rev-parse', 'HEAD')},module")
    elif what == "large":
        repository.write({"a.py": "x" * (1 << 20) + "x"}).stage()
    elif what == "NUL in a text":
        repository.write({"a.py": "g\0p\0t"}).stage()
    elif what == "NUL on one side":
        repository.write({"c.dat": "1\n"}).commit()
        repository.write({"c.dat": "\0"}).stage()
    elif what == "many":
        repository.write({f"many/{number}": "1" for number in range(staged.FILES + 1)}).stage()
    elif what == "conflict":
        repository.branch("other").write({"a.py": "x = 3\n"}).commit()
        repository.checkout("main").write({"a.py": "x = 4\n"}).commit()
        with pytest.raises(AssertionError):
            repository.git("merge", "other")
    else:
        repository.write({"a.py": "x = 2\n"}).stage()
        blob = repository.git("rev-parse", ":a.py")
        (repository.root / ".git/objects" / blob[:2] / blob[2:]).unlink()


@pytest.mark.parametrize(
    "what", ["link", "submodule", "large", "NUL in a text", "NUL on one side", "many", "conflict", "missing"]
)
def test_what_is_out_of_the_ordinary_is_left_to_the_whole_comparison(repository: Repository, what: str) -> None:
    out_of_the_ordinary(repository, what)
    with pytest.raises(RepositoryError):
        candidates()


def test_a_repository_without_a_commit_and_no_repository_are_left_to_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Repository(tmp_path / "new").write({"a.py": "1"}).stage()
    for folder in (tmp_path / "new", tmp_path):
        monkeypatch.chdir(folder)
        with pytest.raises(RepositoryError):
            candidates()


def fake_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(
    ("script", "complaint"),
    [("exec sleep 100", "said nothing"), ("exec yes", "printed more than"), ("exit 1", "refus")],
)
def test_a_git_that_misbehaves_is_ended(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, complaint: str
) -> None:
    monkeypatch.setattr(staged, "PATIENCE", 0.2)
    monkeypatch.setattr(staged, "LARGEST", 1 << 20)
    fake_git(tmp_path, monkeypatch, script)
    with pytest.raises(RepositoryError, match=complaint):
        candidates()


def test_without_git_there_is_no_look(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "relative")
    with pytest.raises(RepositoryError, match="not installed"):
        candidates()
