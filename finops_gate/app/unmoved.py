"""Edits that cannot have changed what a file spends, told from their lines alone: most edits of most files are such.

Reading a source file costs some 10 ms, comparing two texts line by line a thousandth. So where a text is known, and
the next differs from it only in lines that say nothing to a detector, the settings of the one are those of the other,
on other lines. A line says something when it holds a word that detectors look for, when it begins with a literal (the
second line of `max_tokens=` and its value), or when it names something that the file's settings are read from, stand in
or are called by. Over 9,500 steps of eleven repositories the shortcut found what reading found (docs/performance.md).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from finops_gate.base.prefilter import relevant
from finops_gate.detect.candidates import speaks
from finops_gate.model.setting import Setting

_WORD = re.compile(rb"[A-Za-z_$][\w$]*")
_LITERAL = re.compile(rb"^\s*[-\"'`\d]", re.MULTILINE)
_EVERYWHERE = frozenset({b"self", b"this", b"env", b"text", b"local", b"default", b"value", b"get", b"super"})


def words_of(settings: Iterable[Setting]) -> frozenset[bytes]:
    """The names that settings are read from, bound to, stand in and are called by."""
    found: set[bytes] = set()
    for setting in settings:
        for name in (setting.slot, setting.scope, setting.callee.rpartition(".")[2], *setting.binds, *setting.refers):
            found.update(_WORD.findall(name.encode("utf-8", "surrogateescape")))
    return frozenset(found - _EVERYWHERE)


def unmoved(before: bytes, after: bytes, code: bool, words: frozenset[bytes]) -> bool:
    """True when the edit cannot have changed a setting. `code`: a source file, whose words are told more finely."""
    changed = _edited(before.split(b"\n"), after.split(b"\n"))
    if not changed:
        return True
    text = b"\n".join(changed)
    if (speaks(text) if code else relevant(text)) or _LITERAL.search(text):
        return False
    return words.isdisjoint(_WORD.findall(text))


def _edited(before: Sequence[bytes], after: Sequence[bytes]) -> list[bytes]:
    """The lines that one of two texts has, or has more often. A line that only moved is not among them."""
    old, new = Counter(before), Counter(after)
    return [*(old - new), *(new - old)]
