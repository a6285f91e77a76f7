"""The Markdown case runner itself: a case that is wrong must fail, whichever way it is wrong."""

from pathlib import Path

import pytest

from finops_gate.model.setting import Embedded, Key, Skipped, Unknown
from finops_gate.model.site import Status
from tests import build, cases

MODEL = """
# Title

Prose, and an illustration:
```
no file
```

## A model by name
```python app/chat.py
answer = ask(model="gpt-4o")  # found: model=gpt-4o role=call-argument
```
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cases.md"
    path.write_text(text, encoding="utf-8")
    return path


def one(tmp_path: Path, text: str) -> cases.Case:
    (case,) = cases.parse(write(tmp_path, text))
    return case


def setting(value="gpt-4o", line=1, path="app/chat.py", **changes):
    return build.a_setting(value, path=path, line=line)._replace(**changes)


def test_heading_is_the_case_and_block_is_the_file_without_its_marks(tmp_path):
    case = one(tmp_path, MODEL)
    (file,) = case.files
    assert (case.name, case.line) == ("A model by name", 9)
    assert (file.path, file.text) == ("app/chat.py", b'answer = ask(model="gpt-4o")\n')
    assert file.marks == (cases.Mark(1, "model", "gpt-4o", (("role", "call-argument"),)),)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("FROM x # found: model=a", b"FROM x\n"),
        ("x = 1; // found: model=a", b"x = 1;\n"),
        ("<p>gpt</p> <!-- found: model=a -->", b"<p>gpt</p>\n"),
        ("{value} {/* found: model=a */}", b"{value}\n"),
        ("select 1 -- found: model=a", b"select 1\n"),
        ("a { } /* found: model=a */", b"a { }\n"),
    ],
)
def test_mark_is_a_comment_in_any_syntax(tmp_path, line, text):
    (file,) = one(tmp_path, f"## x\n```python\n{line}\n```\n").files
    assert file.text == text
    assert [(mark.key, mark.value) for mark in file.marks] == [("model", "a")]


def test_one_line_may_hold_several_settings_and_quoted_values(tmp_path):
    (file,) = one(tmp_path, '## x\n```python\nf()  # found: prompt="You are" slot=system max-output=500\n```\n').files
    assert [(m.key, m.value, m.wanted) for m in file.marks] == [
        ("prompt", "You are", (("slot", "system"),)),
        ("max-output", "500", ()),
    ]


def test_case_that_is_read_as_marked_passes(tmp_path):
    cases.check_reading(one(tmp_path, MODEL), lambda path, text: [setting()])


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([], "not found, line 1: model=gpt-4o"),
        ([setting("gpt-4")], "instead line 1: model=gpt-4"),
        ([setting(Unknown("an expression"))], "instead line 1: model=?"),
        ([setting(role="constant")], "role is constant"),
        ([setting(mention="menu")], "mention is menu"),
        ([setting(line=2)], "found on a line without a mark"),
        ([setting(), setting("gpt-4")], "found beyond what the line's mark says"),
        ([setting(), setting("gpt-4", line=2)], "found on a line without a mark, line 2: model=gpt-4"),
        ([setting(), Skipped("app/chat.py", "not UTF-8")], "skipped: not UTF-8"),
        ([setting(), Embedded("shell", b"", 1)], "shell inside it was left unread"),
        ([setting(path="other.py")], "stands in other.py"),
    ],
)
def test_every_way_to_read_it_otherwise_fails_and_is_told(tmp_path, found, told):
    with pytest.raises(cases.CaseFailedError) as failure:
        cases.check_reading(one(tmp_path, MODEL), lambda path, text: found)
    assert told in str(failure.value)


def test_mention_on_an_unmarked_line_is_allowed_and_one_that_is_marked_is_asked_for(tmp_path):
    cases.check_reading(one(tmp_path, MODEL), lambda path, text: [setting(), setting("gpt-4", line=2, mention="menu")])
    marked = one(tmp_path, "## x\n```python app/chat.py\n# found: model=gpt-4o mention=menu\n```\n")
    cases.check_reading(marked, lambda path, text: [setting(mention="menu")])
    with pytest.raises(cases.CaseFailedError):
        cases.check_reading(marked, lambda path, text: [setting()])


def test_names_that_a_setting_binds_and_refers_to_are_looked_for_among_them(tmp_path):
    case = one(tmp_path, "## x\n```python app/chat.py\nf()  # found: model=? refers=env:MODEL binds=\n```\n")
    unknown = setting(Unknown("a variable"), refers=("env:MODEL", "MODEL"))
    cases.check_reading(case, lambda path, text: [unknown])
    with pytest.raises(cases.CaseFailedError):
        cases.check_reading(case, lambda path, text: [unknown._replace(binds=("MODEL",))])


def test_expect_block_names_lines_and_reasons_where_there_are_no_comments(tmp_path):
    text = '## x\n```json app/chat.py\n{"model": "gpt-4o"}\n```\n```expect\n1: model=gpt-4o\nskipped: too deep\n```\n'
    skipped = Skipped("app/chat.py", "nests too deep")
    cases.check_reading(one(tmp_path, text), lambda path, text: [setting(), skipped])
    with pytest.raises(cases.CaseFailedError, match="nothing was skipped because 'too deep'"):
        cases.check_reading(one(tmp_path, text), lambda path, text: [setting()])


@pytest.mark.parametrize(
    "text",
    [
        "## nothing in it\n",
        "## x\n```python\nnever closed\n",
        "## x\n```python\n```\n## x\n```python\n```\n",
        "## x\n```python\n```\n```python\n```\n",
        "## x\n```python a.py b.py\n```\n",
        "## x\n```cobol\n```\n",
        "## x\n```python\n1  # found:\n```\n",
        "## x\n```python\n1  # found: modle=gpt-4o\n```\n",
        '## x\n```python\n1  # found: model="gpt\n```\n',
    ],
)
def test_case_written_wrongly_is_an_error_and_not_a_pass(tmp_path, text):
    with pytest.raises(cases.CaseError):
        cases.parse(write(tmp_path, text))


SWAP = """## swap
```python before app/chat.py
old
```
```python after app/chat.py
new
```
```yaml both.yaml
same
```
```expect
modified model gpt-4o-mini -> gpt-4-turbo app/chat.py:3
```
"""


def swap(**changes):
    return build.a_change("gpt-4o-mini", "gpt-4-turbo", path="app/chat.py", line=3)._replace(**changes)


def test_two_sides_are_compared_and_a_file_without_a_side_stands_on_both(tmp_path):
    seen = []

    def compare(before, after):
        seen.append((before, after))
        return [swap()]

    cases.check_comparison(one(tmp_path, SWAP), compare)
    both = {"both.yaml": b"same\n"}
    assert seen == [({"app/chat.py": b"old\n", **both}, {"app/chat.py": b"new\n", **both})]


@pytest.mark.parametrize(
    "rows",
    [[], [swap(), swap()], [swap(billed=False)], [swap(status=Status.HIDDEN)], [swap(key=Key.REASONING)]],
)
def test_rows_other_than_expected_fail(tmp_path, rows):
    with pytest.raises(cases.CaseFailedError):
        cases.check_comparison(one(tmp_path, SWAP), lambda before, after: rows)


def test_comparison_without_expected_rows_is_an_error_and_nothing_means_nothing(tmp_path):
    silent = "## x\n```python before a.py\n```\n"
    with pytest.raises(cases.CaseError):
        cases.check_comparison(one(tmp_path, silent), lambda before, after: [])
    cases.check_comparison(one(tmp_path, f"{silent}```expect\nnothing\n```\n"), lambda before, after: [])
