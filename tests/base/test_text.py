"""Text from outside is shown so that it can do nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.text import LIMIT, clean


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("plain gpt-4o", "plain gpt-4o"),
        ("grüße 模型", "grüße 模型"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x1b]8;;http://x\x07", "\\x1b]8;;http://x\\x07"),
        ("a\u202eb", "a\\u202eb"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("line\nend\r\ttab", "line\\x0aend\\x0d\\x09tab"),
        ("nul\x00", "nul\\x00"),
        ("byte\udcff", "byte\\xff"),
        ("private\ue000", "private\\ue000"),
        ("tag\U000e0041", "tag\\U000e0041"),
    ],
)
def test_controls_become_their_escapes(hostile, shown):
    assert clean(hostile) == shown


def test_long_text_is_cut_with_an_ellipsis():
    assert clean("x" * (LIMIT + 50)) == "x" * (LIMIT - 1) + "…"
    assert clean("x" * LIMIT) == "x" * LIMIT
    assert clean("abcdef", limit=4) == "abc…"


@given(st.text(alphabet=st.characters(), max_size=400))
def test_nothing_unprintable_is_left(text):
    shown = clean(text)
    assert len(shown) <= LIMIT
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for character in shown)
