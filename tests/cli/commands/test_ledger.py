"""`finops-gate ledger`: each pull request once, and of it each dollar once."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from finops_gate.cli.main import main
from finops_gate.model.report import SCHEMA
from tests.fakes.repository import Repository
from tests.gate import Answer


def change(site: str, delta: str | None, team: str | None = "support", feature: str = "bot") -> dict[str, Any]:
    call = {"base": None, "head": None, "percent": None}
    month = {"base": None, "head": None, "delta": delta, "low": None, "high": None}
    evidence = {"grade": "measured", "source": "", "window": "", "prices": [], "assumptions": []}
    found = {"fingerprint": site, "site": site, "kind": "model", "status": "modified", "path": "a.py", "billed": True}
    found |= {"parameter": None, "unit": "call", "role": "constant", "feature": feature, "team": team}
    found |= {"environment": None, "reaches": [], "base": None, "head": None, "per_call": call, "monthly": month}
    return found | {"evidence": evidence}


def report(number: str | None, delta: str | None, changes: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    totals = {"base": None, "head": None, "delta": delta, "low": None, "high": None, "percent": None}
    found: dict[str, Any] = {"schema": SCHEMA, "version": "1.0", "repository": "acme/shop", "change_request": number}
    found |= {"as_of": "2026-11-18", "currency": "USD", "advisory": False, "verdict": "require-approval"}
    found |= {"range": {"base": "a" * 40, "merge_base": "a" * 40, "head": "b" * 40}, "headline": "x"}
    found |= {"totals": totals, "changes": changes, "findings": [], "decisions": [], "approvals": [], "economics": []}
    found |= {"coverage": {"files": 1, "scanned": 1}, "governance": {"base_reading": None, "head_reading": None}}
    found |= {"skipped": [], "inputs": {"policy": "", "catalog": "", "usage": "", "artefacts": {}, "tool": ""}}
    return found | more


def ledger(*words: str) -> Answer:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["ledger", *words])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Number 12 fell from +900 to +100 in its third run; 13 saves 40; 14 was never merged; a push has no number."""
    runs = {
        "12/run-9.json": report("12", "900", [change("a", "700"), change("b", "200", "search")]),
        "12/run-10.json": report("12", "100", [change("a", "100")], approvals=[_granted()]),
        "12/run-1.json": report("12", "300", [change("a", "300")]),
        "13/run-1.json": report("13", "-40", [change("a", "-40")], verdict="pass"),
        "14/run-1.json": report("14", "5000", [change("a", "5000")]),
        "push.json": report(None, "60", [change("a", "60")]),
    }
    for name, text in runs.items():
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(text))
    (tmp_path / "merged.txt").write_text("# merged\nAcme/Shop#12\nacme/shop#13\n\nother/thing!9\n")
    return tmp_path


def _granted() -> dict[str, Any]:
    return {"role": "engineering-lead", "state": "granted", "by": ["alice"], "code": "K7QX2MDA", "ceiling": "100"}


def counted(folder: Path, *words: str) -> dict[str, Any]:
    pattern = str(folder / "reports/**/*.json")
    answer = ledger("--from", pattern, "--merged", str(folder / "merged.txt"), "--format", "json", *words)
    assert answer.code == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_prevented_is_the_highest_estimate_less_what_was_merged(folder: Path) -> None:
    found = counted(folder)
    assert (found["prevented"], found["saved"], found["added"]) == ("800", "40", "100")
    twelve = next(entry for entry in found["requests"] if entry["change_request"] == "12")
    assert (twelve["highest"], twelve["final"], twelve["runs"]) == ("900", "100", 3)
    assert twelve["approved"] == ["engineering-lead"]


def test_the_tenth_run_comes_after_the_ninth(folder: Path) -> None:
    assert counted(folder)["requests"][0]["final"] == "100"


