"""What a runner reads of a step cannot be forged by what a report says."""

import pytest

from finops_gate.base.errors import OutputError
from finops_gate.cli import runner
from finops_gate.cli.action import words
from tests.action.runner import parsed


def test_command_holds_its_data_and_its_properties():
    line = runner.command("warning", "a%\r\n::error::b", title="x:y,z\n::error::c")
    assert line == "::warning title=x%3Ay%2Cz%0A%3A%3Aerror%3A%3Ac::a%25%0D%0A::error::b\n"
    assert runner.command("add-mask", "s") == "::add-mask::s\n"


def test_fenced_text_ends_with_the_word_that_it_began_with():
    for text in ("::error::x", "::error::x\n"):
        first, *middle, last = runner.fenced(text).splitlines()
        word = first.removeprefix("::stop-commands::")
        assert middle == ["::error::x"] and last == f"::{word}::" and len(word) == 32
    assert runner.fenced("a") != runner.fenced("a")


def test_outputs_are_read_back_whatever_they_hold(tmp_path):
    values = {"verdict": "pass", "odd": "a\nverdict=block\nb<<END\nEND\n", "empty": "", "sign": "a=b<<c"}
    path = tmp_path / "output"
    runner.outputs({"GITHUB_OUTPUT": str(path)}, values)
    assert parsed(path.read_text()) == values


def test_without_a_file_nothing_is_written(tmp_path):
    runner.outputs({}, {"a": "b"})
    runner.summary({}, "text")
    with pytest.raises(OutputError):
        runner.outputs({"GITHUB_OUTPUT": str(tmp_path)}, {"a": "b"})


def test_summary_is_cut_with_a_count(tmp_path):
    path = tmp_path / "summary"
    runner.summary({"GITHUB_STEP_SUMMARY": str(path)}, "⛔ line\n" * 200_000)
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) <= runner.SUMMARY_LIMIT
    left = int(text.splitlines()[-1].partition(" ")[0].replace(",", ""))
    assert text.count("⛔ line") + left == 200_000


def test_report_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        runner.write(tmp_path / "file" / "report.json", "{}")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ('["--as-of", "2026-01-06"]', ["--as-of", "2026-01-06"]),
        ("--exact\n\n  --verbose  \n", ["--exact", "--verbose"]),
        ("--since=a b; touch x", ["--since=a b; touch x"]),
    ],
)
def test_further_options_are_words(text, wanted):
    assert words(text) == wanted
