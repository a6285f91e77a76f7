"""Emacs Lisp: the values of options and variables whose names say model, and keyword arguments (`:model "gpt-4o"`)."""

from __future__ import annotations

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector, places
from finops_gate.detect.slots import Claim, can_be_model, claim
from finops_gate.model.setting import Embedded, Key, Location, Role, Setting, Skipped

_GIVEN = lazy(
    r"\((?P<how>defcustom|defvar|defvar-local|defconst|setq|setq-default|setopt|setq-local)\s+"
    r"(?P<name>[\w/*+-]{1,100})\s+(?:\"(?P<text>[^\"\n]{1,160})\"|'(?P<symbol>[\w.:/-]{1,160}))"
    r"|(?P<key>:[\w-]{1,60})\s+(?:\"(?P<value>[^\"\n]{1,160})\"|'(?P<quoted>[\w.:/-]{1,160}))"
)
_COMMENT = lazy(r"(?m)^[ \t]*;.*$|\s;;.*$")
LIMIT = 500
"""Values looked at in one file; a file with more is generated."""


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    source = _COMMENT.sub(lambda match: " " * len(match.group()), text.decode("utf-8", "replace"))
    mention = places.mention(path)
    found: list[Setting | Embedded | Skipped] = []
    line, counted = 1, 0
    for match, _ in zip(_GIVEN.finditer(source), range(LIMIT), strict=False):
        slot = match["name"] or match["key"][1:]
        value = match["text"] or match["symbol"] or match["value"] or match["quoted"]
        if claim(slot) is Claim.NONE or not can_be_model(value, claim(slot)):
            continue
        start = match.start(match.lastgroup or 0)
        line, counted = line + source.count("\n", counted, start), start
        role = (
            Role.CALL_ARGUMENT if match["key"] else Role.FIELD_DEFAULT if match["how"] == "defcustom" else Role.CONSTANT
        )
        binds = () if match["key"] else (slot,)
        found.append(Setting(Key.MODEL, value, Location(path, line), role, slot, binds=binds, mention=mention))
    return found


DETECTOR = Detector("elisp", (".el",), _read)
