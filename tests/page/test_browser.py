"""The page in a real Chromium: it draws, filters, is reached by keyboard and reader, and nothing in it acts or calls.

`make test-services` installs the browser, Playwright and axe-core. What was seen is kept in out/page.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.page import pages
from tests.reports.test_html import Elements

pytestmark = pytest.mark.service

ROOT = Path(__file__).parents[2]
SEEN = ROOT / "out" / "page"
AXE = ROOT / "scripts" / "page" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
THEMES = ("light", "dark")
WHOLE = ("change", "served", "small", "nothing", "fleet", "hostile", "attacks")
"""Pages of real data; `everywhere` has no day and no amount left that could be drawn."""
SECOND = 1000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return pages.write(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


class Shown:
    """A page in the browser, with what it said and asked for."""

    def __init__(self, browser, path, theme="light", **options):
        self.context = browser.new_context(color_scheme=theme, viewport={"width": 1280, "height": 900}, **options)
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", lambda dialog: self.said.append("dialog"))
        self.url = path.as_uri()
        self.page.goto(self.url)
        if options.get("java_script_enabled", True):
            self.page.wait_for_selector("html[data-drawn]")

    def run(self, code, *arguments):
        return self.page.evaluate(code, *arguments)


@pytest.fixture
def show(browser, made):
    opened = []

    def open_it(name, theme="light", **options):
        opened.append(Shown(browser, made[name], theme, **options))
        return opened[-1]

    yield open_it
    for shown in opened:
        shown.context.close()


MARKS = """() => [...document.querySelectorAll('figure svg')].map(svg => {
  const marks = [...svg.querySelectorAll('rect, path, circle, line')].filter(mark => {
    const box = mark.getBoundingClientRect();
    return box.width > 1 || box.height > 1;
  });
  return marks.length;
})"""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("name", "charts"), [("change", 8), ("served", 6), ("small", 1), ("fleet", 5)])
def test_charts_are_drawn_and_what_was_seen_is_kept(show, name, charts, theme):
    shown = show(name, theme)
    drawn = shown.run(MARKS)
    assert len(drawn) >= charts and min(drawn) >= 3, drawn
    SEEN.mkdir(parents=True, exist_ok=True)
    shown.page.screenshot(path=SEEN / f"{name}-{theme}.png", full_page=True)


@pytest.mark.parametrize("name", [*WHOLE, "everywhere"])
def test_nothing_is_asked_for_and_nothing_is_said(show, name):
    shown = show(name)
    for button in shown.page.query_selector_all("summary"):
        button.click()
    shown.page.click("#theme")
    assert [url for url in shown.asked if url != shown.url and not url.startswith("data:")] == []
    assert shown.said == []


@pytest.mark.parametrize("name", WHOLE)
def test_every_section_is_drawn(show, name):
    assert show(name).run("() => [...document.querySelectorAll('section[id$=-failed]')].map(s => s.textContent)") == []


INJECTED = """() => ({
  struck: window.struck === undefined,
  scripts: document.querySelectorAll('script').length,
  foreign: document.querySelectorAll('img, iframe, object, embed, form[action], svg [onload], [onerror]').length,
  links: [...document.querySelectorAll('a')].filter(a => !a.getAttribute('href').startsWith('#')).length,
  metas: document.querySelectorAll('body meta, body link, body style:not(svg style)').length,
  polluted: ({}).struck === undefined,
})"""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["hostile", "everywhere", "attacks"])
def test_hostile_texts_in_every_field_stay_text(show, name, theme):
    shown = show(name, theme)
    for summary in shown.page.query_selector_all("summary"):
        summary.click()
    shown.page.wait_for_timeout(200)
    found = shown.run(INJECTED)
    assert found == {"struck": True, "scripts": 0, "foreign": 0, "links": 0, "metas": 0, "polluted": True}
    assert "onerror=" in shown.page.inner_text("body")
    assert shown.said == []


def test_policy_stops_what_somebody_else_writes_into_the_page(made, browser, tmp_path):
    text = made["small"].read_text(encoding="utf-8")
    broken = tmp_path / "broken.html"
    attack = "<script>window.struck=1</script><img src=x onerror=window.struck=1><style>h1{display:none}</style>"
    broken.write_text(text.replace("</body>", f"{attack}</body>"), encoding="utf-8")
    shown = Shown(browser, broken)
    shown.page.wait_for_timeout(200)
    assert shown.run("() => window.struck === undefined")
    assert len([line for line in shown.said if "Content Security Policy" in line]) >= 2
    shown.context.close()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [*WHOLE, "everywhere"])
def test_axe_finds_no_violation_that_is_more_than_minor(show, name, theme):
    shown = show(name, theme, bypass_csp=True)
    for summary in shown.page.query_selector_all("summary"):
        summary.click()
    shown.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = shown.run("async () => (await axe.run()).violations")
    told = [(one["id"], one["impact"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]
    assert [one for one in told if one[1] in ("serious", "critical", "moderate")] == []


def test_filters_narrow_every_figure_down_and_are_taken_back(show):
    shown = show("fleet")
    data = json.loads(show("fleet", java_script_enabled=False).page.locator("#content").text_content())["fleet"]
    team = data["names"]["team"].index("growth")

    def told():
        return shown.page.inner_text("#told")

    before = told()
    places = sum(row[6] for row in data["cube"])
    assert before.startswith(f"{places:,} changed places")
    shown.page.select_option("#filter-team", str(team))
    wanted = sum(row[6] for row in data["cube"] if row[3] == team)
    assert told().startswith(f"{wanted:,} changed places") and 0 < wanted < places
    shown.page.select_option("#filter-from", str(len(data["names"]["month"]) - 3))
    late = [row for row in data["cube"] if row[3] == team and row[1] >= len(data["names"]["month"]) - 3]
    assert told().startswith(f"{sum(row[6] for row in late):,} changed places")
    shown.page.select_option("#filter-state", str(data["names"]["state"].index("block")))
    assert "$0.00" in shown.page.inner_text("#ledger")
    shown.page.click("button[type=reset]")
    assert told() == before
    shown.page.select_option("#filter-model", label="openai/gpt-5")
    model = data["names"]["model"].index("openai/gpt-5")
    assert told().startswith(f"{sum(row[6] for row in data['cube'] if row[5] == model):,} changed places")


def test_curves_are_drawn_with_todays_calls_and_every_crossing_is_told(show, made):
    shown = show("served")
    found = Elements(made["served"].read_text()).content["breakevens"][1]
    lines = [way for way in found["ways"] if way["points"]]
    figure = shown.page.locator("#breakeven figure").nth(1)
    assert len(lines) >= 3 and found["crossings"]
    assert figure.locator("path[stroke]").count() >= len(lines)
    assert "today" in figure.locator("svg").text_content()
    assert figure.locator("circle").count() == len(found["crossings"])
    assert "today 400,000 calls a month" in figure.locator("figcaption").inner_text()
    first = found["crossings"][0]
    assert f"{float(first['calls']):,.0f} calls" in figure.locator("figcaption").inner_text()
    assert "(cheapest today)" in shown.page.inner_text("#breakeven")
    figure.locator("summary").click()
    rows = figure.locator("table").last.locator("tbody tr")
    assert rows.count() == sum(len(way["points"]) for way in lines)


def test_a_way_whose_cost_nobody_knows_says_why(show):
    assert "throughput is not declared" in show("served").page.inner_text("#breakeven")


def test_advice_comes_by_saving_with_what_it_rests_on(show, made):
    shown = show("served")
    found = Elements(made["served"].read_text()).content["advice"]["entries"]
    savings = [float(one["saving"]["mid"]) for one in found if one["saving"]]
    assert savings == sorted(savings, reverse=True) and len(savings) >= 3
    shown.page.locator("#advice > details > summary").first.click()
    told = shown.page.locator("#advice > details[open]").inner_text()
    assert f"${savings[0]:,.2f} a month" in told and "Price: " in told and "Confidence: " in told


def test_quiet_hours_have_their_cost_in_the_map_and_in_its_table(show):
    shown = show("served")
    cells = "() => [...document.querySelectorAll('#capacity svg rect title')].map(one => one.textContent)"
    told = shown.run(cells)
    assert len(told) == 168 and sum("idle: $55.84 of what always runs" in one for one in told) == 49
    shown.page.locator("#capacity figure summary").click()
    assert "$55.84" in shown.page.locator("#capacity figure table").inner_text()
    assert "$11,890.29 a month" in shown.page.inner_text("#capacity figcaption")


def test_cost_of_an_outcome_is_told_by_team_with_its_trend_and_filtered(show):
    shown = show("fleet")
    assert shown.page.locator("#outcomes figure svg path[stroke]").count() >= 3
    shown.page.locator("#outcomes summary").click()
    teams = shown.page.locator("#outcomes tbody th")
    assert teams.all_inner_texts() == ["discovery", "growth", "platform", "support"]
    assert "%" in shown.page.locator("#outcomes tbody tr").first.inner_text()
    shown.page.select_option("#filter-team", label="growth")
    shown.page.locator("#outcomes summary").click()
    assert teams.all_inner_texts() == ["growth"]


def test_period_without_a_change_is_empty_and_not_broken(show):
    shown = show("fleet")
    shown.page.select_option("#filter-from", "11")
    shown.page.select_option("#filter-to", "0")
    assert shown.page.inner_text("#told").startswith("0 changed places")
    assert shown.said == []


def test_skipped_files_are_on_the_page_with_the_reason(show):
    shown = show("fleet")
    shown.page.click("#read summary")
    assert "broken.json" in shown.page.inner_text("#read")
    assert "the report is no JSON" in shown.page.inner_text("#read")


FOCUS = "() => { const e = document.activeElement; return [e.tagName, e.className, e.id].join('|'); }"


ACTING = """() => [...document.querySelectorAll('a, button, select, summary, [tabindex="0"]')]
  .filter(element => element.checkVisibility() && !(window.met ??= new Set()).has(element)).length"""


@pytest.mark.parametrize("name", ["change", "fleet"])
def test_everything_that_acts_is_reached_by_keyboard(show, name):
    shown = show(name)
    shown.page.keyboard.press("Tab")
    assert shown.run(FOCUS).startswith("A|skip")
    for _ in range(shown.run(ACTING) * 2 + 20):
        shown.run("() => (window.met ??= new Set()).add(document.activeElement) && 0")
        shown.page.keyboard.press("Tab")
    assert shown.run(ACTING) == 0


def test_radio_buttons_and_details_answer_to_keys(show):
    shown = show("change")
    shown.page.focus("#parts input:checked")
    before = shown.page.inner_text("#parts figcaption")
    shown.page.keyboard.press("ArrowRight")
    assert shown.page.inner_text("#parts figcaption") != before
    shown.page.focus("#evidence summary")
    shown.page.keyboard.press("Enter")
    assert "Volumes:" in shown.page.inner_text("#evidence details[open]")
    shown.page.focus("#flow figure summary")
    shown.page.keyboard.press("Space")
    assert shown.page.locator("#flow details[open] table").is_visible()


def test_a_name_that_leads_to_a_model_is_shown_with_the_model(show):
    assert "gpt-4o-mini → gpt-4-turbo (written DEFAULT_MODEL)" in show("small").page.inner_text("#evidence")


def test_toggle_turns_the_theme_whatever_the_system_says(show):
    for theme in THEMES:
        shown = show("small", theme)
        dark = "rgb(15, 18, 22)"
        background = "() => getComputedStyle(document.body).backgroundColor"
        assert (shown.run(background) == dark) == (theme == "dark")
        shown.page.click("#theme")
        assert (shown.run(background) == dark) == (theme == "light")


def test_page_of_a_year_opens_within_a_second_and_is_small(show, made):
    spent = [int(show("change").run("() => document.documentElement.dataset.drawn")) for _ in range(5)]
    assert min(spent) < SECOND, spent
    assert all(made[name].stat().st_size < 2_000_000 for name in WHOLE)


def test_prints_with_its_evidence_and_without_controls(show):
    shown = show("change")
    SEEN.mkdir(parents=True, exist_ok=True)
    assert len(shown.page.pdf(path=SEEN / "change.pdf", format="A4")) > 20_000
    shown.page.emulate_media(media="print")
    shown.run("() => dispatchEvent(new Event('beforeprint'))")
    assert not shown.page.locator("#theme").is_visible()
    assert "Volumes:" in shown.page.inner_text("#evidence")


def test_without_javascript_the_headline_is_told(show):
    shown = show("small", java_script_enabled=False)
    assert "Projected Cost Increase." in shown.page.inner_text("noscript")


def test_small_screen_needs_no_sideways_scrolling(show):
    shown = show("change")
    shown.page.set_viewport_size({"width": 390, "height": 800})
    assert shown.run("() => document.documentElement.scrollWidth <= window.innerWidth")
