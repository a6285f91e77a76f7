"""Where the expression runs: DuckDB in this process, or an engine that already holds the calls.

`postgresql://`, `clickhouse://`, `bigquery://`, `snowflake://`, `trino://`, `databricks://` and others are connected by
Ibis, with whatever driver its own extra installs; `spark://` by a session on that master. A password never stands on
the command line: drivers read it from their own environment (PGPASSWORD and the like).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from finops_gate.base.errors import RecordError, UsageError
from finops_gate.base.text import clean

MEMORY = "700MB"
"""What DuckDB may hold before it writes to disk. With Python, Ibis and the answer that stays within 1 GB."""
BATCH = 100_000
PATIENCE = 10
"""Seconds in which a Spark master must take a connection."""


class Engine:
    """A connection that answers expressions. Close it, or use it in a `with`."""

    def __init__(self, connection: Any, name: str, session: Any = None) -> None:
        self.connection = connection
        self.name = name
        self._session = session

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *ignored: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection, and a Spark session that was begun for it."""
        self.connection.disconnect()
        if self._session is not None:
            self._session.stop()

    def table(self, name: str) -> Any:
        """A table by its name, ``schema.table`` too. Raises RecordError."""
        schema, _, plain = name.rpartition(".")
        with told(f"table {clean(name)}"):
            return self.connection.table(plain, database=schema) if schema else self.connection.table(plain)

    def batches(self, expression: Any) -> Iterator[Any]:
        """The answer, as Arrow record batches. Raises RecordError."""
        with told(self.name):
            if self.name == "duckdb":
                # Ibis leaves sums as wide as DuckDB makes them, and 128 bits become objects on the way to Python.
                columns = ", ".join(
                    f'CAST("{name}" AS {"BIGINT" if kind.is_integer() else "VARCHAR"}) AS "{name}"'
                    for name, kind in expression.schema().items()
                )
                query = self.connection.con.sql(f"SELECT {columns} FROM ({self.connection.compile(expression)})")
                yield from query.to_arrow_reader(BATCH)
            else:
                yield from self.connection.to_pyarrow(expression).to_batches(BATCH)


def duckdb() -> Engine:
    """DuckDB in this process, with bounded memory. Raises UsageError where it is not installed."""
    ibis = _ibis()
    with told("duckdb"):
        connection = ibis.duckdb.connect()
        settings = (f"memory_limit = '{MEMORY}'", "preserve_insertion_order = false", "TimeZone = 'UTC'")
        for line in (*settings, "enable_progress_bar = false"):
            connection.raw_sql(f"SET {line}")
    return Engine(connection, "duckdb")


def connect(url: str) -> Engine:
    """The engine of a URL; empty: DuckDB. Raises UsageError for a URL that cannot be, RecordError for a refusal."""
    if not url:
        return duckdb()
    if "://" not in url:
        raise UsageError(f"{clean(url, 60)} is no engine", "write it as postgresql://user@host:5432/database")
    parts = urlsplit(url)
    if parts.password:
        raise UsageError("a password on the command line can be read by others", "set PGPASSWORD, or the driver's own")
    ibis = _ibis()
    scheme = parts.scheme.lower()
    if scheme == "spark":
        return _spark(ibis, url)
    shown = f"{scheme}://{parts.hostname or ''}"
    with told(shown, import_hint=f"pip install 'ibis-framework[{scheme.replace('postgresql', 'postgres')}]'"):
        connection = ibis.connect(url)
    return Engine(connection, shown)


def _spark(ibis: Any, master: str) -> Engine:
    with told(clean(master, 80), import_hint="pip install 'ibis-framework[pyspark]'"):
        from pyspark.sql import SparkSession

        _reach(master)
        session = (
            SparkSession.builder.master(master)
            .appName("finops-gate usage")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.ui.enabled", "false")
            .getOrCreate()
        )
        return Engine(ibis.pyspark.connect(session), "spark", session)


def _reach(master: str) -> None:
    """Raises OSError where no master of ``spark://one:7077,other:7077`` listens.

    Spark itself tries for a minute and prints pages of Java.
    """
    import socket

    problem: Exception = OSError("no master is named")
    for place in master.partition("://")[2].split(","):
        parts = urlsplit(f"spark://{place}")
        try:
            with socket.create_connection((parts.hostname or "", parts.port or 7077), PATIENCE):
                return
        except OSError as error:
            problem = error
    raise problem


def _ibis() -> Any:
    try:
        import ibis
    except ImportError:
        raise UsageError("usage needs DuckDB and Ibis", "pip install 'finops-gate[usage]'") from None
    return ibis


class told:  # noqa: N801 - reads as a word in `with told(...)`
    """Turns whatever a driver raises into one clear line, without the driver's stack or a password in it."""

    def __init__(self, what: str, import_hint: str = "") -> None:
        self.what = what
        self.import_hint = import_hint

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or not isinstance(error, Exception) or isinstance(error, UsageError | RecordError):
            return
        if isinstance(error, ImportError):
            raise UsageError(f"{self.what} needs a driver that is not installed", self.import_hint) from None
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        said = re.sub(r"://[^@\s/]*@", "://", lines[0] if lines else type(error).__name__)
        raise RecordError(f"{self.what}: {clean(said, 300)}") from None
