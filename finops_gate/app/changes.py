"""Files of two sides in, changes out: detect, resolve and compare in one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finops_gate.compare.changes import changes
from finops_gate.detect import route
from finops_gate.model.setting import Setting, Skipped
from finops_gate.model.site import Change, Site
from finops_gate.resolve.names import resolve
from finops_gate.resolve.sites import sites


def read(files: Mapping[str, bytes]) -> tuple[dict[str, list[Setting]], list[Skipped]]:
    """The settings of each file, and the files that could not be read."""
    found: dict[str, list[Setting]] = {}
    skipped: list[Skipped] = []
    for path in sorted(files):
        for entry in route.read(path, files[path]):
            if isinstance(entry, Skipped):
                skipped.append(entry)
            else:
                found.setdefault(path, []).append(entry)
    return found, skipped


def sites_of(files: Mapping[str, bytes]) -> tuple[Site, ...]:
    """The sites of one side, each file read alone and then resolved together."""
    return sites(resolve(read(files)[0]).bounds)


def changes_between(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Sequence[Change]:
    """The changes between two sets of files."""
    return changes(sites_of(before), sites_of(after))
