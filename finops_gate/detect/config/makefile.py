"""Makefiles: variables, and the commands of recipes."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.leaves import read_outline
from finops_gate.detect.syntax.recipes import read_makefile
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read_outline(read_makefile, path, text)


DETECTOR = Detector("makefile", (".mk",), _read, ("makefile", "gnumakefile", "makefile.*"))
