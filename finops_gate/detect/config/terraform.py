"""Terraform: variables and their values, locals, resources, node pools."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.entries import Flavour
from finops_gate.detect.leaves import read_outline
from finops_gate.detect.syntax.braces import read_braces
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read_outline(read_braces, path, text, Flavour.TERRAFORM)


DETECTOR = Detector("terraform", (".tf", ".tfvars", ".hcl", ".tofu"), _read)
