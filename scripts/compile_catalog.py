"""Compiles `pricing/` into the files that the package ships.

Usage: python -m scripts.compile_catalog [--check]   (--check writes nothing and exits 1 when a file is stale)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from finops_gate.catalog import machine_compiling, machines
from finops_gate.catalog.book import DATA
from finops_gate.catalog.compiling import compiled

PRICING = Path(__file__).parent.parent / "pricing"
SOURCES = PRICING / "models"


def files() -> Iterator[tuple[Path, str]]:
    """Each compiled file with the text that its sources make."""
    yield Path(DATA), compiled(SOURCES)
    yield Path(machines.DATA), machine_compiling.compiled(PRICING / "accelerators")


def main(arguments: list[str]) -> int:
    stale = [path for path, text in files() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        print(
            f"stale: {', '.join(path.name for path in stale)}: make gen" if stale else "the compiled catalog is fresh"
        )
        return 1 if stale else 0
    for path, text in files():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
