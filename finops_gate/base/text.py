"""Text that comes from outside, made harmless before anybody sees it."""

from __future__ import annotations

import unicodedata

from finops_gate.base.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:  # without the module typing, whose import takes as long as starting Python
    from collections.abc import Sequence

LIMIT = 200
"""Characters of one external string that are shown; the rest is cut with an ellipsis."""

_COMMAND = lazy(r"##(\w*)\[")
"""What begins a command anywhere in a line of a CI's log: ``##[error]``, ``##vso[task.setvariable]``."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(text: str, limit: int = LIMIT) -> str:
    r"""The text with every control, format, bidi and private character made visible, cut at `limit`.

    Escape sequences, OSC links, bidi overrides and zero-width characters pass through rich and through terminals
    (measured, see docs/decisions.md), so each becomes its escape: ``\x1b``, ``\u202e``. Runners of CI read what we
    print too, and take commands from it (GitHub's ``::`` first in a line and ``##[`` anywhere, Azure's ``##vso[``):
    these get a backslash.
    """
    if text.isascii() and text.isprintable():
        shown = text
    else:
        shown = "".join(character if _plain(character) else _escape(character) for character in text)
    if "##" in shown:
        shown = _COMMAND.sub(r"##\1\\[", shown)
    if "::" in shown and shown.lstrip().startswith("::"):
        shown = f"\\{shown}"
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line for each row, its cells in columns as wide as their widest; the first row is the heading."""
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(size) for cell, size in zip(row, sizes, strict=True)).rstrip() for row in rows]


def storable(text: str) -> str:
    r"""The text with every byte that was no UTF-8 as ``\udc80``; strict JSON readers refuse a lone surrogate."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(character: str) -> bool:
    return unicodedata.category(character) not in _HIDDEN


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8, kept by surrogateescape
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
