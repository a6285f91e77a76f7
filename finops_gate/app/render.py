"""A verdict or an inventory in a format of the shelf. The command line knows no report by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
INVENTORIES = "finops_gate.reports.inventory"
HISTORIES = "finops_gate.reports.history"
LEDGERS = "finops_gate.reports.ledger"
BREAKEVENS = "finops_gate.reports.breakeven"
ADVICE = "finops_gate.reports.advice"
ROUTES = "finops_gate.reports.route"


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


def render_inventory(
    inventory: Inventory,
    format: str,  # noqa: A002
    *,
    width: int,
    color: bool,
    verbose: bool = False,
) -> str:
    """The same for an inventory."""
    return _rendered(INVENTORIES, format, inventory, width=width, color=color, verbose=verbose)


def render_history(
    history: History,
    format: str,  # noqa: A002
    *,
    width: int,
    color: bool,
    verbose: bool = False,
) -> str:
    """The same for a history."""
    return _rendered(HISTORIES, format, history, width=width, color=color, verbose=verbose)


def render_breakevens(
    found: Sequence[Breakeven],
    format: str,  # noqa: A002
    *,
    width: int,
    color: bool,
    verbose: bool = False,
) -> str:
    """The same for break-evens."""
    return _rendered(BREAKEVENS, format, found, width=width, color=color, verbose=verbose)


def render_ledger(
    ledger: Ledger,
    format: str,  # noqa: A002
    *,
    width: int,
    color: bool,
    link: str = "",
) -> str:
    """The same for a ledger. `link`: what a change request links to, with ``{repository}`` and ``{number}``."""
    return _rendered(LEDGERS, format, ledger, width=width, color=color, link=link)


def render_advice(
    counsel: Counsel,
    format: str,  # noqa: A002
    *,
    width: int,
    color: bool,
    verbose: bool = False,
) -> str:
    """The same for advice."""
    return _rendered(ADVICE, format, counsel, width=width, color=color, verbose=verbose)


def render_route(
    route: Route,
    format: str,  # noqa: A002
    *,
    width: int,
    color: bool,
    verbose: bool = False,
) -> str:
    """The same for a simulated routing."""
    return _rendered(ROUTES, format, route, width=width, color=color, verbose=verbose)


def _rendered(package: str, name: str, value: object, **shown: Any) -> str:
    """A value in a format of a shelf, whose package says what a format of it is."""
    found = shelf.take(package, check(name, package), "FORMAT")
    assert isinstance(found, import_module(package).Format)
    text: str = found.render(value, **shown)
    return text
