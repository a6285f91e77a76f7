"""Settings of one side, put together to the places that spend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from finops_gate.base.names import words
from finops_gate.model.setting import Annotation, Key, Setting
from finops_gate.model.site import Bound, Site, SiteKind

_SHOWN = frozenset({"", "test", "doc", "enum", "alias"})
"""Mentions that still make a site: tests and documents for information, a named spelling and an alias in case one comes to mean another model."""


def sites(bounds: Mapping[str, Sequence[Bound]]) -> tuple[Site, ...]:
    """The sites of one side, in the order of paths and of the files."""
    result: list[Site] = []
    for path in sorted(bounds):
        result.extend(_of_file(bounds[path]))
    return tuple(result)


def _of_file(bounds: Sequence[Bound]) -> Iterable[Site]:
    shown = [bound for bound in bounds if bound.setting.mention in _SHOWN]
    groups: dict[int, list[Bound]] = {}
    for bound in shown:
        if bound.setting.group:
            groups.setdefault(bound.setting.group, []).append(bound)
    used: set[int] = set()
    counted: dict[str, int] = {}
    for bound in shown:
        if id(bound) in used:
            continue
        setting = bound.setting
        members = [bound]
        mates = groups.get(setting.group, [])
        models = sum(1 for mate in mates if mate.setting.key is Key.MODEL)
        if models == 1 and setting.key is not Key.MODEL:
            continue  # joins the one model of its call or table
        if setting.key is Key.MODEL and models == 1:
            members += [mate for mate in mates if mate is not bound and mate.setting.key is not Key.MODEL]
        used.update(id(member) for member in members)
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
