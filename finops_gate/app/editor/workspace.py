"""One repository that is open in an editor: its sides, what governs it, and the prices of the sites of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from finops_gate.app import diff
from finops_gate.app.advising import heard
from finops_gate.app.changes import Settings, own_sites, resolved
from finops_gate.app.editor import document
from finops_gate.app.governing import Governing, governing, rules
from finops_gate.app.judging import Touched, measured
from finops_gate.app.machines import history as past
from finops_gate.app.rates import rates
from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.catalog.book import Catalog
from finops_gate.detect.reading import Parsed
from finops_gate.model.capacity import Capacity, Held, Purchase
from finops_gate.model.machine import Machine
from finops_gate.model.price import Price, Quote
from finops_gate.model.setting import Key, Location, Setting
from finops_gate.model.site import Change, Site, Status
from finops_gate.model.verdict import Comparison, Decision, Finding, Row, Verdict
from finops_gate.repo.sides import FileChange, Sides
from finops_gate.repo.sides import compare as two_sides
from finops_gate.resolve.names import resolve
from finops_gate.verdict.decide import decide

STANDING = frozenset({"retired-model", "unpriced-model", "unresolved-model", "denied-model"})
"""Rules that speak of what stands in a file, whether or not somebody changed it."""


class Priced(NamedTuple):
    """What one site costs, and what is said of it as it stands."""

    site: Site
    row: Row
    """Before and after are the same."""
    decisions: tuple[Decision, ...]
    """What policy says of it."""
    advice: tuple[Finding, ...]
    """What may be done instead, unless somebody has silenced it."""


class Whole(NamedTuple):
    """A whole reading of a document."""

    text: bytes
    settings: list[Setting]
    around: Settings
    sites: tuple[Site, ...]
    tree: Parsed | None
    """For the edits that follow; None where an earlier reading brought one."""


class Opened:
    """What is known of one document."""

    __slots__ = ("_known", "around", "judged", "path", "priced", "settings", "text", "tree")

    def __init__(self, path: str) -> None:
        self.path = path
        self.text = b""
        self.settings: list[Setting] = []
        self.around: Settings = {}
        """Settings of the rest of the tree that its names are read from."""
        self.tree: Parsed | None = None
        """What was parsed last, of this text or an earlier one."""
        self.priced: tuple[Priced, ...] = ()
        self.judged: tuple[Decision, ...] = ()
        """What was last decided on the change of this document, at the lines where it now stands."""
        self._known: dict[Site, Priced] = {}

    def price(self, sites: tuple[Site, ...], workspace: Workspace) -> None:
        """Prices each site alone; of a site in which nothing but lines has moved, what was known holds."""
        keys = [_without_lines(site) for site in sites]
        found = [self._known.get(key) or workspace.price(site) for key, site in zip(keys, sites, strict=True)]
        self._known = dict(zip(keys, found, strict=True))
        self.priced = tuple(one._replace(site=site) for one, site in zip(found, sites, strict=True))

    def forget(self) -> None:
        """What governs or what is named may have changed."""
        self._known = {}


class Workspace:
    """A repository with the documents that are open in it. Git is asked when it is opened and after `refresh`."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.documents: dict[str, Opened] = {}
        self.refresh()

    def refresh(self) -> None:
        """Reads anew what lies outside of the open documents."""
        self.sides: Sides = two_sides(Path(self.root))
        known = rules()
        self.rules = known
        self.governing: Governing = governing(self.sides.target, self.sides.target_files, known, None)
        self.catalog = Catalog.load().with_prices(self.governing.prices)
        self._found: dict[tuple[str, ...], Mapping[str, bytes]] = {}
        for opened in list(self.documents.values()):
            opened.forget()

    def at_once(self, opened: Opened, text: bytes) -> None:
        """Takes a new text in, as far as a keystroke has time for; `whole` has to follow."""
        found = document.edit(opened.text, text)
        if found is None:
            return
        opened.settings, opened.tree = document.near(opened.path, found, text, opened.settings, opened.tree)
        opened.text = text
        opened.judged = tuple(_moved(decision, found) for decision in opened.judged)
        own = {opened.path: opened.settings}
        opened.price(_spending(own_sites(resolve({**opened.around, **own}), own)), self)

    def whole(self, path: str, text: bytes) -> Whole:
        """All that is to be told of a text, exactly. Asks git; may run beside `at_once`."""
        own = {path: document.whole(path, text)}
        resolution, around = resolved(own, self._search)
        sites = _spending(own_sites(resolution, own))
        opened = self.documents.get(path)
        known = opened is not None and opened.tree is not None
        return Whole(text, own.get(path, []), around, sites, None if known else document.tree(path, text))

    def take(self, path: str, found: Whole, verdict: Verdict | None = None) -> Opened:
        """Makes a whole reading what is known of a document. Without a verdict that of before holds."""
        opened = self.documents.setdefault(path, Opened(path))
        opened.text, opened.settings, opened.around = found.text, found.settings, found.around
        opened.tree = opened.tree or found.tree
        if verdict is not None:
            opened.judged = tuple(d for d in verdict.decisions if d.finding.location.path == path)
        opened.price(found.sites, self)
        return opened

    def close(self, path: str) -> None:
        """The document on disk counts again."""
        self.documents.pop(path, None)

    def price(self, site: Site) -> Priced:
        """What a site costs, as `diff` would show it at base, and what policy and advice say of it."""
        touched = Touched(Comparison("", "", ""), self.sides.as_of, (_as_it_stands(site),))
        found = measured(touched, self.governing, self.rules)
        policy = self.governing.policy
        standing = [finding for finding in found.findings if finding.rule in STANDING]
        advice = heard(found.rows, found.findings, policy, self.sides.as_of)
        return Priced(site, found.rows[0], decide(standing, policy), tuple(advice))

    def verdict(self, texts: Mapping[str, bytes]) -> Verdict:
        """The work tree with the texts of open documents, judged against the merge base with the default branch."""
        return diff.judge(diff.find(diff.Request(Path(self.root)), self._with(texts)))

    def history(self, row: Row) -> tuple[Price, ...]:
        """Every price that a site's model or machine has had, oldest first: a model's without conditions, a machine's
        as it is bought there, in the region that is known."""
        if row.change.held is not None:
            return self._hours(row.change.held.after)
        quote = self.quote(row)
        found = self.catalog.history(quote) if quote is not None else ()
        return tuple(price for price in found if not price.conditions)

    def _hours(self, capacity: Capacity | None) -> tuple[Price, ...]:
        found = rates([capacity], self.sides.as_of, self.governing.prices) if capacity is not None else {}
        machine = next(iter(found.values()), None)
        if capacity is None or not isinstance(machine, Machine) or not isinstance(capacity.purchase, Purchase):
            return ()
        way = capacity.purchase.value
        now = machine.price(way, capacity.region) or machine.price(way)
        return tuple(price for price in past(machine) if now is not None and price.conditions == now.conditions)

    def quote(self, row: Row) -> Quote | None:
        """What the catalog says of a row's model."""
        bound = row.change.after
        if bound is None or not isinstance(bound.value, str):
            return None
        found = self.catalog.quote(bound.value, bound.setting.provider, self.sides.as_of)
        return found if isinstance(found, Quote) else None

    def _with(self, texts: Mapping[str, bytes]) -> Sides:
        changes = {change.path: change for change in self.sides.changes}
        base = self.sides.read("base", list(texts))
        for path, text in texts.items():
            before = base.get(path)
            changes.pop(path, None)
            if before is None or before.replace(b"\r\n", b"\n") != text.replace(b"\r\n", b"\n"):
                known = self.sides.oid("base", path) if before is not None else ""
                changes[path] = FileChange(path, before, text, known, "")
        skipped = tuple(entry for entry in self.sides.skipped if entry.path not in texts)
        return self.sides._replace(changes=tuple(changes[path] for path in sorted(changes)), skipped=skipped)

    def _search(self, words: Sequence[str]) -> Mapping[str, bytes]:
        key = tuple(words)
        if key not in self._found:
            found = self.sides.search("head", words)
            self._found[key] = self.sides.read("head", found[: diff.SEARCHED]) if found else {}
        open_now = {path: opened.text for path, opened in list(self.documents.items())}
        return {path: open_now.get(path, text) for path, text in self._found[key].items()}


