"""Throughput that is bought by the hour for too few calls; from a commit and recorded calls to what the rule says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from finops_gate.model.hours import WHOLE, Shape
from finops_gate.usage.hours import write
from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, judged, usage

UNITS = """resource "azurerm_cognitive_deployment" "chat" {
  name = "chat"
  model {
    format = "OpenAI"
    name   = "gpt-4o"
  }
  sku {
    name     = "GlobalProvisionedManaged"
    capacity = %d
  }
}
"""
THROUGHPUT = """resource "aws_bedrock_provisioned_model_throughput" "chat" {
  provisioned_model_name = "chat"
  model_arn              = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-sonnet-20240229-v1:0"
  model_units            = %d
}
"""
RULES = "version: 1\nfeatures:\n  bot: {paths: [infra/**]}\n"
RATE = """version: 1
agreement: acme-2026
rates:
  - {provider: bedrock, models: ["*claude-3-sonnet*"], amounts: {hour: "39.60"}}
"""
QUIET = frozenset({23, 0, 1, 2, 3, 4, 5})


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def calls(provider: str, model: str, month: int) -> str:
    row: dict[str, object] = {"feature": "bot", "provider": provider, "model": model, "calls_per_month": month}
    return usage({**row, "input_mean": 1000, "output_mean": 200})


def shape() -> str:
    day = WHOLE // 119
    parts = [0 if hour % 24 in QUIET else day for hour in range(168)]
    parts[12] += WHOLE - sum(parts)
    return write([Shape("bot", tuple(parts), "litellm")])


def found(repository: Repository, template: str, files: dict[str, str], units: int = 50) -> list[dict[str, Any]]:
    repository.write({"infra/llm.tf": template % 25, POLICY: RULES, **files}).commit()
    repository.branch("change").write({"infra/llm.tf": template % units}).commit()
    report = judged(repository, "--as-of", "2026-11-24").report
    assert not [one for one in report["findings"] if one["rule"] == "idle-floor"]
    return [one for one in report["findings"] if one["rule"] == "provisioned-throughput-idle"]


def test_few_calls_are_cheaper_by_the_token(repository: Repository) -> None:
    (one,) = found(repository, UNITS, {USAGE: calls("azure", "gpt-4o", 100_000)})
    # 50 units at $1.00 an hour; 1,000 tokens at $2.50 and 200 at $10.00 a million, 100,000 times
    assert one["message"] == ("bot: 50 units of throughput $36,500.00 a month, the recorded calls by the token $450.00")
    assert one["measure"]["above"] == "36050"
    assert one["suggests"]["grade"] == "declared"


def test_units_that_are_busy_are_silent(repository: Repository) -> None:
    assert found(repository, UNITS, {USAGE: calls("azure", "gpt-4o", 10_000_000)}) == []


def test_calls_of_another_cloud_are_not_its_calls(repository: Repository) -> None:
    assert found(repository, UNITS, {USAGE: calls("openai", "gpt-4o", 100)}) == []


def test_busy_units_still_have_quiet_hours(repository: Repository) -> None:
    files = {USAGE: calls("azure", "gpt-4o", 10_000_000), ".finops-gate/hours.csv": shape()}
    (one,) = found(repository, UNITS, files)
    # 49 of 168 hours of $36,500
    assert "23:00 to 06:00 UTC: 0% of calls, $10,645.83 of it" in one["message"]
    assert round(float(one["measure"]["percent"]), 2) == 29.17


def test_units_of_bedrock_have_the_rate_that_the_company_states(repository: Repository) -> None:
    model = "anthropic.claude-3-sonnet-20240229-v1:0"
    files = {USAGE: calls("bedrock", model, 100_000), ".finops-gate/prices/acme.yaml": RATE}
    (one,) = found(repository, THROUGHPUT, files, units=30)
    # 30 x 730 x $39.60; the calls at $3 and $15 a million
    assert "30 units of throughput $867,240.00 a month, the recorded calls by the token $600.00" in one["message"]
    assert any("acme-2026" in line for line in one["suggests"]["prices"])


def test_without_a_rate_nothing_is_said_here_and_the_price_is_unknown(repository: Repository) -> None:
    model = "anthropic.claude-3-sonnet-20240229-v1:0"
    assert found(repository, THROUGHPUT, {USAGE: calls("bedrock", model, 100_000)}) == []
    assert "unpriced-model" in judged(repository, "--as-of", "2026-11-24").rules
