"""`catalog check`: everything that is wrong with the files of `pricing/`, not only the first thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from finops_gate.base.errors import CatalogError
from finops_gate.catalog import machine_source, source
from finops_gate.catalog.refresh import decisions
from finops_gate.model.upkeep import Objection

READING = timedelta(days=45)
"""How long a reading of the price tables is good for."""
BY_HAND = timedelta(days=180)
"""How long a page that a person read is good for, where a model that is not retired is priced by it."""
MACHINES = timedelta(days=365)
"""How long a table of machines is good for: clouds change those prices about once a year."""


def objections(pricing: Path, as_of: date) -> Iterator[Objection]:
    """What is malformed, contradicts itself or is stale on a day, by file."""
    yield from _stale_readings(pricing / "sources.yaml", as_of)
    yield from _read(pricing / "decisions.yaml", decisions.read)
    owners: dict[tuple[str, str], str] = {}
    for path in sorted((pricing / "models").glob("*.yaml")):
        found: list[source.Document] = []
        yield from _read(path, lambda path, found=found: found.append(source.read(path)))  # type: ignore[misc]
        for document in found:
            yield from _twice(path.name, document, owners)
            yield from _old_pages(path.name, document, as_of)
    for path in sorted((pricing / "accelerators").glob("*.yaml")):
        machines: list[machine_source.Document] = []
        yield from _read(path, lambda path, found=machines: found.append(machine_source.read(path)))  # type: ignore[misc]
        for listed in machines:
            yield from _old_tables(path.name, listed, as_of)
    if not owners:
        yield Objection("models", "holds no price of any model")


def _read(path: Path, read: Callable[[Path], Any]) -> Iterator[Objection]:
    try:
        read(path)
    except CatalogError as error:
        yield Objection(path.name, error.message.removeprefix(f"{path.name}: "), error.hint)
    except UnicodeDecodeError:
        yield Objection(path.name, "is no UTF-8")


def _twice(name: str, document: source.Document, owners: dict[tuple[str, str], str]) -> Iterator[Objection]:
    for model in document.models:
        for spelled in sorted({text.lower() for text in (model.id, *model.aliases, *model.snapshots)}):
            here = f"{name}: models[{model.id}]"
            other = owners.setdefault((document.provider, spelled), here)
            if other != here:
                yield Objection(name, f"models[{model.id}]: {spelled} is already stated in {other}")


def _stale_readings(path: Path, as_of: date) -> Iterator[Objection]:
    stated: list[dict[str, Any]] = []
    yield from _read(path, lambda path: stated.append(source.load_yaml(path)) if path.exists() else None)
    if not stated:
        yield Objection(path.name, "does not say which release of which table was read")
        return
    for package, readings in sorted(stated[0].items()):
        if package == "schema":
            continue
        newest = max((reading["retrieved"] for reading in readings), default=date.min)
        if as_of - newest > READING:
            days = (as_of - newest).days
            yield Objection(
                path.name, f"{package} was last read on {newest}, {days} days ago", "finops-gate catalog refresh"
            )


def _old_pages(name: str, document: source.Document, as_of: date) -> Iterator[Objection]:
    """Pages read by people, where what they state is still in force for a model that may be called."""
    cited: dict[str, str] = {}
    for model in document.models:
        if model.status == "retired" or model.dropped is not None:
            continue
        for period in model.prices:
            if period.ends is None or period.ends > as_of:
                cited.setdefault(period.source, model.id)
    for key, model_id in sorted(cited.items()):
        stated = document.sources[key]
        read = max(stated.retrieved, stated.checked or stated.retrieved)
        if not stated.via and as_of - read > BY_HAND:
            text = f"sources.{key}: {stated.url} was last read on {read} and still prices models[{model_id}]"
            yield Objection(name, text, "read the page again and enter the day as checked")


def _old_tables(name: str, document: machine_source.Document, as_of: date) -> Iterator[Objection]:
    cited = {period.source for machine in document.machines for period in machine.prices if period.ends is None}
    for key in sorted(cited):
        stated = document.sources[key]
        read = max(stated.retrieved, stated.checked or stated.retrieved)
        if as_of - read > MACHINES:
            yield Objection(name, f"sources.{key}: {stated.url} was last read on {read}")
