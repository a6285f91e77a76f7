"""A repository whose configuration starts a program at every turn: nothing that we do may start one of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from finops_gate.repo.history import commits
from finops_gate.repo.sides import compare
from finops_gate.repo.staged import Staged
from finops_gate.repo.tree import revision
from tests.fakes.repository import Repository

FUTURE = 4_000_000_000


class Trap(Repository):
    """Each program that the configuration names leaves a file in `marks`."""

    def __init__(self, root: Path) -> None:
        super().__init__(root / "here")
        self.marks = root / "marks"
        self.marks.mkdir()

    def program(self, name: str) -> str:
        path = self.marks.parent / f"{name}.sh"
        path.write_text(f"#!/bin/sh\ntouch '{self.marks}/{name}'\n")
        path.chmod(0o755)
        return str(path)

    def sprung(self) -> list[str]:
        found = sorted(os.listdir(self.marks))
        for name in found:
            (self.marks / name).unlink()
        return found


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    trap = Trap(tmp_path)
    trap.write({"a.py": "gpt-4\n", "same.py": "1\n", "racy.py": "12345\n"}).commit()
    trap.branch("feature").write({"a.py": "gpt-5\n"}).commit()
    racy = {"racy.py": "54321\n", "same.py": "2\n"}
    for name in racy:
        os.utime(trap.root / name, (FUTURE, FUTURE))
    trap.git("update-index", "--refresh")
    trap.write(racy)
    for name in racy:
        os.utime(trap.root / name, (FUTURE, FUTURE))  # same size, same time: only the content tells
    trap.write({"a.py": "edited\n", "new.py": "gpt-4\n"})
    trap.write({".gitattributes": "*.py filter=evil diff=evil\nsame.py filter=we=i.rd\nracy.py filter=third\n"})
    included = trap.marks.parent / "included"
    included.write_text(f'[filter "evil"]\n\tclean = {trap.program("included-clean")}\n')
    hooks = trap.marks.parent / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout", "pre-auto-gc"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch '{trap.marks}/hook-{hook}'\n")
        (hooks / hook).chmod(0o755)
    settings = {
        "core.fsmonitor": trap.program("fsmonitor"),
        "core.hooksPath": str(hooks),
        "core.pager": trap.program("pager"),
        "core.editor": trap.program("editor"),
        "core.sshCommand": trap.program("ssh"),
        "core.gitProxy": trap.program("proxy"),
        "core.askPass": trap.program("askpass"),
        "core.alternateRefsCommand": trap.program("alternates"),
        "credential.helper": trap.program("credential"),
        "diff.external": trap.program("external"),
        "diff.evil.command": trap.program("diff-command"),
        "diff.evil.textconv": trap.program("textconv"),
        "diff.relative": "true",
        "diff.ignoreSubmodules": "all",
        "filter.evil.smudge": trap.program("smudge"),
        "filter.third.process": trap.program("process"),
        "filter.we=i.rd.clean": trap.program("weird-clean"),
        "filter.we=i.rd.required": "true",
        "gpg.program": trap.program("gpg"),
        "log.showSignature": "true",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "protocol.file.allow": "always",
        "remote.origin.promisor": "true",
        "remote.origin.partialclonefilter": "blob:none",
        "remote.origin.url": f"ext::{trap.program('remote')} %S",
        "remote.origin.uploadpack": trap.program("uploadpack"),
        "uploadpack.packObjectsHook": trap.program("pack-objects"),
        "core.untrackedCache": "true",
        "core.trustctime": "false",  # else a second that passes meanwhile tells, and nobody looks at the content
        "include.path": str(included),
        **{f"alias.{name}": f"!{trap.program('alias')}" for name in ("diff-tree", "cat-file", "ls-tree", "grep")},
        **{f"pager.{name}": trap.program("pager") for name in ("grep", "config", "diff-tree")},
    }
    for key, value in settings.items():
        trap.git("config", key, value)
    return trap


def plain_git(trap: Trap, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(trap.root), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("-c", "core.fsmonitor=false", "diff-index", "main", "--", "racy.py"), "process"),
        (("-c", "core.fsmonitor=false", "diff-index", "main", "--", "same.py"), "weird-clean"),
        (("-c", "core.fsmonitor=false", "-c", "diff.evil.command=", "diff", "--", "a.py"), "included-clean"),
        (("ls-files",), "fsmonitor"),
        (("diff", "main", "feature", "--", "a.py"), "diff-command"),
        (("diff", "--no-ext-diff", "main", "feature", "--", "a.py"), "textconv"),
        (("update-ref", "refs/heads/x", "main"), "hook-reference-transaction"),
        (("cat-file", "-p", "1" * 40), "remote"),
    ],
)
def test_the_traps_are_live(trap: Trap, arguments: tuple[str, ...], expected: str) -> None:
    plain_git(trap, *arguments)
    assert expected in trap.sprung()


def looked_at(trap: Trap) -> list[bytes]:
    looked = Staged(str(trap.root))
    assert looked.target("a.py") == b"gpt-5\n"
    assert looked.changes() == []
    return list(looked.contents([("a.py", [trap.git("rev-parse", "main:a.py")])]))


ROUTES: list[tuple[str, Callable[[Trap], object]]] = [
    ("range", lambda trap: compare(trap.root, "main..feature").changes),
    ("staged", lambda trap: compare(trap.root, staged=True).changes),
    ("first look", lambda trap: looked_at(trap)),
    ("worktree", lambda trap: compare(trap.root, "main").changes),
    ("default", lambda trap: compare(trap.root).changes),
    ("paths", lambda trap: compare(trap.root, "main").paths("head")),
    ("search", lambda trap: compare(trap.root, "main..feature").search("head", ["gpt"])),
    ("search the index", lambda trap: compare(trap.root, staged=True).search("head", ["gpt"])),
    ("search the disk", lambda trap: compare(trap.root, "main").search("head", ["gpt"])),
    ("govern", lambda trap: compare(trap.root, "main").target_files(".finops-gate")),
    ("scan", lambda trap: list(revision(trap.root).blobs())),
    ("scan the disk", lambda trap: list(revision(trap.root, "worktree").blobs())),
    ("history", lambda trap: list(commits(trap.root))),
]


@pytest.mark.parametrize("route", [route for _, route in ROUTES], ids=[name for name, _ in ROUTES])
def test_no_program_of_the_repository_is_started(trap: Trap, route: Callable[[Trap], object]) -> None:
    route(trap)
    assert trap.sprung() == []


def test_the_answers_are_right_all_the_same(trap: Trap) -> None:
    ranged = compare(trap.root, "main..feature")
    assert [(c.path, c.before, c.after) for c in ranged.changes] == [("a.py", b"gpt-4\n", b"gpt-5\n")]
    disk = {c.path: c.after for c in compare(trap.root, "main").changes}
    assert disk.pop(".gitattributes")
    assert disk == {"a.py": b"edited\n", "new.py": b"gpt-4\n", "racy.py": b"54321\n", "same.py": b"2\n"}
    assert trap.sprung() == []


def test_the_work_tree_stays_where_it_was_found(trap: Trap, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.py").write_text("elsewhere")
    trap.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    trap.sprung()
    assert {c.path: c.after for c in compare(trap.root, "main").changes}["a.py"] == b"edited\n"
    assert [c.path for c in compare(trap.root, staged=True).changes] == []
    assert trap.sprung() == []


def test_a_missing_object_is_not_fetched_from_a_promisor(trap: Trap) -> None:
    """Git before 2.44 does not know GIT_NO_LAZY_FETCH, tries to fetch, and dies when no protocol is allowed."""
    blob = trap.git("rev-parse", "feature:a.py")
    (trap.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    trap.sprung()
    sides = compare(trap.root, "main..feature")
    assert [skipped.path for skipped in sides.skipped] == ["a.py"]
    assert trap.sprung() == []


def test_a_replaced_object_and_a_graft_are_not_believed(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    first = repository.write({"a.py": "1"}).commit()
    repository.write({"a.py": "2"}).commit()
    head = repository.write({"a.py": "gpt-5"}).commit()
    harmless = repository.git("hash-object", "-w", "--stdin", stdin=b"harmless")
    repository.git("replace", repository.git("rev-parse", "HEAD:a.py"), harmless)
    (tmp_path / ".git/info/grafts").write_text(f"{head} \n")
    sides = compare(tmp_path, f"{first}..HEAD")
    assert [change.after for change in sides.changes] == [b"gpt-5"]
    assert sides.comparison.merge_base == first


def test_variables_of_the_environment_do_not_reach_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path / "here")
    repository.write({"a.py": "1"}).commit()
    repository.write({"a.py": "2"}).commit()
    mark = tmp_path / "mark"
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", f"touch {mark}")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"touch {mark}")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert len(compare(repository.root, "HEAD~1..HEAD").changes) == 1
    assert compare(repository.root).changes == ()
    assert not mark.exists()


def test_a_git_inside_the_repository_is_not_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path / "here")
    folder = repository.root / "node_modules" / ".bin"
    repository.write({"node_modules/.bin/git": f"#!/bin/sh\ntouch {tmp_path}/mark\n"})
    (folder / "git").chmod(0o755)
    repository.commit()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}.{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(folder)
    assert compare(None, "HEAD..HEAD").files == 0
    assert not (tmp_path / "mark").exists()
