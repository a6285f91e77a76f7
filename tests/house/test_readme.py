"""What the README says is so: its commands exist, its links lead somewhere, the output that it shows is the demo's."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from finops_gate.base import shelf
from finops_gate.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")}
SHOWN = "$ finops-gate diff main..HEAD\n"


def blocks(text: str) -> list[str]:
    return re.findall(r"(?m)^```\w*\n(.*?)^```", text, flags=re.DOTALL)


def test_output_that_is_shown_is_what_the_demo_prints():
    (shown,) = [block for block in blocks(PAGES["README.md"]) if block.startswith(SHOWN)]
    demo = ROOT / "examples" / "helpdesk-bot" / "demo.py"
    done = subprocess.run([sys.executable, str(demo)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert shown == done.stdout.rpartition("\nExit code ")[0]


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_on_the_shelf_and_targets_in_the_makefile(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    code = "\n".join([*blocks(PAGES[page]), *re.findall(r"`([^`\n]+)`", PAGES[page])])
    for command in re.findall(r"(?m)(?:^|\$ )finops-gate ([a-z][a-z-]*)", code):
        assert command in shelf.names(COMMANDS), command
    for target in re.findall(r"(?m)^make ([a-z-]+)", code):
        assert re.search(rf"(?m)^{target}:", makefile), target


@pytest.mark.parametrize("page", PAGES)
def test_links_and_named_files_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", PAGES[page])
    named = re.findall(r"`((?:docs|examples|tests|pricing|schemas|scripts|requirements)/[\w./-]*)`", PAGES[page])
    missing = [path for path in (*links, *named) if not (ROOT / path).exists()]
    beginnings = ("tests/rules/test_idle_gpu.py", "tests/detect/", "tests/reports/test_junit.py", "tests/cli/commands/")
    assert [path for path in missing if not path.startswith(beginnings)] == []
