from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from finops_gate.base.errors import RangeError, RepositoryError, UsageError
from finops_gate.model.setting import Skipped
from finops_gate.repo.sides import Sides, compare
from tests.fakes.repository import Repository

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "here")


def changed(sides: Sides) -> dict[str, tuple[bytes | None, bytes | None]]:
    return {change.path: (change.before, change.after) for change in sides.changes}


def test_a_range_shows_added_changed_and_removed_files(repository: Repository) -> None:
    base = repository.write({"a.py": "1", "b.py": "1", "same.py": "1"}).commit()
    repository.write({"a.py": "2", "c.py": "3"}).remove("b.py")
    head = repository.commit()
    sides = compare(repository.root, f"{base}..{head}")
    assert changed(sides) == {"a.py": (b"1", b"2"), "b.py": (b"1", None), "c.py": (None, b"3")}
    assert (sides.files, sides.skipped) == (3, ())
    assert sides.comparison.base == sides.comparison.merge_base == base
    assert sides.comparison.head == head
    by_path = {change.path: change for change in sides.changes}
    assert by_path["a.py"].before_oid == repository.git("rev-parse", f"{base}:a.py") == sides.oid("base", "a.py")
    assert by_path["a.py"].after_oid == repository.git("rev-parse", f"{head}:a.py") == sides.oid("head", "a.py")
    assert by_path["b.py"].after_oid == by_path["c.py"].before_oid == "" == sides.oid("head", "b.py")


def branch_behind_main(repository: Repository) -> tuple[str, str, str]:
    fork = repository.write({"a.py": "1"}).commit()
    feature = repository.branch("feature").write({"b.py": "1"}).commit()
    main = repository.checkout("main").write({"a.py": "2"}).commit()
    return fork, main, feature


@pytest.mark.parametrize("dots", ["..", "..."])
def test_a_branch_behind_main_shows_only_its_own_changes(repository: Repository, dots: str) -> None:
    fork, main, feature = branch_behind_main(repository)
    sides = compare(repository.root, f"main{dots}feature")
    assert changed(sides) == {"b.py": (None, b"1")}
    assert (sides.comparison.base, sides.comparison.merge_base, sides.comparison.head) == (main, fork, feature)


def test_exact_compares_with_the_tip_itself(repository: Repository) -> None:
    _, main, _ = branch_behind_main(repository)
    sides = compare(repository.root, "main..feature", exact=True)
    assert changed(sides) == {"a.py": (b"2", b"1"), "b.py": (None, b"1")}
    assert sides.comparison.merge_base == main


def test_the_base_is_the_merge_base_and_what_governs_is_the_tip(repository: Repository) -> None:
    repository.write({"a.py": "1", ".finops-gate/policy.yaml": "old"}).commit()
    repository.branch("feature").write({".finops-gate/policy.yaml": "weak", ".finops-gate/more.yaml": ""}).commit()
    repository.checkout("main").write({".finops-gate/policy.yaml": "new", ".finops-gate/prices/x.yaml": "x"}).commit()
    sides = compare(repository.root, "main..feature")
    assert sides.target(".finops-gate/policy.yaml") == b"new"
    assert sides.target_files(".finops-gate") == (".finops-gate/policy.yaml", ".finops-gate/prices/x.yaml")
    assert sides.target(".finops-gate/more.yaml") is None
    assert sides.target("CODEOWNERS") is None
    assert sides.read("base", [".finops-gate/policy.yaml"]) == {".finops-gate/policy.yaml": b"old"}


@pytest.mark.parametrize("mode", ["range", "worktree"])
def test_a_branch_cannot_govern_itself_in_the_work_tree_either(repository: Repository, mode: str) -> None:
    repository.write({"policy": "strict"}).commit()
    repository.branch("feature").write({"policy": "weak"}).commit()
    sides = compare(repository.root, "main..feature" if mode == "range" else "main")
    assert sides.target("policy") == b"strict"


