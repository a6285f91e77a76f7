"""`.finops-gate/usage.csv`: the call-volume profile, read strictly and written in one form.

A cell that is empty is unknown, never zero. Whatever else is not exactly right is an error that names file, line and
column: a profile that was half understood would put a wrong figure behind a verdict.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from finops_gate.base.errors import GovernanceError
from finops_gate.base.money import plain
from finops_gate.base.text import clean
from finops_gate.model.usage import Grade, TokenProfile, UsageProfile

COLUMNS = tuple(
    "feature team tier environment provider model calls_per_month calls_low calls_high input_mean input_p50 input_p95 "
    "input_p99 cache_read_mean cache_write_mean output_mean output_p50 output_p95 output_p99 reasoning_mean "
    "success_share paid_per_month grade source window_from window_to".split()
)
"""The columns, in the order in which they are written. A reader takes them in any order, but all of them."""

LIMIT = 16 * 1024 * 1024
"""Bytes. A profile has one row for a feature, tier, environment and model: larger is a log put in its place."""

_LINE_LIMIT = 65_536  # characters; one line of 16 MiB of commas would become a list of 128 MB

_NAMES = ("feature", "team", "tier", "environment", "provider", "model", "source")
_REQUIRED = ("feature", "provider", "model", "grade")
_IDENTITY = ("feature", "tier", "environment", "provider", "model")
_NUMBERS = COLUMNS[COLUMNS.index("calls_per_month") : COLUMNS.index("grade")]
_ORDERED = (
    ("calls_low", "calls_per_month", "calls_high"),
    ("input_p50", "input_p95", "input_p99"),
    ("output_p50", "output_p95", "output_p99"),
)
# Plain decimals only: an exponent such as 1e999999999 would be a number that no sum can hold.
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_SPECIAL = re.compile(r"[+-]?(nan|snan|inf|infinity)[0-9]*", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HEADER_HINT = "the first line must be: " + ",".join(COLUMNS)


def read(text: bytes, path: str) -> tuple[UsageProfile, ...]:
    """The rows of a profile, in the order of the file. Raises GovernanceError with line and column."""
    rows = _rows(text, path)
    header_line, header = next(rows, (1, []))
    order = _header(header, header_line, path)
    seen: dict[tuple[str, ...], int] = {}
    profiles = []
    for line, cells in rows:
        if len(cells) != len(order):
            raise GovernanceError(
                path, line, "", f"has {len(cells)} cells where the header has {len(order)}", "an empty cell is unknown"
            )
        row = {column: cell.strip() for column, cell in zip(order, cells, strict=True)}
        profiles.append(_profile(row, line, path))
        identity = tuple(row[column] for column in _IDENTITY)
        if identity in seen:
            raise GovernanceError(
                path, line, "feature", f"repeats the row of line {seen[identity]}", f"the same {', '.join(_IDENTITY)}"
            )
        seen[identity] = line
    return tuple(profiles)


def write(profiles: Iterable[UsageProfile]) -> str:
    """The same profiles as text: sorted by feature, tier, environment, provider and model; reads back as it was."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = [_cells(profile) for profile in profiles]
    rows.sort(key=_sorting)
    writer.writerows(rows)
    return out.getvalue()


