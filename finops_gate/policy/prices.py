"""`.finops-gate/prices/*.yaml` to CompanyPrices. Whatever is wrong is a GovernanceError with file, line and key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_gate.model.price import Meter
from finops_gate.model.rates import CompanyPrices, Rate
from finops_gate.policy.document import Document, read
from finops_gate.policy.validating import validated

if TYPE_CHECKING:
    from finops_gate.policy.price_form import PricesForm, RateForm


def load(files: Sequence[tuple[str, bytes, str]]) -> CompanyPrices:
    """The prices of some files, each with its path, its text and its digest, in the order of their names.

    A deployment that two entries map to different models is an error, since nobody could say which one answers.
    """
    from finops_gate.policy.price_form import PricesForm

    rates: list[Rate] = []
    deployments: dict[tuple[str, str], tuple[str, str]] = {}
    own: list[str] = []
    for path, text, _ in sorted(files):
        document = read(text, path)
        form = validated(document, PricesForm)
        rates += _rates(document, form)
        for provider, names in form.deployments.items():
            for name, model in names.items():
                known, where = deployments.setdefault((provider.lower(), name.lower()), (model, path))
                if known != model:
                    problem = f"is mapped to {known} in {where}" if where != path else f"is mapped to {known} too"
                    raise document.error(("deployments", provider, name), problem, "keep one of them")
        own += form.self_hosted
    return CompanyPrices(
        tuple(rates),
        tuple((provider, name, model) for (provider, name), (model, _) in sorted(deployments.items())),
        tuple(own),
        tuple((path, digest) for path, _, digest in sorted(files)),
    )


def _rates(document: Document, form: PricesForm) -> Iterator[Rate]:
    for at, stated in enumerate(form.rates):
        line = document.line(("rates", at))
        yield Rate(
            agreement=form.agreement,
            origin=f"{document.path}:{line}",
            provider=stated.provider,
            models=tuple(stated.models),
            starts=stated.starts,
            ends=stated.until,
            environment=stated.environment,
            variant=stated.variant or "",
            discount=stated.discount,
            amounts=_amounts(stated),
            off_peak=bool(stated.off_peak),
        )


def _amounts(stated: RateForm) -> tuple[tuple[Meter, Decimal], ...]:
    return tuple((Meter(key), amount) for key, amount in sorted((stated.amounts or {}).items()))
