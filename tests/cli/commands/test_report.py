"""`finops-gate report`: one page of a real repository, and one of many saved reports."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from finops_gate.cli.main import main
from finops_gate.model.hours import WHOLE
from finops_gate.usage.hours import COLUMNS as HOURS
from tests.fakes import reports
from tests.fakes.repository import Repository
from tests.gate import COLUMNS, POLICY, USAGE, gate
from tests.reports.test_html import Elements

BOT = 'client.chat.completions.create(model="{model}", messages=m, max_tokens=300)\n'
RULES = """\
version: 1
features:
  helpdesk-bot: {paths: ["helpdesk/**"], team: support}
"""


def usage(feature: str, model: str, calls: int, tier: str = "") -> str:
    row = dict.fromkeys(COLUMNS, "")
    row |= {"feature": feature, "team": "support", "tier": tier, "provider": "openai", "model": model}
    row |= {"calls_per_month": str(calls), "calls_low": str(calls), "calls_high": str(calls), "grade": "measured"}
    row |= {"input_mean": "1000", "output_mean": "100", "environment": "production"}
    return ",".join(row[name] for name in COLUMNS)


def week() -> str:
    share = WHOLE // 168
    rows = [",".join(HOURS)]
    for at, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun")):
        parts = [share] * 24
        if at == 0:
            parts[0], parts[1] = 10, share * 2 - 10 + WHOLE - share * 168
        rows.append(",".join(["helpdesk-bot", day, *map(str, parts), "litellm", "2026-05-01", "2026-05-28"]))
    return "\n".join(rows) + "\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A bot that changed its model a year and a half ago, in spring, and on a branch."""
    made = Repository(tmp_path / "here")
    made.write({"helpdesk/bot.py": BOT.format(model="gpt-4")}).commit("Start", at=datetime(2024, 12, 1, tzinfo=UTC))
    made.write({"helpdesk/bot.py": BOT.format(model="gpt-4o-mini")})
    made.commit("Cheaper (#3)", at=datetime(2026, 3, 1, tzinfo=UTC))
    table = "\n".join([",".join(COLUMNS), usage("helpdesk-bot", "gpt-4o-mini", 100_000, "free")]) + "\n"
    made.write({POLICY: RULES, USAGE: table, ".finops-gate/hours.csv": week()})
    made.commit("What we spend", at=datetime(2026, 6, 1, tzinfo=UTC))
    made.branch("feature").write({"helpdesk/bot.py": BOT.format(model="gpt-4o")})
    made.commit("Better (#4)", at=datetime(2026, 6, 2, tzinfo=UTC))
    return made


def shown(path: Path) -> dict:
    return Elements(path.read_text(encoding="utf-8")).content


def test_page_of_a_change_tells_its_year_its_units_and_its_week(repository, tmp_path):
    page = tmp_path / "page.html"
    answer = gate(repository, "report", "main..HEAD", "--html", str(page))
    assert answer.code == 0, answer.err
    assert answer.out == ""
    assert "Projected Cost Increase" in answer.err
    found = shown(page)
    assert found["report"]["verdict"] == "require-approval"
    assert found["parts"]["team"] == [["support", "21", "350"]]
    assert [merge["subject"] for merge in found["history"]["merges"]] == ["Cheaper (#3)", "Better (#4)"]
    assert found["history"]["divided"]["model"][0]["name"] == "openai/gpt-4o"
    assert found["history"]["total"]["points"][0]["day"] == "2025-06-02"
    assert found["units"][0]["name"] == "helpdesk-bot / free"
    (hours,) = found["weeks"]
    assert sum(hours["idle"]) == 1 and hours["idle"][0]
    assert sum(hours["calls"]) == pytest.approx(100_000 * 12 * 7 / 365, rel=0.001)
    assert hours["note"] == "Recorded: litellm, 2026-05-01..2026-05-28."


def test_history_begins_where_somebody_says(repository, tmp_path):
    page = tmp_path / "page.html"
    assert gate(repository, "report", "main..HEAD", "--html", str(page), "--since", "2024-01-01").code == 0
    assert next(merge["day"] for merge in shown(page)["history"]["merges"]) == "2024-12-01"


def test_work_tree_is_compared_without_a_range_and_a_page_may_go_to_standard_output(repository):
    answer = gate(repository, "report", "--html", "-")
    assert answer.code == 0 and answer.out.startswith("<!doctype html>")
    assert Elements(answer.out).content["report"]["range"]["head"] == "worktree"


