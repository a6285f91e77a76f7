"""A repository that serves a model on a machine of its own and calls another one: for pages with every section."""

from __future__ import annotations

from pathlib import Path

from finops_gate.model.hours import WHOLE
from finops_gate.usage.hours import COLUMNS as HOURS
from tests.fakes.repository import Repository
from tests.gate import COLUMNS, POLICY, USAGE

GPU = """\
resource "aws_instance" "llm" {{
  instance_type = "{machine}"
}}

resource "aws_instance" "trial" {{
  instance_type = "p5.48xlarge"
}}
"""
BOT = 'import openai\n\nopenai.chat.completions.create(model="{model}", messages=m, max_tokens=300)\n'
RULES = """\
version: 1
features:
  helpdesk:
    paths: ["helpdesk/**"]
    team: support
    routine: true
    serving:
      g6.xlarge: {tokens_per_second: 2400, start_seconds: 60, idle_seconds: 300, source: load test}
"""
NIGHT = 7
"""Hours from midnight on in which nearly nobody calls."""


def made(folder: Path) -> Repository:
    """On `main` one model and machine, on the branch a dearer model."""
    repository = Repository(folder)
    files = {"helpdesk/infra/gpu.tf": GPU.format(machine="g6.xlarge"), "helpdesk/bot.py": BOT.format(model="gpt-4o")}
    repository.write({**files, POLICY: RULES, USAGE: _usage(), ".finops-gate/hours.csv": _hours()}).commit("Start (#1)")
    repository.branch("feature").write({"helpdesk/bot.py": BOT.format(model="gpt-4.1")}).commit("Better (#2)")
    return repository


def _usage() -> str:
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "feature": "helpdesk",
        "team": "support",
        "provider": "openai",
        "model": "gpt-4o",
        "environment": "production",
    }
    row |= {"calls_per_month": "400000", "calls_low": "360000", "calls_high": "450000", "grade": "measured"}
    row |= {
        "input_mean": "900",
        "output_mean": "60",
        "output_p95": "80",
        "cache_read_mean": "0",
        "cache_write_mean": "0",
    }
    row |= {"source": "litellm:tag=helpdesk"}
    row |= {"window_from": "2025-12-01", "window_to": "2025-12-28"}
    return f"{','.join(COLUMNS)}\n{','.join(row[name] for name in COLUMNS)}\n"


def _hours() -> str:
    day = [WHOLE // 7 // 1000 if hour < NIGHT else 0 for hour in range(24)]
    share = (WHOLE // 7 - sum(day)) // (24 - NIGHT)
    day = [part or share for part in day]
    rows = [",".join(HOURS)]
    for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        parts = list(day)
        parts[-1] += (WHOLE - 7 * sum(day)) if name == "sun" else 0
        rows.append(",".join(["helpdesk", name, *map(str, parts), "litellm", "2025-12-01", "2025-12-28"]))
    return "\n".join(rows) + "\n"
