"""The report as SARIF, checked against the schema of the standard and the limits of GitHub's upload."""

import gzip
import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finops_gate.base import shelf
from finops_gate.reports import sarif
from finops_gate.reports.sarif import FORMAT, RESULTS
from tests.build import a_finding, a_verdict
from tests.reports.hostile import HOSTILE
from tests.reports.scenarios import COMMANDS, SCENARIOS, everywhere, thousands

DATA = Path(__file__).parents[1] / "data"
SCHEMA = json.loads((DATA / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def rendered(verdict):
    return FORMAT.render(verdict, width=0, color=False)


def run(verdict):
    """The one run, as a strict reader takes it."""
    text = rendered(verdict)
    assert text == rendered(verdict)
    found = json.loads(text.encode("utf-8"))
    VALIDATOR.validate(found)
    (only,) = found["runs"]
    return only


def places(only):
    """Every location of a run."""
    for result in only["results"]:
        yield from result["locations"]
        yield from result.get("relatedLocations", ())
    for note in only["invocations"][0]["toolExecutionNotifications"]:
        yield from note.get("locations", ())


def uris(only):
    return [place["physicalLocation"]["artifactLocation"]["uri"] for place in places(only)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_report_is_the_golden_one_and_valid(name, golden):
    run(SCENARIOS[name]())
    text = json.dumps(without_pages(json.loads(rendered(SCENARIOS[name]()))), indent=1) + "\n"
    golden(f"goldens/{name}.sarif", text if name != "many_rows" else text[:6000] + "\n[...]\n")


def without_pages(log):
    """The pages of the rules have tests of their own, and change with the rules."""
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        rule["help"] = {"text": "..."}
        rule["fullDescription"] = {"text": "..."}
    return log


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("nothing", []),
        ("blocked", ["error"]),
        ("swap_with_volumes", ["error", "error"]),
        ("package", ["warning"]),
        ("advisory", ["warning"]),  # code scanning fails a run on an error
        ("waived", ["note"]),
        ("approvals", ["error", "error", "note"]),
    ],
)
def test_only_what_stands_in_the_way_is_an_error(name, levels):
    assert [result["level"] for result in run(SCENARIOS[name]())["results"]] == levels


def test_waived_finding_is_suppressed_with_its_reason():
    (result,) = run(SCENARIOS["waived"]())["results"]
    assert result["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "waived by waivers.yaml 3, alice"}
    ]


def test_approved_finding_is_suppressed_by_its_approvers():
    found = run(SCENARIOS["approvals"]())["results"]
    assert [[entry["justification"] for entry in result["suppressions"]] for result in found] == [
        [],
        [],
        ["approved by alice, bob"],
    ]


@pytest.mark.parametrize(
    ("below", "category"),
    [("", "finops-gate/"), ("services/a", "finops-gate/services/a/"), ("a b", "finops-gate/a%20b/")],
)
def test_projects_of_one_commit_are_told_apart(below, category):
    verdict = SCENARIOS["approvals"]()
    verdict = replace(verdict, comparison=replace(verdict.comparison, below=below))
    assert run(verdict)["automationDetails"] == {"id": category}


def test_rule_brings_the_page_of_its_file():
    (rule,) = run(SCENARIOS["package"]())["tool"]["driver"]["rules"]
    assert rule["id"] == "dependency-default"
    assert rule["name"] == "DependencyDefault"
    page = shelf.page("finops_gate.rules", "dependency-default")
    assert page.startswith(rule["shortDescription"]["text"])
    assert "### Why it matters\n" in rule["help"]["markdown"]
    assert "Why it matters:" in rule["help"]["text"]
    assert len(rule["properties"]["tags"]) <= 20


def test_every_rule_of_the_shelf_has_a_whole_page():
    for name in shelf.names("finops_gate.rules"):
        rule = sarif._rule(name)
        assert rule["fullDescription"]["text"] != rule["shortDescription"]["text"], name
        assert rule["help"]["markdown"].count("\n### ") == 3, name


def test_rule_of_no_file_has_its_name():
    verdict = SCENARIOS["many_rows"]()
    rules = {rule["id"]: rule for rule in run(verdict)["tool"]["driver"]["rules"]}
    assert rules["unreadable"]["shortDescription"] == {"text": "Unreadable."}


def test_results_point_at_their_rule():
    only = run(SCENARIOS["warn"]())
    rules = only["tool"]["driver"]["rules"]
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_fingerprint_is_our_own_alone_since_uploads_compute_theirs():
    (result,) = run(SCENARIOS["blocked"]())["results"]
    assert set(result["partialFingerprints"]) == {"finopsGate/v1"}
    assert "fingerprints" not in result


def test_ways_of_a_value_are_related_locations():
    (result,) = run(SCENARIOS["package"]())["results"]
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "app/crew.py"
    assert related["message"]["text"] == "reached by the value"


def test_skipped_files_are_notifications():
    notes = run(SCENARIOS["skipped"]())["invocations"][0]["toolExecutionNotifications"]
    assert [note["message"]["text"] for note in notes] == [
        "web/bundle.js could not be judged: one line of 50 MB",
        "lib/broken.py could not be judged: line 3: does not parse",
    ]


def test_tool_says_its_version_where_it_is_known():
    assert run(SCENARIOS["swap_with_volumes"]())["tool"]["driver"]["version"] == "0.1.0"
    assert "version" not in run(SCENARIOS["blocked"]())["tool"]["driver"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_lines_begin_at_1_and_columns_are_left_out(name):
    for place in places(run(SCENARIOS[name]())):
        region = place["physicalLocation"].get("region", {"startLine": 1})
        assert set(region) == {"startLine"}
        assert region["startLine"] >= 1


def test_more_than_github_takes_is_left_out_and_counted():
    text = rendered(thousands(RESULTS + 7))
    (only,) = json.loads(text)["runs"]
    assert len(only["results"]) == RESULTS
    notes = only["invocations"][0]["toolExecutionNotifications"]
    assert notes[-1]["message"]["text"] == "7 findings left out, those that cost least; the JSON report has all"
    assert notes[-2]["message"]["text"].startswith("24,007 more files could not be judged")
    assert len(gzip.compress(text.encode())) <= sarif.BYTES


def test_larger_than_github_takes_is_halved_and_counted():
    text = sarif.fitting(replace(thousands(1000), skipped=()), 5_000)
    (only,) = json.loads(text)["runs"]
    assert 0 < len(only["results"]) < 1000
    assert len(gzip.compress(text.encode())) <= 5_000
    left = 1000 - len(only["results"])
    assert only["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"].startswith(
        f"{left} findings left"
    )


def strictly_ours(verdict):
    """Nothing from outside becomes an address, a placeholder or a link."""
    only = run(verdict)
    for uri in uris(only):
        parts = urlsplit(uri)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert uri.isascii()
    for text in messages(only):
        assert "](" not in text
        assert "{" not in text.replace("{{", "")
        assert "}" not in text.replace("}}", "")
    return len(only["results"]), len(uris(only))


def messages(only):
    for result in only["results"]:
        yield result["message"]["text"]
    for rule in only["tool"]["driver"]["rules"]:
        yield rule["shortDescription"]["text"]
        yield rule["help"]["text"]
    for note in only["invocations"][0]["toolExecutionNotifications"]:
        yield note["message"]["text"]


@pytest.mark.parametrize("text", [*COMMANDS, *HOSTILE])
def test_hostile_text_anywhere_is_text(text):
    assert strictly_ours(everywhere(text)) == (1, 4)


@settings(max_examples=40)
@given(st.text(max_size=40))
def test_any_text_anywhere_is_text(text):
    assert strictly_ours(everywhere(text)) == (1, 4)


@given(st.binary(max_size=40).filter(lambda raw: b"\0" not in raw and raw and not raw.startswith(b"/")))
def test_address_is_the_path_byte_for_byte(raw):
    path = raw.decode("utf-8", "surrogateescape")
    uri = sarif._artifact(path)["uri"]
    assert unquote_to_bytes(uri) == raw


def test_finding_without_a_path_still_has_a_location():
    from finops_gate.model.policy import Outcome
    from finops_gate.model.verdict import Decision

    finding = a_finding(path="", line=0)
    verdict = a_verdict(Outcome.WARN, "x", findings=(finding,), decisions=(Decision(finding, Outcome.WARN, "x"),))
    assert uris(run(verdict)) == ["."]
