"""`finops-gate diff`: what it prints where, and its exit codes."""

import json
import os
import subprocess
import sys

import pytest

from finops_gate.cli.main import main
from tests.cli.example import CALL, a_repository


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = a_repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    return made


def test_verdict_is_the_first_line_and_decides_the_exit_code(repository, capsys):
    assert main(["diff", "main..HEAD"]) == 3
    printed = capsys.readouterr()
    assert printed.out.startswith("⚠️ Projected Cost Increase: +")
    assert "  model     gpt-4o-mini -> gpt-4-turbo\n" in printed.out
    assert printed.err == ""


def test_quiet_is_the_first_line_alone(repository, capsys):
    assert main(["diff", "main..HEAD", "-q"]) == 3
    assert capsys.readouterr().out.count("\n") == 1


def test_verbose_shows_what_was_compared(repository, capsys):
    main(["diff", "main..HEAD", "-v"])
    assert "\nCompared\n" in capsys.readouterr().out


def test_json_is_on_standard_output_whole(repository, capsys):
    assert main(["diff", "main..HEAD", "--format", "json", "-q"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"] == "require-approval"
    assert report["advisory"] is False
    assert report["range"]["head"] == repository.git("rev-parse", "HEAD")


def test_every_output_is_written_from_one_run(repository, capsys):
    words = ["--output", "json=out.json", "--output", "markdown=out.md", "--output", "table=out.txt"]
    assert main(["diff", "main..HEAD", *words]) == 3
    assert capsys.readouterr().out == (repository.root / "out.txt").read_text(encoding="utf-8")
    assert (repository.root / "out.md").read_text(encoding="utf-8").startswith("## ")
    assert json.loads((repository.root / "out.json").read_text())["verdict"] == "require-approval"


def test_output_that_cannot_be_written_is_2_and_says_how(repository, capsys):
    assert main(["diff", "main..HEAD", "--output", "json=no/such/out.json"]) == 2
    printed = capsys.readouterr()
    assert "error: the report cannot be written to no/such/out.json" in printed.err
    assert "hint: mkdir -p no/such" in printed.err
    assert main(["diff", "main..HEAD", "--output", "json=.git"]) == 2
    assert "hint" not in capsys.readouterr().err


def test_advisory_run_is_0_and_says_so(repository, capsys):
    assert main(["diff", "main..HEAD", "--exit-zero", "--format", "json"]) == 0
    printed = capsys.readouterr()
    assert "advisory run: the exit code is 0, without --exit-zero it would be 3" in printed.err
    assert json.loads(printed.out)["advisory"] is True


def test_advisory_run_hides_no_error(repository, capsys):
    assert main(["diff", "main..nowhere", "--exit-zero"]) == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(("level", "code"), [("warn", 3), ("approval", 3), ("block", 0), ("none", 0)])
def test_fail_on_chooses_the_mildest_failure(repository, level, code):
    assert main(["diff", "main..HEAD", "--fail-on", level]) == code


def test_staged_work_tree_and_exact(repository, capsys):
    repository.checkout("main").write({"bot.py": CALL.format(model="gpt-4-turbo")}).stage()
    assert main(["diff", "--staged"]) == 3
    assert main(["diff", "feature..main", "--exact"]) == 0
    assert main(["diff"]) in (2, 3)


def test_repository_may_be_named_and_the_day_given(repository, capsys, monkeypatch):
    monkeypatch.chdir("/")
    words = ["diff", "main..HEAD", "--repo", str(repository.root), "--as-of", "2026-06-01", "--format", "json"]
    assert main(words) == 3
    assert json.loads(capsys.readouterr().out)["as_of"] == "2026-06-01"


def test_same_input_gives_the_same_bytes(repository, capsys):
    main(["diff", "main..HEAD", "--format", "json"])
    first = capsys.readouterr().out
    main(["diff", "main..HEAD", "--format", "json"])
    assert capsys.readouterr().out == first


def test_nothing_changed_is_one_line_and_0(repository, capsys):
    assert main(["diff", "HEAD..HEAD"]) == 0
    assert capsys.readouterr().out == "✅ No AI cost change.\n"


def test_terminal_gets_colour_and_no_color_takes_it(repository, capsys, monkeypatch):
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["diff", "main..HEAD"])
    assert "\x1b[1;33m" in capsys.readouterr().out
    main(["diff", "main..HEAD", "--no-color"])
    assert "\x1b" not in capsys.readouterr().out


def test_bytes_of_a_path_that_are_no_utf8_reach_no_file_as_they_are(repository):
    repository.write({os.fsdecode(b"caf\xe9.py"): CALL.format(model="gpt-4")}).commit("Odd name")
    assert main(["diff", "main..HEAD", "--output", "table=out.txt", "--output", "json=out.json"]) == 3
    assert "caf\\xe9.py" in (repository.root / "out.txt").read_text(encoding="utf-8")
    paths = [change["path"] for change in json.loads((repository.root / "out.json").read_text())["changes"]]
    assert "caf\\udce9.py" in paths


def test_quiet_change_imports_no_report(repository):
    code = (
        "import sys; from finops_gate.cli.main import main; code = main(['diff', 'HEAD..HEAD']); "
        "sys.exit(code or 'finops_gate.reports.table' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL).returncode == 0
