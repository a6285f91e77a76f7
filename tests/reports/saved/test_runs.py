"""Saved files into rows: what can be counted is, and what cannot says why."""

import json
from datetime import date
from decimal import Decimal

import pytest

from finops_gate.base.errors import UsageError
from finops_gate.reports.saved.reading import read
from finops_gate.reports.saved.runs import LARGEST, NAME, UNDIVIDED, flat, gather, level
from tests.fakes.reports import a_report

HISTORY = {
    "schema": "finops-gate/history",
    "version": "1.0",
    "repository": "acme/shop",
    "as_of": "2026-11-20",
    "currency": "USD",
    "total": {
        "name": "all",
        "points": [{"day": "2026-03-01", "monthly": "20"}, {"day": "2026-01-01", "monthly": "10"}],
    },
}


def run(**changes):
    return flat("x.json", read(json.dumps({**a_report(), **changes}).encode()))


def why(folder, text):
    path = folder / "x.json"
    path.write_bytes(text if isinstance(text, bytes) else json.dumps(text).encode())
    found = gather([path])
    assert not found.runs and not found.levels
    ((name, reason),) = found.skipped
    assert name == str(path)
    return reason


def test_report_is_one_run_with_its_sites_by_team_feature_and_model():
    found = run()
    assert (found.repository, found.request, found.day, found.state) == (
        "acme/shop",
        "42",
        date(2026, 11, 23),
        "require-approval",
    )
    assert found.delta == Decimal("884.25")
    assert [tuple(place) for place in found.places] == [
        ("(no team)", "helpdesk-bot", "openai/gpt-4-turbo", Decimal("884.25"), True)
    ]


def test_rows_of_one_site_count_once_and_the_model_names_it():
    report = a_report()
    row = report["changes"][0]
    limit = {**row, "kind": "parameter", "head": {**row["head"], "model": None, "id": None}}
    found = run(changes=[limit, row, {**row, "site": "other", "billed": False}])
    assert [place.model for place in found.places] == ["openai/gpt-4-turbo"]


def test_what_a_total_has_beyond_its_sites_is_kept_apart():
    found = run(totals={**a_report()["totals"], "delta": "1000"})
    assert found.places[-1] == (UNDIVIDED, UNDIVIDED, UNDIVIDED, Decimal("115.75"), False)


@pytest.mark.parametrize(
    ("side", "model"),
    [
        (None, "(no model)"),
        ({"model": None, "id": None}, "(no model)"),
        ({"model": None, "id": "gpt-4o", "provider": None}, "gpt-4o"),
    ],
)
def test_a_site_whose_model_is_not_known(side, model):
    row = a_report()["changes"][0]
    head = side and {**row["head"], **side}
    assert run(changes=[{**row, "head": head, "base": None}]).places[0].model == model


def test_what_everybody_granted_is_approved_and_a_push_is_named_by_its_commit():
    granted = [{**approval, "state": "granted"} for approval in a_report()["approvals"]]
    assert run(approvals=granted).state == "approved"
    assert run(change_request=None).request == "c" * 12
    assert run(repository=None).repository == "(no repository)"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"as_of": "yesterday"}, "'yesterday' is no day"),
        ({"as_of": "9999-12-31"}, "no day on which a report was made"),
        ({"totals": {**a_report()["totals"], "delta": "NaN"}}, "'NaN' is no amount of money"),
        ({"totals": {**a_report()["totals"], "delta": "1e400"}}, "no amount of money"),
        ({"totals": {**a_report()["totals"], "delta": "much"}}, "'much' is no amount"),
    ],
)
def test_days_and_amounts_that_are_none_are_refused(changes, told):
    with pytest.raises(UsageError, match=told):
        run(**changes)


def test_long_and_hostile_names_are_cut_and_shown():
    row = a_report()["changes"][0]
    found = run(changes=[{**row, "feature": "x" * 9000, "team": "a\u202eb"}], repository="\x1b[2J")
    assert len(found.places[0].feature) == NAME
    assert found.places[0].team == r"a\u202eb"
    assert found.repository == r"\x1b[2J"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 200_000, "no JSON"),
        ([], "its schema is not finops-gate/report"),
        ({"schema": "other/report"}, "its schema is not finops-gate/report"),
        ({**a_report(), "version": "2.0"}, "the report's version is 2.0"),
        ({**a_report(), "headline": 3}, "report.headline is not a text"),
        ({**HISTORY, "total": None}, "no monthly figures"),
        ({**HISTORY, "version": "2.0"}, "of another version"),
        ({**HISTORY, "total": {"points": []}}, "cannot be read"),
        ({**HISTORY, "total": 3}, "cannot be read"),
        ({**HISTORY, "currency": None}, "cannot be read"),
        (b'{"x": "finops-gate/history"', "no JSON"),
    ],
)
def test_a_file_that_is_none_of_ours_is_skipped_with_the_reason(tmp_path, text, told):
    assert told in why(tmp_path, text)


def test_a_giant_is_not_even_read(tmp_path):
    path = tmp_path / "giant.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert [entry.reason for entry in gather([path]).skipped] == ["larger than 8 MiB"]
    assert "cannot be read" in gather([tmp_path / "gone.json"]).skipped[0].reason


def test_the_same_content_counts_once_and_runs_of_a_day_go_by_number(tmp_path):
    for name, headline in (("run-10", "b"), ("run-9", "a"), ("run-11", "a")):
        (tmp_path / f"{name}.json").write_text(json.dumps({**a_report(), "headline": headline}))
    found = gather(tmp_path.glob("*.json"))
    assert [run.headline for run in found.runs] == ["a", "b"]
    assert [entry.reason for entry in found.skipped] == [f"the same content as {tmp_path / 'run-9.json'}"]


def test_a_history_is_its_days_in_order(tmp_path):
    text = json.dumps({**HISTORY, "repository": None}).encode()
    assert level("h.json", text).repository == "(no repository)"
    (tmp_path / "h.json").write_text(json.dumps(HISTORY))
    (found,) = gather([tmp_path / "h.json"]).levels
    assert found.points == ((date(2026, 1, 1), Decimal(10)), (date(2026, 3, 1), Decimal(20)))
