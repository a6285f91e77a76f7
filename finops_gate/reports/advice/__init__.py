"""Advice about a revision to text, one file a format; each ends in `FORMAT`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from finops_gate.base.frozen import NamedTuple

if TYPE_CHECKING:
    from finops_gate.model.counsel import Counsel


class Render(Protocol):
    """Turns advice into text. `width`: columns of the terminal, 0 where there is none."""

    def __call__(self, counsel: Counsel, *, width: int, color: bool, verbose: bool = False) -> str: ...


class Format(NamedTuple):
    """One format of advice."""

    render: Render
    media_type: str
