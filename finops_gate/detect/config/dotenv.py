"""Dotenv files and their examples: every live line sets an environment variable, a commented one nothing."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.entries import Flavour
from finops_gate.detect.leaves import read_outline
from finops_gate.detect.syntax.assignments import read_dotenv
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read_outline(read_dotenv, path, text, Flavour.ENVIRONMENT)


DETECTOR = Detector(
    "dotenv", (".env",), _read, (".env*", "*.env.*", "env.example", "env.sample", ".flaskenv", ".dev.vars")
)
