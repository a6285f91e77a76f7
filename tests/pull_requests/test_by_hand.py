"""Twelve pull requests that a person can compute with a pencil, from the command line to the report.

List prices of the day, in dollars for a million tokens (pricing/models/openai.yaml):

    gpt-4o-mini   input 0.15   cached input 0.075   output 0.60
    gpt-4o        input 2.50   cached input 1.25    output 10
    gpt-4-turbo   input 10     no cached price      output 30

Helpdesk answers 50,000 times a month, with 900 input and 300 output tokens a call:

    gpt-4o-mini   (900 x 0.15 + 300 x 0.60) / 1,000,000 = $0.000315 a call, x 50,000 = $15.75 a month
    gpt-4o        (900 x 2.50 + 300 x 10)   / 1,000,000 = $0.00525 a call,  x 50,000 = $262.50 a month

The policy names features and a lead; its rules are those of the starter policy: a call at twice the price warns, at ten
times it asks the lead; a month warns above $50 more and asks above $1,000 more.
"""

from decimal import Decimal

import pytest

from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, Answer, amount, judged, usage

DAY = "2026-11-23"
BOT = "helpdesk/bot.py"
MILLION = Decimal(1_000_000)

FEATURES = """version: 1
features:
  helpdesk: {paths: ["helpdesk/**"], prompts: ["prompts/answer.txt"]}
  search: {paths: ["search/**"]}
approvers:
  engineering-lead: {name: Engineering Lead, users: [alice]}
"""
HELPDESK = {
    "feature": "helpdesk",
    "model": "gpt-4o-mini",
    "calls_per_month": 50_000,
    "input_mean": 900,
    "cache_read_mean": 0,
    "cache_write_mean": 0,
    "output_mean": 300,
    "reasoning_mean": 0,
}
SEARCH = {**HELPDESK, "feature": "search", "calls_per_month": 200_000, "input_mean": 100, "output_mean": 20}

MINI = Decimal("0.000315")
LARGE = Decimal("0.00525")
MINI_MONTH = Decimal("15.75")
LARGE_MONTH = Decimal("262.50")


def call(model: str, more: str = "") -> str:
    """A file with one call; `more` are further arguments."""
    return f"""from openai import OpenAI

client = OpenAI()


def answer(question):
    return client.chat.completions.create(
        model="{model}",
        messages=[{{"role": "user", "content": question}}],{more and f"{chr(10)}        {more},"}
    )
"""


@pytest.fixture
def gate(tmp_path):
    """What the gate says of a branch that turns `before` into `after`."""

    def ask(before: dict[str, str], after: dict[str, str], *rows: dict[str, object]) -> Answer:
        repository = Repository(tmp_path / "repository")
        counted = {USAGE: usage(*rows)} if rows else {}
        repository.write({POLICY: FEATURES, **counted, **before}).commit("Before")
        repository.branch("change").remove(*(path for path in before if path not in after))
        repository.write(after).commit("After")
        return judged(repository, "--as-of", DAY)

    return ask


def figures(row):
    """Per call before and after, per month before and after; None is unknown."""
    told = [row[part][side] for part in ("per_call", "monthly") for side in ("base", "head")]
    return [None if text is None else Decimal(text) for text in told]


def totals(answer):
    return [amount(answer.report["totals"][side]) for side in ("base", "head", "delta")]


def test_swapped(gate):
    answer = gate({BOT: call("gpt-4o-mini")}, {BOT: call("gpt-4o")}, HELPDESK)
    (row,) = answer.billed
    assert (900 * Decimal("0.15") + 300 * Decimal("0.60")) / MILLION == MINI
    assert (900 * Decimal("2.50") + 300 * Decimal("10")) / MILLION == LARGE
    assert figures(row) == [MINI, LARGE, MINI * 50_000, LARGE * 50_000] == [MINI, LARGE, MINI_MONTH, LARGE_MONTH]
    # 0.00525 / 0.000315 = 16.67 times: the lead is asked. $246.75 more a month alone would only warn.
    assert (answer.code, answer.report["verdict"]) == (3, "require-approval")
    assert answer.report["headline"] == (
        "⚠️ Projected Cost Increase: +1,567% (+$246.75/month). Approval required from Engineering Lead."
    )
    assert answer.rules == ["monthly-increase", "per-call-increase"]


def test_added(gate):
    """Nobody has counted a call that does not exist yet: at most as often as its feature calls today."""
    answer = gate({}, {BOT: call("gpt-4o")}, HELPDESK)
    (row,) = answer.billed
    assert row["status"] == "added"
    assert figures(row) == [0, LARGE, 0, LARGE_MONTH]
    assert [row["monthly"]["low"], row["monthly"]["high"]] == ["0", "262.5"]
    assert row["evidence"]["grade"] == "assumed"
    # From nothing there is no ratio; $262.50 a month is above $50 and not above $1,000.
    assert (answer.code, answer.report["verdict"]) == (0, "warn")
    assert answer.report["headline"] == "⚠️ Projected Cost Increase: +$262.50/month (new spend). Warning only."


