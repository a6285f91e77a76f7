from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from finops_gate.base.errors import RangeError, RepositoryError, UsageError
from finops_gate.model.setting import Skipped
from finops_gate.repo import contents, kinds
from finops_gate.repo.discover import discover
from finops_gate.repo.objects import Objects, Unread
from finops_gate.repo.tree import revision
from tests.fakes.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "here")
    repository.write({"a.py": "1", "d/b.py": "22", "pic.png": b"\0", "big.js": b"x" * 2_000_000}).link("l", "a.py")
    repository.commit()
    return repository


def test_every_text_of_a_commit_comes_with_its_id(repository: Repository) -> None:
    tree = revision(repository.root)
    sha = repository.git("rev-parse", "HEAD")
    assert list(tree.blobs()) == [
        ("a.py", repository.git("rev-parse", "HEAD:a.py"), b"1"),
        ("d/b.py", repository.git("rev-parse", "HEAD:d/b.py"), b"22"),
    ]
    assert tree.skipped == (Skipped("big.js", "over 1 MiB"), Skipped("l", "symbolic link (not followed)"))
    assert (tree.revision, tree.day, tree.repository) == (sha, date(2026, 1, 5), None)


def test_only_wanted_paths_are_read(repository: Repository) -> None:
    tree = revision(repository.root)
    assert [path for path, _, _ in tree.blobs(lambda path: path.startswith("d/"))] == ["d/b.py"]
    assert tree.skipped == ()


def test_the_work_tree_is_the_disk_with_untracked_files(repository: Repository) -> None:
    repository.write({"a.py": "edited", "new.py": "n", ".gitignore": "x", "x": "ignored"}).remove("d/b.py")
    tree = revision(repository.root, "worktree")
    found = {path: (oid, content) for path, oid, content in tree.blobs()}
    assert {path: content for path, (_, content) in found.items()} == {
        ".gitignore": b"x",
        "a.py": b"edited",
        "new.py": b"n",
    }
    assert found["a.py"][0] == repository.git("hash-object", "a.py") == tree.oid("a.py")
    assert tree.oid("d/b.py") == tree.oid("x") == ""
    assert tree.revision == "worktree"


def test_the_index_is_what_is_staged(repository: Repository) -> None:
    repository.write({"a.py": "staged"}).stage().write({"a.py": "later"})
    tree = revision(repository.root, "index")
    assert tree.read(["a.py"]) == {"a.py": b"staged"}
    assert tree.below("d") == ("d/b.py",)
    assert tree.oid("a.py") == repository.git("rev-parse", ":a.py")


