"""Writes docs/rules/: one page for each rule, made of its file's docstring, and an index."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

from scripts.shelves import ROOT, SHELVES

HEADINGS = ("Why it matters", "Example", "What to do")
"""What every rule's docstring says after its first sentence, in this order."""
NOTE = "<!-- Written by `make gen` from the docstring of {source}; change it there. -->\n"


class PageError(Exception):
    """A rule whose docstring is no page."""


def page(rule: str, source: str, docstring: str | None) -> str:
    """The page of one rule. Raises PageError when a part is missing, empty or out of order."""
    text = inspect.cleandoc(docstring or "")
    parts = re.split(rf"^({'|'.join(HEADINGS)}):$", text, flags=re.MULTILINE)
    headings, bodies = parts[1::2], [inspect.cleandoc("\n" + part).strip() for part in (parts[0], *parts[2::2])]
    if tuple(headings) != HEADINGS or not all(bodies):
        raise PageError(
            f"{source}: the docstring must have a first sentence, then {', '.join(HEADINGS)}, each with text"
        )
    blocks = [f"# {rule}\n", bodies[0] + "\n"]
    for heading, body in zip(headings, bodies[1:], strict=True):
        blocks += [f"## {heading}\n", body + "\n"]
    return "\n".join([NOTE.format(source=source), *blocks])


def summary(docstring: str | None) -> str:
    """The first sentence."""
    return " ".join(inspect.cleandoc(docstring or "").partition("\n\n")[0].split())


def pages() -> dict[str, str]:
    """File name to content, of every page and the index."""
    shelf = next(shelf for shelf in SHELVES if shelf.kind == "rule")
    made, rows = {}, []
    for name in shelf.names():
        path = shelf.source(name)
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        rule = name.replace("_", "-")
        made[f"{rule}.md"] = page(rule, path.relative_to(ROOT).as_posix(), docstring)
        rows.append(f"| [{rule}]({rule}.md) | {summary(docstring)} |")
    table = ["| Rule | What it objects to |", "| --- | --- |", *rows]
    intro = "A rule measures; the policy decides what follows from it.\n"
    index = [NOTE.format(source="each rule"), "# Rules\n", intro, *table]
    made["README.md"] = "\n".join(index) + "\n"
    return made


def write(folder: Path) -> None:
    """Makes the folder hold exactly the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_bytes(text.encode())


if __name__ == "__main__":
    write(ROOT / "docs" / "rules")