def test_removed(gate):
    answer = gate({BOT: call("gpt-4o-mini")}, {}, HELPDESK)
    (row,) = answer.billed
    assert row["status"] == "removed"
    assert figures(row) == [MINI, 0, MINI_MONTH, 0]
    assert (answer.code, answer.report["verdict"]) == (0, "pass")
    assert answer.report["headline"] == "✅ Projected Cost Decrease: -100% (-$15.75/month)."


def test_parameter_only(gate):
    """A limit of 200 tokens below a mean answer of 300: every call has 100 output tokens less, at $0.60 a million."""
    before, after = call("gpt-4o-mini", "max_tokens=400"), call("gpt-4o-mini", "max_tokens=200")
    answer = gate({BOT: before}, {BOT: after}, HELPDESK)
    (row,) = answer.billed
    assert (row["kind"], row["parameter"], row["base"]["amount"], row["head"]["amount"]) == (
        "parameter",
        "max_tokens",
        "400",
        "200",
    )
    less = 100 * Decimal("0.60") / MILLION
    assert figures(row) == [MINI, MINI - less, MINI_MONTH, (MINI - less) * 50_000]
    assert MINI_MONTH - less * 50_000 == Decimal("12.75")
    assert (answer.code, answer.report["verdict"]) == (0, "pass")
    assert answer.report["headline"] == "✅ Projected Cost Decrease: -19% (-$3.00/month)."


def test_prompt_growth(gate):
    """A prompt of 100 words, each one token, becomes one of 300: 200 input tokens more a call, at $0.15 a million."""
    short, long = " ".join(["hello"] * 100), " ".join(["hello"] * 300)
    files = {BOT: call("gpt-4o-mini")}
    answer = gate({**files, "prompts/answer.txt": short}, {**files, "prompts/answer.txt": long}, HELPDESK)
    (row,) = answer.billed
    assert row["kind"] == "prompt"
    more = 200 * Decimal("0.15") / MILLION
    assert figures(row) == [MINI, MINI + more, MINI_MONTH, MINI_MONTH + more * 50_000]
    assert more * 50_000 == Decimal("1.50")
    # A prompt that grew by 200 % warns, from 25 % on.
    assert (answer.code, answer.report["verdict"]) == (0, "warn")
    assert "the prompt grew from 100 to 300 tokens, +200%, +$1.50 a month" in [
        finding["message"].partition(": ")[2] for finding in answer.report["findings"]
    ]


def test_cached_share(gate):
    """600 of the 900 input tokens come out of the cache, at half the price for either model."""
    cached = {**HELPDESK, "input_mean": 300, "cache_read_mean": 600}
    answer = gate({BOT: call("gpt-4o-mini")}, {BOT: call("gpt-4o")}, cached)
    before = (300 * Decimal("0.15") + 600 * Decimal("0.075") + 300 * Decimal("0.60")) / MILLION
    after = (300 * Decimal("2.50") + 600 * Decimal("1.25") + 300 * Decimal("10")) / MILLION
    assert [before, after] == [Decimal("0.00027"), Decimal("0.0045")]
    (row,) = answer.billed
    assert figures(row) == [before, after, before * 50_000, after * 50_000]
    assert totals(answer) == [Decimal("13.50"), Decimal("225"), Decimal("211.50")]
    assert answer.report["verdict"] == "require-approval"  # 0.0045 / 0.00027 = 16.67


def test_two_features_on_one_model(gate):
    """Each feature has its own calls; the total is their sum, and neither counts the other's."""
    before = {BOT: call("gpt-4o-mini"), "search/rank.py": call("gpt-4o-mini")}
    after = {BOT: call("gpt-4o"), "search/rank.py": call("gpt-4o")}
    answer = gate(before, after, HELPDESK, SEARCH)
    search_mini = (100 * Decimal("0.15") + 20 * Decimal("0.60")) / MILLION
    search_large = (100 * Decimal("2.50") + 20 * Decimal("10")) / MILLION
    assert [search_mini * 200_000, search_large * 200_000] == [Decimal("5.40"), Decimal("90")]
    rows = {row["feature"]: figures(row) for row in answer.billed}
    assert rows == {
        "helpdesk": [MINI, LARGE, MINI_MONTH, LARGE_MONTH],
        "search": [search_mini, search_large, Decimal("5.40"), Decimal("90")],
    }
    assert totals(answer) == [Decimal("21.15"), Decimal("352.50"), Decimal("331.35")]
    assert answer.report["verdict"] == "require-approval"


def test_unknown_model(gate):
    """What has no price costs an unknown amount: no figure, no zero, and no total that leaves it out."""
    answer = gate({BOT: call("gpt-4o-mini")}, {BOT: call("gpt-9-hyper")}, HELPDESK)
    (row,) = answer.billed
    assert figures(row) == [MINI, None, MINI_MONTH, None]
    assert answer.report["totals"]["head"] is None
    assert answer.rules == ["unpriced-model"]
    assert (answer.code, answer.report["verdict"]) == (0, "warn")
    assert answer.report["headline"] == "⚠️ Projected cost unknown: gpt-9-hyper has no price. Warning only."


