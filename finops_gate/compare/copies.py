"""Copies of infrastructure that a program wrote: where their source stays, nothing comes or goes with them."""

from __future__ import annotations

from collections.abc import Iterable

from finops_gate.base.patterns import lazy
from finops_gate.compare.pairing import value_of
from finops_gate.model.setting import Key
from finops_gate.model.site import Change, Site, Status

_COPY = lazy(
    r"\.module\.bicep$|\.tmpl\.ya?ml$|(?:^|/)(?:cdk\.out|\.aws-sam|cdktf\.out|aspirate-output)/|(?:^|/)aspire-manifest\.json$"
)
"""What Aspire and azd, the CDKs and SAM write from the program or the template that declares the infrastructure."""


def copied(rows: list[Change], before: Iterable[Site], after: Iterable[Site]) -> list[Change]:
    """The rows, those of a copy unbilled whose setting stands unchanged in a source in or above the copy's folder."""
    mine = {
        id(row) for row in rows if row.billed and row.status in (Status.ADDED, Status.REMOVED) and _is_copy(row.path)
    }
    if not mine:
        return rows
    stays = _said(before) & _said(after)
    return [_quiet(row, stays) if id(row) in mine else row for row in rows]


def _is_copy(path: str) -> bool:
    return _COPY.search(path) is not None


def _said(sites: Iterable[Site]) -> set[tuple[str, Key, str]]:
    """Folder, key and value of what sources say."""
    return {
        (site.path.rpartition("/")[0], bound.setting.key, value_of(bound))
        for site in sites
        if not _is_copy(site.path)
        for bound in site.settings
        if not bound.setting.mention
    }


def _quiet(row: Change, stays: set[tuple[str, Key, str]]) -> Change:
    folder = row.path.rpartition("/")[0]
    while True:
        if (folder, row.key, value_of(row.bound)) in stays:
            return row._replace(billed=False, note="a copy that a program made, whose source stays")
        if not folder:
            return row
        folder = folder.rpartition("/")[0]
