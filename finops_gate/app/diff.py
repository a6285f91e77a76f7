"""The route of one pull request, from a range of commits to a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_gate.app.constants import told
from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.manifests import is_manifest
from finops_gate.base.prefilter import GOVERNING, TEXTS, relevant
from finops_gate.base.wiring import NAME, OWNERS, WORKFLOWS, may_run_the_gate, owns
from finops_gate.repo.sides import compare as two_sides

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from finops_gate.app.governing import Governing
    from finops_gate.app.inspecting import Inspecting
    from finops_gate.app.judging import Read, Touched
    from finops_gate.app.prompts import Text
    from finops_gate.model.change_request import ChangeRequest
    from finops_gate.model.governance import Edit
    from finops_gate.model.package import Moved
    from finops_gate.model.setting import Skipped
    from finops_gate.model.site import Change, Site
    from finops_gate.model.verdict import Verdict
    from finops_gate.repo.sides import FileChange, Side, Sides
    from finops_gate.rules import Rule

_HEAD = 600
"""Bytes of a text in which it says what it is."""
SEARCHED = 400
"""Files that one search of the tree may bring; a word that stands in more is no name of a model setting."""


class Request(NamedTuple):
    """What is asked of one run."""

    directory: Path | None
    """Where to look for the repository; None: here."""
    revisions: str | None = None
    exact: bool = False
    staged: bool = False
    as_of: date | None = None
    """The day whose prices hold; None: the later of both sides' commit dates."""
    cache: Path | str | None = None
    """Where validated policies are kept between runs; None: nowhere."""
    explicit: bool = False
    """The directory was named by a person, who thereby trusts its owner."""
    inspecting: Inspecting | None = None
    """How packages are looked into whose versions moved; None: not at all, and each is named."""
    fork: str | None = None
    """The merge base, told by somebody who knows more of the history than this clone has."""
    below: str = ""
    """Only what changed below this folder counts, and what governs; empty: everything."""
    policy: str = ""
    usage: str = ""
    """Governing files that stand elsewhere in the governing folder than `policy.yaml` and `usage.csv`."""
    governed_by: str | None = None
    """The revision whose governing files hold; None: A's."""
    since: str | None = None
    """A tag or a day: what was merged since then is added to the change and judged with it."""
    overrides: tuple[str, ...] = ()
    """What the command line and the environment set that may make a run milder."""
    told: ChangeRequest | None = None
    """What the forge tells of who wrote the change; None: nobody asked."""


class Found(NamedTuple):
    """What a range changes, before policy, prices and their imports."""

    request: Request
    sides: Sides
    scanned: int
    """Files that were looked into."""
    changes: tuple[Change, ...] = ()
    texts: tuple[Text, ...] = ()
    """Changed texts that may be prompts."""
    skipped: tuple[Skipped, ...] = ()
    """Changed files that were looked into and could not be read."""
    packages: tuple[Moved, ...] = ()
    """Packages whose versions moved."""
    edits: tuple[Edit, ...] = ()
    """What it does to the gate itself, beside the governing files."""

    @property
    def quiet(self) -> bool:
        """True when nothing that costs, nothing that governs and nothing unreadable is among the changes."""
        governed = _governed(self.sides)
        told = any(moved.inspection.changes or moved.inspection.reason for moved in self.packages)
        return not (self.changes or self.texts or self.skipped or self.edits or governed or told)


def run(request: Request) -> Verdict:
    """Finds, prices and judges what a range changes. Raises GateError; never passes what it could not look at."""
    return judge(find(request))


def find(request: Request, sides: Sides | None = None) -> Found:
    """What a range changes. `sides`: both sides, where somebody has them at hand (an editor, with what is unsaved)."""
    sides = sides or _sides(request)
    looked_at = _worth_reading(sides.changes)
    texts = tuple(_prompts(sides))
    packages, rows, unread = _packages(request, sides)
    halves = _halves(sides)
    constants = told(sides.changes, _search(sides, "head"))
    if not (looked_at or halves or constants):
        edits = _edits(sides, {})
        return Found(request, sides, 0, rows, texts, unread, packages, edits)
    from finops_gate.app.changes import checked, compare, decoded, read, readers_of_constants
    from finops_gate.compare.unread import covered, hidden

    looked_at += halves
    before = read({change.path: change.before for change in looked_at if change.before is not None})
    after = read({change.path: change.after for change in looked_at if change.after is not None})
    readers = readers_of_constants(constants, before.found, after.found)
    changes = compare(before.found, after.found, _search(sides, "base"), _search(sides, "head"), readers)
    reasons: dict[str, str] = {}
    if halves or after.skipped or any(row.status.value == "removed" for row in changes) or _marked(sides):
        from finops_gate.app.tampering import out_of_sight

        torn = {path for path, _ in before.skipped}
        lost = [half.path for half in halves if half.after is None]
        reasons = out_of_sight(sides, [entry for entry in after.skipped if entry.path not in torn], changes, lost)
        changes = covered(
            hidden(changes, reasons), decoded(looked_at, "before"), decoded(looked_at, "after"), after.found
        )
    changes = checked(changes, looked_at, before.found, after.found)
    edits = _edits(sides, reasons)
    if any(b"finops-gate:" in text and b"ignore[" in text for change in looked_at for text in _texts_of(change)):
        from finops_gate.app.tampering import ignores

        edits += tuple(ignores(before.found, after.found, request.as_of or sides.as_of))
    skipped = (*before.skipped, *after.skipped, *unread)
    return Found(request, sides, len(looked_at), (*changes, *rows), texts, skipped, packages, edits)


