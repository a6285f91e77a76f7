"""What holds for every format of the shelf: real runs, start-up, one file each."""

import json
import subprocess
import sys
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest

from finops_gate.app.render import VERDICTS, formats, render
from finops_gate.base import shelf
from finops_gate.cli.main import main
from tests.cli.example import a_repository
from tests.reports.scenarios import SCENARIOS

HEAVY = {"pydantic", "rich", "yaml", "tiktoken", "git", "tree_sitter", "asyncio", "ssl", "socket", "jsonschema", "mcp"}


def test_formats_of_the_design_are_there():
    wanted = {"table", "json", "markdown", "summary", "github", "sarif", "gitlab", "junit"}
    assert wanted <= set(formats())


def test_one_run_writes_them_all(tmp_path, monkeypatch, capsys):
    made = a_repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    out = tmp_path / "out"
    out.mkdir()
    words = [word for name in formats() for word in ("--output", f"{name}={out / name}")]
    assert main(["diff", "main..HEAD", "--format", "github", *words]) == 3
    printed = capsys.readouterr().out
    assert printed == (out / "github").read_text(encoding="utf-8")
    assert "\n::error file=bot.py,line=8,title=require-approval%3A per-call-increase::" in printed
    report = json.loads((out / "json").read_text())
    (run,) = json.loads((out / "sarif").read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == [
        decision["rule"]
        for decision in sorted(report["findings"], key=lambda finding: finding["rule"] != "per-call-increase")
    ]
    assert json.loads((out / "gitlab").read_text())[0]["location"] == {"path": "bot.py", "lines": {"begin": 8}}
    assert ElementTree.parse(out / "junit").getroot().get("failures") == "2"
    assert (out / "markdown").read_text(encoding="utf-8").startswith("## ")
    assert sorted(path.name for path in out.iterdir()) == list(formats())


@pytest.mark.parametrize("name", shelf.names(VERDICTS))
def test_format_for_programs_imports_nothing_heavy(name):
    code = (
        "import sys; from tests.reports.scenarios import SCENARIOS; before = set(sys.modules); "
        f"from finops_gate.app.render import render; render(SCENARIOS['warn'](), {name!r}, width=0, color=False); "
        "print(*(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {module.partition(".")[0] for module in done.stdout.split()} & HEAVY == set()


@pytest.mark.parametrize("name", ["table", "github", "markdown", "summary"])
def test_reports_for_people_say_what_may_have_let_a_run_pass(name):
    def told(scenario, *overrides):
        verdict = SCENARIOS[scenario]()
        verdict = replace(verdict, governance=verdict.governance._replace(overrides=overrides))
        return render(verdict, name, width=0, color=False)

    assert "make it milder: --fail-on none, FINOPS_GATE_X." in unescape(
        told("blocked", "--fail-on none", "FINOPS_GATE_X")
    )
    assert "\x1b" not in told("blocked", "a\x1b[31m")
    assert "milder" not in told("blocked") + told("warn", "--fail-on none")


@pytest.mark.parametrize("name", shelf.names(VERDICTS))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_same_verdict_is_the_same_text_that_ends_its_line(name, scenario):
    text = render(SCENARIOS[scenario](), name, width=0, color=False)
    assert text == render(SCENARIOS[scenario](), name, width=0, color=False)
    assert text.endswith("\n")
    assert "\r" not in text
