"""A thousand saved reports: real ones of many changes, and one that is varied in all that a page divides by."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from finops_gate.app import history
from finops_gate.app.render import render
from tests import cases
from tests.fakes.repository import Repository
from tests.gate import POLICY
from tests.reports.scenarios import SCENARIOS

TESTS = Path(__file__).parents[1]

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


@lru_cache(maxsize=1)
def real() -> tuple[dict[str, Any], ...]:
    """What the engine says of forty changes of tests/compare, a commit each, where anything is found.

    Each is a service of its own with 50,000 declared calls a month and one of four teams.
    """
    whole = list(_changes())
    changes = whole[:: max(len(whole) // 40, 1)]
    features = "".join(
        f"  service-{at}: {{paths: [service-{at}/**], team: {TEAMS[at % len(TEAMS)]}, calls_per_month: 50000}}\n"
        for at in range(len(changes))
    )
    with TemporaryDirectory() as folder:
        made = Repository(Path(folder))
        for at, (before, _) in enumerate(changes):
            made.write({f"service-{at}/{path}": text for path, text in before.items()})
        made.write({POLICY: f"version: 1\nfeatures:\n{features}"}).commit("Start")
        for at, (before, after) in enumerate(changes):
            made.remove(*(f"service-{at}/{path}" for path in before.keys() - after.keys()))
            made.write({f"service-{at}/{path}": text for path, text in after.items()}).commit(f"Change {at}")
        found = history.run(history.Asked(made.root, "HEAD", len(changes), explicit=True))
        return tuple(json.loads(render(merge.verdict, "json", width=0, color=False)) for merge in found.merges)


def _changes() -> Iterator[tuple[Mapping[str, bytes], Mapping[str, bytes]]]:
    """Files before and after."""
    for document in sorted((TESTS / "compare").glob("*.md")):
        for case in cases.parse(document):
            sides = [{file.path: file.text for file in case.files if file.side == side} for side in ("before", "after")]
            if all(sides):
                yield sides[0], sides[1]
    example = TESTS.parent / "examples" / "unit-economics"
    before, after = (
        {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*.py")}
        for place in (example / "before", example / "after")
    )
    yield before, after


def write_real(folder: Path, many: int, repositories: int) -> list[Path]:
    """So many real reports, each under the name of one of the repositories and on a day of the year."""
    folder.mkdir(parents=True, exist_ok=True)
    paths, found = [], real()
    for seed in range(many):
        report = copy.deepcopy(found[seed % len(found)])
        report["repository"] = f"acme/real-{seed % repositories:04}"
        report["change_request"] = str(seed // repositories + 1)
        report["as_of"] = (FIRST + timedelta(days=seed * 37 % 360)).isoformat()
        paths.append(folder / f"real-{seed}.json")
        paths[-1].write_text(json.dumps(report, indent=2), encoding="utf-8")
    return paths


def write(folder: Path, many: int, repositories: int) -> list[Path]:
    """So many reports into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for seed in range(many):
        path = folder / f"run-{seed}.json"
        path.write_text(json.dumps(varied(seed, repositories), indent=2), encoding="utf-8")
        paths.append(path)
    return paths