def test_diff_writes_the_same_format_with_its_own_exit_code(repository, tmp_path):
    page = tmp_path / "page.html"
    assert gate(repository, "diff", "main..HEAD", "--output", f"html={page}").code == 3
    assert shown(page)["history"] is None


def test_many_reports_make_one_page_and_what_cannot_be_counted_is_told(tmp_path, capsys):
    saved = tmp_path / "saved"
    reports.write(saved / "2026", 30, 5)
    (saved / "broken.json").write_text("{")
    page = tmp_path / "page.html"
    assert main(["report", "--from", f"{saved}/**/*.json", "--html", str(page)]) == 0
    told = capsys.readouterr().err
    assert "AI spending of 5 repositories" in told and "1 not counted" in told
    found = shown(page)["fleet"]
    assert found["reports"] == 30
    assert found["skipped"] == [{"path": str(saved / "broken.json"), "reason": "the report is no JSON"}]
    again = tmp_path / "again.html"
    assert main(["report", "--from", str(saved), "--html", str(again)]) == 0
    assert again.read_bytes() == page.read_bytes()


def test_real_reports_of_many_kinds_of_changes_are_added_up_to_what_they_say(tmp_path):
    paths = reports.write_real(tmp_path / "saved", len(reports.real()), 7)
    page = tmp_path / "page.html"
    assert main(["report", "--from", str(tmp_path / "saved"), "--html", str(page)]) == 0
    found = shown(page)["fleet"]
    assert found["reports"] == len(paths) >= 15
    assert found["skipped"] == []
    written = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    assert len({report["verdict"] for report in written}) >= 2
    sites = [{change["site"] for change in report["changes"] if change["billed"]} for report in written]
    assert sum(row[6] for row in found["cube"]) == sum(map(len, sites))
    known = [float(report["totals"]["delta"]) for report in written if report["totals"]["delta"] is not None]
    assert sum(row[7] + row[8] for row in found["cube"]) == pytest.approx(sum(known), abs=0.5)
    assert set(found["names"]["team"]) - {"(no team)"} <= set(reports.TEAMS)


def test_a_saved_history_is_a_line_of_the_page(repository, tmp_path):
    history = tmp_path / "history.json"
    history.write_text(gate(repository, "history", "--format", "json", "feature").out)
    page = tmp_path / "page.html"
    assert main(["report", "--from", str(history), "--html", str(page)]) == 0
    (level,) = shown(page)["fleet"]["levels"]
    assert level[1][-1] == pytest.approx(350)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("main..HEAD", "--from", "x", "--html", "x.html"), "reads saved reports and no repository"),
        (("main..HEAD", "--html", "none/x.html"), "cannot be written"),
        (("main..HEAD",), "--html"),
        (("nope..HEAD", "--html", "x.html"), "no commit"),
    ],
)
def test_what_cannot_be_done_says_why(repository, words, told, tmp_path):
    answer = gate(repository, "report", *(word.replace("none/", f"{tmp_path}/none/") for word in words))
    assert answer.code == 2
    assert told in answer.err


@pytest.mark.parametrize("command", ["report", "ledger"])
@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("old/**/*.json", "old/**/*.json: this pattern matches no file"),
        ("empty", "empty: this folder holds no JSON file"),
        ("gone.json", "gone.json: this path names no file"),
    ],
)
def test_a_pattern_that_matches_nothing_is_named_also_beside_one_that_does(tmp_path, capsys, command, named, told):
    (tmp_path / "empty").mkdir()
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    words = ["--html", str(tmp_path / "x.html")] if command == "report" else []
    assert main([command, "--from", f"{tmp_path}/*.json", "--from", f"{tmp_path}/{named}", *words]) == 2
    said = capsys.readouterr().err
    assert told in said and "run.json" not in said
    assert not (tmp_path / "x.html").exists()


def test_report_that_is_as_large_as_reports_get_stays_a_small_page(tmp_path):
    from finops_gate.reports.html import content, document

    report = reports.a_report()
    row = report["changes"][0]
    finding, decision = report["findings"][0], report["decisions"][0]
    report["changes"] = [{**row, "site": f"s{n}", "path": "p" * 5000, "fingerprint": str(n)} for n in range(3000)]
    report["findings"] = [{**finding, "message": "m" * 9000, "fingerprint": str(n)} for n in range(3000)]
    report["decisions"] = [{**decision, "finding": str(n)} for n in range(3000)]
    report["skipped"] = [{"path": "x" * 5000, "reason": "y"}] * 3000
    text = document("t" * 9000, content(report))
    assert len(text.encode()) < 2_000_000
    assert json.loads(Elements(text).texts["content"])["left_out"] > 2000
