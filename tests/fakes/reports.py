"""A thousand saved reports out of one that the gate wrote: other repositories, days, models, amounts and verdicts."""

from __future__ import annotations

import copy
import json
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from finops_gate.app.render import render
from tests.reports.scenarios import SCENARIOS

FIRST = date(2025, 12, 1)
MODELS = ("gpt-4o", "gpt-4o-mini", "gpt-5", "gpt-5-mini", "claude-sonnet-4-5", "claude-haiku-4-5", "gemini-2.5-flash")
FEATURES = ("helpdesk-bot", "search", "summaries", "routing", "translation", "drafts")
TEAMS = ("support", "discovery", "growth", "platform")
VERDICTS = ("pass", "pass", "pass", "warn", "warn", "require-approval", "block")


def a_report(name: str = "swap_with_volumes") -> dict[str, Any]:
    """The JSON report of a scenario."""
    found: dict[str, Any] = json.loads(render(SCENARIOS[name](), "json", width=0, color=False))
    return found


def varied(seed: int, repositories: int) -> dict[str, Any]:
    """One of many; the same seed gives the same report."""
    chosen = random.Random(seed)
    report = a_report()
    row = report["changes"][0]
    number = seed % repositories
    report["repository"] = f"acme/service-{number:04}"
    report["change_request"] = str(seed // repositories // 2 + 1)  # two runs of each
    report["as_of"] = (FIRST + timedelta(days=chosen.randrange(360))).isoformat()
    report["verdict"] = chosen.choice(VERDICTS)
    report["changes"] = []
    total = Decimal(0)
    for at in range(chosen.randint(1, 12)):
        change = copy.deepcopy(row)
        base, head = (Decimal(chosen.randrange(100, 400_000)) / 100 for _ in range(2))
        total += head - base
        change["site"] = change["path"] = f"services/{at}/bot.py"
        change["fingerprint"] = f"{seed:08x}{at:08x}"
        change["feature"], change["team"] = chosen.choice(FEATURES), TEAMS[number % len(TEAMS)]
        change["head"]["model"] = chosen.choice(MODELS)
        change["monthly"] |= {"base": str(base), "head": str(head), "delta": str(head - base)}
        report["changes"].append(change)
    report["economics"] = [
        {
            "feature": report["changes"][0]["feature"],
            "cost_head": str(abs(total)),
            "per_outcome_head": str(Decimal(chosen.randrange(10, 900)) / 10_000),
        }
    ]
    report["totals"] |= {"delta": str(total)}
    report["range"]["head"] = f"{seed:040x}"
    return report


def write(folder: Path, many: int, repositories: int) -> list[Path]:
    """So many reports into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for seed in range(many):
        path = folder / f"run-{seed}.json"
        path.write_text(json.dumps(varied(seed, repositories), indent=2), encoding="utf-8")
        paths.append(path)
    return paths
