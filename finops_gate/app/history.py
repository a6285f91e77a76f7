"""The history of a branch: every merge found and judged by the engine of `diff`, contents looked into once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from finops_gate.app.changes import Search, Settings, checked, compare
from finops_gate.app.diff import SEARCHED
from finops_gate.app.governing import Governing, governing, rules
from finops_gate.app.judging import Touched, judged
from finops_gate.app.prompts import Text, candidate, prompt_changes
from finops_gate.app.quotes import quotes
from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.catalog.book import Catalog
from finops_gate.compare.unread import hidden
from finops_gate.cost.timeline import BY, standing, timeline, total
from finops_gate.detect import places, route
from finops_gate.model.history import Approved, History, Merge
from finops_gate.model.price import Quote
from finops_gate.model.setting import Setting, Skipped
from finops_gate.model.site import Change, Site
from finops_gate.model.usage import UsageProfile
from finops_gate.model.verdict import Comparison, Coverage, Row
from finops_gate.repo.history import change_request_of
from finops_gate.repo.objects import Unread
from finops_gate.repo.sides import FileChange
from finops_gate.repo.tree import Tree
from finops_gate.repo.walk import Step, Touch, Walk
from finops_gate.rules import Rule

_TRAILER = lazy(r"^(Approved-by|Reviewed-by|Acked-by):[ \t]*([^\r\n<]{1,100})", re.MULTILINE | re.IGNORECASE)


class Asked(NamedTuple):
    """Which history."""

    directory: Path | None
    revisions: str = "HEAD"
    limit: int | None = None
    since: datetime | None = None
    explicit: bool = False
    cache: str | None = None
    by: str = "feature"
    """What the cost is divided by: a field of `model.history.Standing` (``feature``, ``team``, ``model``)."""
    approvals: Mapping[str, tuple[str, ...]] = {}
    """Who approved, from saved reports: by the sha of their head, and by ``#number``."""


def run(asked: Asked) -> History:
    """Every commit of a branch's first parents that changed AI spending, with the verdict on it.

    The policy, the call volumes and the company's prices are those of the last commit; a merge has the prices of its
    own day. Raises RangeError, RepositoryError, GovernanceError.
    """
    walk = Walk(asked.directory, asked.revisions, limit=asked.limit, since=asked.since, explicit=asked.explicit)
    known = rules()
    decided = governing(walk.tip.demand, walk.tip.below, known, asked.cache)
    reader = _Reader(walk)
    found: list[tuple[Step, tuple[Change, ...], tuple[Skipped, ...]]] = []
    skipped: set[Skipped] = set()
    for step in walk.steps():
        changes, unread = _changes(step, reader, decided)
        skipped.update(unread)
        if any(change.billed for change in changes):
            found.append((step, changes, unread))
    merges: list[Merge] = []
    catalog = Catalog.load().with_prices(decided.prices)
    then = decided
    for step, changes, unread in reversed(found):
        merge = _merge(step, changes, unread, walk, then, known, asked.approvals)
        earlier = before(then, merge.verdict.rows, catalog)
        if earlier is not then:  # the calls of a change are those of its base side
            merge = _merge(step, changes, unread, walk, then := earlier, known, asked.approvals)
        merges.append(merge)
    merges.reverse()
    teams = {feature.name: feature.team for feature in decided.policy.features if feature.team}
    ends = standing(then.profiles, quotes(catalog, (), then.profiles, walk.tip.day), merges, teams)
    begin = asked.since.date() if asked.since else merges[0].day if merges else walk.tip.day
    divided = {by: timeline(merges, ends, begin, by) for by in BY}
    return History(
        repository=walk.repository,
        start=walk.start,
        end=walk.tip.revision,
        as_of=walk.tip.day,
        walked=len(walk),
        merges=tuple(merges),
        total=total(merges, ends, begin),
        series=divided[asked.by],
        by=asked.by,
        skipped=tuple(sorted(skipped)),
        currency=decided.policy.currency,
        divided=tuple(divided.items()),
    )


def approvals_of(paths: Iterable[Path]) -> Mapping[str, tuple[str, ...]]:
    """Who approved what, from saved JSON reports. Raises UsageError for a file that is no report."""
    from finops_gate.reports.saved.reading import read

    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(paths):
        try:
            report = read(path.read_bytes())
        except OSError as error:
            raise UsageError(f"{clean(str(path))} cannot be read: {error.strerror}") from None
        except UsageError as error:
            hint = error.hint or "finops-gate diff --output json=report.json"
            raise UsageError(f"{clean(str(path))} is no report: {error.message}", hint) from None
        granted = [entry for entry in report["approvals"] if entry["state"] == "granted"]
        names = tuple(f"{entry['role']} ({', '.join(entry['by'])})" for entry in granted)
        keys = (report["range"]["head"], f"#{report['change_request']}")
        if names:
            found.update(dict.fromkeys(keys, names))
    return found


def before(decided: Governing, rows: Sequence[Row], catalog: Catalog) -> Governing:
    """The same calls as they were before a merge: those that go to the model it brought, to the one it replaced."""
    swapped = {
        (row.feature, row.head_model): row.base_model
        for row in rows
        if row.change.billed and row.change.key.names_model and row.base_model and row.head_model
    }
    if not swapped or not decided.profiles:
        return decided

    def earlier(profile: UsageProfile) -> UsageProfile:
        quote = catalog.quote(profile.model, profile.provider, date.max)
        name = f"{quote.provider}/{quote.model}" if isinstance(quote, Quote) else ""
        old = swapped.get((profile.feature, name))
        if old is None:
            return profile
        provider, _, model = old.partition("/")
        return replace(profile, provider=provider, model=model)

    return decided._replace(profiles=tuple(earlier(profile) for profile in decided.profiles))


