"""Concurrency that a function keeps ready for too few calls; from a commit and recorded calls to what is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from finops_gate.model.hours import WHOLE, Shape
from finops_gate.usage.hours import write
from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, gate, judged, usage

FUNCTION = """Resources:
  Chat:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 1024
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig:
        ProvisionedConcurrentExecutions: %d
"""
RULES = "version: 1\nfeatures:\n  bot:\n    paths: [template.yaml]\n"
TAKES = RULES + "    serving:\n      provisioned-concurrency: {seconds_per_call: 2, measured: true, source: traces}\n"
HOURS = ".finops-gate/hours.csv"
DAY = ("--as-of", "2026-11-25")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def calls(month: int) -> str:
    row: dict[str, object] = {"feature": "bot", "model": "gpt-4o-mini", "calls_per_month": month}
    return usage({**row, "input_mean": 900, "output_mean": 300})


def found(repository: Repository, files: dict[str, str], units: int = 50) -> list[dict[str, Any]]:
    repository.write({"template.yaml": FUNCTION % 1, **files}).commit()
    repository.branch("change").write({"template.yaml": FUNCTION % units}).commit()
    report = judged(repository, *DAY).report
    assert not [one for one in report["findings"] if one["rule"] == "idle-floor"]
    return [one for one in report["findings"] if one["rule"] == "provisioned-concurrency-idle"]


def test_what_is_kept_ready_is_priced_against_the_calls_without_it(repository: Repository) -> None:
    (one,) = found(repository, {POLICY: TAKES, USAGE: calls(100_000)})
    # 50 GB for 730 hours at $0.0000041667 a second; 100,000 calls of two seconds at $0.0000097222 kept ready and at
    # $0.0000166667 elsewhere, and $0.0000002 each
    assert one["message"] == (
        "bot: 50 units kept ready $547.50 a month and $1.96 for the calls, the recorded calls without them $3.35"
    )
    assert round(float(one["measure"]["above"]), 2) == 546.12


def test_units_that_are_busy_pay(repository: Repository) -> None:
    # one unit has 1,314,000 calls of two seconds in a month
    assert found(repository, {POLICY: TAKES, USAGE: calls(2_000_000)}, units=2) == []


def test_how_long_a_call_takes_is_never_assumed(repository: Repository) -> None:
    assert found(repository, {POLICY: RULES, USAGE: calls(100_000)}) == []


def test_quiet_hours_are_enough_to_speak(repository: Repository) -> None:
    quiet = {23, 0, 1, 2, 3, 4, 5}
    parts = [0 if hour % 24 in quiet else WHOLE // 119 for hour in range(168)]
    parts[12] += WHOLE - sum(parts)
    (one,) = found(repository, {POLICY: RULES, HOURS: write([Shape("bot", tuple(parts), "litellm")])})
    assert one["message"] == (
        "bot: 50 units kept ready $547.50 a month; 23:00 to 06:00 UTC: 0% of calls, $159.69 of it"
    )


def test_the_company_may_state_its_own_rates(repository: Repository) -> None:
    rates = 'version: 1\nagreement: acme\nrates:\n  - {provider: aws-lambda, discount: "0.5"}\n'
    (one,) = found(repository, {POLICY: TAKES, USAGE: calls(100_000), ".finops-gate/prices/acme.yaml": rates})
    assert "50 units kept ready $273.75 a month and $0.98 for the calls" in one["message"]


def test_a_function_without_memory_at_hand_has_no_price(repository: Repository) -> None:
    repository.write({"README.md": "x"}).commit()
    code = "const alias = new lambda.Alias(this, 'Live', { version, provisionedConcurrentExecutions: 5 });\n"
    repository.branch("change").write({"stack.ts": code}).commit()
    answer = judged(repository, *DAY)
    (row,) = answer.billed
    assert row["monthly"]["head"] is None
    assert "the memory of the function stands elsewhere" in str(row["evidence"]["assumptions"])


def test_the_break_even_counts_invocations_and_their_seconds(repository: Repository) -> None:
    repository.write({"template.yaml": FUNCTION % 2, POLICY: TAKES, USAGE: calls(100_000)}).commit()
    answer = gate(repository, "breakeven", "--format", "json", *DAY)
    (one,) = answer.report["breakevens"]
    kept, without = one["ways"]
    assert (kept["kind"], without["kind"]) == ("always-on", "per-call")
    # a month of 2 GB is $21.90; a call costs $0.0000139 less where a unit is ready
    assert round(float(kept["today"]["amount"]), 2) == round(21.9001752 + 100_000 * 0.0000196444, 2)
    assert round(float(without["today"]["amount"]), 2) == round(100_000 * 0.0000335334, 2)
    (crossing,) = one["crossings"]
    assert round(float(crossing["calls"])) == round(21.9001752 / (0.0000335334 - 0.0000196444))
    assert any("aws-lambda/duration" in line for line in without["evidence"]["prices"])


def test_the_break_even_without_a_duration_says_what_is_missing(repository: Repository) -> None:
    repository.write({"template.yaml": FUNCTION % 2, POLICY: RULES, USAGE: calls(100_000)}).commit()
    (one,) = gate(repository, "breakeven", "--format", "json", *DAY).report["breakevens"]
    assert all("how long a call takes is not declared" in way["unknown"] for way in one["ways"])
