"""A page of a thousand saved reports: `python -m bench.fleet REPOSITORY...`. Time and memory of `report --from`.

The reports are those of real commits: every one of these repositories' branches that changed AI spending is judged by
the engine and written as JSON, one file a commit. Nobody recorded calls there, so that the page has amounts to add up a
month is taken as 50,000 calls. A cold process then sums all of them up.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from finops_gate.app import history
from finops_gate.app.render import render
from finops_gate.base.errors import GateError

PLACE = Path(__file__).parent.parent / "out" / "bench" / "fleet"
WANTED = 1000
COMMITS = 1500
CALLS = 50_000
SECONDS, MEGABYTES = 10, 500


def reports_of(repository: Path) -> Iterator[dict[str, Any]]:
    """The report of each of the newest commits that changed AI spending."""
    found = history.run(history.Asked(repository, "HEAD", COMMITS, explicit=True))
    for merge in found.merges:
        report = json.loads(render(merge.verdict, "json", width=0, color=False))
        report["repository"] = report["repository"] or named(repository)
        totals = [Decimal(0), Decimal(0)]
        for change in report["changes"]:
            base, head = (change["per_call"][side] for side in ("base", "head"))
            if change["unit"] == "call" and base is not None and head is not None:
                month = [Decimal(base) * CALLS, Decimal(head) * CALLS]
                change["monthly"] |= {"base": str(month[0]), "head": str(month[1]), "delta": str(month[1] - month[0])}
                totals = [total + amount for total, amount in zip(totals, month, strict=True)]
        report["totals"] |= {"base": str(totals[0]), "head": str(totals[1]), "delta": str(totals[1] - totals[0])}
        yield report


def named(repository: Path) -> str:
    """``owner/name``, as far as the folder tells."""
    folder = repository.parent if repository.name in ("repo", ".git", "git") else repository
    return folder.name.replace("+", "/", 1)


def write(repositories: list[Path]) -> int:
    """Writes the reports; returns how many repositories they are of."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    written: dict[str, int] = {}
    for repository in repositories:
        if sum(written.values()) >= WANTED:
            break
        try:
            found = list(reports_of(repository))
        except GateError as error:
            print(f"{repository}: {error}", file=sys.stderr)
            continue
        for at, report in enumerate(found):
            name = f"{named(repository).replace('/', '+')}-{at}"
            (PLACE / f"{name}.json").write_text(json.dumps(report, indent=2), encoding="utf-8")
        written[str(repository)] = len(found)
    return sum(1 for number in written.values() if number)


def main() -> None:
    """Measures and prints."""
    if not sys.argv[1:]:
        print("a page of many reports: not measured; python -m bench.fleet REPOSITORY... names real repositories")
        return
    repositories = write([Path(name) for name in sys.argv[1:]])
    files = sorted(PLACE.glob("*.json"))
    size = sum(path.stat().st_size for path in files)
    page = PLACE / "page.html"
    command = [sys.executable, "-m", "finops_gate.cli.main", "report", "--from", str(PLACE), "--html", str(page)]
    before = time.perf_counter()
    started = subprocess.Popen(command)
    _, code, used = os.wait4(started.pid, 0)
    wall = time.perf_counter() - before
    assert code == 0, code
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    met = "met" if cpu <= SECONDS and peak <= MEGABYTES else "NOT met"
    print(
        f"{len(files):,} reports of {repositories} repositories, {size / 1e6:.1f} MB: {cpu:.1f} s of CPU, "
        f"{wall:.1f} s of wall, {peak:.0f} MB at most, page of {page.stat().st_size / 1e3:.0f} kB  "
        f"(at most {SECONDS} s and {MEGABYTES} MB: {met})"
    )


if __name__ == "__main__":
    main()
