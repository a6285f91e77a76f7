"""`finops-gate history`: which merges moved the monthly cost, from a real repository to what is printed."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fakes.reports import a_report
from tests.fakes.repository import Repository
from tests.gate import COLUMNS, POLICY, USAGE, gate

BOT = 'client.chat.completions.create(model="{model}", messages=m, max_tokens=300)\n'
RULES = """\
version: 1
features:
  helpdesk-bot: {paths: ["helpdesk/**"], team: support}
  search: {paths: ["search/**"], team: discovery}
"""


def usage(feature: str, team: str, model: str, calls: int) -> str:
    row = dict.fromkeys(COLUMNS, "")
    row |= {"feature": feature, "team": team, "provider": "openai", "model": model, "grade": "measured"}
    row |= {"calls_per_month": str(calls), "calls_low": str(calls), "calls_high": str(calls)}
    row |= {"input_mean": "1000", "output_mean": "100", "environment": "production"}
    return ",".join(row[name] for name in COLUMNS)


def day(month: int, date: int = 3) -> datetime:
    return datetime(2026, month, date, 12, tzinfo=UTC)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Two features; the bot became dearer in March and cheaper in May, search only moved and was reformatted."""
    made = Repository(tmp_path / "here")
    made.write({"helpdesk/bot.py": BOT.format(model="gpt-4o-mini"), "search/rank.py": BOT.format(model="gpt-4o")})
    made.commit("Start", at=day(1))
    made.write({"README.md": "# Shop\n"}).commit("Docs", at=day(2))
    made.write({"helpdesk/bot.py": "\n# answers\n" + BOT.format(model="gpt-4o")})
    made.commit("Better answers (#12)\n\nApproved-by: Alice <alice@example.com>", at=day(3))
    made.write({"search/rank.py": "\n\n" + BOT.format(model="gpt-4o")}).commit("Reformat (#13)", at=day(4))
    made.write({"helpdesk/bot.py": BOT.format(model="gpt-4.1-mini")}).commit("Cheaper (#14)", at=day(5))
    table = [",".join(COLUMNS), usage("helpdesk-bot", "support", "gpt-4.1-mini", 100_000)]
    table.append(usage("search", "discovery", "gpt-4o", 10_000))
    made.write({POLICY: RULES, USAGE: "\n".join(table) + "\n"}).commit("What we spend", at=day(6))
    return made


def document(repository: Repository, *words: str) -> dict:
    answer = gate(repository, "history", "--format", "json", *words)
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def test_each_merge_that_moved_the_cost_is_told_with_its_delta_and_nothing_else(repository: Repository) -> None:
    found = document(repository, "HEAD~5..HEAD")
    assert [merge["change_request"] for merge in found["merges"]] == ["12", "14"]
    # 100,000 calls of 1,000 input and 100 output tokens: 2.50/10.00 and 0.40/1.60 a million against 0.15/0.60
    assert [merge["delta"]["mid"] for merge in found["merges"]] == ["329", "-294"]
    assert found["walked"] == 5


def test_the_line_ends_at_what_is_spent_now_and_begins_before_the_first_merge(repository: Repository) -> None:
    found = document(repository, "HEAD~5..HEAD")
    lines = {series["name"]: [Decimal(point["monthly"]) for point in series["points"]] for series in found["series"]}
    assert lines["helpdesk-bot"] == [350, 56]  # the range begins on the day of its first merge, at what it came to
    assert lines["search"] == [35]
    assert [point["monthly"] for point in found["total"]["points"]] == ["385", "91"]


def test_since_a_day_the_line_begins_there_at_what_was_spent_before(repository: Repository) -> None:
    found = document(repository, "--since", "2026-02-01")
    (line,) = [series for series in found["series"] if series["name"] == "helpdesk-bot"]
    assert [(point["day"], point["monthly"]) for point in line["points"]] == [
        ("2026-02-01", "21"),
        ("2026-03-03", "350"),
        ("2026-05-03", "56"),
    ]


def test_by_model_a_swap_takes_from_one_and_gives_to_the_other(repository: Repository) -> None:
    found = document(repository, "--since", "2026-02-01", "--by", "model")
    ends = {series["name"]: series["points"][-1]["monthly"] for series in found["series"]}
    assert ends == {"openai/gpt-4.1-mini": "56", "openai/gpt-4o": "35", "openai/gpt-4o-mini": "0"}
    begins = {series["name"]: series["points"][0]["monthly"] for series in found["series"]}
    assert begins["openai/gpt-4o-mini"] == "21"


