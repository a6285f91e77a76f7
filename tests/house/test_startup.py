"""Starting costs little: what only some runs need is imported by those runs."""

import subprocess
import sys

import pytest

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
