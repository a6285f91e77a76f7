"""`finops-gate policy extend`: an organisation's policy beside a repository's."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest

from finops_gate.cli.main import main
from tests.attacks.attack import BASE, BOT, GOVERNED, bot
from tests.fakes.repository import Repository
from tests.gate import POLICY, Answer, gate
from tests.policy.test_organisation import DIGEST, ORGANISATION

COPY = ".finops-gate/organisation.yaml"
MINE = "version: 1\nfeatures:\n  helpdesk: {paths: ['app/**']}\n"


@pytest.fixture
def repository(tmp_path):
    found = Repository(tmp_path / "r")
    found.write({**BASE, POLICY: MINE}).commit("Before")
    (tmp_path / "org.yaml").write_bytes(ORGANISATION)
    return found


def run(repository, *words):
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["policy", *words, "--repo", str(repository.root)])
    return Answer(code, out.getvalue(), err.getvalue())


def test_organisation_governs_once_it_is_merged_and_is_pinned(repository, tmp_path):
    answer = run(repository, "extend", str(tmp_path / "org.yaml"))
    assert answer.code == 0 and f"extends: {{digest: {DIGEST}}}" in answer.out and answer.err == ""
    assert "as it was" in run(repository, "extend", str(tmp_path / "org.yaml")).out
    pinned = f"{MINE}extends: {{digest: {DIGEST}}}\n"
    repository.write({POLICY: pinned}).commit("Extend")
    assert run(repository, "check").code == 0
    repository.branch("change").write({BOT: bot("gpt-4")}).commit("Denied by the organisation")
    report = gate(repository, "diff", "main..HEAD", "--format", "json").report
    assert report["verdict"] == "block"
    # A copy that is edited without its digest, or with it, loosens nothing.
    repository.write({COPY: ORGANISATION.replace(b'["gpt-4"]', b'["gpt-3"]')}).commit("Another copy")
    report = gate(repository, "diff", "main..HEAD", "--format", "json").report
    assert report["verdict"] == "block"
    assert {"denied-model", "malformed-governance"} <= {finding["rule"] for finding in report["findings"]}
    repository.write({POLICY: MINE}).remove(COPY).commit("Neither")
    report = gate(repository, "diff", "main..HEAD", "--format", "json").report
    assert report["verdict"] == "block" and "extends removed" in str(report["findings"])


def test_organisation_that_is_not_in_order_or_not_there_is_not_written(repository, tmp_path):
    (tmp_path / "org.yaml").write_text("version: 7\n", encoding="utf-8")
    assert run(repository, "extend", str(tmp_path / "org.yaml")).code == 2
    assert run(repository, "extend", str(tmp_path / "none.yaml")).code == 2
    assert not (repository.root / COPY).exists()
    (tmp_path / "org.yaml").write_bytes(ORGANISATION)
    bare = repository.clone(tmp_path / "bare", "--bare")
    assert run(bare, "extend", str(tmp_path / "org.yaml")).code == 2


def test_own_policy_that_would_loosen_it_is_told_at_once(repository, tmp_path):
    repository.write({POLICY: GOVERNED.replace('"500"', '"5000"')})
    answer = run(repository, "extend", str(tmp_path / "org.yaml"))
    assert answer.code == 0 and "does not fit yet" in answer.err
