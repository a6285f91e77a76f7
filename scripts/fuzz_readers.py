"""Fuzzes every reader of source and configuration with atheris: `make fuzz SECONDS=600`. Needs `pip install atheris`.

Each input is a file: its first byte chooses the ending, the rest is the text. A reader that raises, or that takes more
than 20 seconds for 4 KiB, ends the run with the input that did it. The last figure stands in docs/reliability.md.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


def main() -> None:
    """Runs until the fuzzer's own limits (libFuzzer's options follow on the command line) are reached."""
    atheris: Any = import_module("atheris")  # made for the fuzzer alone: no part of any extra

    paths: list[str] = []
    with atheris.instrument_imports(include=["finops_gate.detect", "finops_gate.base"]):
        from finops_gate.base import shelf
        from finops_gate.detect import Detector, route

        for package in route.SHELVES:
            for name in shelf.names(package):
                detector: Any = shelf.take(package, name, "DETECTOR")
                assert isinstance(detector, Detector)
                paths += [f"app/a{suffix}" for suffix in detector.suffixes]
                paths += [f"app/{pattern.replace('*', 'x')}" for pattern in detector.filenames]

    def one(data: bytes) -> None:
        if data:
            route.read(paths[data[0] % len(paths)], data[1:])

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
