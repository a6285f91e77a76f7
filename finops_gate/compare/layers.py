"""Layered settings: an environment value stands over the code's own default, and gives way to it when it goes.

An override that disappears makes the weaker default effective, and one that appears puts the default out of effect:
neither is spending that ends or begins. Rows keep what is written (a value came, or went); the site on the other side
is the default's, so that a projection compares what really takes effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.identity import identity
from finops_gate.base.patterns import lazy
from finops_gate.compare.pairing import main
from finops_gate.compare.unread import hide
from finops_gate.model.setting import Key, Setting, Unknown
from finops_gate.model.site import Change, Reach, Site, Status


def layered(
    rows: Sequence[Change], before: Iterable[Site], after: Iterable[Site], outside: Iterable[Site]
) -> list[Change]:
    """The rows, with the code that reads a changed environment value as its reach, and the default beneath it."""
    unchanged = tuple(outside)
    sides = (*before, *unchanged), (*after, *unchanged)
    base, head = (_Side(_readers(sites), _setters(sites), _asked(sites)) for sites in sides)
    return [_layered(row, base, head) if row.key is Key.MODEL and row.billed else row for row in rows]


class _Side(NamedTuple):
    """Who reads and who sets the environment variables of one side."""

    readers: Mapping[str, Sequence[Site]]
    setters: Mapping[str, Sequence[Site]]
    asked: Mapping[str, Set[str]]
    """The models that each file asks for."""


def _setters(sites: Iterable[Site]) -> dict[str, list[Site]]:
    """Sites by the environment variable that they set."""
    found: dict[str, list[Site]] = {}
    for site in sites:
        bound = main(site)
        if bound.setting.key is Key.MODEL and not bound.setting.mention and isinstance(bound.value, str):
            for name in bound.setting.binds:
                if name.startswith("env:"):
                    found.setdefault(name, []).append(site)
    return found


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


def _asked(sites: Iterable[Site]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for site in sites:
        bound = main(site)
        if bound.setting.key is Key.MODEL and not bound.setting.mention and isinstance(bound.value, str):
            found.setdefault(site.path, set()).add(bound.value)
    return found


def _layered(row: Change, base: _Side, head: _Side) -> Change:
    names = [name for name in row.bound.setting.binds if name.startswith("env:")]
    if not names:
        return row
    readers = [site for name in names for site in head.readers.get(name, ()) if site.key != row.site]
    reaches = {*row.reaches, *(Reach(site.key, main(site).setting.location) for site in readers)}
    row = row._replace(reaches=tuple(sorted(reaches)))
    repeated = _repeated(row, names, base, head)
    if repeated is not None:
        return row._replace(billed=False, note=f"says what {_says(repeated)} says already")
    if row.status is Status.REMOVED and row.after_site is None:
        default = _beneath(row, names, head) or _default(readers)
        if default is not None:
            return row._replace(after_site=default, note=f"{_says(default)} takes effect")
        unset = [site for site in readers if isinstance(main(site).value, Unknown)]
        if unset and not any(head.setters.get(name) for name in names):
            at = min(main(site).setting.location for site in unset)
            return hide(row, f"still read at {at.path}:{at.line}, and set nowhere that could be read")
    if row.status is Status.ADDED and row.before_site is None:
        asked = [site for name in names for site in base.readers.get(name, ()) if site.key != row.site]
        default = _beneath(row, names, base) or _default(asked)
        if default is not None:
            return row._replace(before_site=default, note=f"{_says(default)} is overridden")
    return row


def _repeated(row: Change, names: Sequence[str], base: _Side, head: _Side) -> Site | None:
    """The default that says what a new variable says, in code that asked for the same model before and by no name.

    A model that was written out there is now given from outside, and nobody pays otherwise.
    """
    value = row.bound.value
    if row.status is not Status.ADDED or any(base.readers.get(name) for name in names):
        return None
    readers = [site for name in names for site in head.readers.get(name, ()) if site.key != row.site]
    default = _default(readers)
    if default is None or main(default).value != value:
        return None
    return default if all(value in base.asked.get(site.path, ()) for site in readers) else None


_QUALIFIED = lazy(
    r"^(?P<folder>(?:.*/)?)(?P<stem>\.env|(?:docker-)?compose)[._-](?P<layer>[\w-]+(?:\.[\w-]+)*?)(?P<ending>|\.ya?ml)$"
)
"""Files that are laid over another: ``.env.production`` over ``.env``, an override of compose over its base."""
_SHOWN = frozenset({"example", "sample", "template", "dist", "defaults"})
"""Layers that only show what may be set."""


def _beneath(row: Change, names: Sequence[str], side: _Side) -> Site | None:
    """What the file beneath this one says of the same variable; None where it says nothing, or several things."""
    match = _QUALIFIED.match(row.path)
    if match is None or match["layer"] in _SHOWN:
        return None
    beneath = {f"{match['folder']}{stem}{match['ending']}" for stem in _stems(match["stem"])}
    found = [site for name in names for site in side.setters.get(name, ()) if site.path in beneath]
    own = [site for site in found if main(site).setting.scope == row.bound.setting.scope]
    models = {identity(str(main(site).value)).model for site in own}
    return min(own, key=lambda site: site.key) if len(models) == 1 else None


def _stems(stem: str) -> tuple[str, ...]:
    return (stem,) if stem == ".env" else ("compose", "docker-compose")


def _default(readers: Sequence[Site]) -> Site | None:
    """The default that all readers share; None when they have none of their own, or different ones."""
    literal = [site for site in readers if isinstance(main(site).setting.value, str)]
    models = {identity(str(main(site).value)).model for site in literal}
    return min(literal, key=lambda site: site.key) if len(models) == 1 else None


def _says(site: Site) -> str:
    setting: Setting = main(site).setting
    what = "the default " if setting.refers else ""
    return f"{what}{main(site).value} at {setting.location.path}:{setting.location.line}"
