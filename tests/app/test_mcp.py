"""What coding agents are answered."""

import json
import os
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finops_gate.app.mcp import TOOLS, Surroundings, ask
from finops_gate.base.errors import GateError, UsageError
from tests.cli.example import a_repository
from tests.reports.hostile import HOSTILE

NAMES = [tool.name for tool in TOOLS]


@pytest.fixture
def made(tmp_path):
    return a_repository(tmp_path / "r")


@pytest.fixture
def asked(made):
    """Asks within the repository, and holds the answer against the schema that the tool states."""

    def question(name, **arguments):
        (tool,) = (tool for tool in TOOLS if tool.name == name)
        found = ask(name, arguments, Surroundings((str(made.root),)))
        jsonschema.Draft202012Validator(tool.output()).validate(json.loads(json.dumps(found.data)))
        assert found.text.endswith("\n")
        return found

    return question


def test_diff_is_the_report_and_the_table(asked):
    found = asked("diff", range="main..HEAD", as_of="2026-11-23")
    assert found.data["verdict"] == "require-approval"
    assert found.data["as_of"] == "2026-11-23"
    assert found.text.startswith(found.data["headline"])
    assert "gpt-4o-mini -> gpt-4-turbo" in found.text


def test_without_a_range_the_work_tree_is_judged(asked, made):
    (made.root / "bot.py").write_text((made.root / "bot.py").read_text().replace("gpt-4-turbo", "gpt-5-pro"))
    found = asked("diff")
    assert found.data["range"]["head"] == "worktree"
    assert "gpt-5-pro" in found.text


def test_staged_and_exact_are_those_of_the_command(asked):
    assert asked("diff", staged=True).data["range"]["head"] == "index"
    assert asked("diff", range="HEAD..main", exact=True).data["verdict"] == "pass"


def test_verbose_tells_what_was_compared(asked):
    assert "\nCompared\n" in asked("diff", range="main..HEAD", verbose=True).text


def test_scan_lists_sites_with_their_prices(asked):
    found = asked("scan")
    (site,) = found.data["sites"]
    assert (site["path"], site["quote"]["model"]) == ("bot.py", "gpt-4-turbo")
    assert asked("scan", revision="main").data["sites"][0]["quote"]["model"] == "gpt-4o-mini"
    assert "bot.py:8" in found.text


def test_price_of_calls(asked):
    found = asked("price", model="gpt-4o-mini", input_tokens=900, output_tokens=300, calls=50_000, as_of="2026-11-23")
    assert (found.data["subject"], found.data["cost"], found.data["total"]) == (
        "openai/gpt-4o-mini",
        "0.000315",
        "15.75",
    )
    assert [part["meter"] for part in found.data["parts"]] == ["input", "output"]
    assert "50,000 calls $15.75" in found.text


def test_price_of_the_hours_of_a_machine(asked):
    found = asked("price", model="p5.48xlarge", hours=10)
    assert found.data["kind"] == "machine"
    assert float(found.data["total"]) == pytest.approx(10 * float(found.data["cost"]))
    assert "8 x NVIDIA H100" in found.text


def test_own_prices_of_the_repository_count(asked, made):
    overlay = "version: 1\nagreement: acme-2026\nrates:\n  - {provider: openai, from: 2026-01-01, discount: '0.5'}\n"
    usual = asked("price", model="gpt-4o-mini").data
    (made.root / ".finops-gate" / "prices").mkdir(parents=True)
    (made.root / ".finops-gate" / "prices" / "acme.yaml").write_text(overlay)
    found = asked("price", model="gpt-4o-mini")
    assert Decimal(found.data["cost"]) * 2 == Decimal(usual["cost"])
    (agreed,) = {part["negotiated"] for part in found.data["parts"]}
    assert agreed == "50% off by acme-2026 (.finops-gate/prices/acme.yaml:4)"
    assert f"negotiated: {agreed}; " in found.text


def test_price_needs_no_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folders in ((), (str(tmp_path),)):
        assert ask("price", {"model": "gpt-4o-mini"}, Surroundings(folders)).data["total"]


def test_explain_a_rule_a_model_and_a_machine(asked):
    assert asked("explain", subject="per-call-increase").data["sections"][1]["heading"] == "Why it matters"
    assert asked("explain", subject="gpt-4o-mini").data["title"] == "openai/gpt-4o-mini"
    assert asked("explain", subject="p5.48xlarge").data["title"] == "aws/p5.48xlarge"


