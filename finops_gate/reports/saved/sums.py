"""Many runs added up by an embedded DuckDB: a cube small enough for a page, which its filters narrow down.

A change request counts once, by its last run. Prevented is its highest estimate less the last, as in the ledger; it is
divided over repository, team, feature and model so that the parts add up to the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.model.setting import Skipped
from finops_gate.reports.saved.runs import Gathered, Level, Run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STATES = ("pass", "warn", "approved", "require-approval", "block")
CELLS = 24_000
"""Rows of the cube and of the counts together that a page holds: about 900 kB."""
LISTED = 300
SKIPPED = 500
MEMORY = "256MB"
_FILLED = 120
"""Months between the first and the last that are all on the page; beyond that only those with a run."""


class Room(NamedTuple):
    """How many names of each kind keep rows of their own; the others are summed."""

    repository: int
    feature: int
    model: int
    team: int


ROOMS = (
    Room(5000, 1000, 300, 300),
    Room(1500, 400, 120, 100),
    Room(600, 150, 60, 40),
    Room(200, 60, 30, 20),
    Room(80, 20, 12, 8),
    Room(80, 1, 1, 1),
)
"""From wide to narrow; the first in which all rows fit on the page is taken."""
KINDS = Room._fields

_TABLES = """
CREATE TABLE run (id INTEGER, repository VARCHAR, request VARCHAR, day DATE, state VARCHAR, delta DECIMAL(27, 8),
                  headline VARCHAR);
CREATE TABLE place (run INTEGER, team VARCHAR, feature VARCHAR, model VARCHAR, delta DECIMAL(27, 8), counts INTEGER);
"""
_REQUESTS = """
CREATE TABLE request AS
WITH found AS (
    SELECT repository, request, count(*) AS runs, max(id) AS last,
           arg_max(id, coalesce(delta, -1e16) - 1e-9 * id) AS highest, max(delta) AS most
    FROM run GROUP BY repository, request
)
SELECT found.*, run.day, strftime(run.day, '%Y-%m') AS month, run.state, run.delta, run.headline,
       greatest(greatest(coalesce(most, 0), 0) - greatest(coalesce(run.delta, 0), 0), 0)::DOUBLE AS prevented,
       (coalesce(most, 0) - coalesce(run.delta, 0))::DOUBLE AS fall
FROM found JOIN run ON run.id = found.last;

CREATE TABLE cell AS
SELECT repository, month, state, team, feature, model, sum(places) AS places, sum(more) AS more, sum(less) AS less,
       sum(prevented) AS prevented
FROM (
    SELECT r.repository, r.month, r.state, p.team, p.feature, p.model, p.counts AS places,
           greatest(p.delta, 0)::DOUBLE AS more, least(p.delta, 0)::DOUBLE AS less, 0::DOUBLE AS prevented
    FROM request r JOIN place p ON p.run = r.last
    UNION ALL
    SELECT r.repository, r.month, r.state, p.team, p.feature, p.model, 0, 0, 0,
           (CASE WHEN p.run = r.highest THEN 1 ELSE -1 END) * p.delta::DOUBLE * r.prevented / r.fall
    FROM request r JOIN place p ON p.run IN (r.highest, r.last)
    WHERE r.prevented > 0 AND r.highest <> r.last
) GROUP BY ALL;
"""
_NAMES = """
SELECT name, row_number() OVER (ORDER BY size DESC, name) AS rank
FROM (SELECT {kind} AS name, sum(abs(more) + abs(less) + abs(prevented)) AS size FROM cell GROUP BY ALL
      {also})
"""
_FOLDED = """
SELECT coalesce(a.shown, ?) AS repository, month, state, coalesce(t.shown, ?) AS team, coalesce(f.shown, ?) AS feature,
       coalesce(m.shown, ?) AS model, sum(places)::BIGINT, sum(more), sum(less), sum(prevented)
FROM cell LEFT JOIN kept_repository a ON a.name = repository LEFT JOIN kept_team t ON t.name = team
     LEFT JOIN kept_feature f ON f.name = feature LEFT JOIN kept_model m ON m.name = model
