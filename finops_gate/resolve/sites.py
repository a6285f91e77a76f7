"""Settings of one side, put together to the places that spend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from finops_gate.base.names import NO_ID, words
from finops_gate.model.capacity import SCALER, Capacity
from finops_gate.model.setting import Annotation, Key, Setting, Unknown
from finops_gate.model.site import Bound, Site, SiteKind
from finops_gate.resolve.capacities import Place, capacities, place_of

_SHOWN = frozenset({"", "test", "doc", "enum", "alias", NO_ID})
"""Mentions that still make a site: tests and documents for information; spellings, aliases and what is no id in case
they change."""


def sites(
    bounds: Mapping[str, Sequence[Bound]], around: Mapping[str, Sequence[Bound]] | None = None
) -> tuple[Site, ...]:
    """The sites of one side, in the order of paths and of the files.

    `around` is everything that was resolved together with them, where that is more: what is kept by the hour may be
    said of a machine in one file and counted in another.
    """
    result: list[Site] = []
    kept: Mapping[Place, Capacity] = {}
    if any(bound.setting.unit for of_file in bounds.values() for bound in of_file):
        kept = capacities(around or bounds)
    for path in sorted(bounds):
        result.extend(_of_file([_scaled(bound, kept) for bound in bounds[path]]))
    if kept:
        return tuple(site._replace(capacity=kept.get(place_of(site.settings[0]))) for site in result)
    return tuple(result)


def _scaled(bound: Bound, kept: Mapping[Place, Capacity]) -> Bound:
    """The bound of an autoscaler as a setting of the workload that it scales, where that is paid by the hour."""
    if bound.setting.mention != SCALER or place_of(bound) not in kept:
        return bound
    mention = "ceiling" if bound.setting.key is Key.CAPACITY else ""
    return bound._replace(setting=bound.setting._replace(mention=mention))


def _of_file(bounds: Sequence[Bound]) -> Iterable[Site]:
    readable = {_slot(bound) for bound in bounds if _is_model(bound) and isinstance(bound.value, str)}
    shown = [bound for bound in bounds if bound.setting.mention in _SHOWN and not _passed_on(bound, readable)]
    groups: dict[int, list[Bound]] = {}
    for bound in shown:
        if bound.setting.group:
            groups.setdefault(bound.setting.group, []).append(bound)
    owners = {group: _owner(mates) for group, mates in groups.items()}
    counted: dict[str, int] = {}
    for bound in shown:
        setting, owner = bound.setting, owners.get(bound.setting.group)
        if setting.key is not Key.MODEL and owner is not None:
            continue  # joins the model of its call or table
        members = [bound]
        if owner is not None and _is_model(bound):  # each of a slot's alternatives is called with them
            members += [mate for mate in groups[setting.group] if not _is_model(mate)]
        base = place_key(setting)
        counted[base] = counted.get(base, 0) + 1
        ordinal = counted[base]
        note = next((m.setting.annotation for m in members if m.setting.annotation), Annotation())
        yield Site(
            base if ordinal == 1 else f"{base}@{ordinal}",
            kind_of(setting, bound),
            tuple(members),
            note.feature,
            note.team,
            note.environment,
        )


def _is_model(bound: Bound) -> bool:
    return bound.setting.key is Key.MODEL


def _slot(bound: Bound) -> tuple[int, str]:
    return bound.setting.group, bound.setting.slot


def _passed_on(bound: Bound, readable: set[tuple[int, str]]) -> bool:
    """``self.model or DEFAULT``: what is passed in is set elsewhere; the default beside it is what this place says."""
    grouped = bool(bound.setting.group) and _is_model(bound)
    return grouped and isinstance(bound.value, Unknown) and _slot(bound) in readable


def _owner(mates: Iterable[Bound]) -> Bound | None:
    """The model whose parameters these are: the only one of a call or table, or the first of a slot's alternatives."""
    models = sorted((mate for mate in mates if _is_model(mate)), key=lambda mate: mate.setting.location.line)
    return models[0] if len({model.setting.slot for model in models}) == 1 else None


def place_key(setting: Setting) -> str:
    """Path, scope, call and slot of a setting: what tells its site from others, whatever the line."""
    call = ".".join(setting.callee.split(".")[-2:])
    inside = ":".join(part for part in (setting.scope, call, setting.slot) if part)
    return f"{setting.location.path}#{inside}"


def kind_of(setting: Setting, bound: Bound) -> SiteKind:
    """What a site spends on, from its slot, its call and its value."""
    if setting.key.kind == "accelerator" or setting.key.kind == "scale":
        return SiteKind.NODE_POOL
    said = {*words(setting.slot), *words(setting.callee), *words(setting.scope.rsplit(".", 1)[-1])}
    value = bound.value if isinstance(bound.value, str) else ""
    if said & {"embedding", "embeddings", "embedder", "embed"} or "embed" in value.casefold():
        return SiteKind.EMBEDDING
    if said & {"image", "images"} or value.casefold().startswith(("dall-e", "dalle", "gpt-image", "imagen")):
        return SiteKind.IMAGE
    if said & {"audio", "speech", "transcription", "transcriptions", "tts", "stt"} or "whisper" in value:
        return SiteKind.AUDIO
    return SiteKind.MODEL_CALL