def _marked(sides: Sides) -> bool:
    """True when a text may say at head that it is no source: a pointer, or what a program wrote."""
    heads = ((change.after or b"")[:_HEAD].lower() for change in sides.changes if change.before)
    return any(b"git-lfs" in head or b"generated" in head or b"do not" in head for head in heads)


def _edits(sides: Sides, reasons: Mapping[str, str]) -> tuple[Edit, ...]:
    """What the change does to what runs the gate, and what it takes out of sight; imports nothing without a sign."""
    run = [change for change in sides.changes if _runs(change)]
    gone = [path for path, _ in sides.skipped if may_run_the_gate(path)]
    flows = [change for change in sides.changes if change.path.startswith(WORKFLOWS) and change.after is not None]
    reporting: tuple[Edit, ...] = ()
    if flows:
        from finops_gate.app import checks

        reporting = tuple(checks.reporting(flows, sides))
    if not (run or gone or reasons or sides.skipped):
        return reporting
    from finops_gate.app.tampering import coverage, wiring

    added = any(change.before is None and owns(change.path) for change in run)
    owned = next((text for place in OWNERS if (text := sides.target(place)) is not None), None) if added else None
    halves = sides.read("base", gone) if gone else {}
    return (*wiring(run, halves, owned), *reporting, *coverage(sides, reasons))


def _runs(change: FileChange) -> bool:
    """True for a file that ran the gate, or said who owns what, wherever it lies."""
    if not may_run_the_gate(change.path):
        return False
    return change.path.endswith("CODEOWNERS") or NAME in (change.before or b"")


def _reports(change: FileChange) -> bool:
    """True for what counts whichever folder alone is judged."""
    return _runs(change) or change.path.startswith(WORKFLOWS)


def _sides(request: Request) -> Sides:
    sides = two_sides(
        request.directory,
        request.revisions,
        exact=request.exact,
        staged=request.staged,
        explicit=request.explicit,
        fork=request.fork,
    )
    if request.governed_by is not None:
        from finops_gate.repo.tree import revision

        sides = sides._replace(tip=revision(request.directory, request.governed_by, explicit=request.explicit))
    named = {"policy.yaml": request.policy, "usage.csv": request.usage}
    if any(named.values()):
        sides = sides._replace(named={f"{GOVERNING}{name}": path for name, path in named.items() if path})
    if request.below:
        below = request.below.strip("/")
        counted = (f"{below}/", GOVERNING)
        named_here = frozenset(sides.named.values())
        sides = sides._replace(
            below=below,
            changes=tuple(
                c for c in sides.changes if c.path.startswith(counted) or c.path in named_here or _reports(c)
            ),
            skipped=tuple(
                entry
                for entry in sides.skipped
                if entry.path.startswith(counted) or entry.path in named_here or may_run_the_gate(entry.path)
            ),
        )
    return sides


def _halves(sides: Sides) -> list[FileChange]:
    """Changed files that can be read on one side alone: what they held, or hold, is known."""
    if not sides.skipped:
        return []
    from finops_gate.detect.places import never_read
    from finops_gate.repo.sides import FileChange

    paths = [path for path, _ in sides.skipped if not never_read(path)]
    if not paths:
        return []
    before, after = sides.read("base", paths), sides.read("head", paths)
    found = [FileChange(path, before.get(path), after.get(path), "", "") for path in paths]
    return [half for half in found if any(relevant(text) for text in _texts_of(half))]


def judge(found: Found) -> Verdict:
    """The verdict on what a range changes; it says little of little, at little cost."""
    if found.quiet:
        return _quiet(found.request, found.sides, found.scanned)
    from finops_gate.app.governing import governing, rules
    from finops_gate.app.waiving import waived

    known = rules()
    decided = governing(found.sides.target, found.sides.target_files, known, found.request.cache)
    verdict = _judged(found, decided, known)
    return waived(found.sides, found.request.directory, verdict, decided, known, found.request.told)