class _Known(NamedTuple):
    """What is known of one content of one file."""

    settings: tuple[Setting, ...] = ()
    torn: str | None = None
    """Why it could not be read, or only in part."""


class _Reader:
    """The settings of contents, each read once, however many steps have it."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._known: dict[tuple[str, str], _Known] = {}

    def settings(self, touched: Sequence[Touch]) -> tuple[Settings, Settings, list[Skipped], dict[str, str]]:
        """Of both sides, the files that could not be read, and of those the ones that were readable before."""
        before, after, skipped, lost = Settings(), Settings(), [], {}
        readable = [touch for touch in touched if not places.never_read(touch.path) and not route.unread(touch.path)]
        self._learn({(touch.path, oid) for touch in readable for oid in (touch.before, touch.after) if oid})
        for path, old, new in readable:
            was, now = self._known.get((path, old), _Known()), self._known.get((path, new), _Known())
            skipped += [Skipped(path, reason) for reason in (was.torn, now.torn) if reason is not None]
            if now.torn is not None and was.torn is None:
                lost[path] = now.torn
            if was.settings:
                before[path] = list(was.settings)
            if now.settings:
                after[path] = list(now.settings)
        return before, after, skipped, lost

    def _learn(self, contents: set[tuple[str, str]]) -> None:
        wanted = sorted(contents - self._known.keys())
        for (path, oid), text in zip(wanted, self.walk.contents(wanted), strict=True):
            found: list[Setting] = []
            torn = text.reason if isinstance(text, Unread) else None
            if isinstance(text, bytes) and route.worth_reading(path, text):
                for entry in route.read(path, text):
                    if isinstance(entry, Skipped):
                        torn = entry.reason
                    else:
                        found.append(entry)
            self._known[path, oid] = _Known(tuple(found), torn)

    def files(self, touched: Sequence[Touch]) -> Iterator[FileChange]:
        """Both sides of the touched files in which something was found."""
        for path, before, after in touched:
            if self._known.get((path, before), _Known()).settings or self._known.get((path, after), _Known()).settings:
                yield FileChange(path, *self._sides(path, before, after), before, after)

    def texts(self, touched: Sequence[Touch], decided: Governing) -> Iterator[Text]:
        """Changed texts that may be prompts."""
        named = any(feature.prompts for feature in decided.policy.features)
        wanted = [touch for touch in touched if candidate(touch.path) and (named or "prompt" in touch.path.lower())]
        for path, before, after in wanted:
            old, new = self._sides(path, before, after)
            if old is not None or new is not None:
                yield Text(path, old, new)

    def _sides(self, path: str, before: str, after: str) -> tuple[bytes | None, bytes | None]:
        sides = [self.walk.contents([(path, oid)])[0] if oid else None for oid in (before, after)]
        old, new = (side if isinstance(side, bytes) else None for side in sides)
        return old, new


def _changes(step: Step, reader: _Reader, decided: Governing) -> tuple[tuple[Change, ...], tuple[Skipped, ...]]:
    before, after, skipped, lost = reader.settings(step.touched)
    found: tuple[Change, ...] = ()
    if _differ(before, after) and compare(before, after):
        day = step.commit.committed.date()
        base, head = (_search(reader.walk.tree(sha, day)) for sha in (step.parent, step.commit.sha))
        found = compare(before, after, base, head)
        found = checked(found, reader.files(step.touched), before, after)
    texts = list(reader.texts(step.touched, decided))
    if texts:
        tree = reader.walk.tree(step.commit.sha, step.commit.committed.date())
        found = (*found, *prompt_changes(texts, decided.policy, lambda words: _readers(tree, words)))
    return hidden(found, lost), (*step.skipped, *skipped)


def _differ(before: Settings, after: Settings) -> bool:
    """False when both sides say the same, on whatever lines they say it: then nothing can have changed."""
    return before.keys() != after.keys() or any(_said(before[path]) != _said(after[path]) for path in before)


def _said(settings: Sequence[Setting]) -> list[tuple[object, ...]]:
    return [(*setting[:2], *setting[3:]) for setting in settings]


def _search(tree: Tree) -> Search:
    def search(words: Sequence[str]) -> Mapping[str, bytes]:
        found = tree.search(words)
        return tree.read(found[:SEARCHED]) if found else {}

    return search


def _readers(tree: Tree, words: Sequence[str]) -> Sequence[Site]:
    from finops_gate.app.changes import sites_of

    return [site for site in sites_of(tree.read(tree.search(words)[:SEARCHED])) if not site.mention]


def _merge(
    step: Step,
    changes: Sequence[Change],
    skipped: Sequence[Skipped],
    walk: Walk,
    decided: Governing,
    known: tuple[Rule, ...],
    approvals: Mapping[str, tuple[str, ...]],
) -> Merge:
    commit = step.commit
    number = change_request_of(commit)
    comparison = Comparison(step.parent, step.parent, commit.sha, walk.repository, number)
    day = commit.committed.date()
    coverage = Coverage(len(step.touched), len(step.touched))
    verdict = judged(Touched(comparison, day, tuple(changes), tuple(sorted(set(skipped))), coverage), decided, known)
    saved = next((approvals[key] for key in (*commit.parents[1:], f"#{number}") if key in approvals), ())
    told = [Approved(name, "report") for name in saved]
    told += [Approved(found[2].strip(), found[1].capitalize()) for found in _TRAILER.finditer(commit.message)]
    return Merge(commit.sha, day, commit.subject, number, commit.author, verdict, tuple(dict.fromkeys(told)))
