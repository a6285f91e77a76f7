"""Verdict to text, one file a format; each ends in `FORMAT`, escapes for itself and prints nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from finops_gate.base.frozen import NamedTuple

if TYPE_CHECKING:
    from finops_gate.model.verdict import Verdict


class Render(Protocol):
    """Turns a verdict into text. Formats for machines ignore how it is going to be shown.

    `width`: columns of the terminal, 0 where there is none. `verbose`: also what raises no alarm, and all evidence.
    """

    def __call__(self, verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str: ...


class Format(NamedTuple):
    """One report format."""

    render: Render
    media_type: str
