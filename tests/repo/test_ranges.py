from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from finops_gate.base.errors import GateError, RangeError, RepositoryError, UsageError
from finops_gate.repo.sides import compare
from tests.fakes.repository import Repository


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    """Main and a feature branch that left it two commits ago."""
    repository = Repository(tmp_path / "origin")
    repository.write({"a.py": "1"}).commit()
    repository.write({"a.py": "2"}).commit()
    repository.branch("feature").write({"b.py": "1"}).commit()
    repository.write({"b.py": "2"}).commit()
    repository.checkout("main").write({"a.py": "3"}).commit()
    repository.write({"a.py": "4"}).commit()
    return repository.checkout("feature")


def mended(repository: Repository, error: GateError) -> None:
    """Does what the hint says, to the letter."""
    words = shlex.split(error.hint)
    assert words[:2] == ["git", "fetch"]
    repository.git(*words[1:])


def test_a_shallow_clone_without_the_base_names_the_command_that_mends_it(origin: Repository, tmp_path: Path) -> None:
    copy = origin.clone(tmp_path / "copy", "--depth=1", "--branch=feature")
    with pytest.raises(RangeError, match="main is no commit in this repository") as caught:
        compare(copy.root, "main..HEAD")
    assert caught.value.hint == "git fetch --unshallow origin main:refs/remotes/origin/main"
    assert caught.value.exit_code == 2
    mended(copy, caught.value)
    assert [change.path for change in compare(copy.root, "main..HEAD").changes] == ["b.py"]


def test_a_shallow_clone_without_the_ancestor_is_never_no_change(origin: Repository, tmp_path: Path) -> None:
    copy = origin.clone(tmp_path / "copy", "--depth=1", "--no-single-branch")
    with pytest.raises(RangeError, match="outside of this shallow clone") as caught:
        compare(copy.root, "origin/main..HEAD")
    assert caught.value.hint == "git fetch --unshallow origin"
    mended(copy, caught.value)
    assert [change.path for change in compare(copy.root, "origin/main..HEAD").changes] == ["b.py"]


@pytest.mark.parametrize("revision", ["HEAD~1", "HEAD^"])
def test_a_shallow_clone_without_the_parent(origin: Repository, tmp_path: Path, revision: str) -> None:
    copy = origin.clone(tmp_path / "copy", "--depth=1")
    with pytest.raises(RangeError) as caught:
        compare(copy.root, f"{revision}..HEAD")
    assert caught.value.hint == "git fetch --unshallow origin"
    mended(copy, caught.value)
    assert compare(copy.root, f"{revision}..HEAD").files == 1


def test_a_shallow_clone_of_depth_two_suffices_for_one_commit(origin: Repository, tmp_path: Path) -> None:
    copy = origin.clone(tmp_path / "copy", "--depth=2")
    assert [change.path for change in compare(copy.root, "HEAD^1..HEAD").changes] == ["b.py"]


def test_a_missing_sha_is_fetched_by_sha(origin: Repository, tmp_path: Path) -> None:
    copy = origin.clone(tmp_path / "copy", "--single-branch", "--branch=feature")
    sha = origin.git("rev-parse", "main")
    with pytest.raises(RangeError) as caught:
        compare(copy.root, f"{sha}..HEAD")
    assert caught.value.hint == f"git fetch origin {sha}"
    mended(copy, caught.value)
    assert [change.path for change in compare(copy.root, f"{sha}..HEAD").changes] == ["b.py"]


def test_a_missing_branch_is_fetched_by_name(origin: Repository, tmp_path: Path) -> None:
    copy = origin.clone(tmp_path / "copy", "--single-branch", "--branch=feature")
    for name in ("main", "origin/main"):
        with pytest.raises(RangeError) as caught:
            compare(copy.root, f"{name}..HEAD")
        assert caught.value.hint == "git fetch origin main:refs/remotes/origin/main"
    mended(copy, caught.value)
    assert compare(copy.root, "main..HEAD").files == compare(copy.root, "origin/main..HEAD").files == 1


def test_a_branch_that_only_origin_has_is_found_by_its_short_name(origin: Repository, tmp_path: Path) -> None:
    copy = origin.clone(tmp_path / "copy", "--branch=feature")
    sides = compare(copy.root, "main..HEAD")
    assert sides.comparison.base == origin.git("rev-parse", "main")


def test_a_typing_error_without_origin_says_what_there_is(origin: Repository) -> None:
    with pytest.raises(RangeError) as caught:
        compare(origin.root, "mian..HEAD")
    assert caught.value.hint == "git branch --all"
    with pytest.raises(RangeError):
        compare(origin.root, "main..nowhere")


