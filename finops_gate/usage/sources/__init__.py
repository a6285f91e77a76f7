"""One file a place that records calls. A source says how a record of it reads; it opens nothing itself.

Each ends in `SOURCE`. Field names are those of the place, read in its schema or documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.recorded import Cached
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, plainly

Parameters = Mapping[str, str | list[str]]


class Request(NamedTuple):
    """One list that a service answers page by page."""

    path: str
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Service:
    """A place that is asked over HTTPS."""

    address: str
    token: str
    """The environment variable that holds the token; it is read from nowhere else."""
    headers: Callable[[str], Mapping[str, str]]
    """The headers of a request, from the token."""
    requests: Callable[[date, date], tuple[Request, ...]]
    """The lists to ask for, from the first day and the day after the last."""
    following: Callable[[Mapping[str, Any], Parameters], Parameters | None]
    """The parameters of the page after an answer; None: it was the last."""


@dataclass(frozen=True, slots=True)
class Source:
    """One place."""

    name: str
    cached: Cached
    labels: tuple[str, ...]
    """What its records may say, beyond provider and model."""
    calls: Callable[[Record], Iterable[Call]] | None = None
    """The calls of one record; raises `Wrong`. None: records are only read by an engine, see `select`."""
    unpack: Callable[[Any], Iterable[Record]] = plainly
    """The records in one document, line or answer."""
    single: bool = True
    """True when a record is one call, so that distributions can be told."""
    kind: Callable[[Record], str] | None = None
    """Which of several tables a record is from; those of two would count the same calls twice."""
    service: Service | None = None
    select: Callable[[Any], Mapping[str, Any]] | None = None
    """The values of an Ibis table of it, so that an engine that holds the records can add them up itself."""
    table: str = ""
    """The name of that table, where the place has a fixed one."""
