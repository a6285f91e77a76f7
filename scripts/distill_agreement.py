"""Writes `pricing/facts/agreement.jsonl`: ids of which genai-prices and litellm both name a price, and what each says.

Usage: python -m scripts.distill_agreement litellm-1.109.1-....whl
The first line names both releases with the sha256 of their tables and the day compared. A test holds the catalog to it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from genai_prices import data

from finops_gate.catalog.refresh import differences, wheel
from finops_gate.catalog.source import load_yaml

PRICING = Path(__file__).parent.parent / "pricing"
FACTS = PRICING / "facts" / "agreement.jsonl"


def lines(table: wheel.Table, day: date) -> Iterator[str]:
    """The text of the file, line by line."""
    installed = version("genai-prices")
    digest = hashlib.sha256(Path(data.__file__).read_bytes()).hexdigest()
    head = {
        "day": day.isoformat(),
        "genai-prices": {"version": installed, "member": "genai_prices/data.py", "sha256": digest},
        "litellm": {"version": table.version, "member": wheel.TABLE, "sha256": table.sha256},
    }
    yield json.dumps(head)
    for pair in sorted(differences.pairs(table.rows, day), key=lambda pair: pair.key):
        yield json.dumps(pair._asdict(), separators=(",", ":"), ensure_ascii=True)


def main(path: str) -> None:
    readings = load_yaml(PRICING / "sources.yaml")
    day = max(reading["retrieved"] for package in ("genai-prices", "litellm") for reading in readings[package])
    FACTS.write_text("\n".join(lines(wheel.read(Path(path)), day)) + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1])
