"""The command line as a whole: help, errors, and that nothing that failed ends in 0 or in 1."""

import json
import os
import subprocess
import sys

import click
import pytest

from finops_gate import __version__
from finops_gate.base import shelf
from finops_gate.base.errors import GateError
from finops_gate.cli.main import COMMANDS, gate, main, summary

NAMES = shelf.names(COMMANDS)


def failing(error):
    @click.command(params=[click.Option(["-v"], is_flag=True)])
    def command(v):
        raise error

    return command


def test_version_is_the_packages(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"finops-gate {__version__}\n"


def test_help_lists_every_command_with_its_summary(capsys):
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    for name in NAMES:
        assert f"  {name}" in printed
        assert summary(name).split()[0] in printed


@pytest.mark.parametrize("name", NAMES)
def test_help_of_each_command_shows_examples(name, capsys):
    assert main([name, "--help"]) == 0
    printed = capsys.readouterr().out
    assert "Examples:" in printed
    assert f"  finops-gate {name}" in printed


def test_no_command_is_help_and_never_a_green_tick(capsys):
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["dif"], "error: There is no command 'dif'. Did you mean diff?"),
        (["wibble"], "error: There is no command 'wibble'. There are advise, approve"),
        (["\x1b[31mdiff\n::error::"], "error: There is no command"),
        (["--wibble"], "error: No such option"),
        (["diff", "--wibble"], "hint: finops-gate diff --help"),
        (["diff", "--format", "xml"], "hint: choose one of github, gitlab, html, json, "),
        (["diff", "--as-of", "yesterday"], "error: Invalid value for '--as-of'"),
        (["diff", "--output", "json"], "hint: write FORMAT=PATH: --output json=report.json"),
        (["diff", "--output", "json="], "hint: write FORMAT=PATH"),
        (["diff", "--output", "xml=a"], "hint: choose one of github, gitlab, html, json, "),
        (["diff", "--output", "json=a", "--output", "table=a"], "hint: give each report a file of its own"),
        (["explain"], "error: Missing argument 'SUBJECT'."),
    ],
)
def test_wrong_command_line_is_2_with_a_way_out(words, told, capsys):
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert told in printed.err
    assert printed.err.startswith("error: ")
    assert "hint: " in printed.err
    assert "\x1b" not in printed.err


def test_error_of_ours_is_told_in_two_lines(capsys):
    assert main([], failing(GateError("what is\x1b wrong", "what to type"))) == 2
    assert capsys.readouterr().err == "error: what is\\x1b wrong\nhint: what to type\n"


def test_error_without_a_hint_has_no_hint(capsys):
    assert main([], failing(GateError("it is so"))) == 2
    assert capsys.readouterr().err == "error: it is so\n"


def test_crash_is_2_and_says_where_to_report_it(capsys):
    assert main([], failing(KeyError("x"))) == 2
    printed = capsys.readouterr().err
    assert printed.startswith("error: finops-gate failed: KeyError: 'x'\nhint: an error of ours")
    assert "Traceback" not in printed


def test_crash_shows_its_traceback_when_asked(capsys, monkeypatch):
    assert main(["-v"], failing(KeyError("x"))) == 2
    assert "Traceback (most recent call last):\n" in capsys.readouterr().err
    monkeypatch.setenv("FINOPS_GATE_DEBUG", "1")
    assert main([], failing(GateError("x"))) == 2
    assert "Traceback (most recent call last):\n" in capsys.readouterr().err


@pytest.mark.parametrize("error", [MemoryError(), RecursionError("deep"), OSError("disk")])
def test_every_other_exception_is_2(error):
    assert main([], failing(error)) == 2


def test_error_of_click_that_is_no_usage_is_2(capsys):
    assert main([], failing(click.ClickException("it broke"))) == 2
    assert capsys.readouterr().err == "error: it broke\n"


def test_interrupt_is_130():
    assert main([], failing(KeyboardInterrupt())) == 130


@pytest.mark.parametrize(("code", "wanted"), [(0, 0), (None, 0), (1, 2), ("text", 2)])
def test_program_that_leaves_early_never_says_block(code, wanted):
    assert main([], failing(SystemExit(code))) == wanted


def start(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "finops_gate.cli.main", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


def test_shell_completion_names_commands_and_formats():
    done = start(COMP_WORDS="finops-gate d", COMP_CWORD="1", _FINOPS_GATE_COMPLETE="bash_complete")
    assert done.stdout.split() == ["plain,dependency", "plain,diff", "plain,doctor"]
    done = start(COMP_WORDS="finops-gate diff --format m", COMP_CWORD="3", _FINOPS_GATE_COMPLETE="bash_complete")
    assert done.stdout.split() == ["plain,markdown"]
    assert done.returncode == 0


@pytest.mark.parametrize(("words", "code"), [(["schema"], 0), (["--help"], 2)])
def test_reader_who_leaves_early_is_no_error_message(words, code):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "finops_gate.cli.main", *words], stdout=writing, stderr=subprocess.PIPE
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (code, b"")


def test_log_that_nobody_reads_changes_nothing():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run([sys.executable, "-m", "finops_gate.cli.main", "dif"], stderr=writing)
    finally:
        os.close(writing)
    assert done.returncode == 2


def test_output_that_cannot_show_a_character_escapes_it(tmp_path):
    from tests.cli.example import a_repository

    a_repository(tmp_path / "r", after="gpt-4o-mini")
    done = start("diff", "main..HEAD", "--repo", str(tmp_path / "r"), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (0, "\\u2705 No AI cost change.\n")


def test_schema_is_the_committed_one(capsys):
    assert main(["schema", "report"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "finops-gate report"


def test_command_that_is_not_on_the_shelf_is_none():
    assert gate.get_command(click.Context(gate), "wibble") is None


def test_command_that_returns_nothing_is_0():
    assert main([], click.Command("x", callback=lambda: None)) == 0
