"""A company's own rate of an hour, in place of the published one; from its prices file to a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.repository import Repository
from tests.gate import judged

MACHINE = 'resource "aws_instance" "llm" {\n  instance_type = "%s"\n}\n'
RATES = "version: 1\nagreement: acme-2026\nrates:\n  - {provider: aws, models: ['%s'], %s}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def hour(repository: Repository, machine: str, rates: str) -> dict[str, str | None]:
    repository.write({"main.tf": MACHINE % "g5.xlarge", ".finops-gate/prices/acme.yaml": rates}).commit()
    repository.branch("change").write({"main.tf": MACHINE % machine}).commit()
    (row,) = judged(repository, "--as-of", "2026-11-24").billed
    found: dict[str, str | None] = {**row["per_call"], "prices": "\n".join(row["evidence"]["prices"])}
    return found


def test_a_discount_is_taken_off_the_published_hour_and_told(repository: Repository) -> None:
    found = hour(repository, "p5.48xlarge", RATES % ("p5.*", "discount: '0.5'"))
    assert found["head"] == "27.52"
    assert "negotiated: 50% off by acme-2026" in (found["prices"] or "")


def test_an_amount_stands_in_place_of_the_published_one(repository: Repository) -> None:
    assert hour(repository, "p5.48xlarge", RATES % ("p5.48xlarge", "amounts: {hour: '30'}"))["head"] == "30"


def test_a_machine_that_no_list_knows_has_the_company_s_rate(repository: Repository) -> None:
    assert hour(repository, "g9.48xlarge", RATES % ("g9.*", "amounts: {hour: '7'}"))["head"] == "7"


def test_a_rate_of_another_cloud_or_machine_changes_nothing(repository: Repository) -> None:
    assert hour(repository, "p5.48xlarge", RATES % ("g6.*", "discount: '0.5'"))["head"] == "55.04"
