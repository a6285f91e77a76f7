"""The gate as people meet it: a command line in a real repository, and what came of it."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from io import StringIO
from typing import Any, NamedTuple

from finops_gate.cli.main import main
from tests.fakes.repository import Repository

POLICY = ".finops-gate/policy.yaml"
USAGE = ".finops-gate/usage.csv"
COLUMNS = (
    "feature,team,tier,environment,provider,model,calls_per_month,calls_low,calls_high,input_mean,input_p50,input_p95,"
    "input_p99,cache_read_mean,cache_write_mean,output_mean,output_p50,output_p95,output_p99,reasoning_mean,"
    "success_share,paid_per_month,grade,source,window_from,window_to"
).split(",")


class Answer(NamedTuple):
    """What a run printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The report of a run with `--format json`."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def billed(self) -> list[dict[str, Any]]:
        """The rows that cost."""
        return [row for row in self.report["changes"] if row["billed"]]

    @property
    def rules(self) -> list[str]:
        """The rules that found something, sorted."""
        return sorted(finding["rule"] for finding in self.report["findings"])


def gate(repository: Repository, *words: str) -> Answer:
    """Runs a command there, in this process: `gate(repository, "diff", "main..HEAD")`."""
    command, *others = words
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([command, "--repo", str(repository.root), *others])
    return Answer(code, out.getvalue(), err.getvalue())


def judged(repository: Repository, *words: str, revisions: str = "main..HEAD") -> Answer:
    """The JSON report of `finops-gate diff`; a run without an answer fails the test."""
    answer = gate(repository, "diff", revisions, "--format", "json", *words)
    assert answer.code != 2, answer.err
    return answer


def usage(*rows: dict[str, object]) -> str:
    """usage.csv with these cells; the others are unknown."""
    defaults = {"provider": "openai", "grade": "measured", "source": "export"}
    lines = [",".join(str({**defaults, **row}.get(column, "")) for column in COLUMNS) for row in rows]
    return "\n".join([",".join(COLUMNS), *lines, ""])


def amount(text: str | None) -> Decimal:
    """An amount of a report, which must be there."""
    assert text is not None
    return Decimal(text)
