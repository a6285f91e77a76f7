"""A verdict or an inventory in a format of the shelf. The command line knows no report by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from finops_gate.base import shelf
from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_gate.model.breakeven import Breakeven
    from finops_gate.model.counsel import Counsel
    from finops_gate.model.history import History
    from finops_gate.model.inventory import Inventory
    from finops_gate.model.ledger import Ledger
    from finops_gate.model.routed import Route
    from finops_gate.model.verdict import Verdict

VERDICTS = "finops_gate.reports"


def formats(package: str = VERDICTS) -> tuple[str, ...]:
    """The formats there are, sorted."""
    return shelf.names(package)


def check(name: str, package: str = VERDICTS) -> str:
    """The name, if it is a format. Raises UsageError."""
    known = formats(package)
    if name not in known:
        raise UsageError(f"there is no format {clean(name, 40)!r}", f"choose one of {', '.join(known)}")
    return name


def render(verdict: Verdict, format: str, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: A002
    """The report. `width`: columns of the terminal, 0 where there is none. Raises UsageError for an unknown format."""
    return _rendered(VERDICTS, format, verdict, width=width, color=color, verbose=verbose)


T = TypeVar("T")


class Reports(Generic[T]):
    """A shelf of formats for one kind of value, which stands in a package of its own."""

    def __init__(self, package: str) -> None:
        self.package = package

    def render(self, value: T, format: str, *, width: int, color: bool, **shown: Any) -> str:  # noqa: A002
        """The same as `render`. `shown`: what the formats of this shelf take besides, as `verbose`."""
        return _rendered(self.package, format, value, width=width, color=color, **shown)


INVENTORIES: Reports[Inventory] = Reports("finops_gate.reports.inventory")
HISTORIES: Reports[History] = Reports("finops_gate.reports.history")
LEDGERS: Reports[Ledger] = Reports("finops_gate.reports.ledger")
BREAKEVENS: Reports[Sequence[Breakeven]] = Reports("finops_gate.reports.breakeven")
ADVICE: Reports[Counsel] = Reports("finops_gate.reports.advice")
ROUTES: Reports[Route] = Reports("finops_gate.reports.route")


def _rendered(package: str, name: str, value: object, **shown: Any) -> str:
    """A value in a format of a shelf, whose package says what a format of it is."""
    found = shelf.take(package, check(name, package), "FORMAT")
    assert isinstance(found, import_module(package).Format)
    text: str = found.render(value, **shown)
    return text