def test_a_governing_file_that_cannot_be_read_is_an_error_and_not_absent(repository: Repository) -> None:
    repository.link("policy.yaml", "elsewhere").write({"pic.bin": b"\0"}).commit()
    repository.write({"a.py": "1"}).commit()
    sides = compare(repository.root, "HEAD~1..HEAD")
    with pytest.raises(RepositoryError, match=r"policy\.yaml at .* cannot be read: symbolic link"):
        sides.target("policy.yaml")
    with pytest.raises(RepositoryError, match="binary"):
        sides.target("pic.bin")


def test_the_day_is_the_later_of_both_commit_dates_in_utc(repository: Repository) -> None:
    repository.write({"a": "1"}).commit(at=datetime(2026, 1, 1, tzinfo=UTC))
    repository.branch("feature").write({"b": "1"}).commit(at=datetime(2026, 2, 1, 23, 30, tzinfo=UTC))
    repository.checkout("main").write({"c": "1"}).commit(at=datetime(2026, 3, 5, tzinfo=UTC))
    assert compare(repository.root, "main..feature").as_of == date(2026, 3, 5)
    assert compare(repository.root, "feature..main").as_of == date(2026, 3, 5)
    repository.checkout("feature")
    assert compare(repository.root, "main").as_of == date(2026, 2, 1)
    assert compare(repository.root, staged=True).as_of == date(2026, 2, 1)


def test_one_revision_is_compared_with_the_work_tree(repository: Repository) -> None:
    fork, main, _ = branch_behind_main(repository)
    repository.checkout("feature").write({"b.py": "edited", "new.py": "n"}).remove("a.py")
    sides = compare(repository.root, "main")
    assert changed(sides) == {"a.py": (b"1", None), "b.py": (None, b"edited"), "new.py": (None, b"n")}
    comparison = sides.comparison
    assert (comparison.base, comparison.merge_base, comparison.head) == (main, fork, "worktree")
    assert sides.changes[1].after_oid == repository.git("hash-object", "b.py") == sides.oid("head", "b.py")


def test_without_a_range_the_default_branch_is_the_other_side(repository: Repository) -> None:
    _, main, _ = branch_behind_main(repository)
    repository.checkout("feature")
    sides = compare(repository.root)
    assert changed(sides) == {"b.py": (None, b"1")}
    assert sides.comparison.base == main


@pytest.mark.parametrize("name", ["master", "trunk", "develop"])
def test_other_names_of_a_default_branch(repository: Repository, name: str) -> None:
    tip = repository.write({"a.py": "1"}).commit()
    repository.git("branch", "-m", name)
    if name == "develop":
        repository.git("config", "init.defaultBranch", name)
    repository.branch("feature").write({"b.py": "1"}).commit()
    assert compare(repository.root).comparison.base == tip


def test_origin_head_is_the_default_branch_before_any_local_one(repository: Repository, tmp_path: Path) -> None:
    repository.write({"a.py": "1"}).commit()
    tip = repository.branch("production").write({"b.py": "1"}).commit()
    copy = repository.clone(tmp_path / "copy")
    copy.branch("main", "origin/main")
    assert compare(copy.root).comparison.base == tip


def test_no_default_branch_is_an_error(repository: Repository) -> None:
    repository.write({"a.py": "1"}).commit()
    repository.git("branch", "-m", "somewhere")
    with pytest.raises(RangeError, match="no default branch"):
        compare(repository.root)


