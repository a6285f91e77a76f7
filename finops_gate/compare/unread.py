"""Sites of files that can no longer be read: what they spend is hidden, not saved.

A NUL byte, a comment of a mebibyte or a quote that is never closed makes a file unreadable for the gate first. The
models that it had at base are kept as the least that it costs, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from finops_gate.model.setting import Unknown
from finops_gate.model.site import Bound, Change, Status


def hidden(rows: Iterable[Change], reasons: Mapping[str, str]) -> tuple[Change, ...]:
    """The rows; those of sites that are gone with the contents of their file (`reasons`, by path) are hidden."""
    return tuple(_hidden(row, reasons[row.path]) if row.path in reasons else row for row in rows)


def _hidden(row: Change, reason: str) -> Change:
    before, site = row.before, row.before_site
    if row.status is not Status.REMOVED or before is None or site is None:
        return row
    unknown = Unknown(f"its file: {reason}")
    after = Bound(before.setting._replace(value=unknown, refers=()), unknown)
    settings = tuple(after if bound.setting == before.setting else bound for bound in site.settings)
    return row._replace(status=Status.HIDDEN, after=after, after_site=site._replace(settings=settings))
