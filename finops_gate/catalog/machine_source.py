"""Machines as people review them: `pricing/accelerators/<cloud>.yaml`, read and checked at build time only.

USD an hour, or a second where the cloud bills seconds. A period is `[from, until)`; no `from` means before anybody
looked, no `until` means until followed by another.
"""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from finops_gate.base.errors import CatalogError
from finops_gate.catalog.source import ModelId, Money, Word, load_yaml

SCHEMA = "finops-gate/accelerators@1"
HOURS = 730


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Period(_Strict):
    """One way to buy a machine in one region, for one period."""

    region: Word
    purchase: Literal["on_demand", "spot"] = "on_demand"
    starts: date | None = Field(default=None, alias="from")
    ends: date | None = Field(default=None, alias="until")
    source: str
    hour: Money | None = None
    second: Money | None = None
    request: Money | None = None
    """For one call, where a machine is a function."""

    @model_validator(mode="after")
    def _one_unit(self) -> Period:
        if [self.hour, self.second, self.request].count(None) != 2:
            raise ValueError("needs either hour or second, or request for what is paid by the call")
        if self.starts and self.ends and self.starts >= self.ends:
            raise ValueError(f"the period from {self.starts} ends before it starts")
        return self


class Machine(_Strict):
    """One type of machine."""

    id: ModelId
    aliases: tuple[ModelId, ...] = ()
    accelerator: str = ""
    count: Money | None = None
    memory_gb: Money | None = None
    estimate: str = ""
    """How its prices were estimated; empty: they are published."""
    note: str = ""
    prices: tuple[Period, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Machine:
        def place(period: Period) -> tuple[str, str]:
            return period.region, period.purchase

        for where, periods in groupby(sorted(self.prices, key=place), place):
            for before, after in pairwise(sorted(periods, key=lambda period: period.starts or date.min)):
                if before.ends is None or after.starts is None or after.starts < before.ends:
                    raise ValueError(f"{' '.join(where)}: the period from {after.starts} overlaps the one before it")
                if before.ends < after.starts:
                    raise ValueError(f"{' '.join(where)}: no period holds from {before.ends} to {after.starts}")
        return self


class Source(_Strict):
    """Where prices were read, and under which licence the table is."""

    url: str
    retrieved: date
    """The day of the table."""
    checked: date | None = None
    """The last day on which its prices were found to hold."""
    licence: str = ""
    note: str = ""


class Document(_Strict):
    """One file of `pricing/accelerators/`."""

    schema_: Literal["finops-gate/accelerators@1"] = Field(alias="schema")
    cloud: Word
    unit: Literal["usd_per_hour"]
    hours_per_month: Literal[730]
    sources: dict[Word, Source]
    machines: tuple[Machine, ...]

    @model_validator(mode="after")
    def _sourced(self) -> Document:
        seen: set[str] = set()
        for machine in self.machines:
            for period in machine.prices:
                if period.source not in self.sources:
                    raise ValueError(f"machines[{machine.id}]: source {period.source} is not among the sources")
            for name in (machine.id, *machine.aliases):
                if name.lower() in seen:
                    raise ValueError(f"machines[{machine.id}]: {name} is stated twice")
                seen.add(name.lower())
        return self


def read_all(folder: Path) -> tuple[tuple[Document, ...], str]:
    """Every file, by name, and the sha256 of them all. Raises CatalogError with the file and what is wrong in it."""
    digest = hashlib.sha256()
    documents = []
    for path in sorted(folder.glob("*.yaml")):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        documents.append(read(path))
    return tuple(documents), digest.hexdigest()


def read(path: Path) -> Document:
    """One file, checked. Raises CatalogError."""
    raw = load_yaml(path)
    try:
        return Document.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise CatalogError(f"{path.name}: {place}: {message}" if place else f"{path.name}: {message}") from None
