"""What is told at once after an edit is what a whole reading tells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finops_gate.app.editor.document import edit, near, tree, whole

PIECES = [
    'answer = client.chat.completions.create(model="gpt-4o", max_tokens=500)',
    'DEFAULT_MODEL = "gpt-4o-mini"',
    "x = 1",
    "",
    "# about gpt-4 and tokens",
    "def step(value):\n    return value",
    "print(len('🙂'))",
]
CODE = "from openai import OpenAI\nclient = OpenAI()\n" + "\n".join(PIECES * 12) + "\n"


def alike(found):
    return [setting._replace(group=0) for setting in found]


@pytest.mark.parametrize("path", ["app/a.py", "values.yaml", "notes.txt"])
def test_lines_that_come_and_go_move_what_stands_below(path):
    old = CODE.encode() if path.endswith(".py") else b"model: gpt-4o\nname: a\n" * 3
    new = b"# one\n# two\n" + old
    known = whole(path, old)
    told, _ = near(path, edit(old, new), new, known)
    assert alike(told) == alike(whole(path, new))


@pytest.mark.parametrize("path", ["app/a.ts", "app/a.tsx", "app/a.js"])
def test_a_script_is_read_near_an_edit(path):
    line = 'const r = await client.chat.completions.create({ model: "gpt-4o", max_tokens: 500 });\n'
    old = ("const n = 1;\n" * 40 + line + "const m = 2;\n" * 40).encode()
    new = old.replace(b"gpt-4o", b"gpt-4.1")
    told, _ = near(path, edit(old, new), new, whole(path, old))
    assert alike(told) == alike(whole(path, new))
    assert [setting.value for setting in told if setting.key == "model"] == ["gpt-4.1"]


def test_the_same_text_is_no_edit():
    assert edit(b"a\nb", b"a\nb") is None


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 90), st.integers(0, 3), st.lists(st.sampled_from(PIECES), max_size=3))
def test_whole_lines_edited_anywhere_are_told_at_once(at, gone, put):
    lines = CODE.split("\n")
    new = "\n".join([*lines[:at], *"\n".join(put).split("\n"), *lines[at + gone :]]).encode()
    old = CODE.encode()
    found = edit(old, new)
    if found is not None:
        told, _ = near("app/a.py", found, new, whole("app/a.py", old))
        truth = whole("app/a.py", new)
        shape = lambda all_of: [(s.key, s.value, s.location.line) for s in all_of]  # noqa: E731
        assert shape(told) == shape(truth)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 90), st.integers(0, 2), st.sampled_from(PIECES)), min_size=1, max_size=6))
def test_one_edit_after_the_other_tells_what_a_whole_reading_tells(edits):
    text, known = CODE.encode(), whole("app/a.py", CODE.encode())
    parsed = tree("app/a.py", text)
    for at, gone, put in edits:
        lines = text.split(b"\n")
        new = b"\n".join([*lines[:at], *put.encode().split(b"\n"), *lines[at + gone :]])
        found = edit(text, new)
        if found is not None:
            known, parsed = near("app/a.py", found, new, known, parsed)
        text = new
    shape = lambda all_of: [(s.key, s.value, s.location.line) for s in all_of]  # noqa: E731
    assert shape(known) == shape(whole("app/a.py", text))
