"""`finops-gate explain`: what stands behind a word of a report."""

import json

import pytest

from finops_gate.base import shelf
from finops_gate.cli.main import main
from tests.cli.example import a_repository

DAY = ["--as-of", "2026-11-23"]


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = a_repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    return made


@pytest.mark.parametrize("rule", shelf.names("finops_gate.rules"))
def test_rule_has_its_page(rule, capsys):
    assert main(["explain", rule]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{rule}\n\n")
    for heading in ("Why it matters:\n  ", "Example:\n  ", "What to do:\n  "):
        assert f"\n\n{heading}" in printed


def test_model_has_facts_prices_and_sources(capsys):
    assert main(["explain", "gpt-4-turbo", *DAY]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("openai/gpt-4-turbo\n")
    assert "Prices on 2026-11-23:\n  input $10 / 1M tokens" in printed
    assert "Sources:\n  https://" in printed
    assert "chat, retired since 2026-10-23, matched exact" in printed


def test_model_of_own_machines_says_how_it_is_paid(capsys):
    assert main(["explain", "ollama/llama3", *DAY]) == 0
    assert "paid by the hour" in capsys.readouterr().out


def test_unknown_subject_is_told_what_there_is(capsys):
    assert main(["explain", "no-such-thing-9", *DAY]) == 2
    printed = capsys.readouterr().err
    assert "is no rule, no finding and no model" in printed
    assert "per-call-increase" in printed


def saved(repository, capsys):
    main(["diff", "main..HEAD", "--output", "json=report.json", "-q"])
    capsys.readouterr()
    return json.loads((repository.root / "report.json").read_text())


def test_finding_of_a_report_is_explained_with_its_change(repository, capsys):
    report = saved(repository, capsys)
    finding = next(entry for entry in report["findings"] if entry["rule"] == "per-call-increase")
    assert main(["explain", finding["fingerprint"], "--report", "report.json"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("per-call-increase  bot.py:8\n")
    assert "Measured:\n  " in printed
    assert "  model modified: gpt-4o-mini (bot.py:8) -> gpt-4-turbo (bot.py:8)" in printed
    assert "require-approval by starter policy, asked of engineering-lead" in printed


def test_finding_is_found_in_a_new_run(repository, capsys):
    report = saved(repository, capsys)
    name = report["findings"][0]["fingerprint"]
    assert main(["explain", name, "--range", "main..HEAD"]) == 0
    assert main(["explain", report["changes"][0]["fingerprint"], "--range", "main..HEAD"]) == 0
    printed = capsys.readouterr().out
    assert "model modified  bot.py\n" in printed
    assert "Findings:\n" in printed


def test_fingerprint_that_is_in_no_report_is_told(repository, capsys):
    saved(repository, capsys)
    assert main(["explain", "0" * 16, "--report", "report.json"]) == 2
    assert "hint: name the comparison" in capsys.readouterr().err
    assert main(["explain", "0" * 16, "--range", "main..HEAD"]) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("not json", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no report of finops-gate"),
        ('{"schema": "other"}', "is no report of finops-gate"),
        ('{"schema": "finops-gate/report", "version": "2.0"}', "is a report of version 2.0"),
    ],
)
def test_file_that_is_no_report_is_told(tmp_path, text, told, capsys):
    path = tmp_path / "report.json"
    if text is not None:
        path.write_text(text)
    assert main(["explain", "0" * 16, "--report", str(path)]) == 2
    assert told in capsys.readouterr().err


def test_model_and_machine_show_their_history_as_bars(capsys):
    assert main(["explain", "o3", *DAY]) == 0
    printed = capsys.readouterr().out
    assert "History:\n  input $ / 1M tokens\n    until 2025-06-10 " in printed
    assert "    since 2025-06-10         ████████ 2 <\n" in printed
    assert main(["explain", "p5.48xlarge", *DAY]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("aws/p5.48xlarge\n\n8 x NVIDIA H100, 640 GB in all\n")
    assert "    until 2025-06-23         " in printed
    assert main(["explain", "ml.p5.48xlarge", *DAY]) == 0
    assert "estimated: EC2 x 1.15\n" in capsys.readouterr().out
    assert main(["explain", "dl1.24xlarge", *DAY]) == 0
    assert "8 x Habana Gaudi, 256 GB in all\n" in capsys.readouterr().out


def test_model_says_what_it_takes_and_when_it_is_cheaper(capsys):
    assert main(["explain", "deepseek-v4-flash", "--provider", "deepseek", *DAY]) == 0
    assert "cheaper at 00:00-01:00, 04:00-06:00, 10:00-24:00 UTC" in capsys.readouterr().out
    assert main(["explain", "gpt-4.1", *DAY]) == 0
    assert "takes text, image" in capsys.readouterr().out
