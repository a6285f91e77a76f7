"""Whose spending is it? The feature of a site, by the policy's paths, symbols and models.

A pull request cannot choose its own attribution: the caller passes the site as it was at base wherever it existed
there, so that a moved path or a changed annotation keeps the feature, and with it the volume, that it had.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_gate.base.globs import fits_name, fits_path
from finops_gate.model.policy import Feature
from finops_gate.model.setting import Key
from finops_gate.model.site import Site

_Rank = tuple[int, tuple[int, int], int]


def feature_of(site: Site, features: Sequence[Feature], model: str = "") -> Feature | None:
    """The feature that a site belongs to, or None.

    An annotation at the site wins. Otherwise all conditions that a feature states must hold (path, symbol, model),
    each by any of its patterns, and the most specific feature wins: by symbol, then by the path pattern with the
    longest part before its first wildcard, then by the model pattern, then the one that the policy names first.
    `model` is the catalog's name of the site's model (``openai/gpt-4o``), where it is known.
    """
    if site.feature is not None:
        return next((feature for feature in features if feature.name == site.feature), Feature(site.feature))
    ranked = [(rank, feature) for feature in features if (rank := _rank(site, feature, model)) is not None]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def feature_of_path(path: str, features: Sequence[Feature]) -> Feature | None:
    """The feature of a place of which only the path is known; features that also ask for a symbol do not count."""
    ranked = [
        (rank, feature)
        for feature in features
        if not feature.symbols and not feature.models and (rank := _path_rank(path, feature.paths)) is not None
    ]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _rank(site: Site, feature: Feature, model: str) -> _Rank | None:
    """How specifically the feature claims the site; None when it does not."""
    paths = feature.paths
    if site.bound(Key.PROMPT) is not None:
        paths = (*paths, *feature.prompts)
    if not (paths or feature.symbols or feature.models):
        return None  # a feature that says nowhere is not everywhere
    names = set(_symbols(site))
    ids = {name for name in (model, _written(site)) if name}
    symbol = _longest(feature.symbols, names)
    path = _path_rank(site.path, paths)
    chosen = _longest(feature.models, ids)
    if (feature.symbols and not symbol) or (paths and path is None) or (feature.models and not chosen):
        return None
    return symbol, path or (0, 0), chosen


def _path_rank(path: str, patterns: Sequence[str]) -> tuple[int, int] | None:
    return max((_literal(pattern) for pattern in patterns if fits_path(pattern, path)), default=None)


def _literal(pattern: str) -> tuple[int, int]:
    """Characters before the first wildcard, and in all: ``services/helpdesk/**`` is closer than ``services/**/x``."""
    wild = min((at for at in (pattern.find("*"), pattern.find("?")) if at >= 0), default=len(pattern))
    return wild, len(pattern)


def _longest(patterns: Sequence[str], names: set[str]) -> int:
    return max((len(pattern) for pattern in patterns if any(fits_name(pattern, name) for name in names)), default=0)


def _symbols(site: Site) -> Iterator[str]:
    """Every dotted name that the site lies in: ``Bot``, ``Bot.answer``, ``Bot.answer.model``."""
    for bound in site.settings:
        parts = [part for part in (*bound.setting.scope.split("."), bound.setting.slot) if part]
        for end in range(1, len(parts) + 1):
            yield ".".join(parts[:end])


def _written(site: Site) -> str:
    bound = site.bound(Key.MODEL)
    return bound.value if bound is not None and isinstance(bound.value, str) else ""
