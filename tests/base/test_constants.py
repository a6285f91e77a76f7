"""Constants that a change gives another value, told from the lines alone."""

import pytest

from finops_gate.base.constants import changed_names, may_read


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app/config.py", "ANSWER = 300"),
        ("app/config.py", "    answer_length: int = 300"),
        ("app/config.py", 'ANSWER = int(os.getenv("ANSWER", "300"))'),
        ("src/limits.ts", "export const answerLength: number = 300;"),
        ("src/limits.ts", "  answerLength: 300,"),
        ("src/limits.ts", "export const limits = { pageLength: 10, answerLength: 300 };"),
        ("internal/limits.go", "\tAnswerLength = 300"),
        ("internal/limits.go", "const AnswerLength int = 300"),
        ("Limits.java", "    public static final int ANSWER = 300;"),
        ("Limits.cs", "    public const int Answer = 300;"),
        ("Limits.kt", "    const val ANSWER = 300"),
    ],
)
def test_a_number_that_changed_is_told_by_its_name(path, line):
    (name,) = changed_names(path, line.encode(), line.replace("300", "3000").encode())
    assert name.casefold().startswith("answer")


@pytest.mark.parametrize(
    "line",
    [
        "REQUEST_TIMEOUT = 300",
        "VERSION = 300",
        "limit = 300",
        "if answer_length == 300:",
        "# see answer_length",
        "x = 300",
    ],
)
def test_what_is_no_limit_by_its_name_or_no_constant_is_not_searched_for(line):
    assert changed_names("app/config.py", line.encode(), line.replace("300", "3000").encode()) == ()


def test_a_line_that_only_moved_and_a_file_of_another_kind_are_no_change():
    assert changed_names("a.py", b"ANSWER = 300\nOTHER = 200\n", b"OTHER = 200\nANSWER = 300\n") == ()
    assert changed_names("a.lock", b"ANSWER = 300\n", b"ANSWER = 3000\n") == ()
    assert changed_names("a.py", None, b"ANSWER = 3000\n") == ()


def test_a_reader_names_the_constant_near_a_billed_slot():
    assert may_read(b"create(max_tokens=config.ANSWER)", "ANSWER")
    assert not may_read(b"items[:ANSWER]", "ANSWER")
    assert not may_read(b"create(max_tokens=ANSWERS)", "ANSWER")
