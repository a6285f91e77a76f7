"""The report as a comment, and that nothing in it can act."""

import html
import re
import warnings
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from finops_gate.model.markdown import code, prose
from finops_gate.reports.markdown import FORMAT, LIMIT
from tests.reports.hostile import HOSTILE
from tests.reports.scenarios import COMMANDS, SCENARIOS, everywhere

with warnings.catch_warnings():  # its C module is built with an old cffi
    warnings.simplefilter("ignore")
    import cmarkgfm
    from cmarkgfm.cmark import Options

PARSER = MarkdownIt("commonmark").enable("table")
OURS = {"code", "br", "details", "summary"}
"""The tags that a comment writes itself."""


def rendered(name):
    return FORMAT.render(SCENARIOS[name](), width=0, color=False)


@pytest.mark.parametrize("name", SCENARIOS)
def test_report_is_the_golden_one(name, golden):
    text = rendered(name)
    golden(f"goldens/{name}.md", text if name != "many_rows" else text[:3000] + "\n[...]\n" + text[-3000:])


def tokens(text):
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def tags(text):
    raw = "".join(t.content for t in tokens(text) if t.type in ("html_block", "html_inline"))
    return {name.lower() for name in re.findall(r"</?([a-zA-Z][^\s/>]*)", raw)}


@pytest.mark.parametrize("name", SCENARIOS)
def test_comment_holds_our_tags_only_and_no_link_or_picture(name):
    text = rendered(name)
    assert tags(text) <= OURS
    assert not {t.type for t in tokens(text)} & {"link_open", "image", "code_inline", "fence", "code_block"}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_table_row_has_every_cell(name):
    cells = []
    for token in tokens(rendered(name)):
        if token.type == "tr_open":
            cells.append(0)
        if token.type in ("td_open", "th_open"):
            cells[-1] += 1
    assert set(cells) <= {5, 4}


def outside_code(text):
    """What a forge looks for names and numbers in: the text nodes that stand in no code."""
    return html.unescape(re.sub(r"<code>.*?</code>", " ", PARSER.render(text), flags=re.DOTALL))


def test_nobody_is_mentioned_and_no_heading_is_forged():
    text = rendered("hostile_names")
    assert "@" not in outside_code(text)
    assert "#1" not in outside_code(text)
    assert [t.tag for t in tokens(text) if t.type == "heading_open"] == ["h2"]
    assert "approved" in text


@pytest.mark.parametrize("name", SCENARIOS)
def test_comment_is_never_longer_than_a_forge_takes(name):
    assert len(rendered(name).encode()) <= LIMIT


def test_what_does_not_fit_is_counted():
    text = rendered("many_rows")
    assert len(re.findall(r"\n[0-9,]+ more in the JSON report\n", text)) >= 3


def test_largest_hostile_verdict_still_fits():
    verdict = SCENARIOS["hostile_names"]()
    rows = tuple(verdict.rows[0] for _ in range(500))
    from dataclasses import replace

    many = replace(
        verdict,
        rows=tuple(replace(row, fingerprint=f"r{n}") for n, row in enumerate(rows)),
        decisions=verdict.decisions * 300,
        approvals=verdict.approvals * 300,
        skipped=verdict.skipped * 300,
    )
    assert len(FORMAT.render(many, width=0, color=False).encode()) <= LIMIT


@given(st.text(max_size=60))
def test_code_is_one_inline_element_whatever_stands_in_it(text):
    shown = code(text)
    assert tags(f"x {shown} y") == {"code"}
    assert "|" not in shown
    assert "\n" not in shown


@given(st.text(max_size=60))
def test_prose_calls_nobody(text):
    assert "@" not in outside_code(f"x {prose(text)} y")
    assert tags(f"x {prose(text)} y") <= {"code"}


@pytest.mark.parametrize("call", ["!12", "see ~bug", '~"to do"', "%v1", '%"next year"', "&3", "acme/shop!7"])
def test_what_only_gitlab_turns_into_a_reference_stands_in_code(call):
    assert outside_code(f"{prose(call)}").strip(" \n") in ("", "<p> </p>")


@pytest.mark.parametrize("plain", ["+900% (+$8,100.00/month)", "a & b", "Up to ~ 3!", "100% of calls"])
def test_percents_and_marks_that_refer_to_nothing_stay_prose(plain):
    assert "<code>" not in prose(plain)


FORMS = {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "strong", "ul", "li", *OURS}
"""The elements of a comment, as GitHub's own parser makes them."""


def elements(verdict):
    """What GitHub's parser makes of a comment: the elements in order, and the text that stands in no code."""
    text = FORMAT.render(verdict, width=0, color=False)
    assert text == FORMAT.render(verdict, width=0, color=False)
    shown = cmarkgfm.markdown_to_html_with_extensions(
        text, Options.CMARK_OPT_UNSAFE, extensions=["table", "autolink", "strikethrough", "tagfilter", "tasklist"]
    )
    # Every element that a comment opens is closed, or the tree of it could not be made.
    tree = ElementTree.fromstring(f"<body>{shown.replace('<br>', '<br/>')}</body>")
    found = [element for element in tree.iter() if element is not tree]
    attributes = {key: value for element in found for key, value in element.attrib.items() if key != "align"}
    assert attributes == {}
    for code_element in tree.iter("code"):
        assert len(code_element) == 0
        code_element.text = " "
    return [element.tag for element in found], "".join(tree.itertext())


@pytest.mark.parametrize("name", SCENARIOS)
def test_githubs_parser_finds_our_elements_only(name):
    tags, _ = elements(SCENARIOS[name]())
    assert set(tags) <= FORMS


def structure(text):
    """Elements but code, which a text may or may not be set in."""
    tags, outside = elements(everywhere(text))
    assert "@" not in outside
    assert "#" not in outside
    assert not re.search(r"GH-\d|www\.|://", outside, re.IGNORECASE)
    return [tag for tag in tags if tag != "code"]


USUAL = structure("gpt-4")


@pytest.mark.parametrize("text", [*COMMANDS, *(text for text in HOSTILE if text.strip())])
def test_hostile_text_anywhere_changes_no_structure(text):
    assert structure(text) == USUAL


@given(st.text(min_size=1, max_size=40).filter(str.strip))
def test_any_text_anywhere_changes_no_structure(text):
    assert structure(text) == USUAL
