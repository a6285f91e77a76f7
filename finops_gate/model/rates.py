"""A company's own prices, as `.finops-gate/prices/*.yaml` states them: policy/ reads them, catalog/ applies them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from finops_gate.base.frozen import dataclass
from finops_gate.model.price import Meter


@dataclass(frozen=True, slots=True)
class Rate:
    """One agreement on some models of one provider. Of two that say something of one price, the later counts."""

    agreement: str
    """``acme-2026``: shown wherever a price of it is."""
    origin: str
    """File and line: ``.finops-gate/prices/acme.yaml:7``."""
    provider: str
    models: tuple[str, ...]
    """Patterns of the catalog's ids and of ids as written; ``*`` is any."""
    starts: date | None = None
    ends: date | None = None
    """The period `[starts, ends)`."""
    environment: str | None = None
    """Sites of this environment only; None: everywhere."""
    variant: str = ""
    """For absolute amounts: ``batch``, ``flex``, ``priority``...; empty: the standard way of serving."""
    discount: Decimal | None = None
    """Share of every published price that is not paid: 0.18."""
    amounts: tuple[tuple[Meter, Decimal], ...] = ()
    """Absolute amounts: USD per million tokens for token meters, per piece otherwise."""
    off_peak: bool = False
    """The company runs these calls in the cheap hours only, so the prices of `off_peak` count."""

    def holds(self, day: date) -> bool:
        return (self.starts is None or self.starts <= day) and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class CompanyPrices:
    """Everything that a company states about prices."""

    rates: tuple[Rate, ...] = ()
    """In the order of files and entries."""
    deployments: tuple[tuple[str, str, str], ...] = ()
    """Provider, the name that a deployment was given, and the model that answers there."""
    self_hosted: tuple[str, ...] = ()
    """Patterns of ids that run on the company's own machines."""
    files: tuple[tuple[str, str], ...] = ()
    """Each file with its digest."""
