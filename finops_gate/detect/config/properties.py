"""INI and Java properties: `spring.ai.openai.chat.options.model=gpt-4o`, `[llm]` sections."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.leaves import read_outline
from finops_gate.detect.syntax.assignments import read_ini
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read_outline(read_ini, path, text)


DETECTOR = Detector("properties", (".properties", ".ini", ".cfg", ".conf"), _read)
