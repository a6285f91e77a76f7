"""The route of one pull request, from a range of commits to a verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from finops_gate import __version__
from finops_gate.detect.prefilter import relevant
from finops_gate.model.verdict import Coverage, Inputs, Verdict
from finops_gate.repo.sides import compare as two_sides

if TYPE_CHECKING:
    from finops_gate.app.governing import Governing
    from finops_gate.model.site import Change, Site
    from finops_gate.repo.sides import FileChange, Sides

GOVERNING = ".finops-gate/"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of one run."""

    directory: Path | None
    """Where to look for the repository; None: here."""
    revisions: str | None = None
    exact: bool = False
    staged: bool = False
    as_of: date | None = None
    """The day whose prices hold; None: the later of both sides' commit dates."""
    cache: Path | None = None
    """Where validated policies are kept between runs; None: nowhere."""
    explicit: bool = False
    """The directory was named by a person, who thereby trusts its owner."""


def run(request: Request) -> Verdict:
    """Finds, prices and judges what a range changes. Raises GateError; never passes what it could not look at."""
    sides = two_sides(
        request.directory,
        request.revisions,
        exact=request.exact,
        staged=request.staged,
        explicit=request.explicit,
    )
    as_of = request.as_of or sides.as_of
    looked_at = [change for change in sides.changes if _relevant(change)]
    if not looked_at and not any(change.path.startswith(GOVERNING) for change in sides.changes):
        return _quiet(sides, as_of, Coverage(sides.files, 0))
    return _judged(request, sides, as_of, looked_at)


def _relevant(change: FileChange) -> bool:
    from finops_gate.app.prompts import candidate

    return candidate(change.path) or any(text is not None and relevant(text) for text in (change.before, change.after))


def _quiet(sides: Sides, as_of: date, coverage: Coverage) -> Verdict:
    """Nothing that costs has changed: one line, before policy, prices and heavy imports."""
    from finops_gate.model.policy import Outcome
    from finops_gate.model.verdict import NO_CHANGE

    return Verdict(
        Outcome.PASS,
        NO_CHANGE,
        sides.comparison,
        as_of,
        skipped=sides.skipped,
        coverage=coverage,
        inputs=Inputs(tool=f"finops-gate {__version__}"),
    )


def _judged(request: Request, sides: Sides, as_of: date, looked_at: Sequence[FileChange]) -> Verdict:
    from finops_gate.app.changes import compare, read

    before = read({change.path: change.before for change in looked_at if change.before is not None})
    after = read({change.path: change.after for change in looked_at if change.after is not None})
    skipped = tuple(sorted({*sides.skipped, *before.skipped, *after.skipped}))
    coverage = Coverage(sides.files, len(looked_at))
    changes = compare(before.found, after.found, _search(sides, "base"), _search(sides, "head"))
    governed = [change for change in sides.changes if change.path.startswith(GOVERNING)]
    texts = _texts(looked_at)
    if not changes and not governed and not texts:
        return _quiet(sides, as_of, coverage)

    from finops_gate.app.governing import governing, rules
    from finops_gate.app.prompts import prompt_changes

    known = rules()
    decided = governing(sides.target, known, request.cache)
    changes = (*changes, *prompt_changes(texts, decided.policy, _readers(sides)))
    return _verdict(sides, as_of, changes, decided, known, skipped, coverage)


def _verdict(
    sides: Sides,
    as_of: date,
    changes: Sequence[Change],
    decided: Governing,
    known: Sequence[object],
    skipped: Sequence[object],
    coverage: Coverage,
) -> Verdict:
    from finops_gate.app.judging import judged

    return judged(sides.comparison, as_of, changes, decided, known, skipped, coverage)


def _search(sides: Sides, side: str) -> Callable[[Sequence[str]], Mapping[str, bytes]]:
    """Files of one side's unchanged tree that contain one of some fixed words."""

    def search(words: Sequence[str]) -> Mapping[str, bytes]:
        found = sides.search("base" if side == "base" else "head", tuple(words))
        return sides.read("base" if side == "base" else "head", found[:400]) if found else {}

    return search


def _texts(looked_at: Sequence[FileChange]) -> list[object]:
    from finops_gate.app.prompts import Text, candidate

    return [Text(change.path, change.before, change.after) for change in looked_at if candidate(change.path)]


def _readers(sides: Sides) -> Callable[[Sequence[str]], Sequence[str]]:
    """Which files of head name one of some words and call a model."""

    def readers(words: Sequence[str]) -> Sequence[str]:
        from finops_gate.app.changes import sites_of

        found = sides.read("head", sides.search("head", tuple(words))[:40])
        sites: Sequence[Site] = sites_of(found)
        return sorted({site.path for site in sites if not site.mention})

    return readers


__all__ = ["Request", "run"]
