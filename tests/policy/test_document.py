"""Strictness of governing YAML: each way to be ambiguous, malformed or hostile, with file, line and key."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.errors import GovernanceError
from finops_gate.policy.document import dotted, read

PATH = ".finops-gate/policy.yaml"


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def parser(request, monkeypatch):
    """Every case with both of PyYAML's parsers, where libyaml was built in."""
    if request.param == "pure":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


def test_block_and_flow_style_say_the_same():
    block = b"rules:\n  a:\n    - x\n    - y: 1\n"
    flow = b"rules: {a: [x, {y: 1}]}\n"
    assert read(block, PATH).value == read(flow, PATH).value == {"rules": {"a": ["x", {"y": "1"}]}}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("012", "012"),
        ("12:30:45", "12:30:45"),
        ("1e3", "1e3"),
        ("2.50", "2.50"),
        ("2026-13-01", "2026-13-01"),
        ("9" * 5000, "9" * 5000),
        ("'.nan'", ".nan"),
        ("'null'", "null"),
        ("null", None),
        ("~", None),
        ("", None),
        ("''", ""),
        ("'<<'", "<<"),
        ('"\\ud7ff\\ue000"', "\ud7ff\ue000"),
        ("|\n  text\n", "text\n"),
    ],
)
def test_scalars_stay_the_text_that_was_written(written, value):
    assert read(f"a: {written}\n".encode(), PATH).value == {"a": value}


def test_byte_order_mark_is_no_part_of_the_first_key():
    assert read(b"\xef\xbb\xbfa: 1", PATH).value == {"a": "1"}


def test_lines_of_keys_and_items():
    document = read(b"a:\n  b: 1\n  c:\n    - x\n    -\n      d: 2\n", PATH)
    assert document.line(("a", "b")) == 2
    assert document.line(("a", "c", 1, "d")) == 6
    assert document.line(("a", "missing", "deeper")) == 1
    error = document.error(("a", "c", 1, "d"), "is odd", "be even")
    assert (str(error), error.hint) == (f"{PATH}:6: a.c[1].d: is odd", "be even")


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        # one meaning only
        (b"a: 1\nlimit: 10\nlimit: 999999\n", 3, "limit", "given twice (first on line 2)"),
        (b"a:\n  b: {x: 1, x: 2}\n", 2, "a.b.x", "given twice"),
        (b"a: 1\n'a': 2\n", 2, "a", "given twice"),
        (b"a: &x [1]\nb: 2\n", 1, "a", "anchor (&x)"),
        (b"a: 1\nb: *x\n", 2, "b", "alias (*x)"),
        (b"&k a: 1\n", 1, "", "anchor"),
        (b"a: &a [*a]\n", 1, "a", "anchor"),
        (b"x: 1\na:\n  <<: {b: 1}\n", 3, "a", "merge key"),
        (b"a: !!python/object/apply:os.system [ls]\n", 1, "a", "has a tag"),
        (b"a: !!float 3\n", 1, "a", "has a tag"),
        (b"a: !secret x\n", 1, "a", "has a tag (!secret)"),
        (b"!!str a: x\n", 1, "", "has a tag"),
        (b"a: 1\n---\nb: 2\n", 2, "", "second document"),
        (b"%YAML 1.1\n---\na: 1\n", 1, "", "% directive"),
        (b"%TAG ! tag:x,2000:\n---\na: 1\n", 1, "", "% directive"),
        # amounts that compare false with everything
        (b"a: {b: .nan}\n", 1, "a.b", ".nan is not an amount"),
        (b"a:\n- .inf\n", 2, "a[0]", ".inf is not an amount"),
        (b"a: -.INF\n", 1, "a", "-.INF is not an amount"),
        # shapes
        (b"", 0, "", "is empty"),
        (b"# nothing but a comment\n", 0, "", "is empty"),
        (b"null\n", 0, "", "is empty"),
        (b"- a\n", 1, "", "must be a mapping"),
        (b"text\n", 1, "", "must be a mapping"),
        (b"? [a]\n: 1\n", 1, "", "has a key that is a mapping or a list"),
        (b"~: 1\n", 1, "", "has a key without a name"),
        # syntax and bytes
        (b"a: [1\nb: 2\n", 2, None, "is not YAML"),
        (b"a: 1\n  b: 2\n", 2, "", "is not YAML"),
        (b"a: 'x\n", None, "a", "is not YAML: found unexpected end of stream"),
        (b"a:\n\tb: 1\n", 2, "a", "is not YAML"),
        (b"a: 1\nb: \x07\n", 2, None, "a character that YAML forbids"),
        (b"a: \x00\n", 1, None, "a character that YAML forbids"),
        (b"\na: \x00\n", 2, None, "a character that YAML forbids"),
        (b"a: 1\nb: \xff\n", 2, "", "is not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "", "is not UTF-8"),
        (b"\na: \xff\n", 2, "", "is not UTF-8"),
        (b'a: "\\ud800"\n', 1, "a", ""),
        (b'a: "\\udfff"\n', 1, "a", ""),
        # size
        (b"a: 1\n" + b"#" * (1 << 20), 0, "", "a governing file has at most 1,048,576"),
        (b"a: " + b"[" * 60 + b"]" * 60, 1, "a[0][0][0][0][0][0][0]…", "nests more than 40 levels"),
        (b"a: " + b"[" * 30_000, 1, None, ""),
        (b"a: [" + b"1," * 100_001 + b"]", 1, "a[99997]", "more than 100,000 values"),
    ],
)
def test_malformed_file_is_an_error_with_line_and_key(text, line, key, words):
    with pytest.raises(GovernanceError) as caught:
        read(text, PATH)
    error = caught.value
    assert error.path == PATH and words in error.problem
    assert line is None or error.line == line
    assert key is None or error.key == key
    assert error.exit_code == 2


