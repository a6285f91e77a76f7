"""JSON, JSONC and JSON5: application settings, ARM templates, azd parameters, CDK context, task definitions."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.leaves import read_outline
from finops_gate.detect.syntax.brackets import read_json
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read_outline(read_json, path, text)


DETECTOR = Detector("json", (".json", ".jsonc", ".json5"), _read)