def test_ignored_files_never_count(repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    repository.write({".gitignore": "*.log\n"}).commit()
    (tmp_path / ".gitconfig").write_text("[core]\n\texcludesFile = ~/ignored\n")
    (tmp_path / "ignored").write_text("mine\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    repository.write({"x.log": "1", "mine": "1", ".git/info/exclude": "theirs\n", "theirs": "1", "seen": "1"})
    assert changed(compare(repository.root)) == {"seen": (None, b"1")}


def test_a_touched_file_with_the_same_content_is_no_change(repository: Repository) -> None:
    repository.write({"a.py": "1\n2\n"}).commit()
    os.utime(repository.root / "a.py", (1, 1))
    assert compare(repository.root).changes == ()
    repository.write({"a.py": "1\r\n2\r\n"})
    assert compare(repository.root).changes == ()


def test_carriage_returns_in_commits_are_kept(repository: Repository) -> None:
    base = repository.write({"a.py": "1\n"}).commit()
    repository.git("config", "core.autocrlf", "true")
    repository.git("config", "core.safecrlf", "false")
    (repository.root / "a.py").write_bytes(b"1\r\n2\r\n")
    repository.git("-c", "core.autocrlf=false", "add", "-A")
    repository.commit(stage=False)
    assert changed(compare(repository.root, f"{base}..HEAD")) == {"a.py": (b"1\n", b"1\r\n2\r\n")}


def test_a_file_taken_out_of_the_index_but_left_on_disk_is_still_there(repository: Repository) -> None:
    repository.write({"a.py": "1"}).commit()
    repository.write({"a.py": "2"}).git("rm", "-q", "--cached", "a.py")
    assert changed(compare(repository.root)) == {"a.py": (b"1", b"2")}


def test_staged_shows_the_index_and_not_the_disk(repository: Repository) -> None:
    head = repository.write({"a.py": "1", "b.py": "1"}).commit()
    repository.write({"a.py": "staged"}).stage().write({"a.py": "later", "b.py": "unstaged", "c.py": "untracked"})
    sides = compare(repository.root, staged=True)
    assert changed(sides) == {"a.py": (b"1", b"staged")}
    assert (sides.comparison.base, sides.comparison.merge_base, sides.comparison.head) == (head, head, "index")
    assert sides.paths("head") == ("a.py", "b.py")
    assert sides.read("head", ["a.py", "b.py", "none"]) == {"a.py": b"staged", "b.py": b"1"}
    assert sides.search("head", ["staged", "later"]) == ("a.py",)


def test_staged_works_before_the_first_commit(repository: Repository) -> None:
    repository.write({"a.py": "1"}).stage()
    sides = compare(repository.root, staged=True)
    assert changed(sides) == {"a.py": (None, b"1")}
    assert sides.comparison.base == sides.comparison.merge_base == EMPTY_TREE
    assert sides.target(".finops-gate/policy.yaml") is None
    assert sides.target_files(".finops-gate") == ()


def test_the_work_tree_works_before_the_first_commit(repository: Repository) -> None:
    repository.write({"a.py": "1"}).stage().write({"b.py": "2"})
    sides = compare(repository.root)
    assert changed(sides) == {"a.py": (None, b"1"), "b.py": (None, b"2")}
    assert sides.comparison.head == "worktree"


def test_staged_takes_no_range(repository: Repository) -> None:
    with pytest.raises(UsageError, match="takes no range"):
        compare(repository.root, "main..HEAD", staged=True)


def test_a_hook_reads_the_index_that_git_prepared(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write({"a.py": "1", "b.py": "1"}).commit()
    repository.write({"a.py": "2", "b.py": "2"}).git("add", "a.py")
    repository.environment["GIT_INDEX_FILE"] = ".git/next-index"
    repository.git("read-tree", "HEAD")
    repository.git("add", "b.py")
    monkeypatch.chdir(repository.root)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index")
    assert changed(compare(None, staged=True)) == {"b.py": (b"1", b"2")}
    assert changed(compare(repository.root, staged=True)) == {"a.py": (b"1", b"2")}, (
        "a named directory is not the hook's"
    )


def test_conflicts_are_reported(repository: Repository) -> None:
    repository.write({"a.py": "1", "b.py": "1"}).commit()
    blob = repository.git("rev-parse", "HEAD:a.py")
    stages = "".join(f"100644 {blob} {stage}\ta.py\n" for stage in (1, 2, 3))
    repository.git("update-index", "--force-remove", "a.py")
    repository.git("update-index", "--index-info", stdin=stages.encode())
    sides = compare(repository.root, staged=True)
    assert sides.skipped == (Skipped("a.py", "unmerged"),)
    assert sides.read("head", ["a.py", "b.py"]) == {"b.py": b"1"}
    assert sides.unread("head") == (Skipped("a.py", "unmerged"),)


def test_a_bare_repository(repository: Repository, tmp_path: Path) -> None:
    branch_behind_main(repository)
    bare = repository.clone(tmp_path / "x" / "repo", "--bare")
    sides = compare(bare.root, "main..feature")
    assert changed(sides) == {"b.py": (None, b"1")}
    assert sides.search("head", ["1"]) == ("a.py", "b.py")
    with pytest.raises(UsageError, match="no work tree"):
        compare(bare.root)
    with pytest.raises(UsageError, match="no work tree"):
        compare(bare.root, "main")


def test_links_and_submodules_are_skipped_on_either_side(repository: Repository) -> None:
    repository.write({"was.py": "1", "gone": "1"}).link("link.py", "was.py").commit()
    repository.remove("was.py", "link.py", "gone").link("was.py", "gone").write({"link.py": "2"}).stage()
    sha = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{sha},module")
    repository.commit(stage=False)
    sides = compare(repository.root, "HEAD~1..HEAD")
    link = "symbolic link (not followed)"
    assert sides.skipped == (Skipped("link.py", link), Skipped("module", "submodule"), Skipped("was.py", link))
    assert changed(sides) == {"gone": (b"1", None)}
    assert sides.files == 4
    assert sides.paths("head") == ("link.py",)


def test_a_link_on_disk_is_not_followed(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("gpt-4")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b.py").write_text("gpt-4")
    repository.write({"a.py": "1", "d/b.py": "1"}).commit()
    repository.remove("a.py", "d/b.py").link("a.py", str(tmp_path / "secret")).link("new", str(tmp_path / "secret"))
    (repository.root / "d").rmdir()
    repository.link("d", str(tmp_path / "folder"))
    sides = compare(repository.root)
    link = "symbolic link (not followed)"
    assert sides.skipped == (Skipped("a.py", link), Skipped("d", link), Skipped("new", link))
    assert changed(sides) == {"d/b.py": (b"1", None)}
    assert sides.search("head", ["gpt-4"]) == ()


def test_a_file_over_the_limit_is_skipped_and_the_rest_is_judged(repository: Repository) -> None:
    mebibyte = 1024 * 1024
    repository.write({"a.py": "1"}).commit()
    files = {
        "a.py": "2",
        "big.js": b"x" * (mebibyte + 1),
        "edge.js": b"x" * mebibyte,
        "huge.js": b"x" * (9 * mebibyte),
        "book.ipynb": b"x" * (mebibyte + 1),
        "sub/package-lock.json": b"x" * (8 * mebibyte),
        "sub/yarn.lock": b"x" * (8 * mebibyte + 1),
        "movie.mp4": b"\0" * (9 * mebibyte),
        "picture.png": b"\0" * (mebibyte + 1),
        "z.py": "3",
    }
    repository.write(files).commit()
    sides = compare(repository.root, "HEAD~1..HEAD")
    over = "over 1 MiB"
    assert sides.skipped == (
        Skipped("big.js", over),
        Skipped("huge.js", over),
        Skipped("sub/yarn.lock", "over 8 MiB"),
    )
    assert sorted(changed(sides)) == ["a.py", "book.ipynb", "edge.js", "sub/package-lock.json", "z.py"]
    assert sides.files == 10


def test_large_files_on_disk_are_skipped_too(repository: Repository) -> None:
    repository.write({"a.py": "1"}).commit()
    repository.write({"big.js": b"x" * 1024 * 1024 * 2, "movie.mp4": b"\0" * 1024 * 1024 * 2})
    sides = compare(repository.root)
    assert (sides.skipped, sides.changes) == ((Skipped("big.js", "over 1 MiB"),), ())


def test_binary_files_are_no_text(repository: Repository) -> None:
    repository.write({"a.png": b"\0\1", "was.dat": "text"}).commit()
    repository.write({"a.png": b"\0\2", "b.png": b"\0", "was.dat": b"\0", "late.bin": b"x" * 8192 + b"\0"}).commit()
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert sides.skipped == (Skipped("was.dat", "binary on one side"),)
    assert list(changed(sides)) == ["late.bin"]
    assert sides.files == 4


def test_code_made_to_look_binary_is_reported(repository: Repository) -> None:
    repository.write({"a": "1"}).commit()
    repository.write({"app.ts": b"/*\0*/ model = 'gpt-4'", ".env.local": "M=gpt-4".encode("utf-16")}).commit()
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert sides.skipped == (Skipped(".env.local", "holds NUL bytes"), Skipped("app.ts", "holds NUL bytes"))


def test_a_changed_mode_alone_is_no_change(repository: Repository) -> None:
    repository.write({"a.sh": "1"}).commit()
    (repository.root / "a.sh").chmod(0o755)
    repository.commit()
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert (sides.changes, sides.skipped, sides.files) == ((), (), 1)


def test_a_rename_is_a_removed_and_an_added_file(repository: Repository) -> None:
    repository.write({"a.py": "1" * 100}).commit()
    repository.git("mv", "a.py", "b.py")
    repository.git("config", "diff.renames", "copies")
    repository.commit()
    assert changed(compare(repository.root, "HEAD~1..HEAD")) == {
        "a.py": (b"1" * 100, None),
        "b.py": (None, b"1" * 100),
    }


ODD = ["new\nline.py", 'quo"te.py', "tab\t.py", "\udcff\udcfe.py", "umläut.py", "--help", ":(glob)x", "sp ace", "*.py"]


@pytest.mark.parametrize("mode", ["range", "staged", "worktree"])
def test_odd_paths_arrive_as_they_are(repository: Repository, mode: str) -> None:
    base = repository.write({"a.py": "1"}).commit()
    repository.write(dict.fromkeys(ODD, "needle"))
    if mode == "staged":
        repository.stage()
    if mode == "range":
        repository.commit()
    sides = compare(repository.root, f"{base}..HEAD" if mode == "range" else None, staged=mode == "staged")
    assert [change.path for change in sides.changes] == sorted(ODD)
    assert sides.paths("head") == tuple(sorted([*ODD, "a.py"]))
    assert sides.search("head", ["needle"]) == tuple(sorted(ODD))
    assert sides.read("head", ODD) == dict.fromkeys(ODD, b"needle")
    assert all(sides.target(path) is None for path in ODD)


def test_a_missing_object_is_skipped_and_the_rest_is_judged(repository: Repository) -> None:
    repository.write({"a.py": "1", "b.py": "1", "c.py": "1"}).commit()
    repository.write({"a.py": "2", "b.py": "needle", "c.py": "2 needle"}).commit()
    blob = repository.git("rev-parse", "HEAD:b.py")
    (repository.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert changed(sides) == {"a.py": (b"1", b"2"), "c.py": (b"1", b"2 needle")}
    assert [(s.path, s.reason[:21]) for s in sides.skipped] == [("b.py", "the object is missing")]
    assert sides.search("head", ["needle"]) == ("b.py", "c.py"), "what cannot be read cannot be ruled out"
    assert sides.read("head", ["b.py", "c.py"]) == {"c.py": b"2 needle"}
    assert [s.path for s in sides.unread("head")] == ["b.py"]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda whole: whole[:100], "git could not read it: fatal: unable to stream"),
        (lambda whole: whole[:20000] + b"Z" * 50 + whole[20050:], "git could not read it: fatal: unable to stream"),
        (lambda whole: b"Z" * len(whole), "the object is missing here"),
    ],
)
def test_a_damaged_object_is_skipped_and_the_rest_is_judged(
    repository: Repository, damage: Callable[[bytes], bytes], reason: str
) -> None:
    noise = random.Random(1).randbytes(60_000).hex()
    repository.write({"a.py": "1", "b.py": "1", "c.py": "1"}).commit()
    repository.write({"a.py": "2", "b.py": noise, "c.py": "3"}).commit()
    blob = repository.git("rev-parse", "HEAD:b.py")
    file = repository.root / ".git/objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    file.write_bytes(damage(file.read_bytes()))
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert changed(sides) == {"a.py": (b"1", b"2"), "c.py": (b"1", b"3")}
    assert [(s.path, s.reason[: len(reason)]) for s in sides.skipped] == [("b.py", reason)]


def test_a_missing_tree_is_an_error(repository: Repository) -> None:
    repository.write({"d/a.py": "1"}).commit()
    repository.write({"d/a.py": "2"}).commit()
    tree = repository.git("rev-parse", "HEAD:d")
    (repository.root / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(RepositoryError, match="git diff-tree refused"):
        compare(repository.root, "HEAD~1..HEAD")


def lose(repository: Repository, name: str) -> None:
    oid = repository.git("rev-parse", name)
    (repository.root / ".git/objects" / oid[:2] / oid[2:]).unlink()


def test_an_object_missing_on_the_base_side_is_skipped(repository: Repository) -> None:
    repository.write({"a.py": "1", "b.py": "1"}).commit()
    repository.write({"a.py": "2", "b.py": "2"}).commit()
    lose(repository, "HEAD~1:b.py")
    repository.write({"c.py": "3"}).stage()
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert [skipped.path for skipped in sides.skipped] == ["a.py", "b.py"], "one blob, two paths"
    assert sides.changes == ()


def test_a_search_that_could_not_look_everywhere_is_an_error(repository: Repository) -> None:
    repository.write({"d/a.py": "1", "b.py": "1"}).commit()
    sides = compare(repository.root, "HEAD..HEAD")
    lose(repository, "HEAD:d")
    with pytest.raises(RepositoryError, match="git grep refused"):
        sides.search("head", ["1"])


def test_a_hole_in_the_history_is_an_error(repository: Repository) -> None:
    repository.write({"a.py": "1"}).commit()
    for content in ("2", "3", "4"):
        repository.branch(f"b{content}").write({"a.py": content}).commit()
    repository.checkout("main").write({"x.py": "1"}).commit()
    repository.write({"x.py": "2"}).commit()
    lose(repository, "b4~1")
    with pytest.raises(RepositoryError, match="git merge-base refused"):
        compare(repository.root, "main..b4")


def test_a_broken_configuration_is_an_error(repository: Repository) -> None:
    repository.write({"a.py": "1"}).commit()
    (repository.root / ".git/config").write_text("[core\n")
    for staged in (True, False):
        with pytest.raises(RepositoryError, match=r"git cat-file refused: fatal: bad config line 1"):
            compare(repository.root, staged=staged)
    (repository.root / ".git/config").write_text("[core]\nrepositoryformatversion = 99\n")
    with pytest.raises(RepositoryError, match=r"cat-file refused: fatal: .*version"):
        compare(repository.root, staged=True)


def test_from_a_sub_directory_paths_stay_relative_to_the_root(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write({"d/a.py": "1", "b.py": "1", ".finops-gate/policy.yaml": "p"}).commit()
    repository.write({"d/a.py": "2", "b.py": "2", "d/new.py": "1"})
    monkeypatch.chdir(repository.root / "d")
    sides = compare(None)
    assert list(changed(sides)) == ["b.py", "d/a.py", "d/new.py"]
    assert sides.target(".finops-gate/policy.yaml") == b"p"
    assert sides.paths("head") == (".finops-gate/policy.yaml", "b.py", "d/a.py", "d/new.py")
    repository.stage()
    assert list(changed(compare(None, staged=True))) == ["b.py", "d/a.py", "d/new.py"]


def test_a_linked_work_tree_has_its_own_head_index_and_disk(repository: Repository, tmp_path: Path) -> None:
    repository.write({"a.py": "1"}).commit()
    repository.git("remote", "add", "origin", "https://example.com/acme/bot.git")
    repository.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "other"))
    other = Repository(tmp_path / "other", create=False)
    other.write({"a.py": "2"}).stage().write({"a.py": "3"})
    assert changed(compare(other.root, staged=True)) == {"a.py": (b"1", b"2")}
    sides = compare(other.root)
    assert changed(sides) == {"a.py": (b"1", b"3")}
    assert sides.comparison.repository == "acme/bot"
    assert compare(repository.root).changes == ()


def test_a_submodule_is_a_repository_of_its_own(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.write({"x.py": "1"}).commit()
    repository.write({"a.py": "1"}).commit()
    repository.git("submodule", "--quiet", "add", str(inner.root), "lib")
    repository.commit()
    module = Repository(repository.root / "lib", create=False)
    module.write({"x.py": "2"})
    assert changed(compare(module.root)) == {"x.py": (b"1", b"2")}
    assert compare(repository.root).skipped == (), "what is uncommitted inside a submodule is not this repository's"
    module.commit()
    assert compare(repository.root).skipped == (Skipped("lib", "submodule"),)
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert sides.skipped == (Skipped("lib", "submodule"),)
    assert list(changed(sides)) == [".gitmodules"]


def test_a_repository_inside_that_is_no_submodule_is_reported(repository: Repository) -> None:
    repository.write({"a.py": "1"}).commit()
    Repository(repository.root / "lib").write({"x.py": "1"}).commit()
    sides = compare(repository.root)
    assert sides.skipped == (Skipped("lib/", "submodule"),)
    assert sides.paths("head") == ("a.py",)


def test_a_detached_head(repository: Repository) -> None:
    _, main, feature = branch_behind_main(repository)
    repository.checkout(feature)
    sides = compare(repository.root, "main..HEAD")
    assert (sides.comparison.base, sides.comparison.head) == (main, feature)
    assert changed(compare(repository.root)) == {"b.py": (None, b"1")}


def test_the_same_commit_twice_is_no_change(repository: Repository) -> None:
    sha = repository.write({"a.py": "1"}).commit()
    sides = compare(repository.root, "HEAD..HEAD")
    assert (sides.changes, sides.files, sides.comparison.merge_base) == ((), 0, sha)
    assert changed(compare(repository.root, "HEAD~0..")) == {}


def test_a_range_that_leads_backwards_is_no_change(repository: Repository) -> None:
    first = repository.write({"a.py": "1"}).commit()
    repository.write({"a.py": "2"}).commit()
    repository.write({"a.py": "3"}).commit()
    for revisions in ("HEAD..HEAD~1", "HEAD..HEAD~2"):
        assert compare(repository.root, revisions).changes == ()
    assert compare(repository.root, "HEAD..HEAD~2", exact=True).comparison.merge_base != first


def test_a_merge_commit_of_a_pull_request(repository: Repository) -> None:
    branch_behind_main(repository)
    repository.checkout("main").merge("feature")
    assert changed(compare(repository.root, "HEAD^1..HEAD")) == {"b.py": (None, b"1")}


def test_a_sha256_repository(tmp_path: Path) -> None:
    repository = Repository(tmp_path, create=False)
    repository.git("init", "-q", "-b", "main", "--object-format=sha256")
    repository.write({"a.py": "1"}).stage()
    assert changed(compare(tmp_path, staged=True)) == {"a.py": (None, b"1")}
    repository.commit()
    repository.write({"a.py": "2"})
    sides = compare(tmp_path)
    assert sides.changes[0].after_oid == repository.git("hash-object", "a.py")


def test_no_more_than_so_many_bytes_are_held(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finops_gate.repo.contents.TOTAL_LIMIT", 2 * 1024 * 1024)
    repository.write({"a": "1"}).commit()
    repository.write({f"{name}.js": b"x" * 1024 * 1024 for name in "bcd"}).write({"e.js": "1"}).commit()
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert list(changed(sides)) == ["b.js", "c.js"]
    assert [(s.path, s.reason) for s in sides.skipped] == [
        ("d.js", "over 2 MiB of changed files"),
        ("e.js", "over 2 MiB of changed files"),
    ]


def test_many_files_in_several_batches(repository: Repository) -> None:
    repository.write({f"d/{n:04}.py": f"{n}" for n in range(700)}).commit()
    repository.write({f"d/{n:04}.py": f"{n} again" for n in range(700)}).commit()
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert len(sides.changes) == 700
    assert sides.changes[699][:3] == ("d/0699.py", b"699", b"699 again")
    assert len(sides.read("base", sides.paths("base"))) == 700


def test_search_finds_words_as_they_are(repository: Repository) -> None:
    repository.write({"a.py": "x = DEFAULT.MODEL", "b.py": "x = DEFAULTSMODEL", "c.bin": b"\0DEFAULT.MODEL"}).commit()
    repository.git("config", "color.ui", "always")
    repository.git("config", "color.grep", "always")
    repository.git("config", "grep.patternType", "perl")
    repository.git("config", "grep.fullName", "true")
    repository.write({"x": "1"}).commit()
    sides = compare(repository.root, "HEAD~1..HEAD")
    assert sides.search("base", ["DEFAULT.MODEL", "-e", "two\nlines", ""]) == ("a.py",)
    assert sides.search("head", ["nowhere"]) == sides.search("head", []) == sides.search("head", [""]) == ()