def test_what_is_just_small_enough_is_read():
    size = 1 << 20
    assert read(b"a: 1\n" + b"#" * (size - 5), PATH).value == {"a": "1"}
    with pytest.raises(GovernanceError, match="is 1,048,577 bytes"):
        read(b"a: 1\n" + b"#" * (size - 4), PATH)
    assert read(b"a: " + b"[" * 39 + b"]" * 39, PATH).value
    with pytest.raises(GovernanceError, match="nests more than 40 levels"):
        read(b"a: " + b"[" * 40 + b"]" * 40, PATH)


def test_long_keys_of_deep_places_are_cut():
    assert dotted(("a", *range(7))) == "a[0][1][2][3][4][5][6]"
    assert dotted(("a", *range(8))) == "a[0][1][2][3][4][5][6]…"


def test_alias_bomb_costs_nothing():
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    started = time.process_time()
    with pytest.raises(GovernanceError):
        read(bomb.encode(), PATH)
    assert time.process_time() - started < 1


def test_tabs_are_named():
    with pytest.raises(GovernanceError) as caught:
        read(b"a:\n\tb: 1\n", PATH)
    assert caught.value.hint == "indent with spaces, not with tabs"
    with pytest.raises(GovernanceError) as caught:
        read(b"a: 'x\ty'\nb: ]\n", PATH)
    assert (caught.value.line, caught.value.hint) == (2, "")


def test_hostile_keys_are_shown_harmless():
    with pytest.raises(GovernanceError) as caught:
        read(b'"\\e[31m\\u202e": {b: 1, b: 2}\n', PATH)
    assert "\x1b" not in str(caught.value) and "\u202e" not in str(caught.value)
    assert dotted(("a\nb", 0, "c")) == "a\\x0ab[0].c"


@given(st.binary(max_size=60) | st.text("{}[]:-&*!<>|'\"%@` \n\ta1~?", max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(text):
    try:
        assert isinstance(read(text, PATH).value, dict)
    except GovernanceError as error:
        assert error.path == PATH
