"""The shelves of the house: where a plug-in of each kind lives, what its file ends in and where its test stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Shelf(NamedTuple):
    """One kind of plug-in."""

    kind: str
    """What `make new KIND=` calls it."""
    folder: str
    """Below finops_gate/ and tests/."""
    constant: str
    """The typed constant that each file ends in."""
    noun: str
    """The type of the constant, as ``module:name``."""
    test: str
    """The name of the test file of a new plug-in, with ``{name}`` for the plug-in's file name."""
    mark: str = ""
    """What a mark of a shared Markdown file says of the plug-in; empty: each plug-in has a file of its own."""

    @property
    def package(self) -> str:
        return "finops_gate." + self.folder.replace("/", ".")

    def source(self, name: str) -> Path:
        return ROOT / "finops_gate" / self.folder / f"{name}.py"

    def tests(self, name: str) -> tuple[Path, ...]:
        """The files of its own that a plug-in may have its test in: Markdown cases, or a Python test."""
        folder = ROOT / "tests" / self.folder
        return folder / f"{name}.md", folder / f"test_{name}.py"

    def tested(self, name: str) -> bool:
        """True when a plug-in has a test: a file of its own, or a mark in a Markdown file that several share."""
        if any(path.exists() for path in self.tests(name)):
            return True
        wanted = re.compile(rf"found:.*\b{self.mark}={re.escape(name.replace('_', '-'))}(?![\w-])")
        shared = sorted((ROOT / "tests" / self.folder).glob("*.md")) if self.mark else []
        return any(wanted.search(path.read_text(encoding="utf-8")) for path in shared)

    def names(self) -> list[str]:
        """The file names on the shelf, without ending."""
        folder = ROOT / "finops_gate" / self.folder
        return sorted(path.stem for path in folder.glob("*.py") if not path.name.startswith("_"))


SHELVES = (
    Shelf("rule", "rules", "RULE", "finops_gate.rules:Rule", "test_{name}.py"),
    Shelf("language", "detect/code", "DETECTOR", "finops_gate.detect:Detector", "{name}.md"),
    Shelf("config", "detect/config", "DETECTOR", "finops_gate.detect:Detector", "{name}.md"),
    Shelf("sdk", "detect/sdks", "SDK", "finops_gate.detect.sdks:Sdk", "{name}.md", "sdk"),
    Shelf(
        "ecosystem", "detect/dependencies", "ECOSYSTEM", "finops_gate.detect.dependencies:Ecosystem", "test_{name}.py"
    ),
    Shelf("report", "reports", "FORMAT", "finops_gate.reports:Format", "test_{name}.py"),
    Shelf("source", "usage/sources", "SOURCE", "finops_gate.usage.sources:Source", "test_{name}.py"),
    Shelf("forge", "forges", "FORGE", "finops_gate.forges:Kind", "test_{name}.py"),
    Shelf("command", "cli/commands", "COMMAND", "click:Command", "test_{name}.py"),
)
