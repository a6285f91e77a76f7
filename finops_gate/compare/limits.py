"""Limits of one call that got another name: APIs rename them, and what is asked for goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from finops_gate.model.setting import Key
from finops_gate.model.site import Bound


def under_one_name(
    by_place: Mapping[tuple[str, tuple[str, ...]], list[Bound | None]],
) -> Iterator[list[Bound | None]]:
    """The settings of one site, a limit that got another name (``max_tokens``, ``max_completion_tokens``) as one."""
    alone: dict[tuple[str, bool], list[list[Bound | None]]] = {}
    for (key, _), sides in by_place.items():
        if None in sides and Key(key).kind == "parameter":
            alone.setdefault((key, sides[0] is None), []).append(sides)
    joined = {}
    for (key, came), left in alone.items():
        right = alone.get((key, True), [])
        if not came and len(left) == len(right) == 1:
            joined[id(left[0])] = [left[0][0], right[0][1]]
            joined[id(right[0])] = []
    for sides in by_place.values():
        told = joined.get(id(sides), sides)
        if told:
            yield told
