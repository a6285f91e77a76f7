"""Dockerfiles: ENV and ARG as environment, CMD and ENTRYPOINT as arguments, RUN as shell."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.entries import Flavour
from finops_gate.detect.leaves import settings
from finops_gate.detect.syntax.outline import UnreadableError, decode
from finops_gate.detect.syntax.recipes import read_dockerfile
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    try:
        outline, scripts = read_dockerfile(decode(text))
    except UnreadableError as problem:
        return [Skipped(path, problem.reason)]
    return [*settings(outline, path, Flavour.ENVIRONMENT), *scripts]


DETECTOR = Detector("dockerfile", (".dockerfile",), _read, ("dockerfile", "dockerfile.*", "containerfile"))
