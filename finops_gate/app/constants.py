"""Constants that say nothing of models where they stand, and are read where a model or a limit belongs, elsewhere.

Both ways: a constant changes while its reader stays, and a reader turns to a constant that stays. Either costs one
search of the tree, and only where a line changed that may be such a constant, or a value that cannot be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_gate.base.constants import changed_names, may_read, says_enough
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.prefilter import relevant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from finops_gate.detect import Question
    from finops_gate.model.setting import Setting
    from finops_gate.model.site import Change, Site
    from finops_gate.repo.sides import FileChange

    Settings = dict[str, list[Setting]]
    Search = Callable[[Sequence[str]], Mapping[str, bytes]]

READERS = 40
"""Files that may read a changed constant; a name that stands in more of them is no constant's name."""
NAMES = 24
"""Names that are searched for at once."""


class Told(NamedTuple):
    """Constants that a change gives another value, and the files that may read them."""

    constants: tuple[FileChange, ...]
    readers: Mapping[str, bytes]
    """By path, as they are at head; changed ones among them."""


def told(changes: Sequence[FileChange], search: Search) -> Told | None:
    """The changed constants that some file may read where it is billed; None for most changes, without any search."""
    named = {change.path: changed_names(change.path, change.before, change.after) for change in changes}
    names = sorted({name for found in named.values() for name in found})
    if not names or len(names) > NAMES:
        return None
    readers = {
        path: text
        for path, text in search(names).items()
        if relevant(text) and any(may_read(text, name) for name in names)
    }
    if not readers or len(readers) > READERS:
        return None
    return Told(tuple(change for change in changes if named[change.path]), readers)


def explained(known: Told, before: Settings, after: Settings, around: Settings) -> None:
    """Adds the constants to both sides, as what their readers say that they are; `around`: the unchanged readers."""
    asked = [
        (path, question)
        for path, settings in sorted({**around, **{p: after[p] for p in known.readers if p in after}}.items())
        for question in questions(settings)
    ]
    for change in known.constants:
        wanted = _for(change.path, asked, known.readers)
        if wanted:
            add(before, change.path, change.before, wanted)
            add(after, change.path, change.after, wanted)


def questions(settings: Iterable[Setting]) -> Iterable[Question]:
    """The names that settings read, and that say nothing of models themselves."""
    from finops_gate.detect import Question
    from finops_gate.detect.slots import Claim, claim, parameter
    from finops_gate.model.setting import Key, Unknown

    for setting in settings:
        if (
            not isinstance(setting.value, Unknown)
            or setting.mention not in ("", "capacity")
            or setting.key is Key.PROMPT
        ):
            continue
        for reference in setting.refers:
            last = last_of(reference)
            told_there = claim(last) is Claim.STRONG if setting.key is Key.MODEL else parameter(last) is not None
            if says_enough(last) and not told_there and ":" not in reference.partition("::")[0]:
                yield Question(reference, setting.key, setting.slot, bool(setting.sdk))


def last_of(reference: str) -> str:
    """The name that a reference ends in: ``answer_length`` of ``settings.answer_length``."""
    return reference.replace("::", ".").replace("->", ".").rpartition(".")[2]


def _for(path: str, asked: Sequence[tuple[str, Question]], texts: Mapping[str, bytes]) -> list[Question]:
    from finops_gate.detect.imports import may_mean

    return [
        question
        for reader, question in asked
        if reader != path and may_mean(reader, texts[reader].decode("utf-8", "replace"), question.reference, path)
    ]


def add(side: Settings, path: str, text: bytes | None, wanted: Sequence[Question]) -> None:
    """Adds to one side what stands for some names in one file, beside what is known of it already."""
    from finops_gate.detect import route

    if text is None:
        return
    known = {(setting.location, setting.key) for setting in side.get(path, ())}
    found = [one for one in route.answers(path, text, wanted) if (one.location, one.key) not in known]
    if found:
        side[path] = sorted([*side.get(path, ()), *found], key=lambda one: one.location.line)


def unread(rows: Iterable[Change], sites: Iterable[Site]) -> Iterable[tuple[str, Question]]:
    """What reads a name that nothing read so far explains, where that may matter: (path of the reader, question).

    That is what changed to such a name or from one, and what reads a name that went from a file or came to one.
    """
    from finops_gate.model.setting import Unknown

    moved: set[str] = set()
    for row in rows:
        for bound in (row.before, row.after):
            if bound is not None and isinstance(bound.value, Unknown):
                for question in questions([bound.setting]):
                    yield bound.setting.location.path, question
        if row.before is None or row.after is None:
            moved.update(last_of(name) for name in row.bound.setting.binds)
    if moved:
        for site in sites:
            for bound in site.settings:
                if isinstance(bound.value, Unknown) and any(last_of(name) in moved for name in bound.setting.refers):
                    for question in questions([bound.setting]):
                        yield bound.setting.location.path, question


class Looked(NamedTuple):
    """Both sides with what stands for some names: changed files, and files of the unchanged tree."""

    before: Settings
    after: Settings
    around_before: Settings
    around_after: Settings


def looked_up(
    asked: Sequence[tuple[str, Question]], before: Settings, after: Settings, searches: tuple[Search, Search]
) -> Looked:
    """Both sides with the definitions of some names. Files that differ between the sides are changed ones."""
    words = sorted({last_of(question.reference) for _, question in asked})[:NAMES]
    texts = searches[0](words), searches[1](words)
    found = Looked(dict(before), dict(after), {}, {})
    for own, around, side in ((found.before, found.around_before, 0), (found.after, found.around_after, 1)):
        heard = [(reader, question) for reader, question in asked if reader in texts[side]]
        for path in sorted(texts[side]):
            wanted = _for(path, heard, texts[side])
            if wanted:
                same = texts[0].get(path) == texts[1].get(path) and path not in own
                add(around if same else own, path, texts[side][path], wanted)
    return found
