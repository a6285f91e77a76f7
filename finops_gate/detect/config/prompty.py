"""Prompty files: a front matter of YAML (model, parameters) above the text of a prompt."""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector
from finops_gate.model.setting import Embedded, Setting, Skipped

_FRONT = lazy(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:  # noqa: ARG001 - the shape of every reader
    match = _FRONT.match(text)
    return [Embedded("yaml", match.group(1), 2)] if match else []


DETECTOR = Detector("prompty", (".prompty",), _read)
