"""Whatever a file holds, a detector answers: it never raises, never loops, and looks at no more than it must."""

import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from finops_gate.base import shelf
from finops_gate.detect import route
from finops_gate.model.setting import Setting, Skipped


def path_of(package: str, name: str) -> str:
    detector = shelf.take(package, name, "DETECTOR")
    return f"dir/a{detector.suffixes[0]}" if detector.suffixes else detector.filenames[0]


CODE, CONFIGURATION = ([path_of(package, name) for name in shelf.names(package)] for package in route.SHELVES)
PATHS = [*CODE, *CONFIGURATION]
WORDS = r"""
model MODEL gpt-4o "gpt-4o" 'o3-mini' `claude` model= model: "model" max_tokens 500 env( getenv(" ${MODEL:- } { } ( )
[ ] < > <script> </script> = := == => -> ?? || ?: \\ // # /* */ -- <!-- --> \"\"\" ''' ``` $$ $( <<EOF EOF def class
enum match case when if else return , ; . : :: @ | & * + é 𝒳 INSERT INTO VALUES UPDATE SET WHERE DEFAULT curl -d
--model export
""".split()
PIECES = st.sampled_from([*WORDS, " ", "\n", "\n    ", "\t", "\r", "\x00", "\ufeff", "\u202e"])
MIXED = st.lists(PIECES, max_size=60).map("".join)


def answers(path: str, text: bytes) -> None:
    lines = text.count(b"\n") + 1
    for entry in route.read(path, text):
        assert isinstance(entry, Setting | Skipped)
        if isinstance(entry, Setting):
            assert entry.location.path == path
            assert 1 <= entry.location.line <= lines


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=40)
@given(text=MIXED)
@example(text="")
@example(text="\x00\x00model\x00gpt-4o")
def test_any_text(path, text):
    answers(path, text.encode())


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=20)
@given(data=st.binary(max_size=300))
@example(data=b"\xff\xfemodel = \xff'gpt-4o'")
@example(data=b"model = '\xc3gpt-4o'\r\nmodel: gpt-4o\r")
def test_any_bytes(path, data):
    answers(path, data)
    answers(path, b'model = "gpt-4o" ' + data)
    answers(path, data + b'\nmodel: "gpt-4o"\n')


HOSTILE = {
    "nested brackets": b"[" * 10_000 + b'"gpt-4o"' + b"]" * 10_000,
    "nested calls": b"model(" * 10_000 + b'"gpt-4o"' + b")" * 10_000,
    "nested tables": b'{"model":' * 10_000 + b'"gpt-4o"' + b"}" * 10_000,
    "brackets never closed": b"model = " + b"({[<" * 2_000,
    "one line of a million": b"x = '" + b"a" * 1_000_000 + b"'; model = 'gpt-4o'",
    "quotes never closed": b"model = 'gpt-4o\n" * 300 + b"'\"`" * 1_000,
    "a long sum": b"model = " + b"'gpt-4o' + " * 1_000 + b"'x'",
    "a long chain": b"x" + b".model('gpt-4o')" * 500,
    "many heredocs": b"cat <<A <<B <<C\n" * 1_000,
    "substitutions never closed": b"X=$(curl ${MODEL:-$(" * 1_000,
    "dollar quotes never closed": b"$a$ $b$ $c$ model := 'gpt-4o';" * 300,
    "tags never closed": b"<script <!-- <script '" * 1_000,
    "carriage returns": b"model = 'gpt-4o'\r" * 500,
    "ambiguous as can be": b"model = 'gpt-4o'\n" + b"<a<b" * 60_000,
    "quotes of another language": b"model = 'gpt-4o'\n" * 8_000,
    "lines that go on": b"model = 'gpt-4o'\n" + b"x\\\n" * 20_000,
    "nothing but nul": b"\x00" * 100_000,
    "binary": bytes(range(256)) * 1_000,
}
GROWING = {
    "a list": lambda n: b"models = [" + b'"gpt-4o", ' * n + b"]",
    "a table": lambda n: b"models = {" + b'"gpt-4o": {"model": "gpt-4o"}, ' * n + b"}",
    "arguments": lambda n: b"f(" + b'model="gpt-4o", ' * n + b")",
    "assignments": lambda n: b'model = "gpt-4o";\n' * n,
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", HOSTILE)
def test_files_that_were_written_to_hurt(path, name):
    answers(path, HOSTILE[name])


def work(path: str, text: bytes) -> int:
    """How many functions are called in reading a file: a measure that no other program on the machine disturbs."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        route.read(path, text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", GROWING)
def test_work_grows_with_the_file_and_not_with_its_square(path, name):
    route.read(path, GROWING[name](10))  # what is done once a process
    some, more = work(path, GROWING[name](100)), work(path, GROWING[name](400))
    assert more <= 6 * some + 2_000


def test_a_file_that_names_too_much_is_said_to_be_unread_from_there_on():
    found = route.read("a.py", b"model = 'gpt-4o'\n" * 20_001)
    assert [entry.reason for entry in found if isinstance(entry, Skipped)] == [
        "names more models and parameters than are read in one file"
    ]


def test_a_file_that_no_parser_can_afford_is_said_to_be_unread():
    found = route.read("a.cs", HOSTILE["ambiguous as can be"])
    assert [entry.reason for entry in found if isinstance(entry, Skipped)] == [
        "takes more work to parse as csharp than any file of its size"
    ]
    assert not [entry for entry in found if isinstance(entry, Setting)]
