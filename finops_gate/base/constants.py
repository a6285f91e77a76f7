"""Which constants a change gives another value, told from the lines alone: before any detector is imported.

``LIMIT = 300`` says nothing of models where it stands. Whether it costs, only its readers know, and they may stand in
any other file; so names come first, by a search of the changed lines that is cheap and takes in too much.
"""

from __future__ import annotations

import re

from finops_gate.base.names import words
from finops_gate.base.patterns import lazy

SUFFIXES = (".py", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".go", ".java", ".kt", ".cs")
"""Endings of files whose constants are looked up from other files."""
NAMES = 12
"""Changed constants of one file that are looked for; a file that changes more is a table, or generated."""
_LINE = 240
_CONSTANT = lazy(
    rb"^\s*(?:[\w@<>\[\]?,.]+\s+){0,6}?(?P<name>[A-Za-z_]\w{2,60})\s*"
    rb"(?:\??:\s*[\w.<>\[\]|? ]{1,40}|\s[a-z]\w{2,9})?\s*(?::=|=|:)\s*(?P<value>[^=\s].*)$"
)
"""``LIMIT = 300``, ``public static final int LIMIT = 300;``, ``answer: 300,``, ``Limit int = 300``."""
_VALUE = lazy(rb"(?<![\w.])[1-9][\d_]{0,8}(?![\w.])|[\"'][A-Za-z][\w./:@-]*[-/:\d][\w./:@-]*[\"']")
"""A number that may be a limit, a text that may be the id of a model."""
_ENTRY = lazy(rb"(?<=[{,\s])([A-Za-z_]\w{2,60})\s*[:=]\s*([1-9][\d_]{0,8})(?![\w.])")
"""Entries of an object in one line: ``limits = { answer: 300, page: 10 }``."""
_OTHER = frozenset(
    """
    timeout timeouts version port ports delay retry retries interval width height page pages ttl cache padding margin
    seconds second minutes hours days ms date year temperature threshold rate path paths url uri host hostname class
    style color icon font top left right bottom sleep wait backoff status code license author copyright build sha
    """.split()
)
"""Words of names that say what is counted or named, and it is no model and no token."""
_BILLED = rb"(?i:token|model|effort|thinking|reasoning|budget|predict|tier|gen_?len|best_?of|count|deployment|engine)"
NEAR = 120
"""Bytes between a slot's name and what fills it."""


def changed_names(path: str, before: bytes | None, after: bytes | None) -> tuple[str, ...]:
    """Names that stand on both sides with values that differ, sorted; none for a file of another kind."""
    if before is None or after is None or not path.lower().endswith(SUFFIXES):
        return ()
    old, new = before.split(b"\n"), after.split(b"\n")
    gone, came = _values(set(old).difference(new)), _values(set(new).difference(old))
    found = sorted(name for name, value in came.items() if name in gone and gone[name] != value)
    return tuple(found) if len(found) <= NAMES else ()


def _values(lines: set[bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for line in lines:
        if len(line) > _LINE:
            continue
        match = _CONSTANT.match(line)
        pairs = [(match["name"], match["value"])] if match is not None and _VALUE.search(match["value"]) else []
        for name, value in (*pairs, *_ENTRY.findall(line)):
            said = name.decode()
            if says_enough(said) and _OTHER.isdisjoint(words(said)):
                found.setdefault(said, value.strip().rstrip(b",;"))
    return found


def says_enough(name: str) -> bool:
    """True for a name that may be searched for: a constant's, or one of two words; not ``limit``, which is anything."""
    return len(name) > 3 and (name.isupper() or name[:1].isupper() or len(words(name)) > 1)


def may_read(text: bytes, name: str) -> bool:
    """True when a file may set what is billed by a name: a word of such a slot stands shortly before it."""
    word = re.compile(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)")
    billed = re.compile(_BILLED)
    return any(billed.search(text, max(0, at.start() - NEAR), at.start()) for at in word.finditer(text))
