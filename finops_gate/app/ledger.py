"""Saved reports of many runs and repositories into one ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.cost.ledger import ledger
from finops_gate.model.ledger import UNATTRIBUTED, Estimate, Ledger, Split
from finops_gate.model.performance import amount_of, performance_of
from finops_gate.model.report import ChangeField
from finops_gate.repo.history import change_request_of, commits, repository_name

_NAMED = lazy(r"^(?P<repository>[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+)[#!](?P<number>\d{1,9})$")
_PIECES = lazy(r"\d+|\D+")


class Asked(NamedTuple):
    """Which ledger."""

    reports: Sequence[Path]
    """Files; any of them that is no report is told and skipped."""
    clones: Sequence[Path] = ()
    """Repositories whose branch tells by its subjects what was merged (``(#12)``)."""
    merged: Path | None = None
    """A file that tells it: ``owner/name#12``, one a line."""
    starts: date | None = None
    ends: date | None = None


def run(asked: Asked) -> Ledger:
    """Raises UsageError for no report at all and for a list of merges that is none."""
    if not asked.reports:
        raise UsageError("no report was named", "finops-gate ledger --from 'reports/**/*.json'")
    estimates: list[Estimate] = []
    skipped: list[tuple[str, str]] = []
    for path in sorted(asked.reports):
        try:
            found = _estimate(path)
        except UsageError as error:
            skipped.append((str(path), error.message))
        else:
            if found is not None:
                estimates.append(found)
    known = {*_listed(asked.merged), *(pair for clone in asked.clones for pair in _merges(clone))}
    told = asked.merged is not None or bool(asked.clones)
    merged = (lambda repository, number: (repository.lower(), number) in known) if told else None
    return ledger(estimates, merged, asked.starts, asked.ends, skipped)


def _estimate(path: Path) -> Estimate | None:
    """What a file says; None for a report on no change request (a push, a local run)."""
    from finops_gate.reports.saved.reading import read

    try:
        report = read(path.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}") from None
    if report["repository"] is None or report["change_request"] is None:
        return None
    try:
        return Estimate(
            report["repository"],
            report["change_request"],
            date.fromisoformat(report["as_of"]),
            tuple(_order(str(path))),
            report["verdict"],
            amount_of(report["totals"]["delta"]),
            tuple(_splits(report["changes"])),
            tuple(performance_of(report)),
            tuple(sorted(entry["role"] for entry in report["approvals"] if entry["state"] == "granted")),
        )
    except ValueError as error:
        raise UsageError(f"is no report that can be counted: {clean(str(error), 80)}") from None


def _splits(changes: Sequence[ChangeField]) -> Iterator[Split]:
    """Each site once: its rows share one projection."""
    sites = {change["site"]: change for change in changes if change["billed"]}
    for site in sorted(sites):
        delta = amount_of(sites[site]["monthly"]["delta"])
        if delta is not None:
            yield Split(sites[site]["team"] or UNATTRIBUTED, delta)


def _order(path: str) -> Iterator[tuple[int, int, str]]:
    """The parts of a name, so that run-9 comes before run-10."""
    for piece in _PIECES.findall(path):
        yield (0, int(piece), "") if piece.isascii() and piece.isdigit() and len(piece) < 19 else (1, 0, piece)


def _listed(path: Path | None) -> Iterable[tuple[str, str]]:
    if path is None:
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{clean(str(path))} cannot be read as a list of merges") from None
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        found = _NAMED.match(text)
        if found is None:
            raise UsageError(f"{clean(str(path))}:{number}: {clean(text, 60)} is no change request", "owner/name#12")
        yield found["repository"].lower(), found["number"]


def _merges(clone: Path) -> Iterator[tuple[str, str]]:
    """What the branch of a clone says was merged into it."""
    name = repository_name(clone)
    if name is None:
        raise UsageError(f"{clean(str(clone))} has no remote that tells whose repository it is", "--merged FILE")
    for commit in commits(clone, "HEAD", merges=True, explicit=True):
        number = change_request_of(commit)
        if number is not None:
            yield name.lower(), number
