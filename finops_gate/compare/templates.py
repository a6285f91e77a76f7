"""A file of parameters over the defaults of the template beside it (Bicep, Terraform).

What such a file no longer says, or reads from a variable that nobody sets, the template's own default says; and what
it begins to say stands over that default.
"""

from __future__ import annotations

from collections.abc import Iterable

from finops_gate.base.identity import identity
from finops_gate.compare.pairing import main
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Change, Site, Status

_TEMPLATES = {".parameters.json": ".bicep", ".bicepparam": ".bicep", ".tfvars": ".tf"}
"""Endings of files of parameters, and of the templates that they fill in."""
_Place = tuple[str, str, str]


def templated(rows: Iterable[Change], before: Iterable[Site], after: Iterable[Site]) -> list[Change]:
    """The rows; a parameter that comes or goes over a default of its template is compared with that default."""
    found = list(rows)
    asked = [row for row in found if _place(row) is not None]
    if not asked:
        return found
    base, head = _defaults(before), _defaults(after)
    return [_compared(row, base, head) for row in found]


def _place(row: Change) -> _Place | None:
    """The folder, the template's ending and the name of a parameter that came or went; None for anything else."""
    if row.key is not Key.MODEL or not row.billed or row.status is Status.MODIFIED:
        return None
    setting = (row.before or row.bound).setting
    path = setting.location.path
    ending = next((own for name, own in _TEMPLATES.items() if path.endswith(name)), "")
    return (path.rpartition("/")[0], ending, setting.slot) if ending else None


def _defaults(sites: Iterable[Site]) -> dict[_Place, list[Site]]:
    """The defaults of templates: a parameter stands at the top of its file, or in a variable's block."""
    found: dict[_Place, list[Site]] = {}
    for site in sites:
        setting = main(site).setting
        folder, _, file = site.path.rpartition("/")
        ending = file[file.rfind(".") :]
        if ending not in (".bicep", ".tf") or setting.key is not Key.MODEL or setting.mention:
            continue
        if setting.scope in ("", "variable") and isinstance(setting.value, str):
            found.setdefault((folder, ending, setting.slot), []).append(site)
    return found


def _compared(row: Change, base: dict[_Place, list[Site]], head: dict[_Place, list[Site]]) -> Change:
    place = _place(row)
    if place is None:
        return row
    came = row.status is Status.ADDED
    if row.status is Status.HIDDEN and not _is_unset(row):
        return row
    sites = (base if came else head).get(place, [])
    written = row.bound.value if came else row.before.value if row.before is not None else ""
    if len(sites) != 1 or isinstance(written, Unknown):
        return row
    (default,) = sites
    bound = main(default)
    says = f"the default {bound.value} at {default.path}:{bound.setting.location.line}"
    if identity(str(bound.value)) == identity(written):
        return row._replace(billed=False, note=f"{says} says the same")
    if came:
        return row._replace(before_site=default, note=f"{says} is overridden")
    return row._replace(status=Status.REMOVED, after=None, after_site=default, note=f"{says} takes effect")


def _is_unset(row: Change) -> bool:
    """True for a parameter that is read from the environment alone: unset, it leaves the template's default."""
    after = row.after.setting if row.after is not None else None
    if after is None or not any(after.location.path.endswith(name) for name in _TEMPLATES):
        return False
    return bool(after.refers) and all(name.startswith("env:") for name in after.refers)
