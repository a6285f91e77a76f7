"""The page as a file: what its policy lets run, what its data cannot leave, how large it gets. Browsers: tests/page."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from finops_gate.app.render import render
from finops_gate.reports.html import LIMIT, document, parts
from tests.reports.hostile import HOSTILE
from tests.reports.scenarios import SCENARIOS

ELEMENTS = {"html", "head", "meta", "link", "title", "style", "body", "noscript", "h1", "p", "script"}


class Elements(HTMLParser):
    """The elements of a page, with the texts of those that hold text only."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.texts, self.headings = [], {}, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        tag, attributes = self.found[-1] if self.found else ("", {})
        key = attributes.get("id") or tag
        self.texts[key] = self.texts.get(key, "") + data

    @property
    def content(self):
        return json.loads(self.texts["content"])


def page(name):
    return render(SCENARIOS[name](), "html", width=0, color=False)


def sha(text):
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_policy_admits_the_one_program_and_its_styles_by_hash_and_nothing_else():
    text = page("swap_with_volumes")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (program,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert rules.pop("script-src") == f"'{sha(program)}'"
    assert f"'{sha(style)}'" in rules.pop("style-src").split()
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'", "img-src": "data:"}
    assert "unsafe" not in policy
    assert not re.search(r"""(?:src|href)=["']?(?!data:,)[^"' >]*//""", text.replace(program, ""))


@pytest.mark.parametrize("name", SCENARIOS)
def test_page_has_its_own_elements_only_and_the_report_as_data(name):
    found = Elements(page(name))
    assert {tag for tag, _ in found.found} <= ELEMENTS
    assert [tag for tag, _ in found.found].count("script") == 3
    report = json.loads(render(SCENARIOS[name](), "json", width=0, color=False))
    shown = found.content["report"]
    assert shown["verdict"] == report["verdict"]
    assert shown["totals"] == report["totals"]
    assert len(shown["changes"]) + found.content["left_out"] == len(report["changes"])


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_leaves_the_data_or_the_title(text):
    written = document(text, {"tool": text, "report": {text: [text]}})
    found = Elements(written)
    assert [tag for tag, _ in found.found] == [tag for tag, _ in Elements(document("x", {})).found]
    assert found.content["report"] == {text: [text]}
    written.encode("utf-8")


def test_wide_report_stays_on_a_small_page_and_says_what_is_left_out():
    from dataclasses import replace

    verdict = SCENARIOS["many_rows"]()
    text = render(replace(verdict, rows=verdict.rows * 6), "html", width=0, color=False)
    assert len(text.encode()) < 2_000_000
    content = Elements(text).content
    assert len(json.dumps(content["report"]["changes"])) < LIMIT * 1.1
    assert content["left_out"] > 0
    assert content["parts"]["model"][0][0] == "openai/gpt-4-turbo"


def a_change(site, base, head, feature="a", kind="model", **fields):
    side = {"model": "gpt-4o", "provider": "openai", "id": "gpt-4o"}
    month = {"base": base, "head": head, "delta": None}
    return {
        "site": site,
        "billed": True,
        "kind": kind,
        "feature": feature,
        "team": None,
        "base": side,
        "head": {**side, "model": "gpt-5"},
        "monthly": month,
        **fields,
    }


def test_a_site_counts_once_and_to_the_model_before_and_after():
    rows = [a_change("s", "0.1", "0.3"), a_change("s", "0.1", "0.3", kind="parameter"), a_change("t", "0.2", "0.4")]
    found = parts([*rows, a_change("u", None, "9"), a_change("v", "1", "2", billed=False)])
    assert found["feature"] == [["a", "0.3", "0.7"]]
    assert found["team"] == [["(no team)", "0.3", "0.7"]]
    assert found["model"] == [["openai/gpt-5", "0", "0.7"], ["openai/gpt-4o", "0.3", "0"]]


def test_a_site_that_is_new_has_no_model_before_and_many_names_end_in_a_sum():
    (model,) = parts([{**a_change("s", "0", "5"), "base": None}])["model"]
    assert model == ["openai/gpt-5", "0", "5"]
    nobody = {"model": None, "provider": None, "id": None}
    rows = [{**a_change(f"s{n}", "1", "2", feature=f"f{n:04}"), "head": nobody} for n in range(250)]
    found = parts(rows)
    assert found["feature"][-1] == ["50 others", "50", "100"]
    assert ["(not readable)", "0", "500"] in found["model"]