def test_an_ambiguous_or_foreign_name_is_no_commit(origin: Repository) -> None:
    for name in ("HEAD:a.py", "HEAD^{tree}", "0" * 40, "main^{/nothing}", "a b"):
        with pytest.raises(RangeError):
            compare(origin.root, f"{name}..HEAD")


def test_tags_short_shas_and_searches_name_commits(origin: Repository) -> None:
    origin.git("tag", "-m", "One", "v1", "main")
    sha = origin.git("rev-parse", "main")
    for name in ("v1", "tags/v1", "main@{0}", sha[:9], "main^{/Change}"):
        assert compare(origin.root, f"{name}..feature").comparison.base


@pytest.mark.parametrize(
    "revisions",
    ["--output=x..HEAD", "HEAD..--output=x", "-x", "--all", "HEAD...-x", "", "a\nb..HEAD", "a\0b", "HEAD..\x1b[31m"],
)
def test_what_looks_like_an_option_is_refused(origin: Repository, revisions: str) -> None:
    with pytest.raises(UsageError, match="is no revision"):
        compare(origin.root, revisions)
    assert not (origin.root / "x").exists()


@pytest.mark.parametrize("revisions", ["..", "...", "..HEAD", "..main"])
def test_a_range_without_a_base_is_no_comparison_of_head_with_itself(origin: Repository, revisions: str) -> None:
    with pytest.raises(UsageError, match="names no base"):
        compare(origin.root, revisions)


def test_unrelated_histories_have_nothing_to_compare(origin: Repository) -> None:
    origin.git("checkout", "-q", "--orphan", "island")
    origin.commit("Island")
    with pytest.raises(RangeError, match="no common ancestor") as caught:
        compare(origin.root, "main..HEAD")
    assert "--exact" in caught.value.hint
    assert compare(origin.root, caught.value.hint.rpartition(" ")[2], exact=True).files == 2


def test_a_branch_without_a_commit(origin: Repository) -> None:
    origin.git("checkout", "-q", "--orphan", "island")
    for revisions in (None, "main", "main..HEAD", "HEAD..main"):
        with pytest.raises(RangeError, match="no commit yet") as caught:
            compare(origin.root, revisions)
        assert caught.value.hint == "finops-gate diff --staged"
    assert compare(origin.root, staged=True).files == 2


def test_an_empty_repository_has_no_range(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    with pytest.raises(RangeError, match="no commit yet"):
        compare(tmp_path, "HEAD..HEAD")
    assert compare(repository.root).files == 0
    assert compare(repository.root, staged=True).files == 0


def test_the_first_commit_has_no_parent(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write({"a.py": "1"}).commit()
    with pytest.raises(RangeError):
        compare(tmp_path, "HEAD^..HEAD")
    assert compare(tmp_path, "HEAD..HEAD").files == 0


@pytest.mark.parametrize("staged", [True, False])
def test_a_lost_commit_is_not_taken_for_an_empty_repository(tmp_path: Path, staged: bool) -> None:
    repository = Repository(tmp_path)
    sha = repository.write({"a.py": "1"}).commit()
    (tmp_path / ".git/objects" / sha[:2] / sha[2:]).unlink()
    with pytest.raises(RepositoryError, match="the commit that HEAD names is missing"):
        compare(tmp_path, staged=staged)


def test_several_merge_bases_give_one_answer(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write({"a": "1"}).commit()
    repository.branch("left").write({"l": "1"}).commit()
    repository.checkout("main").branch("right").write({"r": "1"}).commit()
    repository.branch("left2", "left").merge("right")
    repository.branch("right2", "right").merge("left")
    repository.write({"x": "1"}).commit()
    first = compare(tmp_path, "left2..right2")
    assert first.comparison == compare(tmp_path, "left2..right2").comparison
    assert first.comparison.merge_base in {repository.git("rev-parse", name) for name in ("left", "right")}


def test_dates_that_no_calendar_has(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    base = repository.write({"a": "1"}).commit()
    tree = repository.git("rev-parse", "HEAD^{tree}")

    def made(stamp: str) -> str:
        text = f"tree {tree}\nparent {base}\nauthor A <a@b> 0 +0000\ncommitter A <a@b> {stamp} +0000\n\nx\n"
        return repository.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=text.encode())

    assert compare(tmp_path, f"{base}..{made('9' * 30)}").as_of.year == 9999
    assert compare(tmp_path, f"{made('-' + '9' * 30)}..{base}").as_of.year == 2026
    with pytest.raises(RepositoryError, match="has no date"):
        compare(tmp_path, f"{base}..{made('soon')}")


def test_the_command_in_a_hint_is_one_that_git_takes(origin: Repository) -> None:
    done = subprocess.run(
        ["git", "-C", str(origin.root), "fetch", "--unshallow", "-h"], capture_output=True, check=False
    )
    assert b"--unshallow" in done.stdout
