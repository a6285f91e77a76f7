"""Files of two sides in, changes out: detect, resolve, compare, with what they ask for of the unchanged tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from finops_gate.app.constants import Told, explained, looked_up, told, unread
from finops_gate.base.frozen import NamedTuple
from finops_gate.compare.capacities import held
from finops_gate.compare.changes import changes
from finops_gate.compare.elsewhere import Side, contradicted, doubtful
from finops_gate.detect import places, route
from finops_gate.model.setting import Setting, Skipped
from finops_gate.model.site import Change, Site
from finops_gate.repo.sides import FileChange
from finops_gate.resolve.context import menus_of, readers_of, scaled_of, variables_of, wanted_words
from finops_gate.resolve.names import Resolution, resolve
from finops_gate.resolve.sites import sites

ROUNDS = 4
"""How often resolving may ask for more of the tree."""
FILES = 40
"""Files of the unchanged tree read in one round; a name that stands in more of them is no constant's name."""

Settings = dict[str, list[Setting]]
Search = Callable[[Sequence[str]], Mapping[str, bytes]]
"""Fixed words in, files of the unchanged tree that contain one of them out."""


class Read(NamedTuple):
    """The settings of one side."""

    found: Settings
    skipped: tuple[Skipped, ...]


def read(files: Mapping[str, bytes]) -> Read:
    """The settings of each file, and the files that could not be read."""
    found: Settings = {}
    skipped: list[Skipped] = []
    for path in sorted(files):
        for entry in route.read(path, files[path]):
            if isinstance(entry, Skipped):
                skipped.append(entry)
            else:
                found.setdefault(path, []).append(entry)
    return Read(found, tuple(skipped))


def nothing(_: Sequence[str]) -> Mapping[str, bytes]:
    """A tree in which nothing is found: the files given are all there is."""
    return {}


def resolved(own: Settings, search: Search) -> tuple[Resolution, Settings]:
    """One side, resolved; asks the rest of the tree for what the changed files only name."""
    around: Settings = {}
    asked: set[str] = set()
    words = (*menus_of(own), *scaled_of(own))
    resolution = resolve(own)
    for _ in range(ROUNDS):
        words = tuple(word for word in (*words, *wanted_words(resolution.wanted)) if word not in asked)
        if not words:
            break
        asked.update(words)
        more = {
            path: text
            for path, text in search(words).items()
            if path not in own and path not in around and _worth(path)
        }
        words = ()
        if not more:
            continue
        around.update(read(dict(sorted(more.items())[:FILES])).found)
        resolution = resolve({**around, **own})
    return resolution, around


def joined(files: Settings, more: Settings) -> Settings:
    """Two sets of settings as one: what is known of one file from both stands together."""
    return {path: [*files.get(path, ()), *more.get(path, ())] for path in sorted(files.keys() | more.keys())}


def _worth(path: str) -> bool:
    return not places.mention(path) and route.detector_for(path) is not None


def sites_of(files: Mapping[str, bytes]) -> tuple[Site, ...]:
    """The sites of files that are all there is."""
    own = read(files).found
    return own_sites(resolve(own), own)


def own_sites(resolution: Resolution, own: Settings) -> tuple[Site, ...]:
    """The sites of the changed files alone."""
    return sites({path: bounds for path, bounds in resolution.bounds.items() if path in own}, resolution.bounds)


def compare(
    before: Settings,
    after: Settings,
    search_before: Search = nothing,
    search_after: Search = nothing,
    readers_known: Settings | None = None,
) -> tuple[Change, ...]:
    """The changes between two sides, each resolved by itself, with the unchanged sites that read what changed.

    `readers_known`: files of the unchanged tree that are known to read what changed.
    """
    base, around_base = resolved(before, search_before)
    head, around = resolved(after, search_after)
    around.update(readers_known or {})
    left, right = own_sites(base, before), own_sites(head, after)
    rows = changes(left, right, None)
    asked = list(dict.fromkeys(unread(rows, (*left, *right)))) if search_after is not nothing else []
    if asked:
        looked = looked_up(asked, before, after, (search_before, search_after))
        before, after = looked.before, looked.after
        around_base, around = joined(around_base, looked.around_before), joined(around, looked.around_after)
        left = own_sites(resolve({**around_base, **before}), before)
        right = own_sites(resolve({**around, **after}), after)
        rows = changes(left, right, None)
    variables = variables_of(rows)
    readers = (*readers_of(rows), *variables)
    if not (readers or readers_known) or search_after is nothing:
        return held(changes(left, right), left, right)
    sought = search_after(readers) if readers else {}
    more = {p: t for p, t in sought.items() if p not in after and p not in around and _worth(p)}
    found = read(dict(sorted(more.items())[:FILES])).found
    around.update(found)
    wide = resolve({**around, **after})
    outside = sites({path: bounds for path, bounds in wide.bounds.items() if path not in after})
    rows = changes(left, right, outside)
    if variables:  # the files that read them are the same on both sides
        left = own_sites(resolve({**around_base, **found, **before}), before)
        right = own_sites(wide, after)
    return held(rows, left, right)


def checked(
    rows: Sequence[Change], files: Iterable[FileChange], before: Settings, after: Settings
) -> tuple[Change, ...]:
    """The rows against the texts of the changed files that were read: what stands as it stood is not billed.

    `files` are asked for only where a row is in doubt.
    """
    if not any(doubtful(row) for row in rows):
        return tuple(rows)
    spending = [change for change in files if not places.mention(change.path)]
    return contradicted(rows, Side(decoded(spending, "before"), before), Side(decoded(spending, "after"), after))


def decoded(files: Iterable[FileChange], side: Literal["before", "after"]) -> dict[str, str]:
    """The texts of one side."""
    texts = ((change.path, change.before if side == "before" else change.after) for change in files)
    return {path: text.decode("utf-8", "replace") for path, text in texts if text is not None}


def changes_between(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Sequence[Change]:
    """The changes between two sets of files that are all there is."""
    found = read(before).found, read(after).found
    paths = sorted(before.keys() | after.keys())
    differ = [FileChange(path, before.get(path), after.get(path), "", "") for path in paths]
    known = told([one for one in differ if one.before != one.after], within(after))
    readers = readers_of_constants(known, *found)
    return checked(compare(*found, within(before), within(after), readers), differ, *found)


def readers_of_constants(known: Told | None, before: Settings, after: Settings) -> Settings:
    """Unchanged files that read changed constants, which are added to both sides as what those files say they are."""
    if known is None:
        return {}
    around = read({path: text for path, text in known.readers.items() if path not in after and _worth(path)}).found
    explained(known, before, after, around)
    return around


def within(files: Mapping[str, bytes]) -> Search:
    """A tree of a few files."""

    def search(words: Sequence[str]) -> Mapping[str, bytes]:
        needles = [word.encode() for word in words]
        return {path: text for path, text in files.items() if any(needle in text for needle in needles)}

    return search
