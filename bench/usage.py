"""Recorded calls into a profile: rows a second against plain sums over the same file, memory, and how both grow.

Usage: python -m bench.usage [MILLIONS ...]     (1 and 10 without; 50 takes some minutes and 400 MB of disk)

The file is parquet of invented labels over the token counts of real traces: 20 features, 5 models and 3 tiers, 28 days.
Each measurement is a process of its own, so that its peak memory is its own. Times are CPU seconds: they depend least
on what else the machine does. "plain" are sums by the labels alone, "daily" those by the same days and labels as the
profile. Fails when the profile needs more than 1 GB, or is slower than 0.15 of the plain sums.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

DATA = Path(__file__).parents[1] / "tests" / "usage" / "data"
FLOOR = 0.15
MOST = 1000
"""Megabytes."""
FEATURES = 20

MAKE = """
import duckdb, sys
rows, path, traces, features = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
c = duckdb.connect()
c.execute("set memory_limit='2GB'; set preserve_insertion_order=false; set enable_progress_bar=false")
c.execute(f"create table pairs as select row_number() over () - 1 as i, ContextTokens::int a, GeneratedTokens::int b"
          f" from read_csv(['{traces}/azure_llm_conv.csv.gz', '{traces}/azure_llm_code.csv.gz'])")
pairs = c.execute("select count(*) from pairs").fetchone()[0]
how = "(format parquet, compression zstd)" if path.endswith("parquet") else "(format json)"
stamp = f"(timestamp '2026-10-01' + interval 1 second * (r.i * 2419200.0 / {rows})::bigint)"
if not path.endswith("parquet"):
    stamp = f"strftime({stamp}, '%Y-%m-%dT%H:%M:%SZ')"
c.execute(f'''copy (
  select {stamp} as ts,
    'feature-' || (hash(r.i, 1) % {features}) as feature, 'model-' || (hash(r.i, 2) % 5) as model,
    ['basic', 'pro', 'enterprise'][(1 + hash(r.i, 3) % 3)::bigint] as tier, p.a as input, p.b as output,
    hash(r.i, 4) % 50 <> 0 as successful, (p.a * 0.15 + p.b * 0.6) / 1e6 as paid
  from (select range as i from range({rows})) r join pairs p on p.i = hash(r.i, 5) % {pairs}) to '{path}' {how}''')
"""
MEASURE = """
import json, resource, sys
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
kind, path = sys.argv[1:]
if kind in ('plain', 'daily'):
    import duckdb
    c = duckdb.connect()
    c.execute("set memory_limit='700MB'; set preserve_insertion_order=false; set TimeZone='UTC'; "
              "set enable_progress_bar=false")
    start = cpu()
    day = "ts::timestamp::date, " if kind == "daily" else ""
    c.execute(f"select {day}feature, model, tier, count(*), sum(input), sum(output), sum(paid), sum(successful::int)"
              f" from '{path}' group by all").fetchall()
else:
    from pathlib import Path
    from finops_gate.usage.columns import Columns, read
    from finops_gate.usage.engines import duckdb
    with duckdb() as engine:
        names = ('feature', 'model', 'tier', 'input', 'output', 'successful', 'paid')
        columns = Columns({'day': 'ts', **{name: name for name in names}}, zone='UTC')
        start = cpu()
        found = read(engine, [Path(path)], columns)
        found.percentiles(range(len(found.streams)))
spent = cpu() - start
print(json.dumps([spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def run(code: str, *arguments: object) -> str:
    """What a program of its own prints."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def measure(kind: str, path: Path) -> tuple[float, float]:
    """CPU seconds and peak megabytes."""
    seconds, megabytes = json.loads(run(MEASURE, kind, path))
    return seconds, megabytes


def main(arguments: list[str]) -> int:
    """Measures, prints, and says whether the floors hold."""
    failed = False
    print(
        f"{'rows':>12} {'form':8} {'plain':>8} {'daily':>8} {'profile':>8} {'/plain':>7} {'/daily':>7}"
        f" {'rows/s':>12} {'plain MB':>9} {'MB':>6}"
    )
    for millions in [int(word) for word in arguments] or [1, 10]:
        rows = millions * 1_000_000
        with tempfile.TemporaryDirectory() as folder:
            for form in ("parquet", "ndjson"):
                path = Path(folder) / f"calls.{form}"
                run(MAKE, rows, path, DATA, FEATURES)
                plain, plain_memory = measure("plain", path)
                spent, memory = measure("profile", path)
                daily, _ = measure("daily", path)
                ratio = plain / spent
                path.unlink()
                print(
                    f"{rows:>12,} {form:8} {plain:>8.2f} {daily:>8.2f} {spent:>8.2f}"
                    f" {ratio:>7.2f} {daily / spent:>7.2f} {rows / spent:>12,.0f}"
                    f" {plain_memory:>9.0f} {memory:>6.0f}",
                    flush=True,
                )
                # Below ten million rows the answer's constant part, not the rows, is what takes the time.
                slow = millions >= 10 and ratio < FLOOR
                if slow or memory > MOST:
                    print(f"NOT met: {FLOOR} of plain sums" if slow else f"NOT met: {MOST} MB", flush=True)
                failed |= slow or memory > MOST
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
