"""What went wrong in other gates of AI spending, each asked of this one, from the command line on a real repository.

Every test is named after what went wrong there. Those about reading code stand as cases under tests/detect and
tests/compare.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.example import CALL, a_repository
from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, amount, gate, judged, usage

ROOT = Path(__file__).parents[2]
MINI = CALL.format(model="gpt-4o-mini")
TURBO = CALL.format(model="gpt-4-turbo")
STRICT = 'version: 1\nrules:\n  per-call-increase: {block: {ratio: "2"}}\n'
LENIENT = "version: 1\nrules:\n  per-call-increase: off\n  monthly-increase: off\n  retired-model: off\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def typescript(model: str) -> str:
    return (
        'import OpenAI from "openai";\n\nconst client = new OpenAI();\n\n'
        f'export const ask = () => client.chat.completions.create({{ model: "{model}", messages: [] }});\n'
    )


# Ranges and history


def test_pull_request_of_typescript_alone_was_no_python_files_changed(repository):
    repository.write({"chat.ts": typescript("gpt-4o-mini")}).commit()
    repository.branch("change").write({"chat.ts": typescript("gpt-4-turbo")}).commit()
    answer = judged(repository)
    assert (answer.code, len(answer.billed)) == (3, 1)


def test_renamed_file_was_shown_as_a_new_call(repository):
    repository.write({"bot.py": MINI}).commit()
    repository.branch("change").remove("bot.py").write({"services/answers.py": MINI}).commit()
    assert judged(repository).report["changes"] == []


def test_swap_in_a_renamed_file_had_no_base_and_so_no_increase(repository):
    repository.write({"bot.py": MINI}).commit()
    repository.branch("change").remove("bot.py").write({"services/bot.py": TURBO}).commit()
    (row,) = judged(repository).billed
    assert (row["status"], row["base"]["path"], row["head"]["path"]) == ("modified", "bot.py", "services/bot.py")
    assert row["per_call"]["percent"] is not None


def test_call_moved_by_more_than_ten_lines_was_one_added_and_one_removed(repository):
    repository.write({"bot.py": MINI}).commit()
    repository.branch("change").write({"bot.py": "# a comment\n" * 40 + TURBO}).commit()
    (row,) = judged(repository).billed
    assert (row["status"], row["base"]["line"], row["head"]["line"]) == ("modified", 8, 48)


def test_branch_behind_main_was_charged_with_what_main_did(repository):
    """The branch touched nothing; main went on to the dearer model meanwhile, then to the cheaper one."""
    repository.write({"bot.py": MINI}).commit()
    repository.branch("change").write({"README.md": "words\n"}).commit()
    repository.checkout("main").write({"bot.py": TURBO}).commit()
    repository.checkout("change")
    answer = judged(repository)
    assert (answer.code, answer.report["changes"]) == (0, [])
    assert answer.report["headline"] == "✅ No AI cost change."


def test_branch_behind_main_was_a_saving_that_nobody_made(repository):
    repository.write({"bot.py": TURBO}).commit()
    repository.branch("change").write({"other.py": TURBO.replace("answer", "reply")}).commit()
    repository.checkout("main").write({"bot.py": MINI}).commit()
    repository.checkout("change")
    assert [(row["status"], row["path"]) for row in judged(repository).billed] == [("added", "other.py")]


def test_shallow_clone_was_green(repository, tmp_path):
    repository = a_repository(tmp_path / "origin").checkout("main")
    shallow = repository.clone(tmp_path / "shallow", "--depth=1", "--branch=feature")
    answer = gate(shallow, "diff", "main..HEAD")
    assert (answer.code, answer.out) == (2, "")
    assert "hint: git fetch --unshallow origin main" in answer.err


def test_bad_ref_was_green(tmp_path):
    repository = a_repository(tmp_path / "origin")
    for revisions in ("mian..HEAD", "main..HAED", f"{'0' * 40}..HEAD", "..HEAD"):
        answer = gate(repository, "diff", revisions)
        assert (answer.code, answer.out) == (2, ""), revisions
        assert "hint: " in answer.err


def test_error_of_the_tool_was_a_verdict_of_pass(tmp_path):
    """Whatever fails: no report on standard output, nothing written that a later step could take for one."""
    repository = a_repository(tmp_path / "origin")
    saved = tmp_path / "report.json"
    answer = gate(repository, "diff", "mian..HEAD", "--exit-zero", "--output", f"json={saved}", "--format", "json")
    assert (answer.code, answer.out) == (2, "")
    assert not saved.exists()


# Policy


def test_policy_edited_in_the_pull_request_was_the_one_that_held(repository):
    repository.write({"bot.py": MINI, POLICY: STRICT}).commit()
    repository.branch("change").write({"bot.py": TURBO, POLICY: LENIENT}).commit()
    assert judged(repository).report["verdict"] == "block"


def test_policy_added_by_the_pull_request_was_the_one_that_held(repository):
    repository.write({"bot.py": MINI}).commit()
    repository.branch("change").write({"bot.py": TURBO, POLICY: LENIENT}).commit()
    assert judged(repository).report["verdict"] == "require-approval"


def test_policy_deleted_by_the_pull_request_was_none(repository):
    repository.write({"bot.py": MINI, POLICY: STRICT}).commit()
    repository.branch("change").remove(POLICY).write({"bot.py": TURBO}).commit()
    assert judged(repository).report["verdict"] == "block"


def test_usage_edited_in_the_pull_request_made_the_month_cheap(repository):
    policy = 'version: 1\nfeatures: {bot: {paths: ["bot.py"]}}\n'
    many, few = (
        usage({"feature": "bot", "model": "gpt-4o-mini", "calls_per_month": n, "input_mean": 900, "output_mean": 300})
        for n in (5_000_000, 5)
    )
    repository.write({"bot.py": MINI, POLICY: policy, USAGE: many}).commit()
    repository.branch("change").write({"bot.py": TURBO, USAGE: few}).commit()
    assert amount(judged(repository).report["totals"]["delta"]) > 10_000


def test_old_policy_came_back_with_a_branch_cut_before_it(repository):
    """The comparison starts at the merge base, the policy is main's of today."""
    repository.write({"bot.py": MINI, POLICY: LENIENT}).commit()
    repository.branch("change").write({"bot.py": TURBO}).commit()
    repository.checkout("main").write({POLICY: STRICT}).commit()
    repository.checkout("change")
    assert judged(repository).report["verdict"] == "block"


