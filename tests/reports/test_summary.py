"""The summary of a job: the comment, and what a comment has no room for."""

import re
from dataclasses import replace

import pytest

from finops_gate.reports.markdown import FORMAT as COMMENT
from finops_gate.reports.summary import FORMAT, LIMIT
from tests.reports.scenarios import SCENARIOS, thousands


def rendered(verdict):
    return FORMAT.render(verdict, width=0, color=False)


@pytest.mark.parametrize("name", SCENARIOS)
def test_report_is_the_golden_one(name, golden):
    text = rendered(SCENARIOS[name]())
    golden(f"goldens/{name}.summary.md", text if name != "many_rows" else text[:3000] + "\n[...]\n" + text[-3000:])


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name not in ("many_rows", "warn")])
def test_it_is_the_comment_where_the_comment_holds_all(name):
    assert rendered(SCENARIOS[name]()) == COMMENT.render(SCENARIOS[name](), width=0, color=False)


def test_what_is_not_billed_is_listed():
    text = rendered(SCENARIOS["warn"]())
    assert "\n- <code>tests&#47;test&#95;bot&#46;py&#58;10</code> " in text
    assert text.count(" → ") > COMMENT.render(SCENARIOS["warn"](), width=0, color=False).count(" → ")


def test_what_a_comment_leaves_out_is_here():
    text = rendered(SCENARIOS["many_rows"]())
    assert "more in the JSON report" not in text
    assert len(re.findall(r"<code>vendor&#47;\d{4}&#46;js</code>", text)) == 500


def test_it_is_never_larger_than_github_takes_and_counts_the_rest():
    many = thousands(30_000)
    rows = tuple(
        replace(row, fingerprint=f"{row.fingerprint}-{n}", projection=replace(row.projection, site=f"{n}-{at}"))
        for n in range(3)
        for at, row in enumerate(SCENARIOS["many_rows"]().rows)
    )
    text = rendered(replace(many, rows=rows))
    assert 300_000 < len(text.encode()) <= LIMIT
    assert len(re.findall(r"\n[0-9,]+ more in the JSON report\n", text)) >= 2
