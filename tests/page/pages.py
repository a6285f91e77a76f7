"""The pages that a browser is shown: a change with its year, a wide one, hostile ones, and many reports at once."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from finops_gate.app import report
from finops_gate.app.fleet import run as sum_up
from finops_gate.reports.html import content, document
from tests.fakes import reports, served
from tests.reports.hostile import HOSTILE
from tests.reports.test_html import Elements

STRIKE = (
    "<img src=x onerror=window.struck=1>",
    "</script><script>window.struck=1</script>",
    "--></style></title></textarea><svg onload=window.struck=1>",
    '"><iframe srcdoc="<script>parent.struck=1</script>">',
    "javascript:window.struck=1",
    "<a href=javascript:window.struck=1>x</a>",
    "{{constructor.constructor('window.struck=1')()}}",
    "__proto__",
    "<form action=https://evil.example><button>x</button></form>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
)
START = date(2025, 8, 1)


def a_history(merges: int = 300) -> dict[str, Any]:
    """A year of a busy branch, as app/report.py embeds it."""
    days = [START + timedelta(days=at * 365 // merges) for at in range(merges)]
    cost = [round(900 + 400 * math.sin(at / 9) + at * 7, 2) for at in range(merges)]
    names = [f"feature-{at}" for at in range(9)]

    def line(name: str, part: float) -> dict[str, Any]:
        points = zip(days, cost, strict=True)
        return {
            "name": name,
            "points": [{"day": day.isoformat(), "monthly": str(value * part)} for day, value in points],
        }

    return {
        "repository": "acme/shop",
        "range": {"start": "a" * 40, "end": "b" * 40},
        "as_of": (START + timedelta(days=365)).isoformat(),
        "currency": "USD",
        "walked": merges * 9,
        "unmeasured": 3,
        "left_out": 0,
        "total": line("all", 1),
        "divided": {
            by: [line(name, (9 - at) / 45) for at, name in enumerate(names)] for by in ("feature", "team", "model")
        },
        "merges": [
            {
                "commit": f"{at:040x}",
                "day": day.isoformat(),
                "subject": f"Answer better, part {at} (#{at})",
                "change_request": str(at),
                "verdict": ("pass", "warn", "require-approval", "block")[at % 4],
                "headline": "Projected Cost Increase",
                "delta": {"low": "1", "mid": str(round(cost[at] - cost[at - 1], 2) if at else 5), "high": "9"},
                "approved": [{"by": "Engineering Lead", "source": "report"}] if at % 4 == 2 else [],
            }
            for at, day in enumerate(days)
        ],
        "skipped": [{"path": "web/bundle.js", "reason": "one line of 50 MB"}],
    }


def a_served(folder: Path) -> str:
    """The page of a real repository that serves on its own machines, as the command writes it."""
    return report.run(report.Asked(served.made(folder).root, "main..HEAD", True)).text


def a_change(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Every section that a page of one change can have; machines, their hours and advice are those of another page."""
    found = content(reports.varied(5, 1000) | {"verdict": "require-approval"})
    found["report"]["economics"] = [
        {
            "feature": "helpdesk-bot",
            "revenue": "9000",
            "cost_base": "900",
            "cost_head": "5000",
            "margin_base": "90",
            "margin_head": "44.44",
        },
        {
            "feature": "helpdesk-bot",
            "tier": "free",
            "revenue": "800",
            "cost_base": "700",
            "cost_head": "2900",
            "margin_base": "12.5",
            "margin_head": "-262.5",
            "quota": "8100",
        },
    ]
    return {
        **found,
        "history": a_history(),
        "units": [
            {
                "name": "helpdesk-bot / free",
                "cost": "700",
                "per_call": "0.0021",
                "per_million": "0.35",
                "margin": "12.5",
            }
        ],
        **{name: kept[name] for name in ("weeks", "breakevens", "advice")},
    }


def everywhere(value: Any, text: Callable[[str], str], keys: bool = False) -> Any:
    """The same value with every text in it replaced."""
    if isinstance(value, dict):
        return {text(key) if keys else key: everywhere(entry, text, keys) for key, entry in value.items()}
    if isinstance(value, list):
        return [everywhere(entry, text, keys) for entry in value]
    return text(value) if isinstance(value, str) else value


def hostile(value: Any) -> Any:
    """Every text of a page's data made an attack, in turn; also where a day or an amount would be."""
    texts = [*STRIKE, *(text for text in HOSTILE if text)]
    turn = iter(range(10**9))
    return everywhere(value, lambda _: texts[next(turn) % len(texts)])


_KEPT = {
    "schema",
    "day",
    "as_of",
    "month",
    "verdict",
    "state",
    "outcome",
    "kind",
    "unit",
    "currency",
    "grade",
    "status",
}


def named(value: Any, key: str = "") -> Any:
    """Only names, messages and paths made attacks: what a report can hold that is a report."""
    if isinstance(value, dict):
        return {name: named(entry, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [named(entry, key) for entry in value]
    if not isinstance(value, str) or key in _KEPT or value.lstrip("-").replace(".", "", 1).isdigit():
        return value
    return f"{STRIKE[len(value) % len(STRIKE)]} {value}"


def write(folder: Path) -> dict[str, Path]:
    """Every page, by its name."""
    saved = [*reports.write(folder / "saved", 400, 40), *reports.write_real(folder / "saved", 300, 40)]
    for at, history in enumerate(("acme/service-0001", "acme/service-0002")):
        kept = {**a_history(24), "schema": "finops-gate/history", "version": "1.0", "repository": history, "series": []}
        saved.append(folder / "saved" / f"history-{at}.json")
        saved[-1].write_text(json.dumps(kept), encoding="utf-8")
    (folder / "saved" / "broken.json").write_text("{", encoding="utf-8")
    attacks = []
    for at in range(12):
        attack = named(reports.varied(at, 6))
        attacks.append(folder / f"attack-{at}.json")
        attacks[-1].write_text(json.dumps(attack), encoding="utf-8")
    (folder / "<img src=x onerror=window.struck=1>.json").write_text("{", encoding="utf-8")
    whole = a_served(folder / "served-by-itself")
    change = a_change(Elements(whole).content)
    pages = {
        "served": whole,
        "change": document("Projected Cost Increase: +900% (+$12.00/month).", change),
        "small": document("Projected Cost Increase.", content(reports.a_report("swap_without_volumes"))),
        "nothing": document("No AI cost change.", content(reports.a_report("nothing"))),
        "fleet": sum_up([*saved, folder / "saved" / "broken.json"]).text,
        "hostile": document(STRIKE[1], named(change)),
        "everywhere": document(STRIKE[0], hostile(change)),
        "attacks": sum_up([*attacks, folder / "<img src=x onerror=window.struck=1>.json"]).text,
    }
    paths = {}
    for name, text in pages.items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_text(text, encoding="utf-8", newline="\n")
    return paths
