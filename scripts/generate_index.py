"""Writes finops_gate/detect/index/: which files each detector reads, and the calls that each SDK table knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from finops_gate.base import shelf
from finops_gate.detect import Detector
from finops_gate.detect.calls import PACKAGE, names_of
from finops_gate.detect.route import SHELVES
from finops_gate.detect.sdks import Sdk
from scripts.shelves import ROOT

HEAD = '''"""{purpose} Written by `make gen`; see the package."""

# fmt: off
# ruff: noqa: E501
from __future__ import annotations

'''


def detectors() -> Iterator[str]:
    """``{shelf: {file: (size, name, endings, file names)}}``."""
    yield HEAD.format(purpose="Which detector reads which files.")
    yield "DETECTORS: dict[str, dict[str, tuple[int, str, tuple[str, ...], tuple[str, ...]]]] = {\n"
    for package in SHELVES:
        yield f"    {_quoted(package)}: {{\n"
        for name, size in shelf.sizes(package).items():
            found = shelf.take(package, name, "DETECTOR")
            assert isinstance(found, Detector)
            told = ", ".join((str(size), _quoted(found.name), _tuple(found.suffixes), _tuple(found.filenames)))
            yield f"        {_quoted(name)}: ({told}),\n"
        yield "    },\n"
    yield "}\n"


def calls() -> Iterator[str]:
    """``{file: size}``, and ``{language: {file: the last names of its callees}}``."""
    sizes = shelf.sizes(PACKAGE)
    tables: dict[str, dict[str, set[str]]] = {}
    for name in sizes:
        found = shelf.take(PACKAGE, name, "SDK")
        assert isinstance(found, Sdk)
        for language in found.languages:
            tables.setdefault(language, {})[name] = {names_of(call)[-1] for call in found.calls}
    yield HEAD.format(purpose="Which SDK tables know a call, by its language and the last name of its callee.")
    yield "SIZES: dict[str, int] = {\n"
    yield from (f"    {_quoted(name)}: {size},\n" for name, size in sizes.items())
    yield "}\nTABLES: dict[str, dict[str, str]] = {\n"
    for language in sorted(tables):
        yield f"    {_quoted(language)}: {{\n"
        for name, lasts in tables[language].items():
            yield f"        {_quoted(name)}: {_quoted(f' {chr(32).join(sorted(lasts))} ')},\n"
        yield "    },\n"
    yield "}\n"


def _quoted(text: str) -> str:
    assert re.fullmatch(r"[^\"\\\n]*", text)
    return f'"{text}"'


def _tuple(parts: tuple[str, ...]) -> str:
    return f"({', '.join(map(_quoted, parts))}{',' if len(parts) == 1 else ''})"


def write(folder: Path) -> None:
    """Writes both files."""
    texts = {"detectors.py": "".join(detectors()), "calls.py": "".join(calls())}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())


if __name__ == "__main__":
    write(ROOT / "finops_gate" / "detect" / "index")
