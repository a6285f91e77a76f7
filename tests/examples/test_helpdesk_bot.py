"""The example that `make demo` shows."""

import copy
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "helpdesk-bot"
HEAD = "1efefc9161d199f6553f6c5159934563f97b6dd8"


@pytest.fixture(scope="module")
def demo():
    """The demo's module, which is no package."""
    spec = importlib.util.spec_from_file_location("helpdesk_demo", FOLDER / "demo.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def answer(demo, tmp_path_factory):
    return demo.ask(tmp_path_factory.mktemp("demo"))


def git(folder, *arguments):
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def test_history_is_the_same_on_every_machine_and_changes_one_word(demo, tmp_path):
    demo.build(tmp_path)
    assert git(tmp_path, "rev-parse", "HEAD") == HEAD
    assert git(tmp_path, "status", "--porcelain") == ""
    assert git(tmp_path, "diff", "--numstat", "main..HEAD") == "1\t1\tcharts/helpdesk/values.yaml"


def test_folder_that_holds_something_is_left_alone(demo, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        demo.build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_gate_asks_for_the_lead_with_the_figures_that_follow_from_catalog_and_usage(demo, answer):
    assert demo.problems(answer, demo.expected()) == []


def test_figures_follow_from_the_arithmetic(demo, answer):
    """900 input and 300 output tokens, 50,000 times: whatever the catalog's prices are, the report multiplies them."""
    figures = demo.expected()
    assert figures.month_base == figures.call_base * 50_000
    assert figures.month_head == figures.call_head * 50_000
    assert figures.call_head > 10 * figures.call_base
    totals = answer.report["totals"]
    assert [demo.Decimal(totals[side]) for side in ("base", "head")] == [figures.month_base, figures.month_head]
    assert demo.Decimal(totals["delta"]) == figures.month_head - figures.month_base


def test_other_feature_of_the_product_is_not_counted(answer):
    assert [row["feature"] for row in answer.report["changes"]] == ["helpdesk-bot"]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda report: report.update(verdict="warn"), "verdict warn"),
        (lambda report: report.update(approvals=[]), "approvals []"),
        (lambda report: report["changes"].clear(), "changes []"),
        (lambda report: report["changes"][0]["per_call"].update(head="0.02"), "call_head 0.02"),
        (lambda report: report["changes"][0].update(monthly=None), "month_base None"),
    ],
)
def test_any_other_answer_fails_the_demo(demo, answer, spoil, told):
    report = copy.deepcopy(answer.report)
    spoil(report)
    found = demo.problems(demo.Answer(3, report), demo.expected())
    assert any(problem.startswith(told) for problem in found), found


@pytest.mark.parametrize("code", [0, 1, 2])
def test_any_other_exit_code_fails_the_demo(demo, answer, code):
    assert demo.problems(answer._replace(code=code), demo.expected())


def test_demo_ends_with_zero_and_shows_the_verdict():
    done = subprocess.run([sys.executable, str(FOLDER / "demo.py")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Approval required from Engineering Lead." in done.stdout