def test_by_team(repository: Repository) -> None:
    found = document(repository, "--by", "team")
    assert {series["name"] for series in found["series"]} == {"support", "discovery"}


def test_who_approved_is_told_by_the_commit_s_trailers(repository: Repository) -> None:
    (first, second) = document(repository, "HEAD~5..HEAD")["merges"]
    assert first["approved"] == [{"by": "Alice", "source": "Approved-by"}]
    assert second["approved"] == []


def test_who_approved_is_told_by_a_saved_report_of_the_same_pull_request(
    repository: Repository, tmp_path: Path
) -> None:
    saved = tmp_path / "reports" / "14.json"
    saved.parent.mkdir()
    granted = {"role": "engineering-lead", "state": "granted", "by": ["alice"], "code": "K7QX2MDA", "ceiling": None}
    approvals = [granted, {**granted, "role": "x", "state": "pending", "by": []}]
    saved.write_text(json.dumps({**a_report(), "change_request": "14", "approvals": approvals}))
    merges = document(repository, "HEAD~5..HEAD", "--report", str(saved.parent))["merges"]
    assert merges[1]["approved"] == [{"by": "engineering-lead (alice)", "source": "report"}]


def test_a_file_that_is_no_report_is_an_error_and_not_nobody(repository: Repository, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"schema": "something/else"}')
    answer = gate(repository, "history", "--report", str(broken))
    assert answer.code == 2
    assert "broken.json is no report" in answer.err
    answer = gate(repository, "history", "--report", str(tmp_path / "nowhere.json"))
    assert answer.code == 2
    assert "cannot be read" in answer.err


def test_the_table_says_first_how_many_and_then_the_largest_move(repository: Repository) -> None:
    answer = gate(repository, "history", "--since", "2026-02-01")
    lines = answer.out.splitlines()
    assert lines[0] == "2 commits of 5 changed AI spending, until 2026-06-03"
    assert "all features" in answer.out
    assert "$21.00 -> $56.00 (+$35.00, +167%)" in answer.out
    assert answer.out.index("Better answers (#12)") < answer.out.index("Cheaper (#14)")
    assert "approved by Alice (Approved-by)" in answer.out


def test_people_are_named_only_when_asked_for(repository: Repository) -> None:
    for form in ("table", "json", "csv"):
        assert "Ada Example" not in gate(repository, "history", "--format", form).out
        assert "Ada Example" in gate(repository, "history", "--format", form, "-v").out


def test_quiet_is_one_line(repository: Repository) -> None:
    assert gate(repository, "history", "-q").out.count("\n") == 1


def test_csv_has_a_line_for_each_merge_and_no_formula(repository: Repository) -> None:
    repository.write({"helpdesk/bot.py": BOT.format(model="gpt-4o")}).commit("=cmd|' /C calc'!A0", at=day(7))
    rows = list(csv.DictReader(io.StringIO(gate(repository, "history", "--format", "csv").out)))
    assert rows[-1]["subject"] == "'=cmd|' /C calc'!A0"
    assert rows[-1]["delta_per_month"] == "294"
    assert rows[-1]["features"] == "helpdesk-bot"


def test_without_volumes_there_are_no_months_and_the_change_of_a_call_is_told(tmp_path: Path) -> None:
    made = Repository(tmp_path / "bare-of-usage")
    made.write({"bot.py": BOT.format(model="gpt-4o-mini")}).commit("Start")
    made.write({"bot.py": BOT.format(model="gpt-4o")}).commit("Dearer")
    answer = gate(made, "history")
    assert "No call volumes are recorded" in answer.out
    assert "per 1,000 calls" in answer.out
    found = document(made)
    assert found["total"] is None
    assert found["merges"][-1]["delta"] is None


def test_a_merge_commit_counts_once_for_all_that_its_branch_brought(tmp_path: Path) -> None:
    made = Repository(tmp_path / "merged")
    made.write({"bot.py": BOT.format(model="gpt-4o-mini")}).commit("Start")
    made.branch("feature")
    made.write({"bot.py": BOT.format(model="gpt-4.1")}).commit("Step one")
    made.write({"bot.py": BOT.format(model="gpt-4o")}).commit("Step two")
    made.checkout("main").write({"other.txt": "x"}).commit("Meanwhile")
    merge = made.merge("feature")
    merges = document(made)["merges"]
    assert [entry["commit"] for entry in merges][-1] == merge
    assert [change["head"] for change in merges[-1]["changes"]] == ["openai/gpt-4o"]
    assert len(merges) == 2  # the first commit of all, and the merge


