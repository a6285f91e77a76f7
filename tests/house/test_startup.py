"""Starting costs little: what only some runs need is imported by those runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.repository import Repository

ROOT = Path(__file__).parents[2]

HEAVY = {"pydantic", "rich", "yaml", "tiktoken", "git", "tree_sitter", "asyncio", "regex", "requests", "ssl"}
"""Each of these takes longer to import than Python takes to start (measured; docs/performance.md)."""


def imported(*arguments: str) -> tuple[set[str], str]:
    """The top-level modules that a run imports, and what it prints."""
    start = "from finops_gate.cli.main import main; sys.exit(main())"
    code = f"import sys; sys.argv = {['finops-gate', *arguments]!r}; {start}"
    done = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}, done.stdout


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("diff", "--help")], ids=" ".join)
def test_heavy_libraries_are_left_alone(arguments):
    modules, printed = imported(*arguments)
    assert "click" in modules
    assert printed.strip()
    assert modules & HEAVY == set()


SLOW = {"typing", "enum", "dataclasses", "functools", "collections", "re", "subprocess", "json", "datetime", "pathlib"}
"""What the commit hook does without as long as nothing in the index may cost; each takes 1 to 15 ms to import."""


def test_the_first_look_of_the_commit_hook_imports_next_to_nothing(tmp_path):
    repository = Repository(tmp_path / "r")
    repository.write({"app.py": "x = 1\n"}).commit()
    repository.write({"app.py": "x = 2\n"}).stage()
    code = "import sys; from finops_gate.cli.hook import main; sys.exit(main([]))"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-S", "-c", code],
        cwd=repository.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    modules = {line.rpartition("|")[2].strip() for line in lines}
    assert "finops_gate.repo.staged" in modules
    assert modules & (SLOW | HEAVY | {"click"}) == set()
    assert {name for name in modules if name.startswith("finops_gate")} == {
        "finops_gate",
        *(f"finops_gate.{room}" for room in ("app", "base", "cli", "repo")),
        *(
            f"finops_gate.{name}"
            for name in ("app.hook", "base.errors", "base.manifests", "base.prefilter", "cli.hook")
        ),
        *(f"finops_gate.repo.{name}" for name in ("hardened", "kinds", "staged")),
    }
