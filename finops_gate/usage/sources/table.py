"""Any table of calls: CSV, JSON lines or parquet, or a table of an engine, with a map of its columns.

The map says what each column is; without one the columns are taken by the names of a call. Whether its input includes
cached tokens must be said where it has cached tokens at all.
"""

from __future__ import annotations

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.sources import Source

SOURCE: Source = Source("table", Cached.UNKNOWN, Labels._fields[:-2])
