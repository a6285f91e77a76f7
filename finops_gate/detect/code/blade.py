"""Blade templates of Laravel: their PHP, and their script blocks as TypeScript."""

from __future__ import annotations

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector
from finops_gate.detect.syntax.markup import scripts
from finops_gate.model.setting import Embedded, Setting, Skipped

_OPENED = lazy(rb"@php\b(?!\s*\()")
_CLOSED = lazy(rb"@endphp\b")


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return [Embedded("php", _CLOSED.sub(b"?>", _OPENED.sub(b"<?php", text)), 1), *scripts(path, text)]


DETECTOR = Detector("blade", (".blade.php",), _read)