def _spending(sites: Sequence[Site]) -> tuple[Site, ...]:
    """Each place that names a model, and one for each capacity: where its machine or its accelerator is written."""
    found: dict[str, Site] = {}
    for site in sites:
        capacity = site.capacity
        if site.mention:
            continue
        if site.bound(Key.MODEL) is not None:
            found[site.key] = site
        elif capacity is not None and (capacity.machine is not None or capacity.accelerator is not None):
            held = found.get(capacity.site)
            if held is None or (_names_hardware(site) and not _names_hardware(held)):
                found[capacity.site] = site
    return tuple(found.values())


def _names_hardware(site: Site) -> bool:
    return any(bound.setting.key in (Key.INSTANCE, Key.ACCELERATOR) for bound in site.settings)


def _as_it_stands(site: Site) -> Change:
    bound = site.bound(Key.MODEL)
    if bound is not None or site.capacity is None:
        return Change(Key.MODEL, Status.MODIFIED, site.key, bound, bound, site, site)
    said, capacity = site.settings[0], site.capacity
    held = Held(capacity, capacity)
    return Change(said.setting.key, Status.MODIFIED, capacity.site, said, said, site, site, held=held)


def _without_lines(site: Site) -> Site:
    path = site.path
    bounds = []
    for bound in site.settings:
        setting = bound.setting._replace(location=Location(bound.setting.location.path, 0), group=0)
        via = tuple(place._replace(line=0) if place.path == path else place for place in bound.via)
        bounds.append(bound._replace(setting=setting, via=via))
    capacity = site.capacity._replace(places=()) if site.capacity is not None else None
    return site._replace(settings=tuple(bounds), capacity=capacity)


def _moved(decision: Decision, edit: document.Edit) -> Decision:
    place = decision.finding.location
    moved = replace(decision.finding, location=place._replace(line=edit.line(place.line)))
    return replace(decision, finding=moved)
