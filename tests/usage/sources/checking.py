"""Runs one source over the text of a file, as `usage sync` would read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from finops_gate.model.recorded import dollars_of
from finops_gate.usage.calls import Call
from finops_gate.usage.collect import read, summed
from finops_gate.usage.distribution import Recorded
from finops_gate.usage.files import documents
from finops_gate.usage.sources import Source


def calls(source: Source, folder: Path, *records: Any, name: str = "records.jsonl") -> list[Call]:
    """The calls of records; a text is written as it is, anything else as a line of JSON."""
    path = folder / name
    lines = (record if isinstance(record, str) else json.dumps(record) for record in records)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return list(read(source, documents(path)))


def recorded(source: Source, folder: Path, *records: Any, name: str = "records.jsonl") -> Recorded:
    """The same, added up by the engine."""
    return summed(source, calls(source, folder, *records, name=name))


def paid(found: Recorded) -> str:
    """All that was paid, in dollars."""
    return str(dollars_of(sum(day.paid for stream in found.streams for day in stream.days)).normalize())


def total(found: Recorded, name: str) -> int:
    """A sum over all streams and days."""
    return sum(getattr(day, name) for stream in found.streams for day in stream.days)
