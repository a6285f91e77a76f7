"""An inventory to text, one file a format; each ends in `FORMAT`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from finops_gate.base.frozen import NamedTuple

if TYPE_CHECKING:
    from finops_gate.model.inventory import Inventory


class Render(Protocol):
    """Turns an inventory into text. `width`: columns of the terminal, 0 where there is none."""

    def __call__(self, inventory: Inventory, *, width: int, color: bool, verbose: bool = False) -> str: ...


class Format(NamedTuple):
    """One format of an inventory."""

    render: Render
    media_type: str