GROUP BY ALL ORDER BY ALL
"""
_COUNTED = """
SELECT coalesce(a.shown, ?) AS repository, month, state, count(*), sum(runs)::BIGINT
FROM request LEFT JOIN kept_repository a ON a.name = repository GROUP BY ALL ORDER BY ALL
"""
_LARGEST = """
SELECT coalesce(a.shown, ?), request, day, state, delta::DOUBLE, most::DOUBLE, headline
FROM request LEFT JOIN kept_repository a ON a.name = repository
ORDER BY greatest(abs(coalesce(delta, 0)), abs(coalesce(most, 0))) DESC, day DESC, repository, request LIMIT ?
"""


def added_up(gathered: Gathered) -> dict[str, Any]:
    """The page's fleet (scripts/page/src/types.ts). Raises UsageError where nothing is left to count."""
    runs, levels, skipped, currency = _one_currency(gathered)
    if not runs and not levels:
        why = f": {skipped[0].path}: {skipped[0].reason}" if skipped else ""
        raise UsageError(f"none of the files can be counted{why}", "finops-gate diff --output json=report.json")
    connection = _opened()
    try:
        _load(connection, runs)
        room, rows, counted = _fitted(connection)
        others = _others(connection, room)
        listed = connection.execute(_LARGEST, [others["repository"], LISTED]).fetchall()
        kept = {name for (name,) in connection.execute("SELECT name FROM kept_repository").fetchall()}
    finally:
        connection.close()
    months = _months({row[1] for row in counted} | {_month(day) for level in levels for day, _ in level.points})
    summed = _levels(levels, months, kept, others["repository"])
    names = {
        "repository": sorted({row[0] for row in (*rows, *counted, *listed)} | summed.keys()),
        "month": months,
        "state": list(STATES),
        "team": sorted({row[3] for row in rows}),
        "feature": sorted({row[4] for row in rows}),
        "model": sorted({row[5] for row in rows}),
    }
    at = {kind: {name: index for index, name in enumerate(known)} for kind, known in names.items()}
    order = ("repository", "month", "state", "team", "feature", "model")
    return {
        "currency": currency,
        "reports": len(runs) + len(levels),
        "names": names,
        "cube": [
            [*(at[kind][name] for kind, name in zip(order, row[:6], strict=True)), row[6], *map(_cents, row[7:])]
            for row in rows
        ],
        "requests": [
            [*(at[kind][name] for kind, name in zip(order, row[:3], strict=False)), *row[3:]] for row in counted
        ],
        "largest": [
            [at["repository"][row[0]], row[1], row[2].isoformat(), at["state"][row[3]], *map(_cents, row[4:6]), row[6]]
            for row in listed
        ],
        "levels": [[at["repository"][name], values] for name, values in sorted(summed.items())],
        "skipped": [entry._asdict() for entry in skipped[:SKIPPED]],
        "skipped_in_all": len(skipped),
        "folded": [f"The smallest are summed as {name}." for name in others.values() if name],
    }


def _opened() -> DuckDBPyConnection:
    try:
        import duckdb
    except ImportError:
        raise UsageError("many reports are added up by DuckDB", "pip install 'finops-gate[usage]'") from None
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": 1,  # the order of a sum of floats is part of the page's bytes
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "enable_external_access": False,
    }
    return duckdb.connect(":memory:", config=settings)


def _load(connection: DuckDBPyConnection, runs: Sequence[Run]) -> None:
    """Columns as lists: one statement for all rows."""
    connection.execute(_TABLES)
    places = [(number, place) for number, run in enumerate(runs) for place in run.places]
    columns: list[list[object]] = [
        list(range(len(runs))),
        [run.repository for run in runs],
        [run.request for run in runs],
        [run.day.isoformat() for run in runs],
        [run.state for run in runs],
        [None if run.delta is None else str(run.delta) for run in runs],
        [run.headline for run in runs],
    ]
    _insert(
        connection, "run", ("INTEGER", "VARCHAR", "VARCHAR", "DATE", "VARCHAR", "DECIMAL(27, 8)", "VARCHAR"), columns
    )
    columns = [
        [number for number, _ in places],
        [place.team for _, place in places],
        [place.feature for _, place in places],
        [place.model for _, place in places],
        [str(place.delta) for _, place in places],
        [int(place.counts) for _, place in places],
    ]
    _insert(connection, "place", ("INTEGER", "VARCHAR", "VARCHAR", "VARCHAR", "DECIMAL(27, 8)", "INTEGER"), columns)
    connection.execute(_REQUESTS)


