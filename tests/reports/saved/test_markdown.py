"""A saved report as a comment: all that was decided is in it, and nothing of it can act."""

import json
import re
import warnings
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from finops_gate.base.errors import UsageError
from finops_gate.reports.json import FORMAT
from finops_gate.reports.saved.markdown import HTML, PLAIN, alarming, amount, resolved, told
from finops_gate.reports.saved.reading import read
from tests.reports.hostile import HOSTILE
from tests.reports.scenarios import SCENARIOS

with warnings.catch_warnings():  # its C module is built with an old cffi
    warnings.simplefilter("ignore")
    import cmarkgfm

LIMIT = 60_000
OURS = {"code", "br"}
WITH_HTML = MarkdownIt("commonmark").enable("table")
WITHOUT = MarkdownIt("commonmark", {"html": False})
EMPTY = re.compile(r"<!-- -->")


def saved(name):
    return read(FORMAT.render(SCENARIOS[name](), width=0, color=False).encode())


def test_what_may_have_let_a_run_pass_is_said():
    verdict = SCENARIOS["blocked"]()
    verdict = replace(verdict, governance=verdict.governance._replace(overrides=("--fail-on none", "<b>")))
    text = told(read(FORMAT.render(verdict, width=0, color=False).encode()), HTML, LIMIT)
    assert "Set for this run, which may make it milder: --fail-on none, <b>." in unescape(text)
    assert "<b>" not in text


def tokens(text, parser):
    for token in parser.parse(text):
        yield token
        yield from token.children or ()


def harmless(text, dialect):
    assert "\x1b" not in text and "\u202e" not in text
    if dialect is HTML:
        raw = "".join(t.content for t in tokens(text, WITH_HTML) if t.type in ("html_block", "html_inline"))
        assert {name.lower() for name in re.findall(r"</?([a-zA-Z][^\s/>]*)", EMPTY.sub("", raw))} <= OURS
        page = cmarkgfm.github_flavored_markdown_to_html(text)
        assert "<a " not in page and "<img" not in page
        parser = WITH_HTML
    else:
        parser = WITHOUT
        outside = "".join(t.content for t in tokens(text, parser) if t.type == "text")
        assert "@" not in outside and "://" not in outside
    kinds = {t.type for t in tokens(text, parser)}
    assert not kinds & {"link_open", "image", "fence", "code_block"}
    assert sum(t.type == "heading_open" for t in tokens(text, parser)) == 1


@pytest.mark.parametrize("dialect", [HTML, PLAIN], ids=["html", "plain"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_comment_cannot_act_and_is_not_longer_than_the_limit(name, dialect):
    report, limit = saved(name), 8_000 if name == "many_rows" else LIMIT
    for text in (told(report, dialect, limit), resolved(report, dialect)):
        harmless(text, dialect)
        assert len(text.encode()) <= limit


@pytest.mark.parametrize("dialect", [HTML, PLAIN], ids=["html", "plain"])
@pytest.mark.parametrize("limit", [3_000, 10_000, 30_000])
def test_what_has_no_room_is_counted(dialect, limit):
    text = told(saved("many_rows"), dialect, limit)
    assert len(text.encode()) <= limit
    assert re.search(r"\d+ more in the JSON report", text)


def filled(value, texts):
    """The same report with every text of it replaced, where it may be any."""
    if isinstance(value, dict):
        kept = (
            "schema",
            "version",
            "verdict",
            "outcome",
            "finding",
            "fingerprint",
            "per_call",
            "monthly",
            "totals",
            "ceiling",
        )
        return {key: inner if key in kept else filled(inner, texts) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, texts) for inner in value]
    return texts() if isinstance(value, str) else value


@pytest.mark.parametrize("dialect", [HTML, PLAIN], ids=["html", "plain"])
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_field_stays_text(hostile, dialect):
    for name in ("hostile_names", "approvals", "waived", "blocked", "prompt_growth", "skipped", "removed"):
        report = filled(saved(name), lambda: hostile)
        harmless(told(report, dialect, LIMIT), dialect)
        harmless(resolved(report, dialect), dialect)


@settings(max_examples=40)
@given(st.data(), st.sampled_from([HTML, PLAIN]))
def test_any_text_in_every_field_stays_text(data, dialect):
    texts = st.one_of(st.text(max_size=30), st.sampled_from(HOSTILE), st.text("`<>@#|\\_*[]()!&;:/ \n", max_size=20))
    report = filled(saved("approvals"), lambda: data.draw(texts))
    harmless(told(report, dialect, LIMIT), dialect)


@pytest.mark.parametrize("dialect", [HTML, PLAIN], ids=["html", "plain"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_decision_is_told(name, dialect):
    report = saved(name)
    due = [decision for decision in report["decisions"] if decision["outcome"] != "pass"]
    text = told(report, dialect, 10**7)
    words = re.findall(r"^- \*\*(block|require-approval|warn)\*\*", text, re.MULTILINE)
    assert sorted(words) == sorted(decision["outcome"] for decision in due)
    assert alarming(report) is bool(due)


def test_worst_stands_first():
    report = saved("blocked")
    report["decisions"].insert(0, {**report["decisions"][0], "outcome": "warn"})
    report["decisions"].append({"finding": "gone", "outcome": "novel", "because": "x", "role": None, "waived_by": None})
    words = re.findall(r"^- \*\*([a-z-]+)\*\*", told(report, HTML, LIMIT), re.MULTILINE)
    assert words[0] == "block" and words[-1] == "warn"


def test_approval_is_asked_for_by_its_code_and_role():
    report = saved("approvals")
    report["approvals"] = [
        {"role": "lead", "state": "pending", "by": [], "code": "K7QX2MDA", "ceiling": "8100"},
        {"role": "cfo", "state": "granted", "by": ["carol"], "code": "A2222222", "ceiling": None},
        {"role": "x", "state": "novel", "by": [], "code": "`rm`", "ceiling": None},
    ]
    text = told(report, PLAIN, LIMIT)
    assert "- Approval of lead: pending up to +$8,100.00/month. Approve with a review, or" in text
    assert "`/finops approve K7QX2MDA`" in text
    assert "- Approval of cfo: granted by `carol`\n" in text
    assert "- Approval of x: unknown\n" in text and "rm" not in text


def test_figures_of_a_site_are_told():
    text = told(saved("swap_with_volumes"), HTML, LIMIT)
    assert "gpt&#45;4o" in text and "→" in text and "$" in text


def test_resolved_comment_is_short_and_names_the_commit():
    report = saved("nothing")
    report["range"]["head"] = "a" * 40
    text = resolved(report, HTML)
    assert f"<code>{'a' * 40}</code>" in text and len(text) < 400


@pytest.mark.parametrize("reference", ["!12", "&34", "~bug", '~"two words"', '%"1.0"', "@alice", "#5", "GH-6"])
def test_what_forges_make_references_of_stands_in_code(reference):
    shown = HTML.prose(f"see {reference} there", 200)
    assert shown.startswith("<code>") and shown.endswith("</code>")
    assert not HTML.prose("+900% (+$8,100.00/month), and more", 200).startswith("<code>")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999999999", "", "1,000", "٣", "0x1", "1" * 30])
def test_amount_that_is_none_is_refused(text):
    with pytest.raises(UsageError):
        amount(text)


def test_amounts():
    assert amount(None) is None
    assert amount("-0.000033") == Decimal("-0.000033")
    report = json.loads(json.dumps(saved("swap_with_volumes")))
    report["changes"][0]["per_call"]["base"] = "free"
    with pytest.raises(UsageError, match="where an amount should be"):
        told(report, HTML, LIMIT)