def test_what_was_never_merged_counts_for_nothing_and_is_listed(folder: Path) -> None:
    entry = next(entry for entry in counted(folder)["requests"] if entry["change_request"] == "14")
    assert (entry["merged"], entry["prevented"]) == (False, "0")


def test_teams_share_the_whole_and_nothing_twice(folder: Path) -> None:
    teams = {share["team"]: share for share in counted(folder)["teams"]}
    assert {team: share["prevented"] for team, share in teams.items()} == {"support": "600", "search": "200"}
    assert sum(float(share["saved"]) for share in teams.values()) == 40


def test_a_request_that_fell_below_what_was_before_prevented_and_saved(folder: Path) -> None:
    path = folder / "reports/12/run-11.json"
    path.write_text(json.dumps(report("12", "-50", [change("a", "-50")])))
    twelve = counted(folder)["requests"][0]
    assert (twelve["prevented"], twelve["saved"]) == ("900", "50")


def test_rows_of_one_site_count_once(folder: Path) -> None:
    twice = [change("a", "100"), change("a", "100")]
    (folder / "reports/12/run-10.json").write_text(json.dumps(report("12", "100", twice)))
    assert {share["team"]: share["added"] for share in counted(folder)["teams"]}["support"] == "100"


def test_nobody_who_tells_what_was_merged_means_nothing_counts_and_it_is_said(folder: Path) -> None:
    answer = ledger("--from", str(folder / "reports"))
    assert answer.out.startswith("0 merged change requests: $0.00 a month prevented")
    assert "Nobody said what was merged" in answer.out


def test_a_clone_tells_by_the_subjects_of_its_branch(folder: Path) -> None:
    made = Repository(folder / "clone")
    made.write({"a": "1"}).commit("Cheaper (#13)")
    made.write({"a": "2"}).commit("Merge pull request #12 from acme/branch")
    made.write({"a": "3"}).commit("Fix what (#14) broke")
    made.git("remote", "add", "origin", "https://example.com/acme/shop.git")
    answer = ledger("--from", str(folder / "reports"), "--clone", str(made.root), "--format", "json")
    merged = {entry["change_request"] for entry in json.loads(answer.out)["requests"] if entry["merged"]}
    assert merged == {"12", "13"}


def test_a_clone_without_a_remote_is_an_error(folder: Path) -> None:
    made = Repository(folder / "clone")
    made.write({"a": "1"}).commit("Cheaper (#13)")
    answer = ledger("--from", str(folder / "reports"), "--clone", str(made.root))
    assert answer.code == 2
    assert "no remote" in answer.err


def test_one_week(folder: Path) -> None:
    later = report("13", "-40", [change("a", "-40")], as_of="2026-11-25")
    (folder / "reports/13/run-1.json").write_text(json.dumps(later))
    assert [entry["change_request"] for entry in counted(folder, "--week", "2026-W48")["requests"]] == ["13"]
    assert counted(folder, "--until", "2026-11-18")["saved"] == "0"
    assert ledger("--from", str(folder), "--week", "soon").code == 2


def test_what_is_no_report_is_told_and_never_dropped(folder: Path) -> None:
    (folder / "reports/broken.json").write_text("{")
    (folder / "reports/other.json").write_text('{"schema": "else"}')
    (folder / "reports/nan.json").write_text(json.dumps(report("15", "1e999", [])))
    found = counted(folder)
    assert [Path(entry["path"]).name for entry in found["skipped"]] == ["broken.json", "nan.json", "other.json"]
    assert "3 files not counted" in ledger("--from", str(folder / "reports")).out


def test_a_list_of_merges_that_is_none_is_an_error(folder: Path) -> None:
    (folder / "merged.txt").write_text("acme/shop 12\n")
    answer = ledger("--from", str(folder / "reports"), "--merged", str(folder / "merged.txt"))
    assert answer.code == 2
    assert "merged.txt:1" in answer.err