def test_a_constant_that_an_unchanged_call_reads_is_found_across_files(tmp_path: Path) -> None:
    made = Repository(tmp_path / "across")
    caller = "from settings import ANSWERS\nclient.chat.completions.create(model=ANSWERS, messages=m)\n"
    made.write({"settings.py": 'ANSWERS = "gpt-4o-mini"\n', "bot.py": caller}).commit("Start")
    made.write({"settings.py": 'ANSWERS = "gpt-4o"\n'}).commit("Dearer")
    assert len(document(made)["merges"]) == 2


def test_an_edit_far_from_every_setting_is_not_read_and_one_that_matters_is(tmp_path: Path) -> None:
    made = Repository(tmp_path / "edits")
    text = "ANSWERS = 'gpt-4o'\n\n\ndef greet():\n    return 'hi'\n\n\nclient.chat.completions.create(\n"
    text += "    model=ANSWERS,\n    max_tokens=90,\n    messages=m,\n)\n"
    made.write({"bot.py": text}).commit("Start")
    made.write({"bot.py": text.replace("'hi'", "greeting")}).commit("Greets")
    made.write({"bot.py": text.replace("gpt-4o", "gpt-4.1")}).commit("Another model")
    made.write({"bot.py": text.replace("=90", "=\n        900")}).commit("Longer answers")
    made.write({"bot.py": text.replace("=90", "=\n        9000")}).commit("Longer still")
    found = document(made)["merges"]
    assert [merge["subject"] for merge in found] == ["Start", "Another model", "Longer answers", "Longer still"]


def test_a_file_that_became_unreadable_hides_its_model_and_is_told(tmp_path: Path) -> None:
    made = Repository(tmp_path / "hidden")
    made.write({"bot.py": BOT.format(model="gpt-4o")}).commit("Start")
    made.write({"bot.py": (BOT.format(model="gpt-4o") + "\0").encode()}).commit("Binary now")
    found = document(made)
    assert found["skipped"] == [{"path": "bot.py", "reason": "holds NUL bytes"}]
    assert found["merges"][-1]["changes"][0]["status"] == "hidden"


def test_a_prompt_file_that_grew_is_a_merge_of_its_own(tmp_path: Path) -> None:
    made = Repository(tmp_path / "prompts")
    made.write({POLICY: "version: 1\nfeatures:\n  bot: {paths: [bot.py], prompts: ['texts/*.txt']}\n"})
    made.write({"bot.py": BOT.format(model="gpt-4o"), "texts/help.txt": "Help them.\n"}).commit("Start")
    made.write({"texts/help.txt": "Help them. " * 200}).commit("A longer prompt")
    assert document(made)["merges"][-1]["subject"] == "A longer prompt"


def test_a_revision_that_is_not_here_is_no_empty_history(repository: Repository) -> None:
    answer = gate(repository, "history", "nowhere..HEAD")
    assert answer.code == 2
    assert "nowhere" in answer.err


def test_a_range_in_which_nothing_changed(repository: Repository) -> None:
    answer = gate(repository, "history", "HEAD..HEAD")
    assert answer.code == 0
    assert answer.out.startswith("0 commits of 0 changed AI spending")


def test_machines_are_in_the_line_as_they_stand_and_never_below_nothing(tmp_path: Path) -> None:
    made = Repository(tmp_path / "here")
    machine = 'resource "aws_instance" "llm" {{\n  count         = {count}\n  instance_type = "g6.xlarge"\n}}\n'
    made.write({"infra/gpu.tf": machine.format(count=1)}).commit("One", at=day(1))
    made.write({"infra/gpu.tf": machine.format(count=3)}).commit("Three", at=day(2))
    made.write({"infra/gpu.tf": machine.format(count=2)}).commit("Two", at=day(3))
    month = Decimal("587.504")  # 730 hours of $0.8048
    whole = document(made)
    assert [Decimal(point["monthly"]) for point in whole["total"]["points"]] == [month, 3 * month, 2 * month]
    part = document(made, "HEAD~1..HEAD")
    assert [Decimal(point["monthly"]) for point in part["total"]["points"]][-1] == 2 * month
    gone = made.remove("infra/gpu.tf").commit("None", at=day(4))
    assert Decimal(document(made, f"HEAD~1..{gone}")["total"]["points"][-1]["monthly"]) == 0
    by_model = document(made, "--by", "model")
    assert [series["name"] for series in by_model["series"]] == ["aws/g6.xlarge"]
