"""A history to text, one file a format; each ends in `FORMAT`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from finops_gate.base.frozen import NamedTuple

if TYPE_CHECKING:
    from finops_gate.model.history import History


class Render(Protocol):
    """Turns a history into text. `verbose`: also authors, and every merge.

    `width`: columns of the terminal, 0 where there is none.
    """

    def __call__(self, history: History, *, width: int, color: bool, verbose: bool = False) -> str: ...


class Format(NamedTuple):
    """One format of a history."""

    render: Render
    media_type: str
