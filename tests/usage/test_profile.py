"""usage.csv: what reads, what does not, and that writing gives it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.errors import GovernanceError
from finops_gate.model.usage import Grade, TokenProfile, UsageProfile
from finops_gate.usage.profile import COLUMNS, LIMIT, read, write
from tests.build import a_usage

PATH = ".finops-gate/usage.csv"
HEADER = (
    "feature,team,tier,environment,provider,model,calls_per_month,calls_low,calls_high,input_mean,input_p50,input_p95,"
    "input_p99,cache_read_mean,cache_write_mean,output_mean,output_p50,output_p95,output_p99,reasoning_mean,"
    "success_share,paid_per_month,grade,source,window_from,window_to"
)
ROW = (
    "helpdesk-bot,support-platform,,production,openai,gpt-4o-mini,50000,46100,53900,900,820,2100,3900,0,0,300,240,760,"
    "1200,0,0.981,15.75,measured,litellm:tag=helpdesk,2026-10-26,2026-11-22"
)


def a_file(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def a_row(**cells: str) -> str:
    """The example row with some cells replaced."""
    row = dict(zip(COLUMNS, ROW.split(","), strict=True))
    return ",".join((row | cells).values())


def refusal(text: bytes) -> tuple[int, str, str]:
    with pytest.raises(GovernanceError) as caught:
        read(text, PATH)
    assert caught.value.path == PATH
    assert caught.value.exit_code == 2
    return caught.value.line, caught.value.key, caught.value.problem


def test_the_row_of_the_documentation_reads_as_it_says():
    (profile,) = read(a_file(ROW), PATH)
    assert profile == UsageProfile(
        feature="helpdesk-bot",
        team="support-platform",
        tier=None,
        environment="production",
        provider="openai",
        model="gpt-4o-mini",
        calls=Decimal(50000),
        calls_low=Decimal(46100),
        calls_high=Decimal(53900),
        input=TokenProfile(Decimal(900), Decimal(820), Decimal(2100), Decimal(3900)),
        output=TokenProfile(Decimal(300), Decimal(240), Decimal(760), Decimal(1200)),
        cache_read_mean=Decimal(0),
        cache_write_mean=Decimal(0),
        reasoning_mean=Decimal(0),
        success_share=Decimal("0.981"),
        paid_per_month=Decimal("15.75"),
        grade=Grade.MEASURED,
        source="litellm:tag=helpdesk",
        starts=date(2026, 10, 26),
        ends=date(2026, 11, 22),
        line=2,
    )
    assert profile.window == "2026-10-26..2026-11-22"


def test_an_empty_cell_is_unknown_and_never_zero():
    empty = dict.fromkeys([*COLUMNS[6:22], "window_from", "window_to", "team", "source"], "")
    (profile,) = read(a_file(a_row(**empty)), PATH)
    assert (profile.calls, profile.calls_low, profile.input, profile.output) == (
        None,
        None,
        TokenProfile(None),
        TokenProfile(None),
    )
    assert (profile.cache_read_mean, profile.success_share, profile.starts, profile.team) == (None, None, None, None)


def test_columns_stand_in_any_order():
    columns = list(reversed(HEADER.split(",")))
    cells = list(reversed(ROW.split(",")))
    assert read(a_file(",".join(cells), header=",".join(columns)), PATH) == read(a_file(ROW), PATH)


def test_a_byte_order_mark_windows_lines_spaces_and_blank_lines_are_accepted():
    text = b"\xef\xbb\xbf" + "\r\n".join((HEADER, "", ROW.replace(",900,", ", 900 ,"), "")).encode()
    (profile,) = read(text, PATH)
    assert profile.line == 3
    assert profile.input.mean == 900


def test_a_header_alone_is_a_profile_without_rows():
    assert read(a_file(), PATH) == ()


@pytest.mark.parametrize("text", [b"", b"\n\n", b" , ,\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_header_is_refused(text):
    assert refusal(text)[2] == "has no header row"


def test_a_header_is_required_even_when_the_rows_are_right():
    assert refusal(ROW.encode()) == (1, "helpdesk-bot", "is no column of a profile")


def test_an_unknown_column_is_named_and_harmless():
    line, key, problem = refusal(a_file(header=HEADER.replace("team", "te\x1b[31mam")))
    assert (line, key, problem) == (1, "te\\x1b[31mam", "is no column of a profile")


def test_a_missing_and_a_repeated_column_are_named():
    assert refusal(a_file(header=HEADER.replace(",grade", ""))) == (1, "grade", "is missing from the header")
    assert refusal(a_file(header=HEADER + ",grade")) == (1, "grade", "is there twice")
    assert refusal(a_file(header=HEADER + ",")) == (1, "(no name)", "is no column of a profile")


def test_a_row_with_too_few_or_too_many_cells_is_refused():
    assert refusal(a_file(ROW, ROW.rpartition(",")[0]))[::2] == (3, "has 25 cells where the header has 26")
    assert refusal(a_file(ROW + ","))[::2] == (2, "has 27 cells where the header has 26")


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("calls_per_month", "many", "many is not a plain number"),
        ("calls_per_month", "50_000", "50_000 is not a plain number"),
        ("calls_per_month", "5e4", "5e4 is not a plain number"),
        ("calls_per_month", "1e999999999", "1e999999999 is not a plain number"),
        ("calls_per_month", "٥", "٥ is not a plain number"),
        ("calls_per_month", "+5", "+5 is not a plain number"),
        ("input_mean", "=1+1", "=1+1 is not a plain number"),
        ("input_mean", "NaN", "NaN is not a finite number"),
        ("output_mean", "Infinity", "Infinity is not a finite number"),
        ("output_mean", "-inf", "-inf is not a finite number"),
        ("paid_per_month", "-15.75", "-15.75 is negative"),
        ("paid_per_month", "$15", "$15 is not a plain number"),
        ("success_share", "98.1", "98.1 is no share: it must be from 0 to 1"),
        ("calls_low", "50001", None),
        ("calls_high", "49999", "49999 is less than calls_per_month 50000"),
        ("input_p50", "2101", None),
        ("output_p99", "759", "759 is less than output_p95 760"),
        ("reasoning_mean", "301", "301 is more than output_mean, which includes it"),
        ("grade", "Measured", "Measured is no grade"),
        ("grade", "certain", "certain is no grade"),
        ("grade", "", "must not be empty"),
        ("feature", "", "must not be empty"),
        ("provider", " ", "must not be empty"),
        ("model", "", "must not be empty"),
        ("model", "gpt\u202e4", "has a character that cannot be shown: gpt\\u202e4"),
        ("source", "a\x00b", "has a character that cannot be shown: a\\x00b"),
        ("window_from", "26.10.2026", "26.10.2026 is no date"),
        ("window_from", "20261026", "20261026 is no date"),
        ("window_to", "2026-11-31", "2026-11-31 is no date"),
        ("window_to", "2026-10-25", "2026-10-25 is before window_from 2026-10-26"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(column, cell, problem):
    line, key, said = refusal(a_file(ROW, a_row(tier="pro", **{column: cell})))
    assert line == 3
    if problem is None:  # two columns contradict each other: the upper one is named
        assert "is less than" in said
    else:
        assert (key, said) == (column, problem)


def test_bounds_without_a_volume_are_refused():
    assert refusal(a_file(a_row(calls_per_month="")))[1:] == ("calls_per_month", "is empty while its bounds are given")


def test_bounds_are_compared_even_when_the_middle_is_missing():
    line, key, problem = refusal(a_file(a_row(calls_per_month="", calls_low="9", calls_high="8")))
    assert (line, key, problem) == (2, "calls_high", "8 is less than calls_low 9")


def test_a_repeated_row_names_the_first():
    assert refusal(a_file(ROW, a_row(tier="pro"), a_row(calls_per_month="46200")))[::2] == (
        4,
        "repeats the row of line 2",
    )


def test_bytes_that_are_not_utf8_are_refused_with_their_line():
    assert refusal(a_file(ROW) + b"caf\xe9,\n")[::2] == (3, "is not UTF-8")
    assert refusal(a_file(ROW).decode().encode("utf-16"))[2] == "is not UTF-8"


def test_csv_that_does_not_parse_is_refused():
    assert refusal(a_file('"open')) == (2, "", "is not CSV: unexpected end of data")
    assert refusal(a_file('"a"b,'))[0] == 2


def test_a_quoted_name_may_hold_commas_but_no_line_break():
    (profile,) = read(a_file(a_row(feature='"help, desk"')), PATH)
    assert profile.feature == "help, desk"
    assert refusal(a_file(a_row(feature='"help\ndesk"')))[:2] == (2, "feature")


def test_a_log_in_the_place_of_a_profile_is_refused():
    assert refusal(b"x" * (LIMIT + 1)) == (0, "", "is larger than 16 MiB")
    assert refusal(a_file("," * 70_000)) == (2, "", "has more than 65,536 characters")


def test_writing_is_sorted_and_gives_the_documented_row():
    (profile,) = read(a_file(ROW), PATH)
    other = a_usage("assistant", tier="pro")
    text = write([profile, other])
    assert text.splitlines()[0] == HEADER
    assert text.splitlines()[1].startswith("assistant,,pro,,openai,gpt-4o-mini,50000,50000,50000,900,,,,0,0,300,")
    assert text.splitlines()[2] == ROW
    assert write([other, profile]) == text


_names = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
_numbers = st.none() | st.decimals(0, 10**15, places=3)


@given(st.lists(st.tuples(_names, st.none() | _names, _numbers, _numbers), max_size=5, unique_by=lambda row: row[:2]))
def test_what_is_written_reads_back(rows):
    profiles = [
        a_usage(feature, calls=calls, input=tokens, output=None, reasoning=None, tier=tier, line=0)
        for feature, tier, calls, tokens in rows
    ]
    back = [replace(profile, line=0) for profile in read(write(profiles).encode(), PATH)]
    assert back == sorted(profiles, key=lambda profile: (profile.feature, profile.tier or ""))
    assert write(back) == write(profiles)
