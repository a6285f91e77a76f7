"""Whose calls are these? The feature of a recorded stream, by the first of six steps that tells, and which one it was.

1. the call names the feature itself;  2. the policy says how its calls are told (`usage: {tag: helpdesk}`);
3. telemetry names the file or function of the caller;  4. the service that made the call carries the feature's name;
5. only one feature uses the model.  What none of them tells is unattributed, and is reported as such. What a person
declared (`calls_per_month`) comes in where a site finds no recorded calls at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.globs import fits_name, fits_path
from finops_gate.model.policy import Feature
from finops_gate.model.recorded import Labels
from finops_gate.model.usage import Grade


class Attributed(NamedTuple):
    """The feature of a stream, and how it was told."""

    feature: str
    """Empty: none of the steps told one."""
    step: str
    """``tag=helpdesk``, ``feature``, ``code=services/helpdesk/bot.py``; or why there is none."""
    grade: Grade


NOBODY = Attributed("", "no label of it is known to the policy", Grade.UNKNOWN)


def attribute(labels: Labels, features: Sequence[Feature]) -> Attributed:
    """The feature of one stream. The more a feature's own `usage` asks for, the closer it is; then the first named."""
    if labels.feature:
        return Attributed(labels.feature, "feature", Grade.MEASURED)
    return (
        _mapped(labels, features) or _seen(labels, features) or _served(labels, features) or _shared(labels, features)
    )


def tags(label: str) -> tuple[str, ...]:
    """The tags of a call: one, or those of a JSON list."""
    if label.startswith("["):
        try:
            found = json.loads(label)
        except ValueError:
            return (label,)
        return tuple(str(tag) for tag in found)
    return (label,) if label else ()


def _mapped(labels: Labels, features: Sequence[Feature]) -> Attributed | None:
    claims = [feature for feature in features if feature.usage and _fits(labels, feature.usage)]
    if claims:
        closest = max(claims, key=lambda feature: len(feature.usage))  # the first of several that ask for as much
        return Attributed(closest.name, _told(closest.usage), Grade.MEASURED)
    for feature in features:
        if feature.name in tags(labels.tag):
            return Attributed(feature.name, f"tag={feature.name}", Grade.ATTRIBUTED)
    return None


def _fits(labels: Labels, asked: Iterable[tuple[str, str]]) -> bool:
    for name, pattern in asked:
        said = getattr(labels, name, "") if name in Labels._fields else ""
        values = tags(said) if name == "tag" else (said,)
        if not any(value and fits_name(pattern, value) for value in values):
            return False
    return True


def _told(asked: Iterable[tuple[str, str]]) -> str:
    return ",".join(f"{name}={pattern}" for name, pattern in asked)


def _seen(labels: Labels, features: Sequence[Feature]) -> Attributed | None:
    """By the caller's code. A path in a container has a prefix of its own, so that any ending of it may be the one."""
    if not labels.path and not labels.symbol:
        return None
    parts = labels.path.replace("\\", "/").strip("/").split("/")
    endings = ["/".join(parts[at:]) for at in range(len(parts))]
    found: list[tuple[int, str, str]] = []
    for feature in features:
        symbol = not feature.symbols or any(_named(pattern, labels.symbol) for pattern in feature.symbols)
        lengths = [len(p) for p in feature.paths for ending in endings if ending and fits_path(p, ending)]
        if symbol and (lengths or (feature.symbols and not feature.paths)):
            found.append((max(lengths, default=0) + 1000 * bool(feature.symbols), feature.name, labels.path))
    if not found:
        return None
    best = max(found, key=lambda claim: claim[0])
    return Attributed(best[1], f"code={labels.path or labels.symbol}", Grade.ATTRIBUTED)


def _named(pattern: str, symbol: str) -> bool:
    return bool(symbol) and (fits_name(pattern, symbol) or fits_name(f"*.{pattern}", symbol))


def _served(labels: Labels, features: Sequence[Feature]) -> Attributed | None:
    """By the unit that was deployed: its name is the feature's, or that of one folder of the feature's paths."""
    if not labels.service:
        return None
    service = labels.service.casefold()
    named = [feature for feature in features if feature.name.casefold() == service]
    within = [
        feature
        for feature in features
        if any(service in (part.casefold() for part in path.split("/")) for path in feature.paths)
    ]
    for claims in (named, within):
        if len(claims) == 1:
            return Attributed(claims[0].name, f"service={labels.service}", Grade.ATTRIBUTED)
    return None


def _shared(labels: Labels, features: Sequence[Feature]) -> Attributed:
    claims = [
        feature
        for feature in features
        if any(
            fits_name(p, name) for p in feature.models for name in (labels.model, f"{labels.provider}/{labels.model}")
        )
    ]
    if len(claims) == 1:
        return Attributed(claims[0].name, f"model={labels.model}", Grade.SHARED)
    if claims:
        return NOBODY._replace(step=f"{len(claims)} features use {labels.model}")
    return NOBODY
