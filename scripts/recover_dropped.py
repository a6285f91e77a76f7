"""Finds in older releases of both tables the models that the newest ones no longer list, and keeps their last prices.

Usage: python -m scripts.recover_dropped DAY WHEEL...     (wheels of litellm and of genai-prices, any number)
Writes `pricing/facts/dropped.jsonl`, a line a model with the newest release that lists it, and appends to
`pricing/models/` what is in no file there, marked `dropped`. Nothing of a wheel is installed; a wheel of genai-prices
is imported in a process of its own, since its table is Python.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from finops_gate.catalog.refresh import merge, rows, table, wheel, writing
from finops_gate.catalog.refresh.decisions import Decisions
from finops_gate.catalog.refresh.differences import OURS
from finops_gate.catalog.refresh.genai import RATES
from finops_gate.catalog.refresh.run import HEAD
from finops_gate.catalog.source import load_yaml

Row = dict[str, Any]
PRICING = Path(__file__).parent.parent / "pricing"
FACTS = PRICING / "facts" / "dropped.jsonl"
_DOUBTFUL = re.compile(r"%|^openrouter/auto|:$")
_SCRAPED = {"mistral", "google"}
"""Makers under whom older releases of genai-prices have other hosts' prices of their open models."""
_WHOLE = {"openrouter": "/", "bedrock": "."}
"""Providers whose ids hold this sign; where genai-prices names a model without it, that is its own short name."""

_READ_GENAI = """
import json, sys
from decimal import Decimal
from genai_prices import data
for provider in data.providers:
    for model in provider.models:
        price = model.prices[-1].prices if isinstance(model.prices, list) else model.prices
        amounts = {key: getattr(value, "base", value) for key, value in vars(price).items() if value is not None}
        rates = {key: str(value) for key, value in amounts.items() if isinstance(value, Decimal)}
        window = getattr(model, "context_window", None)
        print(json.dumps([provider.id, model.id, window, rates]))
"""


def release(path: Path) -> tuple[int, ...]:
    """The release of a wheel, for sorting."""
    return tuple(int(part) for part in re.findall(r"\d+", path.name.split("-")[1]))


def litellm_rows(wheels: Iterable[Path]) -> dict[str, tuple[str, Row]]:
    """Each key with its row in the newest release that lists it."""
    found: dict[str, tuple[str, Row]] = {}
    for path in sorted(wheels, key=release):
        read = wheel.read(path)
        found.update({row["key"]: (read.version, row) for row in read.rows})
    return found


def genai_facts(wheels: Iterable[Path]) -> dict[tuple[str, str], tuple[str, table.Fact]]:
    """The same of genai-prices, with its rates in our words."""
    found: dict[tuple[str, str], tuple[str, table.Fact]] = {}
    with tempfile.TemporaryDirectory() as folder:
        # Its older releases import an HTTP client that reading the table does not need.
        stub = "class Client: ...\nclass HTTPError(Exception): ...\n"
        stub += "class Timeout:\n    def __init__(self, *a, **k): ...\n"
        (Path(folder) / "httpx.py").write_text(stub, "utf-8")
        for path in sorted(wheels, key=release):
            version = path.name.split("-")[1]
            done = subprocess.run(
                [sys.executable, "-c", _READ_GENAI],
                env={**os.environ, "PYTHONPATH": f"{path.resolve()}{os.pathsep}{folder}"},
                capture_output=True,
                text=True,
                check=True,
            )
            for line in done.stdout.splitlines():
                theirs, identity, window, stated = json.loads(line)
                provider = OURS.get(theirs, theirs.replace("_", "-"))
                rates = {RATES[key][0]: stated[key] for key in RATES if key in stated and RATES[key][1] == 1}
                short = _WHOLE.get(provider, "") not in identity
                if rates and not short and provider not in _SCRAPED:
                    found[provider, identity] = version, _fact(provider, identity, window, rates)
    return found


def _fact(provider: str, identity: str, window: int | None, rates: Row) -> table.Fact:
    cleaned = {key: wheel.unsmeared(value) for key, value in rates.items()}
    url = "https://github.com/pydantic/genai-prices"
    return table.Fact(provider, identity, identity, "", "chat", window, None, None, url, cleaned, {})


def recover(day: date, wheels: list[Path]) -> None:
    """Writes the distillate and appends to the files of the catalog."""
    theirs = litellm_rows(path for path in wheels if path.name.startswith("litellm-"))
    genais = genai_facts(path for path in wheels if path.name.startswith("genai_prices-"))
    newest = max(path.name.split("-")[1] for path in wheels if path.name.startswith("genai_prices-"))
    current = max((path for path in wheels if path.name.startswith("litellm-")), key=release).name.split("-")[1]
    old_rows = {key: (version, row) for key, (version, row) in theirs.items() if version != current}
    found: dict[str, list[tuple[str, str, table.Fact]]] = {}
    by_release: dict[str, list[Row]] = {}
    for version, row in old_rows.values():
        by_release.setdefault(version, []).append(row)
    for version in sorted(by_release, key=lambda text: [int(part) for part in text.split(".")], reverse=True):
        for fact in table.facts(by_release[version]):
            found.setdefault(fact.provider, []).append(("litellm", version, fact))
    for version, fact in genais.values():
        if version != newest:
            found.setdefault(fact.provider, []).append(("genai-prices", version, fact))
    lines = []
    for provider in sorted(found):
        lines += _append(provider, found[provider], day)
    head = {"recovered": day.isoformat(), "wheels": sorted(path.name for path in wheels)}
    FACTS.write_text("\n".join([json.dumps(head), *lines]) + "\n", "utf-8", newline="\n")


def _append(provider: str, facts: list[tuple[str, str, table.Fact]], day: date) -> list[str]:
    """Appends what no file of the provider has; returns a line for each."""
    path = PRICING / "models" / f"{provider}.yaml"
    manual = PRICING / "models" / f"{provider}.manual.yaml"
    held = load_yaml(path) if path.exists() else {"models": [], "sources": {}}
    stated = load_yaml(manual)["models"] if manual.exists() else []
    sources = merge.Sources(held["sources"])
    models = [dict(row) for row in held["models"]]
    lines = []
    for package, version, fact in facts:
        if _DOUBTFUL.search(fact.id):
            continue

        def cite(url: str, package: str = package, version: str = version) -> str:
            return sources.cite({"url": url, "retrieved": day, "via": f"{package}=={version}"})

        known = rows.Known(provider, [fact], Decisions(()), cite)
        models = [_whole(row) for row in models]
        new = rows.dropped([*models, *(_whole(row) for row in stated)], known, day, f"{package} {version}")
        models += new
        lines += [json.dumps({"provider": provider, "id": row["id"], "release": f"{package} {version}"}) for row in new]
    if lines:
        ordered = sorted((merge.in_order(row) for row in models), key=lambda row: str(row["id"]).lower())
        used = {period["source"] for row in ordered for period in merge.periods_of(row)}
        cited = {name: source for name, source in sources.held.items() if name in used or name in held["sources"]}
        path.write_text(writing.document(provider, HEAD.format(provider=provider), cited, ordered), "utf-8")
    return lines


def _whole(row: Row) -> Row:
    return {"aliases": [], "snapshots": [], **row}


if __name__ == "__main__":
    recover(date.fromisoformat(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
