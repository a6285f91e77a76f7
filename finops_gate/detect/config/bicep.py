"""Bicep: parameters with their defaults, deployments of models, and the parameter files that override them."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.entries import Flavour
from finops_gate.detect.leaves import read_outline
from finops_gate.detect.syntax.braces import read_braces
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read_outline(read_braces, path, text, Flavour.BICEP)


DETECTOR = Detector("bicep", (".bicep", ".bicepparam"), _read)
