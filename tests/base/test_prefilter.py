"""The sieve before everything loses nothing that a detector finds."""

from pathlib import Path

import pytest

from finops_gate.base.prefilter import relevant
from finops_gate.detect import route
from finops_gate.model.setting import Setting
from tests import cases

CASES = sorted((Path(__file__).parents[1] / "detect").rglob("*.md"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_file_in_which_something_is_found_passes(path):
    for case in cases.parse(path):
        for file in case.files:
            if any(isinstance(entry, Setting) for entry in route.read(file.path, file.text)):
                assert relevant(file.text), f"{case.name}: {file.path}"


@pytest.mark.parametrize("text", [b'x = "o3-mini"', b"x: o1", b"LLM", b"GPT", b"nvidia.com/gpu: 1"])
def test_short_and_loud_words_pass(text):
    assert relevant(text)


@pytest.mark.parametrize("text", [b"", b"def main():\n    return 1\n", b"\x00\xff\xfe", "schöne Grüße".encode()])
def test_text_without_any_is_left_alone(text):
    assert not relevant(text)
