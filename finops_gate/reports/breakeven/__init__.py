"""Break-evens to text, one file a format; each ends in `FORMAT`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from finops_gate.base.frozen import NamedTuple

if TYPE_CHECKING:
    from finops_gate.model.breakeven import Breakeven


class Render(Protocol):
    """Turns break-evens into text. `width`: columns of the terminal, 0 where there is none."""

    def __call__(self, found: Sequence[Breakeven], *, width: int, color: bool, verbose: bool = False) -> str: ...


class Format(NamedTuple):
    """One format of break-evens."""

    render: Render
    media_type: str