def test_retired_model(gate):
    """A model that its vendor has switched off keeps its last price, and is told."""
    answer = gate({BOT: call("gpt-4o-mini")}, {BOT: call("gpt-4-turbo")}, HELPDESK)
    (row,) = answer.billed
    turbo = (900 * Decimal("10") + 300 * Decimal("30")) / MILLION
    assert turbo == Decimal("0.018")
    assert figures(row) == [MINI, turbo, MINI_MONTH, turbo * 50_000]
    assert totals(answer) == [Decimal("15.75"), Decimal("900"), Decimal("884.25")]
    assert answer.rules == ["monthly-increase", "per-call-increase", "retired-model"]
    outcomes = {decision["outcome"] for decision in answer.report["decisions"]}
    assert outcomes == {"require-approval", "warn"}  # 57 times as much a call; $884.25 a month is below $1,000
    assert answer.code == 3


def test_saving(gate):
    large = {**HELPDESK, "model": "gpt-4o"}
    answer = gate({BOT: call("gpt-4o")}, {BOT: call("gpt-4o-mini")}, large)
    (row,) = answer.billed
    assert figures(row) == [LARGE, MINI, LARGE_MONTH, MINI_MONTH]
    assert (answer.code, answer.report["verdict"], answer.rules) == (0, "pass", [])
    assert answer.report["headline"] == "✅ Projected Cost Decrease: -94% (-$246.75/month)."


def test_no_usage(gate):
    """Nobody counted calls: no month is invented. A call of 1,000 input and 300 output tokens stands in, as it says."""
    answer = gate({BOT: call("gpt-4o-mini")}, {BOT: call("gpt-4o")})
    (row,) = answer.billed
    before = (1000 * Decimal("0.15") + 300 * Decimal("0.60")) / MILLION
    after = (1000 * Decimal("2.50") + 300 * Decimal("10")) / MILLION
    assert [before * 1000, after * 1000] == [Decimal("0.33"), Decimal("5.50")]
    assert figures(row) == [before, after, None, None]
    assert row["evidence"]["grade"] == "assumed"
    assert answer.report["totals"]["delta"] is None
    assert (answer.code, answer.report["verdict"]) == (3, "require-approval")  # 16.67 times
    assert answer.report["headline"] == (
        "⚠️ Projected Cost Increase: +1,567% ($0.33 -> $5.50 per 1,000 calls). Approval required from Engineering Lead."
    )


def test_moved(gate):
    """The same call in another file, of another feature's folder even, costs what it cost."""
    answer = gate({BOT: call("gpt-4o-mini")}, {"search/answers/bot.py": call("gpt-4o-mini")}, HELPDESK)
    assert answer.report["changes"] == []
    assert (answer.code, answer.report["verdict"]) == (0, "pass")
    assert answer.report["headline"] == "✅ No AI cost change."


SHARED = "shared/models.py"
READER = (
    call("gpt-4o-mini")
    .replace('"gpt-4o-mini"', "DEFAULT_MODEL")
    .replace("from openai", "from shared.models import DEFAULT_MODEL\nfrom openai", 1)
)


def test_constant_that_feeds_two_features(gate):
    """One line of one file raises the cost of both: 15.75 + 5.40 before, 262.50 + 90 after, over 250,000 calls."""
    files = {BOT: READER, "search/rank.py": READER}
    before, after = ({**files, SHARED: f'DEFAULT_MODEL = "{model}"\n'} for model in ("gpt-4o-mini", "gpt-4o"))
    answer = gate(before, after, HELPDESK, SEARCH)
    (row,) = answer.billed
    assert [(reach["path"], reach["feature"]) for reach in row["reaches"]] == [
        (BOT, "helpdesk"),
        ("search/rank.py", "search"),
    ]
    assert figures(row) == [
        Decimal("21.15") / 250_000,
        Decimal("352.50") / 250_000,
        Decimal("21.15"),
        Decimal("352.50"),
    ]
    assert answer.report["verdict"] == "require-approval"


@pytest.mark.parametrize("feature", ["helpdesk", "search"])
def test_strictest_of_the_features_that_a_constant_feeds_decides(gate, feature):
    scope = f"scopes: [{{features: [{feature}], rules: {{per-call-increase: {{block: {{ratio: 2}}}}}}}}]\n"
    files = {BOT: READER, "search/rank.py": READER, POLICY: FEATURES + scope}
    before, after = ({**files, SHARED: f'DEFAULT_MODEL = "{model}"\n'} for model in ("gpt-4o-mini", "gpt-4o"))
    assert gate(before, after, HELPDESK, SEARCH).report["verdict"] == "block"
