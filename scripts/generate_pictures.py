"""Writes docs/pictures/: what the terminal shows in real runs on the examples, drawn by rich from the very output.

Nothing is typed in by hand: each picture is a command, run in a fresh copy of an example with colours forced. The SVG
names no font from elsewhere, so that it shows without a network.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
COLUMNS = 100
TODAY = "2026-11-24"


class Picture(NamedTuple):
    """One run to draw."""

    name: str
    words: tuple[str, ...]
    """The command line after `finops-gate`."""


PICTURES = (
    Picture("diff", ("diff", "main..HEAD")),
    Picture("scan", ("scan",)),
    Picture("price", ("price", "gpt-4o-mini", "--as-of", TODAY)),
    Picture("history", ("history",)),
    Picture("economics", ("economics", "--as-of", TODAY)),
)


def draw(picture: Picture, repository: Path) -> str:
    """The SVG of one run."""
    command = [str(Path(sys.executable).parent / "finops-gate"), *picture.words]
    variables = {"PATH": os.environ["PATH"], "HOME": str(repository), "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    variables |= {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "FINOPS_GATE_CACHE": ""}
    done = subprocess.run(
        command, cwd=repository, env=variables, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode == 2 or not done.stdout:
        raise SystemExit(f"finops-gate {' '.join(picture.words)}: {done.stderr}")
    console = Console(width=COLUMNS, file=io.StringIO(), record=True, force_terminal=True, legacy_windows=False)
    console.print(Text("$ " + " ".join(["finops-gate", *picture.words]), style="bold"))
    console.print(Text.from_ansi(done.stdout.rstrip("\n")), soft_wrap=True)
    drawn = console.export_svg(title="finops-gate", theme=SVG_EXPORT_THEME, unique_id=f"terminal-{picture.name}")
    return _without_fonts(drawn)


def _without_fonts(svg: str) -> str:
    """Rich asks a server for its font; any fixed one will do."""
    plain = re.sub(r"@font-face\s*\{[^}]*\}", "", svg).replace("Fira Code, monospace", "ui-monospace, monospace")
    return re.sub(r"[ \t]+$", "", plain, flags=re.MULTILINE)


def build(folder: Path) -> None:
    """The example's history in a folder."""
    subprocess.run([sys.executable, str(ROOT / "examples/helpdesk-bot/build.py"), str(folder)], check=True)


def main() -> None:
    """Writes every picture, and removes those that are no longer drawn."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        repository = Path(name) / "repository"
        build(repository)
        wanted = {FOLDER / f"{picture.name}.svg": draw(picture, repository) for picture in PICTURES}
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in FOLDER.glob("*.svg"):
        if path not in wanted:
            path.unlink()


if __name__ == "__main__":
    main()
