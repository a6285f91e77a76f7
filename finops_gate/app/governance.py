"""What a change does to its own governing files: read at head, compared in meaning, and never obeyed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from finops_gate.app.governing import (
    BASELINE,
    FOLDER,
    HOURS,
    OUTCOMES,
    POLICY,
    PRICES,
    QUALITY,
    SIGNERS,
    USAGE,
    WAIVERS,
    Governing,
    debt_of,
    earned_of,
    policy_of,
    prices_of,
    profiles_of,
    scores_of,
    shapes_of,
)
from finops_gate.base.errors import GovernanceError, RepositoryError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.compare.documents import debt_edited, entries_edited, lines_edited
from finops_gate.compare.policies import Edited, edited
from finops_gate.compare.volumes import hours_edited, outcomes_edited, prices_edited, usage_edited
from finops_gate.model.governance import Edit, EditKind
from finops_gate.model.policy import Policy
from finops_gate.model.quality import Score
from finops_gate.repo.sides import Sides
from finops_gate.rules import Rule

T = TypeVar("T")


class Head(NamedTuple):
    """What head's governing files say; a file that cannot be read there says what base's does."""

    decided: Governing
    edits: tuple[Edit, ...]


def touched(sides: Sides) -> tuple[str, ...]:
    """The paths of changed files that may govern, also of those that cannot be read."""
    named = frozenset(sides.named.values())
    paths = (*(change.path for change in sides.changes), *(entry.path for entry in sides.skipped))
    return tuple(sorted(path for path in paths if path.startswith(f"{FOLDER}/") or path in named))


def head_of(sides: Sides, decided: Governing, known: tuple[Rule, ...], cache: Path | str | None) -> Head:
    """Reads head's governing files. What is wrong with them is an edit, and no error of this run."""
    return _Reading(sides, decided, known, cache).run()


class _Reading:
    def __init__(self, sides: Sides, decided: Governing, known: tuple[Rule, ...], cache: Path | str | None) -> None:
        self.sides = sides
        self.decided = decided
        self.known = known
        self.cache = cache
        self.edits: list[Edit] = []
        self.paths = touched(sides)

    def run(self) -> Head:
        base = self.decided
        policy = self._policy(base.policy)
        profiles = self._file(USAGE, profiles_of, base.profiles)
        earned = self._file(OUTCOMES, earned_of, base.earned)
        debt = self._file(BASELINE, debt_of, base.baseline)
        prices = base.prices
        if self._below(PRICES):
            prices = self._tried(PRICES, lambda: prices_of(self._text, self._listed(PRICES)), prices)
        if self._below(QUALITY):
            nothing: tuple[Score, ...] = ()
            self._tried(QUALITY, lambda: scores_of(self._text, self._listed(QUALITY)), nothing)
        self._told(self._path(POLICY), self._policy_edits(base.policy, policy))
        self._told(self._path(USAGE), usage_edited(base.profiles, profiles))
        self._told(OUTCOMES, outcomes_edited(base.earned, earned))
        self._told(self._below(PRICES)[0] if self._below(PRICES) else PRICES, prices_edited(base.prices, prices))
        self._told(BASELINE, debt_edited(base.baseline, debt))
        self._told(WAIVERS, self._compared(WAIVERS, lambda old, new: entries_edited("waiver", *_documents(old, new))))
        self._told(SIGNERS, self._compared(SIGNERS, lambda old, new: lines_edited("signer", old, new)))
        shapes = self._file(HOURS, shapes_of, base.shapes)
        self._told(HOURS, hours_edited(base.shapes, shapes))
        head = base._replace(policy=policy, profiles=profiles, prices=prices, earned=earned, shapes=shapes)
        return Head(head, tuple(self.edits))

    def _policy(self, base: Policy) -> Policy:
        """Also where only the organisation's policy beside it has changed: its digest then no longer fits."""
        beside = any(path.startswith(f"{FOLDER}/organisation") for path in self.paths)
        if not beside and self._path(POLICY) not in self.paths:
            return base
        return self._tried(
            self._path(POLICY), lambda: policy_of(self._text(POLICY), self.known, self.cache, self._text), base
        )

    def _policy_edits(self, base: Policy, head: Policy) -> Sequence[Edited]:
        """Nothing where the first policy comes: that is told by an edit of its own kind."""
        if self.sides.target(POLICY) is not None or self._path(POLICY) not in self.paths:
            deleted = self._path(POLICY) in self.paths and self._there(POLICY) is None
            found = edited(base, head)
            return (Edited("deleted: the starter policy would govern", weakens=True), *found) if deleted else found
        if not any(edit.path == self._path(POLICY) for edit in self.edits):
            looser = [edit for edit in edited(base, head) if edit.weakens]
            words = "the first policy" + ("; looser than the starter policy: " if looser else "")
            words += ", ".join(edit.words for edit in looser[:5])
            self.edits.append(Edit(EditKind.INTRODUCED, self._path(POLICY), 1, words, bool(looser)))
        return ()

    def _file(self, path: str, read: Callable[[bytes | None], T], base: T) -> T:
        if self._path(path) not in self.paths:
            return base
        return self._tried(self._path(path), lambda: read(self._text(path)), base)

    def _tried(self, path: str, read: Callable[[], T], base: T) -> T:
        """What head says; what base says where head says nothing that can be understood."""
        try:
            return read()
        except GovernanceError as error:
            words = f"{error.key}: {error.problem}" if error.key else error.problem
            self.edits.append(Edit(EditKind.MALFORMED, error.path or path, error.line, clean(words), True))
        except RepositoryError as error:
            self.edits.append(Edit(EditKind.MALFORMED, path, 0, clean(error.message), True))
        return base

    def _compared(
        self, path: str, compare: Callable[[bytes | None, bytes | None], Iterable[Edited]]
    ) -> Sequence[Edited]:
        if path not in self.paths:
            return ()
        return self._tried(path, lambda: tuple(compare(self.sides.target(path), self._text(path))), ())

    def _told(self, path: str, found: Iterable[Edited]) -> None:
        self.edits += [Edit(EditKind.GOVERNING, path, 1, edit.words, edit.weakens) for edit in found]

    def _path(self, path: str) -> str:
        return self.sides.named.get(path, path)

    def _text(self, path: str) -> bytes | None:
        return self.sides.head.demand(self._path(path))

    def _there(self, path: str) -> bytes | None:
        """Like `_text`; an unreadable file is there."""
        try:
            return self._text(path)
        except RepositoryError:
            return b""

    def _below(self, folder: str) -> list[str]:
        return [path for path in self.paths if path.startswith(f"{folder}/")]

    def _listed(self, folder: str) -> tuple[str, ...]:
        """The files of a folder at head, also links and the like, which cannot be read and have to be told."""
        odd = [entry.path for entry in self.sides.skipped if entry.path.startswith(f"{folder}/")]
        gone = {path for path in odd if not self.sides.head.oid(path)}
        return tuple(sorted({*self.sides.head.below(folder), *odd} - gone))


def _documents(before: bytes | None, after: bytes | None) -> tuple[Any, Any]:
    """Both sides of a governing YAML, read as strictly as it is read when it governs."""
    from finops_gate.policy.document import read

    old, new = (None if text is None else read(text, WAIVERS).value for text in (before, after))
    return old, new


def with_effect(edits: Iterable[Edit], path: str, effect: str) -> Iterator[Edit]:
    """The edits, the first of a path with its effect on this very change."""
    told = False
    for edit in edits:
        if edit.path == path and edit.kind is EditKind.GOVERNING and not told:
            told = True
            yield edit._replace(effect=effect)
        else:
            yield edit
