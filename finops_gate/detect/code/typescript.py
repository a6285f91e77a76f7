"""TypeScript and JavaScript, with their JSX forms."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.detect.reading import read
from finops_gate.detect.syntax.ecmascript import JAVASCRIPT, TSX, TYPESCRIPT
from finops_gate.model.setting import Embedded, Setting, Skipped

_GRAMMARS = {".tsx": TSX, ".js": JAVASCRIPT, ".jsx": JAVASCRIPT, ".mjs": JAVASCRIPT, ".cjs": JAVASCRIPT}
"""Every other file, such as one that only holds a script, is read as TypeScript, of which JavaScript is a part."""


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    suffix = path[path.rfind(".") :].lower()
    return read(_GRAMMARS.get(suffix, TYPESCRIPT), path, text)


DETECTOR = Detector("typescript", (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"), _read)
