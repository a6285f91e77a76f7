"""Dotenv files and their examples: every live line sets an environment variable, a commented one nothing."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.entries import Flavour
from finops_gate.detect.leaves import read_outline
from finops_gate.detect.syntax.assignments import read_dotenv
from finops_gate.model.setting import Embedded, Setting, Skipped


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    found = read_outline(read_dotenv, path, text, Flavour.ENVIRONMENT)
    last = {one.slot: one.location.line for one in found if isinstance(one, Setting)}
    return [_in_effect(one, last[one.slot]) if isinstance(one, Setting) else one for one in found]


def _in_effect(one: Setting, last: int) -> Setting:
    """Of several lines that set one variable the last one takes effect."""
    return one._replace(mention="set again") if not one.mention and one.location.line < last else one


DETECTOR = Detector(
    "dotenv",
    (".env",),
    _read,
    (
        ".env*",
        "*.env.*",
        "env.example",
        "env.sample",
        "env.template",
        "env.*.example",
        "env.*.sample",
        "env.*.template",
        ".flaskenv",
        ".dev.vars",
    ),
)