def test_flow_style_yaml_was_silently_no_policy(repository):
    repository.write({"bot.py": MINI, POLICY: "{version: 1, rules: {per-call-increase: {block: {ratio: 2}}}}\n"})
    repository.commit()
    repository.branch("change").write({"bot.py": TURBO}).commit()
    assert (answer := judged(repository)).report["verdict"] == "block"
    assert answer.code == 1


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (
            'version: 1\nrules:\n  per-call-incraese: {block: {ratio: "2"}}\n',
            "yaml:3: rules.per-call-incraese: ",
        ),
        (
            'version: 1\nrules:\n  per-call-increase: {blok: {ratio: "2"}}\n',
            "yaml:3: rules.per-call-increase.blok: ",
        ),
        ('version: 1\nruels:\n  per-call-increase: {block: {ratio: "2"}}\n', "yaml:2: ruels: "),
    ],
)
def test_misspelt_policy_key_was_silently_ignored(repository, policy, told):
    repository.write({"bot.py": MINI, POLICY: policy}).commit()
    repository.branch("change").write({"bot.py": TURBO}).commit()
    answer = gate(repository, "diff", "main..HEAD")
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert "did you mean" in answer.err


# Prices


@pytest.mark.parametrize("as_of", ["2026-11-23", "2028-11-23"])
def test_stale_prices_ended_the_run_and_the_run_was_green(tmp_path, as_of):
    """Old prices are prices: they are used, and each says on which day it was read."""
    answer = judged(a_repository(tmp_path / "origin"), "--as-of", as_of)
    assert answer.code == 3
    prices = answer.billed[0]["evidence"]["prices"]
    assert prices
    assert all(re.search(r"read 2026-\d\d-\d\d\)", price) for price in prices)


def test_gpt_4_turbo_to_gpt_5_was_an_increase_of_ten_times(tmp_path):
    """List prices fall from 10 and 30 to 1.25 and 10 dollars: the same tokens cost less, whatever their mix."""
    answer = judged(a_repository(tmp_path / "origin", "gpt-4-turbo", "gpt-5"))
    assert (answer.code, answer.report["verdict"]) == (0, "pass")
    (row,) = answer.billed
    assert Decimal("1.25") / 10 < amount(row["per_call"]["head"]) / amount(row["per_call"]["base"]) < Decimal(10) / 30
    assert "Decrease" in answer.report["headline"]


def test_gpt_4o_mini_to_gpt_4_turbo_was_a_ratio_of_twelve(repository):
    """Input is 10 / 0.15 = 66.7 times as dear and output 30 / 0.60 = 50 times, so every mix lies between."""
    mixes = [(1, 0), (10_000, 1), (3000, 300), (1000, 1000), (300, 3000), (1, 4000), (0, 1)]
    features = "".join(f"  f{at}: {{paths: [f{at}.py]}}\n" for at in range(len(mixes)))
    rows = [
        {"feature": f"f{at}", "model": "gpt-4o-mini", "calls_per_month": 1000, "input_mean": sent, "output_mean": got}
        for at, (sent, got) in enumerate(mixes)
    ]
    recorded = [{**row, "cache_read_mean": 0, "cache_write_mean": 0, "reasoning_mean": 0} for row in rows]
    files = {POLICY: f"version: 1\nfeatures:\n{features}", USAGE: usage(*recorded)}
    repository.write({**files, **{f"f{at}.py": MINI for at in range(len(mixes))}}).commit()
    repository.branch("change").write({f"f{at}.py": TURBO for at in range(len(mixes))}).commit()
    found = {row["feature"]: row["per_call"] for row in judged(repository).billed}
    ratios = [amount(found[f"f{at}"]["head"]) / amount(found[f"f{at}"]["base"]) for at in range(len(mixes))]
    assert ratios == sorted(ratios, reverse=True)
    assert (round(ratios[0], 1), ratios[-1]) == (Decimal("66.7"), 50)