def _insert(connection: DuckDBPyConnection, table: str, kinds: Sequence[str], columns: Sequence[list[object]]) -> None:
    texts = [[None if value is None else str(value) for value in column] for column in columns]
    listed = ", ".join(f"unnest(${at}::VARCHAR[])::{kind}" for at, kind in enumerate(kinds, 1))
    connection.execute(f"INSERT INTO {table} SELECT {listed}", texts)


def _fitted(connection: DuckDBPyConnection) -> tuple[Room, list[Any], list[Any]]:
    """The cube and the counts under the widest room in which both fit."""
    for room in ROOMS:
        for kind, most in zip(KINDS, room, strict=True):
            also = "UNION ALL SELECT repository, 0 FROM request WHERE repository NOT IN (SELECT repository FROM cell)"
            names = _NAMES.format(kind=kind, also=f"{also} GROUP BY ALL" if kind == "repository" else "")
            connection.execute(
                f"CREATE OR REPLACE TABLE kept_{kind} AS SELECT name, name AS shown FROM ({names}) WHERE rank <= ?",
                [most],
            )
        others = _others(connection, room)
        words = [others[kind] for kind in ("repository", "team", "feature", "model")]
        rows = connection.execute(_FOLDED, words).fetchall()
        counted = connection.execute(_COUNTED, words[:1]).fetchall()
        if len(rows) + len(counted) <= CELLS:
            break
    return room, rows, counted


def _others(connection: DuckDBPyConnection, room: Room) -> Mapping[str, str]:
    """What those are called that are summed; empty where nobody is."""
    found = {}
    for kind, most in zip(KINDS, room, strict=True):
        table = "request" if kind == "repository" else "cell"
        (number,) = connection.execute(f"SELECT count(DISTINCT {kind}) FROM {table}").fetchone() or (0,)
        found[kind] = (
            f"({number - most:,} other {'repositories' if kind == 'repository' else f'{kind}s'})"
            if number > most
            else ""
        )
    return found


def _one_currency(gathered: Gathered) -> tuple[list[Run], list[Level], list[Skipped], str]:
    """Amounts of different currencies are never added: the one of most files is, and the others are told."""
    entries: list[Run | Level] = [*gathered.runs, *gathered.levels]
    counts = Counter(entry.currency for entry in entries)
    currency = min(counts, key=lambda code: (-counts[code], code), default="USD")
    skipped = [
        Skipped(entry.path, f"its currency is {entry.currency}, and {currency} is added up")
        for entry in entries
        if entry.currency != currency
    ]
    runs = [run for run in gathered.runs if run.currency == currency]
    levels = [level for level in gathered.levels if level.currency == currency]
    return runs, levels, sorted([*gathered.skipped, *skipped]), currency


def _months(found: set[str]) -> list[str]:
    """Every month from the first to the last, where that is no absurd number."""
    known = sorted(found)
    first, last = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (known[0], known[-1]))
    if last - first > _FILLED:
        return known
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _levels(
    levels: Sequence[Level], months: Sequence[str], kept: set[str], others: str
) -> dict[str, list[float | None]]:
    """What a month costs at the end of each month, by the newest history of each repository."""
    newest: dict[str, Level] = {}
    for level in sorted(levels, key=lambda level: (level.day, level.path)):
        newest[level.repository] = level
    found: dict[str, list[float | None]] = {}
    for repository, level in sorted(newest.items()):
        name = repository if repository in kept or not others else others
        values = [_at(level, month) for month in months]
        before = found.get(name, [None] * len(months))
        found[name] = [
            new if old is None else old if new is None else old + new for old, new in zip(before, values, strict=True)
        ]
    return found


def _at(level: Level, month: str) -> float | None:
    """None before the history begins."""
    known = [amount for day, amount in level.points if _month(day) <= month]
    return float(round(known[-1], 2)) if known else None


def _cents(amount: float | Decimal | None) -> float | None:
    return None if amount is None else round(float(amount), 2) + 0.0
