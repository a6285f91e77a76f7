"""Use cases of `finops-gate catalog`: what identifiers mean, and the upkeep of the pricing files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from finops_gate.base.errors import GovernanceError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.model.price import Quoted
from finops_gate.model.upkeep import Objection, Refreshed

FOLDER = "pricing"


class Asked(NamedTuple):
    """One identifier that is asked for."""

    id: str
    provider: str
    """Who is said to bill it; empty when nothing says so."""


class Listed(NamedTuple):
    """One model of the catalog."""

    subject: str
    quoted: Quoted


def asked_in(text: str, provider: str) -> Iterator[Asked]:
    """The identifiers of a text, one a line: an id, or an id, anything and last a provider between tabs.

    Every line is an input, also an empty one, so that answers and lines can be laid side by side.
    """
    for line in text.removesuffix("\n").split("\n"):
        first, *more = line.removesuffix("\r").split("\t")
        yield Asked(first, (more[-1] if more else "") or provider)


def resolve(asked: Iterable[Asked], as_of: date, directory: Path | None) -> Iterator[Quoted]:
    """What each means on a day, in order, with the company's own prices and deployments where there are some."""
    from finops_gate.app.own_prices import catalog_here

    catalog = catalog_here(directory)
    for one in asked:
        yield catalog.quote(one.id, one.provider, as_of)


def listed(provider: str, as_of: date) -> Iterator[Listed]:
    """Every model of a provider, of all without one. Raises UsageError for a provider that nothing is known of."""
    from finops_gate.catalog import names
    from finops_gate.catalog.book import Catalog

    catalog = Catalog.load()
    wanted = names.provider(provider) if provider else ""
    if wanted and wanted not in catalog.providers:
        raise UsageError(
            f"nothing is known of the provider {clean(provider, 40)}",
            f"known are {', '.join(sorted(catalog.providers))}",
        )
    for subject in catalog.ids():
        owner = subject.partition("/")[0]
        if not wanted or owner == wanted:
            yield Listed(subject, catalog.quote(subject, owner, as_of))


def check(pricing: Path, as_of: date) -> tuple[Objection, ...]:
    """Everything that is wrong with the files of a pricing folder on a day; empty: they are in order."""
    from finops_gate.catalog.checking import objections
    from finops_gate.policy.quality import load

    if not (pricing / "models").is_dir():
        raise UsageError(f"{clean(str(pricing))} holds no models/, so it is no pricing folder", "--pricing pricing")
    found = list(objections(pricing, as_of))
    for path in sorted((pricing / "quality").glob("*.yaml")):
        try:
            load([(path.name, path.read_bytes())])
        except GovernanceError as error:
            found.append(Objection(path.name, error.message.removeprefix(f"{path.name}:"), error.hint))
    return tuple(found)


def refresh(pricing: Path, litellm: Path | None, day: date, *, write: bool) -> Refreshed:
    """Appends what the installed genai-prices and a litellm wheel say. Raises UsageError without the extra."""
    try:
        from finops_gate.catalog.refresh.run import refresh as run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "genai_prices":
            raise
        raise UsageError(
            "refreshing reads the package genai-prices, which is not installed", "pip install 'finops-gate[refresh]'"
        ) from None
    return run(pricing, litellm, day, write=write)
