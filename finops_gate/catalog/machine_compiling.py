"""Compiles `pricing/accelerators/*.yaml` into the one file that the package ships; same sources, same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from finops_gate.base.money import plain
from finops_gate.catalog import machine_source
from finops_gate.catalog.machine_source import Document, Machine, Period


def compiled(folder: Path) -> str:
    """The text of the data file. Raises CatalogError for the first thing wrong in the sources."""
    documents, digest = machine_source.read_all(folder)
    places: dict[tuple[str, str], int] = {}
    lines = [_line(document, machine, places) for document in documents for machine in document.machines]
    head = {"schema": "finops-gate/machines@1", "digest": digest, "sources": list(places)}
    return "\n".join([json.dumps(head, separators=(",", ":")), *sorted(lines)]) + "\n"


def _line(document: Document, machine: Machine, places: dict[tuple[str, str], int]) -> str:
    record: dict[str, Any] = {
        "cloud": document.cloud,
        "type": machine.id,
        "names": sorted({name.lower() for name in (machine.id, *machine.aliases)}),
        "accelerator": machine.accelerator,
        "count": plain(machine.count) if machine.count else "",
        "memory": plain(machine.memory_gb) if machine.memory_gb else "",
        "estimate": machine.estimate,
        "prices": [_price(period, _place(document, period, places)) for period in machine.prices],
    }
    return json.dumps({key: value for key, value in record.items() if value}, separators=(",", ":"), ensure_ascii=True)


def _place(document: Document, period: Period, places: dict[tuple[str, str], int]) -> int:
    stated = document.sources[period.source]
    return places.setdefault((stated.url, stated.retrieved.isoformat()), len(places))


def _price(period: Period, place: int) -> list[Any]:
    stated = (("hour", period.hour), ("second", period.second), ("request", period.request))
    meter, amount = next((meter, amount) for meter, amount in stated if amount is not None)
    days = [day.isoformat() if day else None for day in (period.starts, period.ends)]
    return [meter, plain(amount), *days, place, period.region, period.purchase]
