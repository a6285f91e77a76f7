"""How packages are looked into whose versions moved. Says it only; nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from finops_gate.base.frozen import NamedTuple

if TYPE_CHECKING:
    from finops_gate.registries.access.limits import Limits

Progress = Callable[[int, int, str], None]
"""Packages done, packages in all, the one that is looked at."""


class Inspecting(NamedTuple):
    """How packages are looked into."""

    mode: str = "cached"
    """``off``, ``cached`` (only what the cache holds) or ``network``."""
    cache: str | None = None
    environment: Mapping[str, str] = {}
    progress: Progress | None = None
    limits: Limits | None = None
