"""Vue components: their script blocks as TypeScript; a template only shows what a script chose."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.syntax.markup import scripts
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return scripts(path, text)


DETECTOR = Detector("vue", (".vue",), _read)
