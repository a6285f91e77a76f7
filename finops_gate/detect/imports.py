"""Whether a name that one file reads may be what another file defines: by what it imports, and by where both lie."""

from __future__ import annotations

import re

from finops_gate.base.names import letters
from finops_gate.base.patterns import lazy

_IMPORT = lazy(
    r"^[ \t]*(?:from\s+(?P<module>[\w.]+)\s+import\s+(?P<names>\([^)]{0,2000}\)|[^\n]{1,300})"
    r"|(?:import|export)\s+(?P<taken>[\w*{}\s,$]{1,2000}?)\s+from\s+[\"'](?P<file>[^\"'\n]{1,200})[\"']"
    r"|(?:const|let|var)\s+(?P<given>[\w{}\s,:$]{1,500}?)\s*=\s*(?:await\s+)?(?:require|import)\(\s*[\"'](?P<asked>[^\"'\n]{1,200})"
    r"|(?:import|using|use|global\s+using)\s+(?P<plain>[^\n;]{1,200}))",
    re.MULTILINE,
)
_ENTRY = frozenset({"__init__", "index", "mod", "lib"})
"""File names that stand for their folder."""
_TOGETHER = (".go", ".java", ".kt", ".cs")
"""Files of one folder see each other's names without any import."""
IMPORTS = 400
"""Imports of one file that are looked at."""


def may_mean(reader: str, text: str, reference: str, definer: str) -> bool:
    """True when `reference`, as `reader` (a path) with this text says it, may be defined in the file `definer`."""
    folder, stem = _place(definer)
    parts = re.split(r"\.|::|->", re.sub(r"^(?:self|this|cls)\.", "", reference))
    dotted = len(parts) > 1
    said = re.compile(rf"(?<![\w$]){re.escape(parts[0])}(?![\w$])")
    reached = False
    for count, found in enumerate(_IMPORT.finditer(text)):
        if count >= IMPORTS:
            break
        module = found["module"] or found["file"] or found["asked"] or found["plain"] or ""
        names = found["names"] or found["taken"] or found["given"] or ""
        ways = re.split(r"[./\\:]+", module.strip("\"' ;"))[-2 if found["plain"] else -1 :]
        ways += re.findall(r"\w+", names) if dotted else ()
        segments = {letters(way) for way in ways} - {""}
        if said.search(names) or (found["plain"] and said.search(module)):
            beside = not module.strip(".") and _folder(reader) == _folder(definer)
            return beside or not segments.isdisjoint((stem, folder))
        reached = reached or (stem in segments and (dotted or "*" in names))
    if reader.endswith(_TOGETHER):
        owner = parts[-2] if dotted else ""
        package = letters(owner) in (stem, folder) if reader.endswith(".go") else owner[:1].isupper()
        return reached or (package if dotted else _folder(reader) == _folder(definer))
    return reached


def _place(path: str) -> tuple[str, str]:
    """Folder and stem of a file, as imports say them."""
    folder = _folder(path)
    stem = path.rpartition("/")[2].partition(".")[0]
    parent = folder.rpartition("/")[2]
    if stem in _ENTRY:
        stem, parent = parent, folder.rpartition("/")[0].rpartition("/")[2]
    return letters(parent), letters(stem)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
