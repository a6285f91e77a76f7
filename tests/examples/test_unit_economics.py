"""The example of unit economics: the gate's figures are those that its README tells."""

import json
import shutil
from pathlib import Path

import pytest

from finops_gate.cli.main import main
from tests.fakes.repository import Repository

EXAMPLE = Path(__file__).parents[2] / "examples" / "unit-economics"
APPROVAL = 3
DAY = ["--as-of", "2026-11-23"]


@pytest.fixture
def repository(tmp_path):
    made = Repository(tmp_path / "repository")
    shutil.copytree(EXAMPLE / "before", made.root, dirs_exist_ok=True, copy_function=shutil.copyfile)
    made.commit("Two features")
    made.git("checkout", "-q", "-b", "better")
    shutil.copytree(EXAMPLE / "after", made.root, dirs_exist_ok=True, copy_function=shutil.copyfile)
    made.commit("Better answers")
    return made.root


def test_diff_says_what_the_change_does_to_outcomes_and_margins(repository, tmp_path, capsys):
    report = tmp_path / "report.json"
    code = main(["diff", "main..HEAD", "--repo", str(repository), "--output", f"json={report}", *DAY])
    assert code == APPROVAL
    out = capsys.readouterr().out
    assert "Unit economics" in out
    found = json.loads(report.read_text())
    economics = {(entry["feature"], entry.get("tier", "")): entry for entry in found["economics"]}
    bot = economics["helpdesk-bot", ""]
    # 50,000 queries at $0.0001 and at $0.04
    assert round(float(bot["cost_base"])) == 5 and round(float(bot["cost_head"])) == 2000
    assert round(float(bot["per_outcome_base"]), 4) == 0.0002 and round(float(bot["per_outcome_head"]), 3) == 0.061
    basic = economics["ticket-summary", "basic"]
    # 15,000 summaries at $0.00255 and at $0.15, of $2,009 of revenue
    assert (basic["cost_base"], basic["cost_head"]) == ("38.25", "2250")
    assert (basic["margin_base"], basic["margin_head"]) == ("98.1", "-12")
    assert economics["ticket-summary", "pro"]["margin_head"] == "93.33"
    assert float(economics["ticket-summary", ""]["cost_head"]) == 2850
    messages = {finding["rule"]: [] for finding in found["findings"]}
    for finding in found["findings"]:
        messages[finding["rule"]].append(finding["message"])
    assert (
        "ticket-summary (basic): gross margin 98% -> -12%; a quota of 5,357 calls a month would keep 60%"
        in messages["margin-floor"]
    )
    assert any("over its budget of $500.00" in message for message in messages["feature-budget"])
    assert any("helpdesk-bot: cost per successful outcome" in message for message in messages["cost-per-outcome"])
    asked = {(decision["outcome"], decision["role"]) for decision in found["decisions"]}
    assert ("require-approval", "finance") in asked


def test_economics_by_tier(repository, capsys):
    assert main(["economics", "--by", "tier", "--feature", "ticket-summary", "--repo", str(repository), *DAY]) == 0
    out = capsys.readouterr().out
    assert "ticket-summary / basic" in out
    assert "cost per call             $0.00255" in out
    assert "cost per outcome          $0.00319" in out
    assert "gross margin              98%" in out


def test_scores_stand_beside_what_calls_cost(repository, tmp_path, capsys):
    assert main(["economics", "--by", "feature-model", "--repo", str(repository), *DAY]) == 0
    bot, summary = capsys.readouterr().out.split("ticket-summary on openai/gpt-4o-mini")
    assert "helpdesk-bot on openai/gpt-4.1-nano" in bot
    assert "score                     78% in helpdesk-answers" in bot
    assert "passed tasks per dollar   7,800" in bot
    assert "cost per passed task      $0.000128" in bot
    assert "score                     no score" in summary

    report = tmp_path / "report.json"
    main(["diff", "main..HEAD", "--repo", str(repository), "--output", f"json={report}", *DAY])
    assert "Performance to cost" in capsys.readouterr().out
    (shift,) = json.loads(report.read_text())["performance"]
    base, head = shift["base"], shift["head"]
    assert (shift["feature"], base["score"], head["score"]) == ("helpdesk-bot", "0.78", "0.88")
    assert round(float(base["per_success"]), 6) == 0.000128 and round(float(head["per_success"]), 4) == 0.0455
    assert round(float(base["per_dollar"])) == 7799 and round(float(head["per_dollar"])) == 22


def test_reconcile_compares_the_merge_with_what_was_paid(repository, tmp_path, capsys):
    report = tmp_path / "report.json"
    main(["diff", "main..HEAD", "--repo", str(repository), "--output", f"json={report}", *DAY])
    path = repository / ".finops-gate" / "usage.csv"
    path.write_text(path.read_text().replace(",5,measured", ",1600,measured"))
    capsys.readouterr()
    assert main(["reconcile", str(report), "--repo", str(repository), *DAY]) == 0
    out = capsys.readouterr().out
    assert "helpdesk-bot: projected $2,000.10 a month, paid $1,600.00, factor 0.800" in out
    assert "ticket-summary: projected $2,850.00 a month, paid $48.45, factor 0.017  look at this" in out
