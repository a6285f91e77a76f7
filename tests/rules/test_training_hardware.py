"""Hardware that is made for training, kept to serve; from a commit to what the rule says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.repository import Repository
from tests.gate import POLICY, judged

MACHINE = 'resource "aws_instance" "llm" {\n  instance_type = "%s"\n}\n'


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def found(repository: Repository, before: str, after: str, policy: str = "") -> tuple[list[dict[str, Any]], str]:
    files = {"main.tf": MACHINE % before, **({POLICY: policy} if policy else {})}
    repository.write(files).commit()
    repository.branch("change").write({"main.tf": MACHINE % after}).commit()
    report = judged(repository, "--as-of", "2026-11-24").report
    return [one for one in report["findings"] if one["rule"] == "training-hardware"], report["verdict"]


def test_the_class_that_serves_is_named_with_both_prices_and_the_saving(repository: Repository) -> None:
    (one,), _ = found(repository, "g5.xlarge", "p5.48xlarge")
    assert "p5.48xlarge is made for training" in one["message"]
    assert "instead of $55.04 an hour (-" in one["message"]
    assert one["advice"].startswith("serve from ")
    assert float(one["measure"]["above"]) > 10_000
    told = one["suggests"]
    assert (told["now"], told["each_now"], told["unit"]) == ("aws/p5.48xlarge", "55.04", "hour")
    assert float(told["each_then"]) < 14
    assert (told["grade"], told["confidence"]) == ("assumed", "low")
    assert float(told["saving"]["mid"]) == float(one["measure"]["above"])


def test_hardware_that_serves_is_silent(repository: Repository) -> None:
    assert found(repository, "p5.48xlarge", "inf2.48xlarge")[0] == []


def test_it_decides_nothing_unless_the_policy_says_so(repository: Repository) -> None:
    quiet = "version: 1\nrules:\n  per-call-increase: off\n  monthly-increase: off\n  new-spend: off\n"
    (_,), verdict = found(repository, "g5.xlarge", "p5.48xlarge", quiet)
    assert verdict == "pass"


def test_a_policy_may_ask(repository: Repository) -> None:
    asks = "version: 1\nrules:\n  per-call-increase: off\n  monthly-increase: off\n"
    asks += '  training-hardware: {block: {above: "5000"}}\n'
    (_,), verdict = found(repository, "g5.xlarge", "p5.48xlarge", asks)
    assert verdict == "block"


def test_a_machine_without_a_rate_is_not_compared(repository: Repository) -> None:
    assert found(repository, "g5.xlarge", "p9.48xlarge")[0] == []
