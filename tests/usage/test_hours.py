"""hours.csv: written in one form, read strictly."""

from datetime import date

import pytest

from finops_gate.base.errors import GovernanceError
from finops_gate.model.hours import HOURS, Shape
from finops_gate.usage.hours import COLUMNS, LIMIT, read, write

EVEN = (5952,) * 160 + (5960,) * 8
SHAPE = Shape("bot", EVEN, "otel", date(2026, 10, 5), date(2026, 11, 1))
TEXT = write([SHAPE])


def test_what_is_written_reads_back():
    other = Shape("answers, old", (1_000_000,) + (0,) * (HOURS - 1))
    assert read(write([SHAPE, other]).encode(), "hours.csv") == (other, SHAPE)
    assert write(read(TEXT.encode(), "hours.csv")) == TEXT
    assert len(TEXT.splitlines()) == 8
    assert read(write([]).encode(), "hours.csv") == ()


def edited(line, column, cell):
    lines = TEXT.splitlines()
    cells = lines[line].split(",")
    cells[COLUMNS.index(column)] = cell
    lines[line] = ",".join(cells)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "line", "key", "said"),
    [
        ("", 1, "", "another header"),
        (TEXT.replace("h00", "h24"), 1, "", "another header"),
        (TEXT + "bot,mon\n", 9, "", "has 2 cells"),
        (edited(1, "h03", "1e3"), 2, "h03", "1e3 is no whole number"),
        (edited(1, "h03", ""), 2, "h03", "nothing is no whole number"),
        (edited(1, "h03", "5953"), 2, "h00", "adds up to 1,000,001"),
        (edited(2, "day", "wed"), 3, "day", "wed where tue is next"),
        (TEXT + TEXT.splitlines()[1], 9, "day", "mon where the week is complete"),
        ("\n".join(TEXT.splitlines()[:5]), 5, "day", "ends with thu"),
        (edited(1, "feature", ""), 2, "feature", "a name that can be shown"),
        (edited(1, "feature", "\x1b[2J"), 2, "feature", "a name that can be shown"),
        (edited(1, "window_to", "2026-02-30"), 2, "window_to", "is no date"),
        (edited(1, "window_to", "soon"), 2, "window_to", "soon is no date"),
        (TEXT + '"', 9, "", "is not CSV"),
    ],
)
def test_what_is_not_exactly_right_names_line_and_column(text, line, key, said):
    with pytest.raises(GovernanceError) as told:
        read(text.encode(), "hours.csv")
    assert (told.value.key, said in told.value.problem) == (key, True), told.value.problem
    assert told.value.line == line or "CSV" in said


def test_other_bytes_and_too_many_of_them():
    with pytest.raises(GovernanceError, match="UTF-8"):
        read(b"\xff", "hours.csv")
    with pytest.raises(GovernanceError, match="larger than 4 MiB"):
        read(b" " * (LIMIT + 1), "hours.csv")
