from __future__ import annotations

from decimal import Decimal

import pytest

from finops_gate.verdict.freshness import outgrown
from tests.verdict.story import a_demand

TENTH = Decimal("0.10")


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        pytest.param(a_demand(), a_demand(), "", id="the same"),
        pytest.param(a_demand(ceiling="100"), a_demand(ceiling="110"), "", id="within the headroom"),
        pytest.param(a_demand(ceiling="100"), a_demand(ceiling="110.01"), "+$100.00/month, now", id="beyond it"),
        pytest.param(a_demand(ceiling="100"), a_demand(ceiling="-5"), "", id="a decrease"),
        pytest.param(a_demand(ceiling="-100"), a_demand(ceiling="-95"), "now it is", id="a smaller saving"),
        pytest.param(a_demand(ceiling="-100"), a_demand(ceiling="-100"), "", id="the same saving"),
        pytest.param(a_demand("f", "g"), a_demand("f"), "", id="fewer findings"),
        pytest.param(a_demand("f"), a_demand("f", "g"), "other findings", id="another finding"),
        pytest.param(None, a_demand(), "nothing was asked", id="nothing asked then"),
        pytest.param(a_demand(), a_demand(ceiling=None, a="1"), "nobody knows the month", id="the month was lost"),
        pytest.param(a_demand(ceiling=None, a="1"), a_demand(ceiling=None, a="1.1"), "", id="calls within headroom"),
        pytest.param(a_demand(ceiling=None, a="1"), a_demand(ceiling=None, a="1.2"), "a call, now", id="dearer calls"),
        pytest.param(a_demand(ceiling=None, a="1"), a_demand(ceiling="5", a="1"), "", id="a month came to be known"),
        pytest.param(
            a_demand(ceiling=None, a="1"), a_demand(ceiling="5", a="2"), "a call", id="and the call is dearer"
        ),
        pytest.param(a_demand(ceiling=None, a="1"), a_demand(ceiling=None, b="1"), "other places", id="another place"),
        pytest.param(a_demand(ceiling=None, a=None), a_demand(ceiling=None, a=None), "", id="never known"),
        pytest.param(
            a_demand(ceiling=None, a=None, b="1"), a_demand(ceiling=None, a=None, b="2"), "a call", id="beside a dearer"
        ),
        pytest.param(a_demand(ceiling=None, a="1"), a_demand(ceiling=None, a=None), "one side", id="no longer known"),
        pytest.param(a_demand(ceiling=None, a=None), a_demand(ceiling=None, a="1"), "one side", id="only known now"),
    ],
)
def test_what_was_approved_covers_the_same_or_less(then, now, words: str) -> None:
    found = outgrown(then, now, TENTH)
    assert words in found and bool(found) == bool(words)


def test_a_part_of_what_was_approved_is_approved() -> None:
    month = frozenset({"row-1", "row-2"})
    then = a_demand("m")._replace(about=(("m", "monthly-increase", month),))
    part = a_demand("n", ceiling="50")._replace(about=(("n", "monthly-increase", frozenset({"row-1"})),))
    assert outgrown(then, part, TENTH) == ""
    others = [
        part._replace(about=(("n", "monthly-increase", frozenset({"row-1", "row-3"})),)),
        part._replace(about=(("n", "per-call-increase", frozenset({"row-1"})),)),
        part._replace(about=(("n", "monthly-increase", frozenset()),)),
        part._replace(about=()),
    ]
    assert all("other findings" in outgrown(then, other, TENTH) for other in others)
