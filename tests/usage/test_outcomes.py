"""outcomes.csv, read strictly."""

from decimal import Decimal

import pytest

from finops_gate.base.errors import GovernanceError
from finops_gate.model.economics import Earned
from finops_gate.usage.outcomes import LIMIT, read

HEADER = "feature,tier,month,revenue,interactions,successful_outcomes\n"


def test_rows_are_read_and_empty_is_unknown():
    rows = read(f"{HEADER}bot,basic,2026-10,1500,50000,13000\nbot,,2026-10,,,\n".encode(), "o.csv")
    assert rows[0] == Earned("bot", "basic", "2026-10", Decimal(1500), Decimal(50000), Decimal(13000), 2)
    assert rows[1] == Earned("bot", None, "2026-10", None, None, None, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "another header"),
        ("feature,month\n", "another header"),
        (f"{HEADER}bot,basic\n", "has 2 cells"),
        (f"{HEADER},basic,2026-10,1,1,1\n", "must be a name"),
        (f"{HEADER}bot,basic,2026-13,1,1,1\n", "is no month"),
        (f"{HEADER}bot,basic,2026-10,-1,1,1\n", "not a plain number"),
        (f"{HEADER}bot,basic,2026-10,nan,1,1\n", "not a plain number"),
        (f"{HEADER}bot,basic,2026-10,1,1,2\n", "more than interactions"),
        (f"{HEADER}bot,a,2026-10,1,1,1\nbot,a,2026-10,2,2,2\n", "repeats the row of line 2"),
        (f'{HEADER}"bot', "is not CSV"),
    ],
)
def test_malformed(text, said):
    with pytest.raises(GovernanceError, match=said):
        read(text.encode(), "o.csv")


def test_other_encodings_and_sizes_are_refused():
    with pytest.raises(GovernanceError, match="not UTF-8"):
        read(HEADER.encode() + b"\xff\n", "o.csv")
    with pytest.raises(GovernanceError, match="larger than"):
        read(b"x" * (LIMIT + 1), "o.csv")
