"""TOML: tool and application settings."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.leaves import read_outline
from finops_gate.detect.syntax.toml import read_toml
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read_outline(read_toml, path, text)


DETECTOR = Detector("toml", (".toml",), _read)
