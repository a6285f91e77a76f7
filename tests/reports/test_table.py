"""The report for a terminal: plain lines, or laid out by rich."""

import re
import subprocess
import sys
import unicodedata

import pytest

from finops_gate.reports.table import FORMAT
from tests.reports.hostile import HOSTILE
from tests.reports.scenarios import COMMANDS, SCENARIOS, everywhere


def rendered(name, width=0, color=False, verbose=False):
    return FORMAT.render(SCENARIOS[name](), width=width, color=color, verbose=verbose)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize(
    ("ending", "options"),
    [
        ("txt", {}),
        ("verbose.txt", {"verbose": True}),
        ("80.txt", {"width": 80}),
        ("color.txt", {"width": 100, "color": True}),
    ],
    ids=["plain", "verbose", "terminal", "color"],
)
def test_report_is_the_golden_one(name, ending, options, golden):
    if name == "many_rows":  # 400 sites read by nobody: the first lines stand for all
        text = rendered(name, **options)
        golden(f"goldens/{name}.{ending}", "\n".join(text.splitlines()[:60]) + "\n")
    else:
        golden(f"goldens/{name}.{ending}", rendered(name, **options))


def test_nothing_changed_is_one_line():
    assert rendered("nothing") == "✅ No AI cost change.\n"
    assert rendered("nothing", width=80) == "✅ No AI cost change.\n"


@pytest.mark.parametrize("name", SCENARIOS)
def test_first_line_is_the_verdict(name):
    verdict = SCENARIOS[name]()
    assert rendered(name).lstrip("\\").startswith(verdict.headline[:6])


@pytest.mark.parametrize("width", [0, 40, 100])
@pytest.mark.parametrize("verbose", [False, True])
def test_hostile_names_reach_no_terminal_as_they_are(width, verbose):
    text = rendered("hostile_names", width=width, verbose=verbose)
    unsafe = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c != "\n"}
    # The variation selector of the warning sign is a mark, the rest must be printable.
    assert unsafe == set()
    assert "\\x1b[31m" in re.sub(r"\s+", "", text)
    assert not re.search(r"^(##|::)", text, re.MULTILINE)


def test_color_escapes_are_ours_alone():
    text = rendered("hostile_names", width=200, color=True)
    assert {found[-1] for found in re.findall(r"\x1b\[[0-9;]*.", text)} == {"m"}
    assert "\x1b[31m" not in re.sub(r"\x1b\[1;3\dm", "", text)


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name not in ("nothing", "skipped", "many_rows")])
def test_each_site_says_what_to_type_next(name):
    assert "finops-gate explain " in rendered(name)


def test_unbilled_rows_are_counted_in_one_line_and_listed_when_asked():
    assert "2 changes for information, not billed: a test (1); the same model, written otherwise (1)\n" in rendered(
        "warn"
    )
    assert "tests/test_bot.py" not in rendered("warn")
    assert "tests/test_bot.py" in rendered("warn", verbose=True)


def test_no_line_of_a_terminal_is_wider_than_it():
    assert max(len(line) for line in rendered("many_rows", width=60).splitlines()) <= 60


def test_plain_report_imports_no_rich():
    code = (
        "import sys; from tests.reports.scenarios import SCENARIOS; from finops_gate.reports.table import FORMAT; "
        "FORMAT.render(SCENARIOS['warn'](), width=0, color=False); sys.exit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("text", [*COMMANDS, *HOSTILE])
@pytest.mark.parametrize("verbose", [False, True])
def test_hostile_text_anywhere_is_no_escape_and_no_command_of_a_log(text, verbose):
    shown = FORMAT.render(everywhere(text), width=0, color=False, verbose=verbose)
    assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") and c != "\n"} == set()
    assert not re.search(r"^\s*::|##\w*\[", shown, re.MULTILINE)
