from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.repo.configuration import _joined, _unquoted, values
from tests.fakes.repository import Repository


@pytest.mark.parametrize(
    "text",
    [
        '[remote "origin"]\n\turl = https://x/y\n',
        '[Remote "origin"]\nURL=https://x/y',
        '[remote "other"]\nurl = no\n[remote "origin"] url = https://x/y # comment\n',
        '[remote "origin"]\r\n\turl = "https://x/y" ; comment\r\n',
        '# [remote "origin"]\n[remote "origin"]\n;url = no\nfetch = a\nurl = https:\\\n//x/y\n[core]\nurl = no\n',
    ],
)
def test_a_value_is_found_however_it_is_written(tmp_path: Path, text: str) -> None:
    (tmp_path / "config").write_text(text)
    assert values(str(tmp_path / "config"), "remote", "origin", "url") == ["https://x/y"]


def test_what_is_not_there_is_empty(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[core]\nbare\n[core]\n  bare = false\n= x\n")
    assert values(str(tmp_path / "config"), "core", "", "bare") == ["true", "false"]
    assert values(str(tmp_path / "config"), "remote", "origin", "url") == []
    assert values(str(tmp_path / "nowhere"), "core", "", "bare") == []


def test_only_the_beginning_of_a_huge_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b"#" * 300_000 + b"\n[core]\nbare = true\n")
    assert values(str(tmp_path / "config"), "core", "", "bare") == []


@pytest.mark.parametrize(
    "value", ["plain", "two  words", " led and trailed ", 'quo"te', "back\\slash", "a;b#c", "tab\tx", ""]
)
def test_git_and_we_read_the_same(tmp_path: Path, value: str) -> None:
    repository = Repository(tmp_path)
    repository.git("config", 'a.b "c" \\ d.key', value)
    assert values(str(tmp_path / ".git/config"), "a", 'b "c" \\ d', "key") == [value]


@given(st.binary(max_size=200))
def test_no_file_is_too_strange(content: bytes) -> None:
    text = content.decode("utf-8", "surrogateescape")
    for line in _joined(text):
        _unquoted(line)
