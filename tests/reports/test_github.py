"""The report for a workflow's log, read as a runner reads it."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.reports.github import FORMAT, SHOWN
from tests.reports.hostile import HOSTILE
from tests.reports.scenarios import COMMANDS, SCENARIOS, everywhere, thousands


def rendered(verdict, **options):
    return FORMAT.render(verdict, width=0, color=False, **options)


def executed(line):
    """The command that a runner takes from a line, with its properties and data: both forms that it knows."""
    shown = line.lstrip()
    if shown.startswith("::") and "::" in shown[2:]:
        head, _, data = shown[2:].partition("::")
        name, _, written = head.partition(" ")
        pairs = dict(pair.split("=", 1) for pair in written.split(",") if "=" in pair)
        return name, {key: unescaped(value, attribute=True) for key, value in pairs.items()}, unescaped(data)
    if "##[" in line and "]" in line.partition("##[")[2]:
        head, _, data = line.partition("##[")[2].partition("]")
        return head.partition(" ")[0], {}, data
    return None


def unescaped(text, attribute=False):
    for written, meant in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if attribute else ())):
        text = text.replace(written, meant)
    return text.replace("%25", "%")


def commands(text):
    """Of every line, also of those that end in a bare carriage return."""
    lines = text.replace("\r", "\n").split("\n")
    return [found for found in map(executed, lines) if found]


@pytest.mark.parametrize("name", SCENARIOS)
def test_report_is_the_golden_one(name, golden):
    golden(f"goldens/{name}.github.txt", rendered(SCENARIOS[name]()))


@pytest.mark.parametrize("name", SCENARIOS)
def test_verdict_is_the_first_line_and_no_command(name):
    verdict = SCENARIOS[name]()
    first = rendered(verdict).splitlines()[0]
    assert executed(first) is None
    assert first.lstrip("\\").startswith(verdict.headline[:6])


def test_annotation_leads_to_its_line_and_says_what_to_do():
    first, _ = commands(rendered(SCENARIOS["swap_with_volumes"]()))
    name, properties, data = first
    assert name == "error"
    assert properties == {
        "file": "services/helpdesk/bot.py",
        "line": "25",
        "title": "require-approval: monthly-increase",
    }
    assert data.splitlines() == [
        "helpdesk-bot: $15.75 -> $900.00 a month",
        "require-approval by policy.yaml rules.monthly-increase; approval of Engineering Lead",
        "finops-gate explain finding-monthly",
    ]


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("nothing", []),
        ("blocked", ["error"]),
        ("advisory", ["warning"]),
        ("waived", ["notice"]),
        ("swap_without_volumes", ["notice"]),  # its approval is granted
        ("approvals", ["error", "error", "notice"]),  # denied and unknown are not granted
        ("package", ["warning"]),
    ],
)
def test_only_what_stands_in_the_way_is_an_error(name, levels):
    assert [command for command, _, _ in commands(rendered(SCENARIOS[name]()))] == levels


def test_dearest_comes_first():
    lines = [properties["file"] for _, properties, _ in commands(rendered(SCENARIOS["approvals"]()))]
    assert lines == ["services/security/bot.py", "services/finance/bot.py", "services/engineering-lead/bot.py"]


@pytest.mark.parametrize(("number", "shown", "more"), [(9, 9, None), (10, 10, None), (11, 10, 2), (2000, 10, 1991)])
def test_at_most_ten_annotations_a_level_and_the_last_counts_the_rest(number, shown, more):
    found = commands(rendered(replace(thousands(number), skipped=())))
    assert len(found) == shown == min(number, SHOWN)
    last = found[-1]
    assert (last[2] == f"{more:,} more, see the summary") if more else last[1]["file"]


def test_no_finding_is_lost_to_the_limit():
    text = rendered(thousands(200))
    assert sum(1 for n in range(200) if f"  f{n}.py:{n}  unreadable: file {n} is unreadable" in text) == 200


def test_skipped_files_are_counted_and_listed_when_asked():
    verdict = SCENARIOS["many_rows"]()
    assert "\n  490 more; -v lists them all\n" in rendered(verdict)
    assert rendered(verdict, verbose=True).count("larger than 1 MiB") == 500


def test_line_0_becomes_line_1():
    _, properties, _ = commands(rendered(thousands(1)))[0]
    assert properties["line"] == "1"


@pytest.mark.parametrize("text", [*COMMANDS, *HOSTILE])
def test_hostile_text_anywhere_is_no_command(text):
    assert shape(everywhere(text)) == shape(everywhere("gpt-4"))


@given(st.text(max_size=40))
def test_any_text_anywhere_is_no_command(text):
    assert shape(everywhere(text)) == shape(everywhere("gpt-4"))


@given(
    st.lists(st.sampled_from(["::", "##[", "]", "error", "\r", "\n", " ", "%0A", "\x85", "\u2028", "\t"]), max_size=8)
)
def test_any_piecing_together_of_commands_is_none(parts):
    assert shape(everywhere("".join(parts))) == shape(everywhere("gpt-4"))


def shape(verdict):
    """The commands, and how many lines there are."""
    text = rendered(verdict)
    assert text == rendered(verdict)
    found = commands(text)
    return Counter((name, *sorted(properties)) for name, properties, _ in found), len(text.splitlines())


def test_properties_come_back_as_they_were():
    ((_, properties, _),) = commands(rendered(everywhere("a,b:c%0A=d.py")))
    assert properties["file"] == "a,b:c%0A=d.py"


def test_report_stands_alone():
    """Each format escapes for itself: the file names none of its neighbours."""
    source = Path(__import__("finops_gate.reports.github", fromlist=["x"]).__file__).read_text(encoding="utf-8")
    assert "finops_gate.reports." not in source
