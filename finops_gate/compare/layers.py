"""Layered settings: an environment value stands over the code's own default, and gives way to it when it goes.

An override that disappears makes the weaker default effective, and one that appears puts the default out of effect:
neither is spending that ends or begins. Rows keep what is written (a value came, or went); the site on the other side
is the default's, so that a projection compares what really takes effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from finops_gate.base.identity import identity
from finops_gate.compare.pairing import main
from finops_gate.model.setting import Key, Setting
from finops_gate.model.site import Change, Reach, Site, Status


def layered(
    rows: Sequence[Change], before: Iterable[Site], after: Iterable[Site], outside: Iterable[Site]
) -> list[Change]:
    """The rows, with the code that reads a changed environment value as its reach, and the default beneath it."""
    unchanged = tuple(outside)
    base, head = _readers((*before, *unchanged)), _readers((*after, *unchanged))
    return [_layered(row, base, head) if row.key is Key.MODEL and row.billed else row for row in rows]


def _readers(sites: Iterable[Site]) -> dict[str, list[Site]]:
    """Sites by the environment variable that overrides them."""
    found: dict[str, list[Site]] = {}
    for site in sites:
        setting = main(site).setting
        if setting.key is Key.MODEL and not setting.mention:
            for name in setting.refers:
                if name.startswith("env:"):
                    found.setdefault(name, []).append(site)
    return found


def _layered(row: Change, base: dict[str, list[Site]], head: dict[str, list[Site]]) -> Change:
    names = [name for name in row.bound.setting.binds if name.startswith("env:")]
    if not names:
        return row
    readers = [site for name in names for site in head.get(name, ()) if site.key != row.site]
    reaches = {*row.reaches, *(Reach(site.key, main(site).setting.location) for site in readers)}
    row = row._replace(reaches=tuple(sorted(reaches)))
    if row.status is Status.REMOVED and row.after_site is None:
        default = _default(readers)
        if default is not None:
            return row._replace(after_site=default, note=f"{_says(default)} takes effect")
    if row.status is Status.ADDED and row.before_site is None:
        default = _default([site for name in names for site in base.get(name, ()) if site.key != row.site])
        if default is not None:
            return row._replace(before_site=default, note=f"{_says(default)} is overridden")
    return row


def _default(readers: Sequence[Site]) -> Site | None:
    """The default that all readers share; None when they have none of their own, or different ones."""
    literal = [site for site in readers if isinstance(main(site).setting.value, str)]
    models = {identity(str(main(site).value)).model for site in literal}
    return min(literal, key=lambda site: site.key) if len(models) == 1 else None


def _says(site: Site) -> str:
    setting: Setting = main(site).setting
    return f"the default {main(site).value} at {setting.location.path}:{setting.location.line}"