def _judged(found: Found, decided: Governing, known: tuple[Rule, ...]) -> Verdict:
    """The verdict before any waiver."""
    from finops_gate.app.judging import Touched, judged
    from finops_gate.app.prompts import prompt_changes
    from finops_gate.model.governance import Governance
    from finops_gate.model.verdict import Coverage

    request, sides = found.request, found.sides
    prompts = prompt_changes(found.texts, decided.policy, _readers(sides))
    unread = {*sides.unread("base"), *sides.unread("head")}
    touched = Touched(
        sides.comparison,
        request.as_of or sides.as_of,
        (*found.changes, *prompts),
        tuple(sorted({*sides.skipped, *found.skipped, *unread})),
        Coverage(sides.files, found.scanned),
        found.packages,
        found.edits,
        request.overrides,
        sides.head,
    )
    read = _read(found, touched, decided, known)
    if request.since is None:
        return judged(touched, decided, known, read)
    from finops_gate.app.judging import Read, measured
    from finops_gate.app.since import start_of, window

    read = read or Read(
        measured(touched, decided, known), touched.edits, governance=Governance(overrides=request.overrides)
    )
    start = start_of(request.directory, request.since, sides.tip.revision, explicit=request.explicit)
    whole = find(request._replace(revisions=_from(start, sides), exact=True, fork=None, since=None))
    summed = window(request.since, whole.sides.base.revision, touched, whole.changes, decided, known, read.found)
    read = read._replace(governance=read.governance._replace(since=summed.since))
    return judged(touched, decided, known, read, summed.findings)


def _from(start: str, sides: Sides) -> str:
    """The range from another start to the same head."""
    if sides.head.revision == "index":
        raise UsageError(
            "--since looks at what was merged, and --staged at what is not committed", "leave one of them out"
        )
    return start if sides.head.revision == "worktree" else f"{start}..{sides.head.revision}"


def _governed(sides: Sides) -> bool:
    """True when a file that governs may be among what changed, also one that cannot be read any more."""
    paths = (*(change.path for change in sides.changes), *(entry.path for entry in sides.skipped))
    return any(path.startswith(GOVERNING) for path in paths) or any(path in paths for path in sides.named.values())


def _read(found: Found, change: Touched, decided: Governing, known: tuple[Rule, ...]) -> Read | None:
    """The change by the target's governing files and by its own, where it edits them."""
    sides = found.sides
    if not _governed(sides):
        return None
    from finops_gate.app.governance import head_of
    from finops_gate.app.readings import both

    return both(change, decided, head_of(sides, decided, known, found.request.cache), known)


def _packages(request: Request, sides: Sides) -> tuple[tuple[Moved, ...], tuple[Change, ...], tuple[Skipped, ...]]:
    """The packages that moved and the rows of their defaults; nothing is imported where no manifest changed."""
    if not any(is_manifest(path) for path in (*(c.path for c in sides.changes), *(s.path for s in sides.skipped))):
        return (), (), ()
    from finops_gate.app.dependencies import dependencies
    from finops_gate.app.inspecting import Inspecting
    from finops_gate.compare.packages import package_rows

    found = dependencies(sides, request.inspecting or Inspecting("off"))
    return found.moved, package_rows(found.moved), found.skipped


def _worth_reading(changes: Sequence[FileChange]) -> list[FileChange]:
    """The changed files that a detector may find something in, told before any detector is imported."""
    promising = [change for change in changes if any(relevant(text) for text in _texts_of(change))]
    if not promising:
        return []
    from finops_gate.detect.places import never_read

    return [change for change in promising if not never_read(change.path)]


def _texts_of(change: FileChange) -> Iterator[bytes]:
    if change.before is not None:
        yield change.before
    if change.after is not None:
        yield change.after


def _prompts(sides: Sides) -> Iterator[Text]:
    """Changed texts that may be prompts: their path says so, or the policy names prompt files at all."""
    texts = [change for change in sides.changes if change.path.lower().endswith(TEXTS)]
    if not texts:
        return
    from finops_gate.app.prompts import Text, candidate

    named: bool | None = None
    for change in texts:
        if not candidate(change.path):
            continue
        if "prompt" not in change.path.lower():
            if named is None:
                named = b"prompts" in (sides.target(f"{GOVERNING}policy.yaml") or b"")
            if not named:
                continue
        yield Text(change.path, change.before, change.after)


def _quiet(request: Request, sides: Sides, scanned: int) -> Verdict:
    """Nothing that costs has changed: one line, before policy, prices and heavy imports."""
    from finops_gate import __version__
    from finops_gate.model.policy import Outcome
    from finops_gate.model.quiet import no_change
    from finops_gate.model.verdict import Coverage, Inputs, Verdict

    return Verdict(
        Outcome.PASS,
        no_change(len(sides.skipped)),
        sides.comparison,
        request.as_of or sides.as_of,
        skipped=sides.skipped,
        coverage=Coverage(sides.files, scanned),
        inputs=Inputs(tool=f"finops-gate {__version__}"),
    )


def _search(sides: Sides, side: Side) -> Callable[[Sequence[str]], Mapping[str, bytes]]:
    """Files of one side's unchanged tree that contain one of some fixed words."""

    def search(words: Sequence[str]) -> Mapping[str, bytes]:
        found = sides.search(side, words)
        return sides.read(side, found[:SEARCHED]) if found else {}

    return search


def _readers(sides: Sides) -> Callable[[Sequence[str]], Sequence[Site]]:
    """The sites of those files of head that name one of some words."""

    def readers(words: Sequence[str]) -> Sequence[Site]:
        from finops_gate.app.changes import sites_of

        found = sides.read("head", sides.search("head", words)[:SEARCHED])
        return [site for site in sites_of(found) if not site.mention]

    return readers
