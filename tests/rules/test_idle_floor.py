"""A floor that is paid at night; from a commit and recorded hours to what the rule says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finops_gate.model.hours import WHOLE, Shape
from finops_gate.usage.hours import write
from tests.fakes.repository import Repository
from tests.gate import POLICY, judged

MACHINE = 'resource "aws_instance" "llm" {\n  instance_type = "%s"\n}\n'
RULES = "version: 1\nfeatures:\n  bot: {paths: [main.tf]}\n"
HOURS = ".finops-gate/hours.csv"


def shape(night: int) -> Shape:
    """Every day alike: seven night hours (23:00 to 06:00 UTC) with `night` parts each, the rest evenly over the day."""
    quiet = {23, 0, 1, 2, 3, 4, 5}
    day = (WHOLE - night * 49) // 119
    parts = [night if hour % 24 in quiet else day for hour in range(168)]
    parts[12] += WHOLE - sum(parts)
    return Shape("bot", tuple(parts), "litellm")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def found(repository: Repository, hours: Shape | None, machine: str = "g5.2xlarge") -> tuple[list[Any], str]:
    files = {"main.tf": MACHINE % "g5.xlarge", POLICY: RULES, **({HOURS: write([hours])} if hours else {})}
    repository.write(files).commit()
    repository.branch("change").write({"main.tf": MACHINE % machine}).commit()
    report = judged(repository, "--as-of", "2026-11-24").report
    return [one for one in report["findings"] if one["rule"] == "idle-floor"], report["verdict"]


def test_a_night_without_calls_is_priced(repository: Repository) -> None:
    (one,), verdict = found(repository, shape(245))
    # g5.2xlarge is $1.212 an hour, $884.76 a month; 49 of the week's 168 hours are quiet
    assert one["message"] == "bot: 23:00 to 06:00 UTC: 1.2% of calls, $258.06 a month"
    assert Decimal(one["measure"]["above"]).quantize(Decimal("0.01")) == Decimal("258.06")
    assert verdict == "warn"
    told = one["suggests"]
    assert (told["now"], told["unit"]) == ("aws/g5.2xlarge", "hour")
    assert (told["monthly_now"]["mid"], told["saving"]["mid"]) == ("884.76", "258.055")
    assert (told["grade"], told["confidence"]) == ("assumed", "low")  # nothing says how many machines there are
    assert "1.2% of the calls come then" in told["assumptions"][0]


def test_a_night_with_calls_is_silent(repository: Repository) -> None:
    assert found(repository, shape(5000))[0] == []


def test_hours_that_nobody_recorded_are_not_assumed_and_the_evidence_says_so(repository: Repository) -> None:
    assert found(repository, None)[0] == []
    (row,) = judged(repository, "--as-of", "2026-11-24").billed
    told = "how much of it stands idle is not known: when the calls of bot come is not recorded in hours.csv"
    assert told in row["evidence"]["assumptions"]


def test_recorded_hours_need_no_such_line(repository: Repository) -> None:
    found(repository, shape(245))
    (row,) = judged(repository, "--as-of", "2026-11-24").billed
    assert not any("stands idle" in line for line in row["evidence"]["assumptions"])


def test_a_machine_without_a_rate_has_no_figure(repository: Repository) -> None:
    assert found(repository, shape(245), "g9.48xlarge")[0] == []
