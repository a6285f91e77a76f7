"""A ledger to text, one file a format; each ends in `FORMAT`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from finops_gate.base.frozen import NamedTuple

if TYPE_CHECKING:
    from finops_gate.model.ledger import Ledger


class Render(Protocol):
    """Turns a ledger into text. `width`: columns of the terminal, 0 where there is none.

    `link`: an address with ``{repository}`` and ``{number}``, for formats that can link; empty: no links.
    """

    def __call__(self, ledger: Ledger, *, width: int, color: bool, link: str = "") -> str: ...


class Format(NamedTuple):
    """One format of a ledger."""

    render: Render
    media_type: str