def test_a_revision_by_any_name(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.write({"a.py": "2"}).commit()
    assert revision(repository.root, "HEAD~1").revision == first
    assert revision(repository.root, "main").read(["a.py"]) == {"a.py": b"2"}
    with pytest.raises(RangeError):
        revision(repository.root, "nowhere")
    with pytest.raises(UsageError):
        revision(repository.root, "--all")


def test_before_the_first_commit(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    with pytest.raises(RangeError, match="no commit yet"):
        revision(tmp_path)
    repository.write({"a.py": "1"})
    assert [path for path, _, _ in revision(tmp_path, "worktree").blobs()] == ["a.py"]
    assert list(revision(tmp_path, "index").blobs()) == []


def test_a_bare_repository_has_commits_only(repository: Repository, tmp_path: Path) -> None:
    bare = repository.clone(tmp_path / "bare", "--bare")
    assert revision(bare.root).paths() == ("a.py", "big.js", "d/b.py", "pic.png")
    with pytest.raises(UsageError, match="no work tree"):
        revision(bare.root, "worktree")


def test_a_few_paths_and_a_whole_listing_say_the_same(repository: Repository) -> None:
    for whole in (False, True):
        tree = revision(repository.root)
        if whole:
            tree.paths()
        assert tree.read(["a.py", "d", "d/b.py", "none", "pic.png", "l", "big.js"]) == {"a.py": b"1", "d/b.py": b"22"}
        assert [skipped.path for skipped in tree.skipped] == ["big.js", "l"]
        assert tree.below("d") == tree.below("d/") == ("d/b.py",)
        assert tree.demand("none") is None
        assert tree.demand("d") is None
        assert tree.oid("none") == tree.oid("d") == ""
        with pytest.raises(RepositoryError, match="over 1 MiB"):
            tree.demand("big.js")


def test_a_folder_that_was_listed_is_not_asked_for_again(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = revision(repository.root)
    assert tree.below("d") == ("d/b.py",)
    assert tree.demand("d/b.py") == b"22"
    monkeypatch.setenv("PATH", "/nowhere")
    assert tree.demand("d/none.py") is None
    assert tree.below("d/") == ("d/b.py",)


def test_other_questions_may_be_asked_while_contents_stream(repository: Repository) -> None:
    repository.write({f"f{n}.py": f"{n}" for n in range(20)}).commit()
    tree = revision(repository.root)
    for path, _, content in tree.blobs():
        assert tree.read([path]) == {path: content}


def test_streams_go_on_behind_large_and_missing_objects(repository: Repository) -> None:
    repository.write({"huge.js": b"x" * 9_000_000, "z.py": "z", "y.py": "y"}).commit()
    blob = repository.git("rev-parse", "HEAD:y.py")
    (repository.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    tree = revision(repository.root)
    assert [path for path, _, _ in tree.blobs()] == ["a.py", "d/b.py", "z.py"]
    assert [skipped.path for skipped in tree.skipped] == ["big.js", "huge.js", "l", "y.py"]


def test_many_contents_go_in_several_requests(repository: Repository) -> None:
    objects = Objects(discover(repository.root))
    blob = repository.git("rev-parse", "HEAD:a.py")
    assert list(objects.stream([(blob, 10)] * 7, batch=3)) == [b"1"] * 7
    assert objects.contents([(blob, 10), ("1" * 40, 10), (blob, 0)])[2] == Unread("over 0 MiB", b"1")
    objects.close()
    objects.close()


def test_a_store_that_is_damaged_throughout_is_given_up(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("finops_gate.repo.objects._RESTARTS", 1)
    files = {f"n{n}.py": os.urandom(40_000).hex() for n in range(3)}
    repository.write(files).commit()
    for name in files:
        blob = repository.git("rev-parse", f"HEAD:{name}")
        file = repository.root / ".git/objects" / blob[:2] / blob[2:]
        file.chmod(0o644)
        whole = file.read_bytes()
        file.write_bytes(whole[:9000] + b"Z" * 50 + whole[9050:])
    with pytest.raises(RepositoryError, match="git cat-file refused"):
        list(revision(repository.root).blobs())


def test_nothing_but_regular_files_is_read_from_disk(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "in.py").write_text("1")
    (tmp_path / "there").symlink_to("folder")
    (tmp_path / "file").write_text("22")

    def read(path: str, limit: int = 100) -> bytes | Unread | None:
        return contents.read_disk(str(tmp_path), path, limit)

    assert read("pipe") == Unread("not a regular file")
    assert read("loop") == read("zero") == Unread("symbolic link (not followed)")
    assert read("there/in.py") is None
    assert read("folder/in.py") == b"1"
    assert read("folder") is read("file/x") is read("none") is read("none/x") is None
    assert read("file", 2) == b"22"
    assert read("file", 1) == Unread("over 0 MiB", b"22")
    assert isinstance(read("x" * 5000), Unread)


@pytest.mark.parametrize(
    ("path", "limit"),
    [("a.py", 1), ("x/Package-Lock.json", 8), ("n.IPYNB", 8), ("uv.lock", 8), ("my-uv.lock", 1), ("package.json", 1)],
)
def test_locks_and_notebooks_may_be_larger(path: str, limit: int) -> None:
    assert kinds.limit_of(path) == limit * 1024 * 1024