def _rows(text: bytes, path: str) -> Iterator[tuple[int, list[str]]]:
    if len(text) > LIMIT:
        raise GovernanceError(
            path, 0, "", f"is larger than {LIMIT // 1024 // 1024} MiB", "put aggregates here, not logs"
        )
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise GovernanceError(path, line, "", "is not UTF-8", "save the file as UTF-8") from None
    reader = csv.reader(_lines(decoded, path), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise GovernanceError(path, line, "", f"is not CSV: {error}") from None
        if cells is None:
            return
        if cells:  # a blank line is nothing
            yield line, cells


def _lines(text: str, path: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > _LINE_LIMIT:
            raise GovernanceError(path, number, "", f"has more than {_LINE_LIMIT:,} characters")
        yield line


def _header(cells: list[str], line: int, path: str) -> list[str]:
    names = [cell.strip() for cell in cells]
    if not any(names):
        raise GovernanceError(path, line, "", "has no header row", _HEADER_HINT)
    for position, name in enumerate(names):
        if name not in COLUMNS:
            raise GovernanceError(path, line, clean(name) or "(no name)", "is no column of a profile", _HEADER_HINT)
        if name in names[:position]:
            raise GovernanceError(path, line, name, "is there twice", _HEADER_HINT)
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise GovernanceError(path, line, missing[0], "is missing from the header", _HEADER_HINT)
    return names


def _profile(row: dict[str, str], line: int, path: str) -> UsageProfile:
    for column in _REQUIRED:
        if not row[column]:
            raise GovernanceError(path, line, column, "must not be empty")
    for column in _NAMES:
        if not row[column].isprintable():
            raise GovernanceError(path, line, column, f"has a character that cannot be shown: {clean(row[column])}")
    numbers = {column: _number(row[column], column, line, path) for column in _NUMBERS}
    _check(numbers, line, path)
    starts, ends = (_day(row[column], column, line, path) for column in ("window_from", "window_to"))
    if starts and ends and ends < starts:
        raise GovernanceError(path, line, "window_to", f"{ends} is before window_from {starts}")
    return UsageProfile(
        feature=row["feature"],
        team=row["team"] or None,
        tier=row["tier"] or None,
        environment=row["environment"] or None,
        provider=row["provider"],
        model=row["model"],
        calls=numbers["calls_per_month"],
        calls_low=numbers["calls_low"],
        calls_high=numbers["calls_high"],
        input=_tokens(numbers, "input"),
        output=_tokens(numbers, "output"),
        cache_read_mean=numbers["cache_read_mean"],
        cache_write_mean=numbers["cache_write_mean"],
        reasoning_mean=numbers["reasoning_mean"],
        success_share=numbers["success_share"],
        paid_per_month=numbers["paid_per_month"],
        grade=_grade(row["grade"], line, path),
        source=row["source"],
        starts=starts,
        ends=ends,
        line=line,
    )


def _tokens(numbers: dict[str, Decimal | None], kind: str) -> TokenProfile:
    return TokenProfile(*(numbers[f"{kind}_{measure}"] for measure in ("mean", "p50", "p95", "p99")))


def _number(cell: str, column: str, line: int, path: str) -> Decimal | None:
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        what = "is not a finite number" if _SPECIAL.fullmatch(cell) else "is not a plain number"
        raise GovernanceError(path, line, column, f"{clean(cell)} {what}", "write it as 46100 or 0.981")
    number = Decimal(cell)
    if number.is_signed():
        raise GovernanceError(path, line, column, f"{cell} is negative")
    return number


def _check(numbers: dict[str, Decimal | None], line: int, path: str) -> None:
    """What cannot be true of any recorded calls."""
    for columns in _ORDERED:
        known = [(column, value) for column in columns if (value := numbers[column]) is not None]
        for (lower, low), (upper, high) in pairwise(known):
            if low > high:
                raise GovernanceError(path, line, upper, f"{plain(high)} is less than {lower} {plain(low)}")
    share, output, reasoning = numbers["success_share"], numbers["output_mean"], numbers["reasoning_mean"]
    if share is not None and share > 1:
        raise GovernanceError(path, line, "success_share", f"{plain(share)} is no share: it must be from 0 to 1")
    if numbers["calls_per_month"] is None and (numbers["calls_low"] is not None or numbers["calls_high"] is not None):
        raise GovernanceError(path, line, "calls_per_month", "is empty while its bounds are given")
    if output is not None and reasoning is not None and reasoning > output:
        raise GovernanceError(
            path, line, "reasoning_mean", f"{plain(reasoning)} is more than output_mean, which includes it"
        )


def _day(cell: str, column: str, line: int, path: str) -> date | None:
    if not cell:
        return None
    try:
        if _DATE.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise GovernanceError(path, line, column, f"{clean(cell)} is no date", "write it as 2026-11-22")


def _grade(cell: str, line: int, path: str) -> Grade:
    known = {grade.word: grade for grade in Grade}
    if cell not in known:
        words = ", ".join(sorted(known, key=lambda word: -known[word]))
        raise GovernanceError(path, line, "grade", f"{clean(cell)} is no grade", f"one of {words}")
    return known[cell]


def _cells(profile: UsageProfile) -> list[str]:
    numbers = (
        profile.calls,
        profile.calls_low,
        profile.calls_high,
        profile.input.mean,
        profile.input.p50,
        profile.input.p95,
        profile.input.p99,
        profile.cache_read_mean,
        profile.cache_write_mean,
        profile.output.mean,
        profile.output.p50,
        profile.output.p95,
        profile.output.p99,
        profile.reasoning_mean,
        profile.success_share,
        profile.paid_per_month,
    )
    return [
        profile.feature,
        profile.team or "",
        profile.tier or "",
        profile.environment or "",
        profile.provider,
        profile.model,
        *("" if number is None else plain(number) for number in numbers),
        profile.grade.word,
        profile.source,
        str(profile.starts or ""),
        str(profile.ends or ""),
    ]


def _sorting(cells: list[str]) -> tuple[str, ...]:
    return tuple(cells[COLUMNS.index(column)] for column in _IDENTITY)
