"""TypeScript and JavaScript, with their JSX forms."""

from __future__ import annotations

from collections.abc import Sequence

from finops_gate.detect import Detector, Question
from finops_gate.detect.reading import answers, read
from finops_gate.detect.syntax.ecmascript import JAVASCRIPT, TSX, TYPESCRIPT
from finops_gate.detect.syntax.grammar import Grammar
from finops_gate.model.setting import Embedded, Setting, Skipped

_GRAMMARS = {".tsx": TSX, ".js": JAVASCRIPT, ".jsx": JAVASCRIPT, ".mjs": JAVASCRIPT, ".cjs": JAVASCRIPT}
"""Every other file, such as one that only holds a script, is read as TypeScript, of which JavaScript is a part."""


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    return read(_grammar(path), path, text)


def _answer(path: str, text: bytes, questions: Sequence[Question]) -> list[Setting]:
    return answers(_grammar(path), path, text, questions)


def _grammar(path: str) -> Grammar:
    return _GRAMMARS.get(path[path.rfind(".") :].lower(), TYPESCRIPT)


DETECTOR = Detector("typescript", (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"), _read, answer=_answer)