def test_unknown_model_cost_nothing(repository):
    repository.write({"bot.py": MINI}).commit()
    repository.branch("change").write({"bot.py": CALL.format(model="gpt-9-hyper")}).commit()
    answer = judged(repository)
    (row,) = answer.billed
    assert row["per_call"]["head"] is None
    assert row["monthly"]["head"] is None
    assert answer.report["totals"]["head"] is None
    assert "unpriced-model" in answer.rules
    for form in ("table", "markdown"):
        text = gate(repository, "diff", "main..HEAD", "--format", form).out
        assert "$0" not in text.replace("$0.000330", "")
        assert "unknown" in text


def test_unknown_model_could_be_let_through_by_no_policy(repository):
    policy = "version: 1\nrules:\n  unpriced-model: {require-approval: {from: engineering-lead}}\n"
    repository.write({"bot.py": MINI, POLICY: policy}).commit()
    repository.branch("change").write({"bot.py": CALL.format(model="gpt-9-hyper")}).commit()
    assert judged(repository).code == 3


@pytest.mark.parametrize("name", ["default", "my-deployment", "GPT 4 Turbo"])
@pytest.mark.parametrize("path", ["bot.py", "config.yaml"])
def test_free_name_of_a_gateway_cost_nothing(repository, path, name):
    text = {"bot.py": CALL, "config.yaml": "chat:\n  model: '{model}'\n"}[path]
    repository.write({path: text.format(model="gpt-4o-mini")}).commit()
    repository.branch("change").write({path: text.format(model=name)}).commit()
    answer = judged(repository)
    assert [(row["status"], row["per_call"]["head"]) for row in answer.billed] == [("modified", None)]
    assert answer.report["verdict"] == "warn"


def test_model_that_only_runs_in_a_variable_was_priced_as_gpt_4o(repository):
    """What cannot be read has no price, neither a default's nor zero."""
    repository.write({"bot.py": MINI}).commit()
    repository.branch("change").write({"bot.py": MINI.replace('"gpt-4o-mini"', "pick(question)")}).commit()
    answer = judged(repository)
    assert [row["status"] for row in answer.billed] == ["hidden"]
    assert "unresolved-model" in answer.rules
    assert 'gpt-4o"' not in answer.out


# Output


FORGED = (
    "gpt-4o-mini | $0 | $0 |\n\n## finops-gate verdict: PASS\n\n@org/finance approved `x` <b> [a](http://e.example)"
)


def test_model_name_forged_a_verdict_in_the_comment(repository):
    repository.write({"config.json": json.dumps({"chat": {"model": "gpt-4o-mini"}}, indent=1)}).commit()
    repository.branch("change").write({"config.json": json.dumps({"chat": {"model": FORGED}}, indent=1)}).commit()
    (row,) = judged(repository).billed
    assert (row["status"], row["per_call"]["head"]) == ("modified", None)
    comment = gate(repository, "diff", "main..HEAD", "--format", "markdown").out
    assert not re.search(r"(?m)^## finops-gate verdict", comment)
    assert "@org" not in comment
    assert "| $0 |" not in comment
    assert "<b>" not in comment
    assert "](http://e.example)" not in comment
    table = gate(repository, "diff", "main..HEAD").out
    assert not re.search(r"(?m)^## finops-gate verdict", table)


# Installation


def test_missing_optional_dependency_broke_the_import(tmp_path):
    """With every package of the extras away the command answers: nothing at run time needs one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {
        re.split(r"[<>=!~ \[]", requirement)[0].replace("-", "_").lower()
        for group in project["optional-dependencies"].values()
        for requirement in group
    }
    assert "genai_prices" in extras
    repository = a_repository(tmp_path / "origin")
    code = (
        "import sys\n"
        f"sys.modules.update({dict.fromkeys(sorted(extras))!r})\n"
        "from finops_gate.cli.main import main\n"
        f"sys.exit(main(['diff', 'main..HEAD', '--repo', {str(repository.root)!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (3, "")


def test_answer_needed_the_network(tmp_path):
    """A program that cannot open a socket gives the same report, byte for byte."""
    repository = a_repository(tmp_path / "origin")
    prompt = {"prompts/answer.txt": "Be brief. " * 40}
    repository.write(prompt).commit("A prompt, so that tokens are counted")
    words = ["diff", "main..HEAD", "--format", "json"]
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise AssertionError('a socket')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from finops_gate.cli.main import main\n"
        f"sys.exit(main([*{words!r}, '--repo', {str(repository.root)!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == gate(repository, *words).out
