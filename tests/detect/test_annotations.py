"""What a comment tells the gate, in any language's comment form."""

from __future__ import annotations

import pytest

from finops_gate.detect import route
from finops_gate.detect.annotations import parse
from finops_gate.model.setting import Setting


def settings(path: str, text: str) -> list[Setting]:
    return [entry for entry in route.read(path, text.encode()) if isinstance(entry, Setting)]


def test_an_annotation_on_the_line_itself_belongs_to_its_setting() -> None:
    (found,) = settings("app/x.py", 'MODEL = "gpt-4o"  # finops-gate: feature=helpdesk-bot tier=pro\n')
    assert found.annotation is not None
    assert (found.annotation.feature, found.annotation.tier) == ("helpdesk-bot", "pro")


@pytest.mark.parametrize(
    ("path", "comment", "line"),
    [
        ("a.py", "#", 'MODEL = "gpt-4o"'),
        ("a.ts", "//", 'const MODEL = "gpt-4o";'),
        ("a.go", "//", 'var Model = "gpt-4o"'),
        ("a.yaml", "#", "model: gpt-4o"),
        ("a.rb", "#", 'MODEL = "gpt-4o"'),
    ],
)
def test_a_comment_line_above_belongs_to_the_next_line(path: str, comment: str, line: str) -> None:
    note = "finops-gate: ignore[monthly-increase, new-spend] reason='agreed in March' until=2027-03-01"
    text = f"{comment} {note}\n{line}\n"
    (found,) = settings(path, text if path != "a.go" else "package a\n" + text)
    assert found.annotation is not None
    assert found.annotation.ignores == ("monthly-increase", "new-spend")
    assert found.annotation.reason == "agreed in March"
    assert found.annotation.until == "2027-03-01"


def test_a_typing_error_silences_nothing() -> None:
    assert parse("ingore[monthly-increase] reason=x").ignores == ()
    assert parse("ignore monthly-increase reason=x").ignores == ()


def test_an_annotation_two_lines_above_belongs_to_nobody() -> None:
    (found,) = settings("a.py", '# finops-gate: feature=x\n\nMODEL = "gpt-4o"\n')
    assert found.annotation is None