def test_explain_a_finding_of_the_same_comparison(asked):
    finding = asked("diff", range="main..HEAD").data["findings"][0]
    found = asked("explain", subject=finding["fingerprint"], range="main..HEAD")
    assert found.data["title"].startswith(finding["rule"])
    assert finding["message"] in found.data["sections"][0]["lines"]


def test_nothing_is_written(asked, made):
    before = sorted(made.root.rglob("*"))
    times = [os.stat(path).st_mtime_ns for path in before]
    for name, arguments in (
        ("diff", {}),
        ("diff", {"range": "main..HEAD"}),
        ("scan", {"revision": "worktree"}),
        ("price", {"model": "gpt-4o-mini"}),
        ("explain", {"subject": "gpt-4o-mini"}),
    ):
        asked(name, **arguments)
    assert sorted(made.root.rglob("*")) == before
    assert [os.stat(path).st_mtime_ns for path in before] == times


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("diff", {"range": "no-such..HEAD"}, "no-such"),
        ("diff", {"range": "--output=/tmp/x..HEAD"}, "output"),
        ("diff", {"range": "-x"}, "-x"),
        ("diff", {"range": 3}, "range: 3 is not of type 'string'"),
        ("diff", {"staged": "yes"}, "staged"),
        ("diff", {"ranges": "main..HEAD"}, "ranges"),
        ("diff", {"as_of": "tomorrow"}, "as_of"),
        ("diff", {"directory": "/etc"}, "outside"),
        ("diff", {"directory": "x" * 5000}, "directory"),
        ("scan", {"revision": "--help"}, "--help"),
        ("scan", {"directory": ".."}, "outside"),
        ("price", {}, "model"),
        ("price", {"model": "no-such-model-at-all"}, "no-such-model-at-all"),
        ("price", {"model": "gpt-4o-mini", "calls": -1}, "calls"),
        ("price", {"model": "gpt-4o-mini", "calls": float("inf")}, "calls"),
        ("price", {"model": "gpt-4o-mini", "calls": float("nan")}, "calls"),
        ("price", {"model": "gpt-4o-mini", "calls": 10**40}, "calls"),
        ("price", {"model": "gpt-4o-mini", "calls": True}, "calls"),
        ("price", {"model": "gpt-4o-mini", "directory": "/etc"}, "outside"),
        ("explain", {"subject": "0" * 16, "range": "main..HEAD"}, "0000"),
        ("explain", {"subject": "../../../etc/passwd"}, "passwd"),
        ("explain", {"subject": "per-call-increase", "report": "/etc/passwd"}, "report"),
    ],
)
def test_what_cannot_be_answered_is_refused_and_says_why(asked, name, arguments, message):
    with pytest.raises(GateError) as refused:
        asked(name, **arguments)
    assert message in refused.value.message


def test_slip_of_a_name_is_told_the_names(asked):
    with pytest.raises(UsageError) as refused:
        asked("scan", rev="main")
    assert refused.value.hint == "scan takes revision, directory, verbose"


def test_tool_that_there_is_none_of(asked):
    with pytest.raises(LookupError):
        ask("rm", {}, Surroundings(()))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(("name", "argument"), [("diff", "range"), ("scan", "revision"), ("explain", "subject")])
def test_hostile_text_is_refused_or_answered_and_never_shown_as_it_is(asked, name, argument, text):
    try:
        found = asked(name, **{argument: text})
        shown = found.text
    except GateError as error:
        shown = f"{error.message}\n{error.hint}\n"
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    shown.encode("utf-8")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60)
@given(
    st.sampled_from(["price", "explain"]), st.dictionaries(st.sampled_from(["model", "subject", "calls", "x"]), JSON)
)
def test_any_arguments_are_answered_or_refused(name, arguments):
    try:
        ask(name, arguments, Surroundings(()))
    except GateError as error:
        assert error.message


@pytest.mark.parametrize("tool", TOOLS, ids=NAMES)
def test_schemas_are_schemas(tool):
    for made in (tool.input, tool.output()):
        jsonschema.Draft202012Validator.check_schema(made)
        assert made["type"] == "object"
    for name, form in tool.properties.items():
        assert form["description"], name