def test_no_report_at_all_is_an_error_and_not_zero(folder: Path) -> None:
    assert ledger("--from", str(folder / "nothing/*.json")).code == 2


def test_a_request_without_months_is_unknown_and_not_zero(folder: Path) -> None:
    (folder / "reports/13/run-1.json").write_text(json.dumps(report("13", None, [change("a", None)])))
    found = counted(folder)
    assert found["unknown"] == 1
    assert "13" not in {entry["change_request"] for entry in found["requests"]}


def test_cost_per_outcome_of_a_team_over_the_weeks(folder: Path) -> None:
    economics = [{"feature": "bot", "cost_head": "100", "per_outcome_head": "0.5", "month": "2026-10"}]
    economics.append({"feature": "bot", "tier": "pro", "cost_head": "9", "per_outcome_head": "9"})
    (folder / "reports/12/run-10.json").write_text(
        json.dumps(report("12", "100", [change("a", "100")], economics=economics))
    )
    cheaper = [{"feature": "bot", "cost_head": "60", "per_outcome_head": "0.3"}]
    text = report("13", "-40", [change("a", "-40")], as_of="2026-11-25", economics=cheaper)
    (folder / "reports/13/run-1.json").write_text(json.dumps(text))
    (trend,) = counted(folder)["cost_per_outcome"]
    assert trend["team"] == "support"
    assert trend["weeks"] == [{"week": "2026-W47", "cost": "0.5"}, {"week": "2026-W48", "cost": "0.3"}]


def test_the_digest_links_to_pull_requests_and_names_no_person(folder: Path) -> None:
    words = ("--format", "digest", "--week", "2026-W47", "--link", "https://github.com/{repository}/pull/{number}")
    answer = ledger("--from", str(folder / "reports"), "--merged", str(folder / "merged.txt"), *words)
    assert answer.out.startswith("# AI cost: 2026-11-16 to 2026-11-22\n")
    assert "](https://github.com/acme/shop/pull/12)" in answer.out
    assert "**$800.00** a month prevented" in answer.out
    assert "alice" not in answer.out


def test_hostile_names_stay_text_in_the_digest(folder: Path) -> None:
    hostile = report(
        "12](x)", "900", [change("a", "900", team="@everyone | <b>")], repository="acme/shop](javascript:x)"
    )
    (folder / "reports/14/run-1.json").write_text(json.dumps(hostile))
    (folder / "reports/15.json").write_text(json.dumps(report("12", "9", [change("z", "9", team="@all|<i>")])))
    words = ("--format", "digest", "--link", "https://github.com/{repository}/pull/{number}")
    answer = ledger("--from", str(folder / "reports"), "--merged", str(folder / "merged.txt"), *words)
    assert "javascript" not in answer.out
    assert "<i>" not in answer.out
    assert "@all" not in answer.out


def test_a_link_that_is_no_https_address_is_refused(folder: Path) -> None:
    assert ledger("--from", str(folder), "--link", "javascript:alert(1)").code == 2


def test_the_badge_is_a_picture_that_says_its_text(folder: Path) -> None:
    words = ("--merged", str(folder / "merged.txt"), "--format", "badge")
    root = ElementTree.fromstring(ledger("--from", str(folder / "reports"), *words).out)
    assert root.attrib["aria-label"] == "AI cost avoided: $840/month"
    unknown = ElementTree.fromstring(ledger("--from", str(folder / "reports"), "--format", "badge").out)
    assert unknown.attrib["aria-label"] == "AI cost avoided: unknown"


def test_the_table_lists_teams_and_requests(folder: Path) -> None:
    answer = ledger("--from", str(folder / "reports"), "--merged", str(folder / "merged.txt"))
    assert "support" in answer.out
    assert "acme/shop#12" in answer.out
    assert "not merged" in answer.out
    assert answer.out.splitlines()[0] == (
        "2 merged change requests: $800.00 a month prevented, $40.00 saved, $100.00 added"
    )
