"""Verdict to text, one file a format; each ends in `FORMAT`, escapes for itself and prints nothing."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from finops_gate.model.verdict import Verdict


class Render(Protocol):
    """Turns a verdict into text. `width` and `color` describe the terminal; formats for machines ignore them."""

    def __call__(self, verdict: Verdict, *, width: int, color: bool) -> str: ...


class Format(NamedTuple):
    """One report format."""

    render: Render
    media_type: str
