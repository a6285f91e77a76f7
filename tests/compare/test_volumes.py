"""What edited volumes, outcomes and prices change, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from finops_gate.compare.documents import debt_edited, entries_edited, lines_edited
from finops_gate.compare.volumes import hours_edited, outcomes_edited, prices_edited, short, usage_edited
from finops_gate.model.baseline import Accepted
from finops_gate.model.economics import Earned
from finops_gate.model.hours import Shape
from finops_gate.model.price import Meter
from finops_gate.model.rates import CompanyPrices, Rate
from finops_gate.model.usage import Grade
from tests.build import a_usage

ROW = a_usage("bot", calls=2_000_000, grade=Grade.MEASURED)


def told(found):
    return [(edit.words, edit.weakens) for edit in found]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (2_000_000, "2.0M"), (20_000, "20k"), (50_100, "50.1k"), (50_123, "50,123"), (900, "900"), (None, "unknown"),
        ("0.5", "0.5"), (3_000_000_000, "3.0G"), ("1234.5", "1234"),
    ],
)  # fmt: skip
def test_amount_in_few_words(amount, words):
    assert short(None if amount is None else Decimal(amount)) == words


@pytest.mark.parametrize(
    ("after", "edits"),
    [
        ([ROW], []),
        ([replace(ROW, calls=Decimal(20_000))], [("usage bot calls 2.0M -> 20k", True)]),
        ([replace(ROW, calls=Decimal(3_000_000))], [("usage bot calls 2.0M -> 3.0M", False)]),
        ([replace(ROW, calls=None)], [("usage bot calls 2.0M -> unknown", True)]),
        ([], [("usage bot removed: 2.0M calls a month are no longer counted", True)]),
        ([ROW, a_usage("search", calls=10)], [("usage search added: 10 calls a month", False)]),
        ([replace(ROW, grade=Grade.DECLARED)], [("usage bot grade measured -> declared", True)]),
        ([replace(ROW, paid_per_month=Decimal(9))], [("usage bot paid_per_month unknown -> 9", False)]),
        ([replace(ROW, cache_read_mean=Decimal(9))], [("usage bot cache reads 0 -> 9", False)]),
    ],
)
def test_edit_of_volumes(after, edits):
    assert told(usage_edited([ROW], after)) == edits


def test_model_is_named_where_a_feature_has_several():
    found = usage_edited([ROW], [replace(ROW, calls=Decimal(1)), a_usage("bot", "gpt-4o", calls=10)])
    assert told(found) == [
        ("usage bot gpt-4o-mini calls 2.0M -> 1", True),
        ("usage bot gpt-4o added: 10 calls a month", False),
    ]


def test_edit_of_outcomes():
    row = Earned("bot", None, "2026-10", Decimal(100), None, Decimal(10))
    more = row._replace(revenue=Decimal(200))
    assert told(outcomes_edited([row], [more])) == [("outcomes bot 2026-10 revenue 100 -> 200", True)]
    assert told(outcomes_edited([more], [row])) == [("outcomes bot 2026-10 revenue 200 -> 100", False)]
    assert told(outcomes_edited([row], [])) == [("outcomes bot 2026-10 removed", True)]
    assert told(outcomes_edited([], [row])) == [("outcomes bot 2026-10 added", False)]


def test_edit_of_prices():
    rate = Rate("acme", ".finops-gate/prices/a.yaml:3", "openai", ("gpt-4o",), discount=Decimal("0.2"))
    fixed = Rate("acme", "a:1", "openai", ("gpt-4o",), environment="batch", amounts=((Meter.INPUT, Decimal(1)),))
    before = CompanyPrices((rate,), (("azure", "chat", "gpt-4o"),), ("own-*",))
    # The line on which an entry stands is no part of what it says.
    assert prices_edited(before, replace(before, rates=(replace(rate, origin="elsewhere:9"),))) == ()
    after = CompanyPrices((fixed,), (("azure", "chat", "gpt-4o-mini"),), ())
    assert told(prices_edited(before, after)) == [
        ("price openai gpt-4o: 20% off (acme) removed", True),
        ("price openai gpt-4o in batch: input 1 (acme) added", True),
        ("deployment azure chat gpt-4o -> gpt-4o-mini", True),
        ("own-* is no longer called self-hosted", False),
    ]
    assert told(prices_edited(CompanyPrices(), CompanyPrices(self_hosted=("x",)))) == [
        ("x is called self-hosted: it costs nothing by the call", True)
    ]
    assert told(prices_edited(before, CompanyPrices((rate,), (), ("own-*",)))) == [
        ("deployment azure chat removed", True)
    ]


def test_entries_of_a_document_and_lines_of_a_file():
    old = {"version": "1", "waivers": [{"id": "w1", "until": "2026-12-01"}, {"id": "w2"}]}
    new = {
        "version": "1",
        "waivers": [{"id": "w1", "until": "2027-12-01"}, {"finding": "abc", "owner": "mallory"}, "odd"],
    }
    assert told(entries_edited("waiver", old, new)) == [
        ("waiver added for abc (finding abc, owner mallory)", True),
        ("waiver for w1 changed: until 2026-12-01 -> 2027-12-01", True),
        ("waiver for w2 removed", False),
    ]
    assert told(entries_edited("waiver", None, {"waivers": [{"why": "x"}, {"why": "x"}]})) == [
        ("waiver added for an unnamed finding (why x)", True),
        ("waiver added for an unnamed finding' (why x)", True),
    ]
    assert told(lines_edited("signer", b"# us\na@b key\n", b"c@d key\n")) == [
        ("signer c@d added", True),
        ("signer a@b removed", False),
    ]
    one = Accepted("unpriced-model", "app.py::f#1", "")
    assert told(debt_edited(frozenset(), frozenset({one}))) == [
        ("old debt accepted: unpriced-model at app.py::f#1 (unreadable)", True)
    ]


def a_shape(quiet):
    """A week of which so many hours are quiet."""
    busy = 168 - quiet
    return Shape(
        "bot", (0,) * quiet + (1_000_000 // busy,) * (busy - 1) + (1_000_000 - 1_000_000 // busy * (busy - 1),)
    )


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        (None, 49, [("hours of bot added: 49 quiet hours a week", False)]),
        (49, None, [("hours of bot removed: when its calls come is no longer known", True)]),
        (49, 7, [("hours of bot: 49 -> 7 quiet hours a week", True)]),
        (7, 49, [("hours of bot: 7 -> 49 quiet hours a week", False)]),
        (49, 49, []),
    ],
)
def test_hours_that_hide_what_stands_idle_weaken(before, after, edits):
    old, new = ([] if side is None else [a_shape(side)] for side in (before, after))
    assert told(hours_edited(old, new)) == edits
