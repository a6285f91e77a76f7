"""`finops-gate baseline write`: the gate begins today, and old debt holds nobody up."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest

from finops_gate.cli.main import main
from tests.attacks.attack import BASE, BOT, GOVERNED, bot
from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, Answer, gate

BASELINE = ".finops-gate/baseline.csv"
STRICT = GOVERNED + "  unpriced-model: {block: {}}\n  retired-model: {block: {}}\n"


def written(repository):
    """What `baseline write` answers."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["baseline", "write", "--repo", str(repository.root)])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture
def repository(tmp_path):
    """One call of a model without a price, and one of a denied one, from before the gate."""
    found = Repository(tmp_path / "r")
    files = {**BASE, POLICY: STRICT, BOT: bot("gpt-9-ultra"), "app/old.py": bot("gpt-4")}
    found.write({path: text for path, text in files.items() if path != USAGE}).commit("Before")
    return found


def test_old_debt_is_listed_by_site_and_model(repository):
    answer = written(repository)
    assert answer.code == 0 and "accepted" in answer.out and "gpt-9-ultra" in answer.err
    lines = (repository.root / BASELINE).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "rule,site,subject"
    assert [(line.split(",")[0], line.split(",")[-1]) for line in lines[1:]] == [
        ("denied-model", "gpt-4"),
        ("unpriced-model", "gpt-9-ultra"),
    ]


def test_touching_an_old_site_passes_and_another_model_there_does_not(repository):
    written(repository)
    repository.commit("Baseline")
    repository.branch("touch").write({BOT: bot("gpt-9-ultra").replace("300", "400")}).commit("Longer answers")
    report = gate(repository, "diff", "main..HEAD", "--format", "json").report
    (decision,) = [d for d in report["decisions"] if d["waived_by"]]
    assert report["verdict"] == "pass" and "baseline.csv" in decision["waived_by"]
    assert report["inputs"]["artefacts"][BASELINE].startswith("sha256:")
    repository.write({BOT: bot("gpt-9-mega")}).commit("Another one")
    assert gate(repository, "diff", "main..HEAD").code == 1


def test_without_a_baseline_the_old_site_holds_the_change_up(repository):
    repository.branch("touch").write({BOT: bot("gpt-9-ultra").replace("300", "400")}).commit("Longer answers")
    assert gate(repository, "diff", "main..HEAD").code == 1


def test_entries_that_come_with_a_change_count_for_nothing_and_are_told(repository):
    repository.branch("touch").write({BOT: bot("gpt-9-ultra").replace("300", "400")}).commit("Longer answers")
    written(repository)
    repository.commit("Baseline of my own")
    answer = gate(repository, "diff", "main..HEAD", "--format", "json")
    assert answer.code == 1 and "governing-change" in answer.rules
    assert "old debt accepted: unpriced-model" in answer.out


def test_paying_old_debt_asks_nobody(repository):
    written(repository)
    repository.commit("Baseline")
    repository.branch("pay").write({BOT: bot("gpt-4o-mini")}).commit("Pay")
    written(repository)
    repository.commit("Shorter baseline")
    report = gate(repository, "diff", "main..HEAD", "--format", "json").report
    (found,) = [finding for finding in report["findings"] if finding["rule"] == "governing-change"]
    assert found["measure"] == {"weakened": "0"} and "old debt paid" in found["message"]


def test_broken_baseline_ends_the_run_at_base_and_blocks_at_head(repository):
    repository.branch("break").write({BASELINE: "rule\n"}).commit("Broken")
    assert gate(repository, "diff", "main..HEAD").code == 1
    repository.checkout("main").write({BASELINE: "rule\n"}).commit("Broken")
    repository.branch("touch").write({BOT: bot("gpt-4o")}).commit("Touch")
    answer = gate(repository, "diff", "main..HEAD")
    assert answer.code == 2 and f"{BASELINE}:1" in answer.err


def test_bare_repository_has_no_place_to_write_to(repository, tmp_path):
    bare = repository.clone(tmp_path / "bare", "--bare")
    answer = written(bare)
    assert answer.code == 2 and "no work tree" in answer.err
