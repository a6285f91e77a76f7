"""The shortcut of `history`: an edit that may matter is never taken for one that cannot."""

from __future__ import annotations

import pytest

from finops_gate.app.unmoved import unmoved, words_of
from finops_gate.detect import route

CALL = b'client.chat.completions.create(\n    model="gpt-4o",\n    max_tokens=300,\n    messages=m,\n)\n'


def same(before: bytes, after: bytes, path: str = "bot.py") -> bool:
    return unmoved(before, after, route.is_code(path), words_of(route.read(path, before)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "edit",
    [
        (b"gpt-4o", b"gpt-4o-mini"),
        (b"300", b"3000"),
        (b"max_tokens=300", b"max_tokens=\n        3000"),
        (b"    max_tokens=300,\n", b""),
        (b"client.chat", b"azure_openai.chat"),
    ],
)
def test_an_edit_that_changes_a_setting(edit: tuple[bytes, bytes]) -> None:
    assert not same(CALL, CALL.replace(*edit))


def test_the_second_line_of_a_value() -> None:
    before = CALL.replace(b"=300", b"=\n        300")
    assert not same(before, before.replace(b"300", b"3000"))


def test_the_value_of_a_name_that_a_setting_is_read_from() -> None:
    before = b"WHO = other()\n" + CALL.replace(b'"gpt-4o"', b"WHO")
    assert not same(before, before.replace(b"other()", b"choose()"))


def test_one_of_several_equal_lines() -> None:
    assert not same(CALL + CALL, CALL + CALL.replace(b"    max_tokens=300,\n", b""))


def test_lines_that_say_nothing() -> None:
    before = CALL + b"print(answer)\n"
    assert same(before, before.replace(b"print(answer)", b"log(answer)\nreturn answer"))
    assert same(before, b"# hello\n\n" + before)


def test_configuration_is_told_by_coarser_words() -> None:
    before = b"llm:\n  model: gpt-4o\nreplicas: 2\nport: 80\n"
    assert not same(before, before.replace(b"replicas: 2", b"replicas: 3"), "values.yaml")
    assert same(before, before.replace(b"port: 80", b"port: 8080"), "values.yaml")
