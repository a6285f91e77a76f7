"""The report for readers of test results, checked against the schema of Jenkins' plug-in."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.reports.junit import FORMAT
from tests.reports.hostile import HOSTILE
from tests.reports.scenarios import COMMANDS, SCENARIOS, everywhere, thousands

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parents[1] / "data" / "junit-10.xsd"))


def rendered(verdict):
    return FORMAT.render(verdict, width=0, color=False)


def suite(verdict):
    """The one suite, as a strict parser reads its bytes."""
    text = rendered(verdict)
    assert text == rendered(verdict)
    (found,) = ElementTree.fromstring(text.encode("utf-8"))
    for name, form in (("failures", "failure"), ("errors", "errors"), ("skipped", "skipped")):
        assert int(found.get(name)) == len(found.findall(f"testcase/{form}"))
    assert int(found.get("tests")) == len(found.findall("testcase"))
    return found


def forms(verdict):
    return ["".join(child.tag for child in case) for case in suite(verdict)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_report_is_the_golden_one_and_valid(name, golden):
    text = rendered(SCENARIOS[name]())
    SCHEMA.validate(text)
    shown = text if name != "many_rows" else text[:6000] + "\n[...]\n"
    golden(f"goldens/{name}.junit.xml", shown)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nothing", ["system-out"]),
        ("blocked", ["failure", "failure"]),
        ("swap_with_volumes", ["failure", "failure", "failure"]),
        ("package", ["system-out", "skipped"]),
        ("advisory", ["system-out", "skipped"]),
        ("waived", ["system-out", "skipped"]),
        ("approvals", ["failure", "failure", "failure", "skipped"]),
        ("swap_without_volumes", ["system-out", "skipped"]),
        ("skipped", ["system-out", "skipped", "skipped"]),
    ],
)
def test_only_what_stands_in_the_way_fails(name, expected):
    assert forms(SCENARIOS[name]()) == expected


def test_suite_is_never_empty_since_readers_take_that_for_a_failure():
    (case,) = suite(SCENARIOS["nothing"]())
    assert case.findtext("system-out") == "✅ No AI cost change."


def test_advice_is_said_to_be_advice():
    assert "Advisory" in suite(SCENARIOS["advisory"]())[0].findtext("system-out")


def test_thousands_of_findings_are_all_there():
    assert len(suite(thousands(2000))) == 4001


@pytest.mark.parametrize("text", [*COMMANDS, *HOSTILE])
def test_hostile_text_anywhere_is_no_element(text):
    verdict = everywhere(text)
    assert forms(verdict) == ["system-out", "skipped", "skipped"]
    SCHEMA.validate(rendered(verdict))


@given(st.text(max_size=40))
def test_any_text_anywhere_is_no_element(text):
    assert forms(everywhere(text)) == ["system-out", "skipped", "skipped"]


@given(
    st.text(st.characters(max_codepoint=0x20) | st.sampled_from("\ud800\udfff\ufffe\uffff\x7f\x85<>&'\""), max_size=20)
)
def test_no_character_that_xml_forbids_gets_through(text):
    assert forms(everywhere(text)) == ["system-out", "skipped", "skipped"]
