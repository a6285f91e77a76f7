"""Sites of files that can no longer be read: what they spend is hidden, not saved.

A NUL byte, a comment of a mebibyte or a quote that is never closed makes a file unreadable for the gate first. The
models that it had at base are kept as the least that it costs, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from finops_gate.model.setting import Key, Setting, Unknown
from finops_gate.model.site import Bound, Change, Status

_COMMENTS = ("#", "//", "--", ";", "<!--")
"""What a line begins with that nobody carries out, in the formats that are read."""


def hidden(rows: Iterable[Change], reasons: Mapping[str, str]) -> tuple[Change, ...]:
    """The rows; those of sites that are gone with the contents of their file (`reasons`, by path) are hidden."""
    return tuple(hide(row, f"its file: {reasons[row.path]}") if row.path in reasons else row for row in rows)


def covered(
    rows: Sequence[Change], before: Mapping[str, str], after: Mapping[str, str], found: Mapping[str, Sequence[Setting]]
) -> tuple[Change, ...]:
    """The rows; a model that seems gone while a new line still sets it, to something that nobody reads, is hidden.

    `before` and `after` are the texts of changed files, `found` what was read in them at head. ``model="gpt-4o"`` that
    becomes ``model=os.environ["MODEL"]`` holds no word that a detector looks for; the call is there all the same.
    """
    return tuple(_covered(row, before, after, found) for row in rows)


def _covered(
    row: Change, before: Mapping[str, str], after: Mapping[str, str], found: Mapping[str, Sequence[Setting]]
) -> Change:
    gone = row.before
    if row.status is not Status.REMOVED or not row.billed or row.key is not Key.MODEL or gone is None:
        return row
    setting, path = gone.setting, gone.setting.location.path
    if path not in after or path not in before:
        return row
    old = before[path].splitlines()
    known = {line.strip() for line in old}
    at = setting.location.line
    sets = _setting_of(setting, old[at - 1] if at <= len(old) else "")
    read = {other.location.line for other in found.get(path, ()) if other.key is Key.MODEL}
    for number, line in enumerate(after[path].splitlines(), 1):
        if line.lstrip().startswith(_COMMENTS):
            continue  # #MODEL=gpt-4o: what is only a comment from now on sets nothing
        if sets.search(line) and line.strip() not in known and number not in read:
            return hide(row, f"set by an expression in line {number}")
    return row


def _setting_of(setting: Setting, line: str) -> re.Pattern[str]:
    """What a line looks like that sets what this setting set: its name with a value, or the same call."""
    named = re.compile(rf"(?<![\w.-]){re.escape(setting.slot)}[\"'\]]*\s*(?::=|=>|=(?!=)|:(?!:)|\()\s*[^\s,)]")
    called = setting.callee.rpartition(".")[2]
    if setting.slot and (named.search(line) or not called):
        return named
    return re.compile(rf"(?<!\w){re.escape(called)}\s*\(\s*[^\s)]") if called else re.compile(r"(?!)")


def hide(row: Change, reason: str) -> Change:
    """A row of what is gone, as one whose value cannot be read any more."""
    before, site = row.before, row.before_site
    if row.status is not Status.REMOVED or before is None or site is None:
        return row
    unknown = Unknown(reason)
    after = Bound(before.setting._replace(value=unknown, refers=()), unknown)
    settings = tuple(after if bound.setting == before.setting else bound for bound in site.settings)
    return row._replace(status=Status.HIDDEN, after=after, after_site=site._replace(settings=settings))
