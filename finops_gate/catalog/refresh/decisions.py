"""`pricing/decisions.yaml`: which of two tables is taken where they differ, decided by people, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finops_gate.base.errors import CatalogError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.globs import fits_name
from finops_gate.catalog.source import load_yaml

Takes = Literal["genai-prices", "litellm"]


class Decision(BaseModel):
    """One decision on some ids of one provider."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: str
    ids: tuple[str, ...] = Field(min_length=1)
    """Patterns of ids as litellm lists them, without its provider; ``*`` stands for anything."""
    takes: Takes
    reason: str = Field(min_length=20)
    reviewed: date

    def fits(self, provider: str, identity: str) -> bool:
        return provider == self.provider and any(fits_name(pattern, identity) for pattern in self.ids)


class Decisions(NamedTuple):
    """All of them, in the order of the file; the first that fits counts."""

    entries: tuple[Decision, ...]

    def on(self, provider: str, identities: Iterable[str]) -> Decision | None:
        """The decision on a model under any of its spellings."""
        spelled = tuple(identities)
        return next((entry for entry in self.entries if any(entry.fits(provider, name) for name in spelled)), None)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal["finops-gate/decisions@1"] = Field(alias="schema")
    decisions: tuple[Decision, ...]


def read(path: Path) -> Decisions:
    """The decisions; none where there is no file. Raises CatalogError with the file and what is wrong in it."""
    if not path.exists():
        return Decisions(())
    try:
        return Decisions(_File.model_validate(load_yaml(path)).decisions)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CatalogError(f"{path.name}: {place}: {first['msg']}") from None
