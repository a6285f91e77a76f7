"""Changed defaults of packages as rows: one for each model that changes into another, at the line of the version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finops_gate.base.identity import same_model
from finops_gate.compare.moves import pair_of
from finops_gate.model.package import Default, Moved, Reliance, Use
from finops_gate.model.setting import Key, Location, Role, Setting
from finops_gate.model.site import Bound, Change, Reach, Site, SiteKind, Status


def package_rows(moved: Iterable[Moved]) -> tuple[Change, ...]:
    """The rows of all packages: billed where something here relies on the default, for information elsewhere."""
    return tuple(row for one in moved for row in _of(one))


def _of(moved: Moved) -> Iterator[Change]:
    relied: dict[tuple[str, str, str], list[Reliance]] = {}
    for reliance in _certain(moved.reliances):
        default = reliance.default
        relied.setdefault((default.old, default.new, default.kind), []).append(reliance)
    for reliances in relied.values():
        yield _row(moved, reliances[0].default, reliances)
    if not relied and moved.inspection.changes:
        yield _row(moved, moved.inspection.changes[0], [])


def _certain(reliances: Iterable[Reliance]) -> list[Reliance]:
    """Those that are confirmed; only where there are none, what is possible."""
    found = list(reliances)
    return [reliance for reliance in found if reliance.use is Use.CONFIRMED] or found


def _row(moved: Moved, default: Default, reliances: list[Reliance]) -> Change:
    pair = pair_of(moved.move)
    assert pair is not None  # only what is on both sides was inspected
    places = [pin.location for pin in pair]
    bounds = [
        Bound(_setting(moved, default, place, value), value)
        for place, value in zip(places, (default.old, default.new), strict=True)
    ]
    key = f"{places[1].path}#{moved.move.ecosystem}:{moved.move.name}:{default.symbol.rpartition(':')[2]}"
    sites = [Site(key, SiteKind(default.kind), (bound,)) for bound in bounds]
    note = _note(moved, default, reliances)
    return Change(
        Key.PACKAGE,
        Status.MODIFIED,
        key,
        bounds[0],
        bounds[1],
        sites[0],
        sites[1],
        not note,
        note,
        tuple(sorted({Reach(f"{r.location.path}#{r.name}", r.location) for r in reliances})),
    )


def _setting(moved: Moved, default: Default, place: Location, value: str) -> Setting:
    return Setting(
        Key.MODEL,
        value,
        place,
        Role.DEPENDENCY_DEFAULT,
        moved.move.name,
        default.symbol.rpartition(":")[2],
        provider=default.provider,
    )


def _note(moved: Moved, default: Default, reliances: list[Reliance]) -> str:
    """Why nothing is billed for it; empty when it is."""
    if same_model(default.old, default.new):
        return "the same model, spelled differently"
    if moved.overridden:
        name, place = moved.overridden[0]
        return f"{name} is set in {place.path}:{place.line}, whatever the default"
    if not moved.used:
        return "nothing here imports the package"
    return "" if reliances else "no call here relies on this default"
