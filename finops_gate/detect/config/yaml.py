"""YAML: application settings, Kubernetes, Helm, compose, workflows, CloudFormation, LiteLLM, promptfoo."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.leaves import read_outline
from finops_gate.detect.syntax.indented import read_yaml
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read_outline(read_yaml, path, text)


DETECTOR = Detector("yaml", (".yaml", ".yml"), _read)
