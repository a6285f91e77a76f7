"""Writes schemas/: one JSON Schema for each thing that others rely on."""

from __future__ import annotations

import json
from pathlib import Path

from finops_gate.app.schemas import names, schema
from scripts.shelves import ROOT

MAJOR = 1
"""Of every schema; within it, fields are only added."""


def write(folder: Path) -> None:
    """Makes the folder hold exactly the schemas."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {f"{name}-{MAJOR}.json": json.dumps(schema(name), indent=2) + "\n" for name in names()}
    for old in folder.glob("*.json"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_bytes(text.encode())


if __name__ == "__main__":
    write(ROOT / "schemas")
