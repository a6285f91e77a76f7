"""A catalog of made-up models, for tests of what people write beside them."""

from __future__ import annotations

from pathlib import Path

from finops_gate.catalog.book import Catalog
from finops_gate.catalog.compiling import compiled


def made_up(folder: Path, models: str, facts: dict[str, str]) -> Catalog:
    """The catalog of one provider's models, and of files of facts by their names."""
    for name in ("models", "facts"):
        (folder / name).mkdir()
    (folder / "models" / "acme.yaml").write_text(models, "utf-8")
    for name, text in facts.items():
        (folder / "facts" / name).write_text(text, "utf-8")
    return Catalog(compiled(folder / "models").encode())
