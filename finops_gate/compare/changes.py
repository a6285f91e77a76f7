"""The rows of a change: what differs in each pair of sites, and what of it can cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from finops_gate.base.identity import same_model
from finops_gate.base.names import NO_ID, words
from finops_gate.compare.copies import copied
from finops_gate.compare.elsewhere import ALONE
from finops_gate.compare.layers import layered
from finops_gate.compare.limits import under_one_name
from finops_gate.compare.mappings import reshaped
from finops_gate.compare.pairing import Pair, base_key, main, pair, value_of
from finops_gate.compare.replaced import replaced
from finops_gate.compare.spelling import spelled
from finops_gate.compare.templates import templated
from finops_gate.model.setting import Key, Location, Role, Unknown
from finops_gate.model.site import Bound, Change, Reach, Site, Status


def changes(before: Iterable[Site], after: Iterable[Site], outside: Iterable[Site] | None = ()) -> tuple[Change, ...]:
    """Every changed setting of every site, live ones paired among themselves, tests and documents apart.

    `outside` are sites of unchanged files at head: those that read a changed value are named as its reaches. None: not
    looked for yet; named spellings that mean another model are then kept, so that their readers can be looked for.
    """
    rows: list[Change] = []
    before, after, around = tuple(before), tuple(after), tuple(outside or ())
    live = _split(before), _split(after)
    stays = frozenset(base_key(site) for site in live[1].get(NO_ID, ()))
    for mention in ("", "test", "doc", "enum", "alias"):
        for found in pair(live[0].get(mention, ()), live[1].get(mention, ()), stays):
            if mention in ("enum", "alias") and (
                not found.before or not found.after or found.before.key != found.after.key
            ):
                continue  # a choice more or less costs nothing; one that means another model may
            rows.extend(_quiet(row, "" if mention == "alias" else mention) for row in _rows(found))
    rows = _without_calls(rows, {site.path for site in live[1].get("", ()) if _asks(main(site))})
    rows = replaced(_once(rows), live[0].get(NO_ID, ()), live[1].get(NO_ID, ()))
    rows = reshaped(rows, live[0].get("alias", ()), live[1].get("alias", ()))
    rows = layered(_reached(_carried(_surfaced(_named_in_place(_repointed(rows)))), around), before, after, around)
    rows = templated(rows, (*before, *around), (*after, *around))
    rows = copied(rows, before, (*after, *around))
    if outside is not None:
        rows = [_taken(row) for row in rows if row.note != "enum" or row.reaches]
    return tuple(sorted(rows, key=lambda row: (row.path, row.line, row.key.value, row.site)))


def _asks(bound: Bound) -> bool:
    """True for a model that is known, or asked for by a call; not for a variable that may be anything."""
    if bound.setting.key is not Key.MODEL:
        return False
    return (
        isinstance(bound.value, str) or bound.setting.role is not Role.CONSTANT or constant_like(bound.setting.refers)
    )


def _without_calls(rows: list[Change], alive: set[str]) -> list[Change]:
    """A default of a limit that goes from a file in which no model is left lifts no limit: its calls went with it."""
    return [
        row._replace(billed=False, note=ALONE)
        if row.status is Status.REMOVED
        and row.key is Key.MAX_OUTPUT
        and row.after_site is None
        and row.path not in alive
        else row
        for row in rows
    ]


def _once(rows: list[Change]) -> list[Change]:
    """A limit that several alternatives of one call share is one setting, whichever of them it was reached by."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for row in rows:
        sides = tuple(
            (bound.setting.location, bound.setting.slot) if bound else None for bound in (row.before, row.after)
        )
        place = (row.key, *sides)
        if row.key is Key.MODEL or place not in seen:
            kept.append(row)
        seen.add(place)
    return kept


def _reached(rows: list[Change], outside: Iterable[Site]) -> list[Change]:
    """Folds sites that only read a changed value into the row of that value: a constant is reported once.

    A reference that stays as it is written is no change of its own site; one that comes or goes together with what it
    reads is neither. Each becomes a reach of the row whose value it reads.
    """
    places: dict[Location, int] = {}
    for index, row in enumerate(rows):
        for bound in (row.before, row.after):
            if bound is not None and _says(bound):
                places.setdefault(bound.setting.location, index)
    reaches: dict[int, list[Reach]] = {}
    kept: list[Change] = []
    for row in rows:
        sides = [bound for bound in (row.before, row.after) if bound is not None]
        if not all(isinstance(bound.setting.value, Unknown) for bound in sides):
            kept.append(row)
            continue
        source = next((places[at] for bound in reversed(sides) for at in bound.via if at in places), None)
        same = row.before is not None and row.after is not None and _reads(row.before) == _reads(row.after)
        if source is not None:
            reaches.setdefault(source, []).append(Reach(row.site, row.bound.setting.location))
        if source is None and not same:
            kept.append(row)
    for site in outside:
        for bound in site.settings:
            source = next((places[at] for at in bound.via if at in places), None)
            if source is not None and not bound.setting.mention:
                reaches.setdefault(source, []).append(Reach(site.key, bound.setting.location))
    position = {id(row): index for index, row in enumerate(rows)}
    return [row._replace(reaches=tuple(sorted({*row.reaches, *reaches.get(position[id(row)], ())}))) for row in kept]


def _taken(row: Change) -> Change:
    """A spelling that something reads and that now means another model is a change of what reads it."""
    return row._replace(billed=True, note="") if row.note == "enum" else row


def _repointed(rows: list[Change]) -> list[Change]:
    """A constant that is gone while its readers read another one has changed into that one."""
    gone = {row.before.setting.location: row for row in rows if row.status is Status.REMOVED and row.before is not None}
    new = {row.after.setting.location for row in rows if row.status is Status.ADDED and row.after is not None}
    successors: dict[int, Change] = {}
    said: set[Location] = set()
    for row in rows:
        if row.before is None or row.after is None or not row.before.via or not row.after.via:
            continue
        origin = gone.get(row.before.via[-1])
        if origin is not None and isinstance(row.after.value, str) and id(origin) not in successors:
            setting = row.after.setting._replace(location=row.after.via[-1], value=row.after.value, refers=())
            after = Bound(setting._replace(role=origin.role, slot=origin.bound.setting.slot), row.after.value)
            successors[id(origin)] = origin._replace(
                status=Status.MODIFIED,
                after=after,
                after_site=row.after_site,
                reaches=(Reach(row.site, row.bound.setting.location),),
            )
            if row.after.via[-1] in new:
                said.add(row.after.via[-1])
    kept = [row for row in rows if not (row.status is Status.ADDED and row.after and _at(row.after) in said)]
    return _renamed([successors.get(id(row), row) for row in kept])


def _says(bound: Bound) -> bool:
    """True for what says a value where it stands: a literal, or an SDK's own constant."""
    told = bound.setting.key is Key.MODEL and not bound.via and bool(spelled(bound))
    return told or isinstance(bound.setting.value, str)


def _at(bound: Bound) -> Location:
    return bound.setting.location


def _renamed(rows: list[Change]) -> list[Change]:
    """A literal that gave way to a new constant of another value has changed into that constant, and the reverse."""
    came = {row.after.setting.location: row for row in rows if row.status is Status.ADDED and row.after is not None}
    went = {row.before.setting.location: row for row in rows if row.status is Status.REMOVED and row.before is not None}
    merged: dict[int, Change | None] = {}
    for row in rows:
        if row.before is None or row.after is None or id(row) in merged:
            continue
        literal = _says(row.before), _says(row.after)
        there = came.get(row.after.via[-1]) if row.after.via and literal[0] else None
        gone = went.get(row.before.via[-1]) if row.before.via and literal[1] else None
        other = there or gone
        if other is None or id(other) in merged or other.key is not row.key:
            continue
        reach = (Reach(row.site, row.bound.setting.location),)
        before, after = (row.before, other.after) if there else (other.before, row.after)
        own = before is not None and after is not None and _own_machine(before) and _own_machine(after)
        merged[id(other)] = other._replace(
            status=Status.MODIFIED,
            before=before,
            after=after,
            before_site=row.before_site if there else other.before_site,
            after_site=other.after_site if there else row.after_site,
            reaches=reach,
            billed=not own,
            note=_OWN if own else "",
        )
        merged[id(row)] = None
    result = [merged.get(id(row), row) for row in rows]
    return [row for row in result if row is not None]


def _named_in_place(rows: list[Change]) -> list[Change]:
    """A literal that gave way to a name, which came beside it with several values, has changed into one of them."""
    came: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(rows):
        if row.status is Status.ADDED and row.key is Key.MODEL and row.after is not None and _says(row.after):
            for name in {name.removeprefix("local:") for name in row.after.setting.binds}:
                came.setdefault((row.path, name), []).append(index)
    gone: set[int] = set()
    merged: dict[int, Change] = {}
    for index, row in enumerate(rows):
        if row.status is not Status.HIDDEN or row.key is not Key.MODEL or row.after is None or not row.billed:
            continue
        names = row.after.setting.refers
        there = [at for at in came.get((row.path, names[0]), ()) if at not in gone] if len(names) == 1 else []
        if there and not any(value_of(rows[at].bound) == value_of(row.before or row.bound) for at in there):
            at = there[0]
            gone.add(at)
            reach = Reach(row.site, row.bound.setting.location)
            merged[index] = rows[at]._replace(
                status=Status.MODIFIED, before=row.before, before_site=row.before_site, reaches=(reach,)
            )
    return [merged.get(index, row) for index, row in enumerate(rows) if index not in gone]


def _surfaced(rows: list[Change]) -> list[Change]:
    """A literal that gave way to a variable, and that came to stand somewhere else in the same change, has moved."""
    hidden: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(rows):
        if row.status is Status.HIDDEN and row.key is Key.MODEL and row.before is not None:
            hidden.setdefault((row.key.value, value_of(row.before)), []).append(index)
    gone: set[int] = set()
    for index, row in enumerate(rows):
        if row.status is not Status.ADDED or row.after is None or not isinstance(row.after.setting.value, str):
            continue
        if not row.billed:
            continue  # a test that names it is not where it went
        found = hidden.get((row.key.value, value_of(row.after)))
        if found is not None:
            gone.update((index, *found))
    return [row for index, row in enumerate(rows) if index not in gone]


def _carried(rows: list[Change]) -> list[Change]:
    """A parameter that left one call and came to another with the same value has moved with its call."""
    came: dict[tuple[str, Key, str], list[int]] = {}
    for index, row in enumerate(rows):
        if row.status is Status.ADDED and row.key.kind == "parameter" and row.after is not None:
            came.setdefault((row.path, row.key, value_of(row.after)), []).append(index)
            if len(value_of(row.after)) > 2:  # small numbers are the same by chance
                came.setdefault(("", row.key, value_of(row.after)), []).append(index)
            came.setdefault((_named(row.after), row.key, value_of(row.after)), []).append(index)
    for waiting in came.values():
        waiting.reverse()
    gone: set[int] = set()
    for index, row in enumerate(rows):
        if row.status is Status.REMOVED and row.key.kind == "parameter" and row.before is not None:
            for path in (row.path, "", _named(row.before)):
                there = came.get((path, row.key, value_of(row.before)), [])
                while there and there[-1] in gone:
                    there.pop()
                if there:
                    gone.update((index, there.pop()))
                    break
    return [row for index, row in enumerate(rows) if index not in gone]


def _named(bound: Bound) -> str:
    """The function or class and the slot of a setting: the same in whatever file it stands."""
    scope = bound.setting.scope.rpartition(".")[2]
    return f"{scope}.{bound.setting.slot}" if scope else "-"


def _reads(bound: Bound) -> tuple[str, ...]:
    return bound.setting.refers


def _split(sites: Iterable[Site]) -> dict[str, list[Site]]:
    result: dict[str, list[Site]] = {}
    for site in sites:
        result.setdefault(main(site).setting.mention, []).append(site)
    return result


def _quiet(row: Change, mention: str) -> Change:
    return row._replace(billed=False, note=mention) if mention else row


def _rows(found: Pair) -> Iterator[Change]:
    before, after = found
    if before is None or after is None:
        yield from _alone(found)
        return
    by_place: dict[tuple[str, tuple[str, ...]], list[Bound | None]] = {}
    for index, site in enumerate((before, after)):
        for bound in site.settings:
            setting = bound.setting
            name = () if setting.key is Key.MODEL else words(setting.slot)
            by_place.setdefault((setting.key.value, name), [None, None])[index] = bound
    if main(before).setting.key is not Key.MODEL and main(after).setting.key is not Key.MODEL:
        yield from _row(before, after, main(before), main(after))
        return
    own = all(main(site).setting.key is Key.MODEL and _own_machine(main(site)) for site in found if site is not None)
    for one, other in under_one_name(by_place):
        for row in _row(before, after, one, other):
            quiet = own and row.billed and row.key.kind == "parameter"
            yield row._replace(billed=False, note=_OWN) if quiet else row


_DEFAULTS = frozenset({Role.CLI_DEFAULT, Role.FIELD_DEFAULT, Role.DEFAULT_PARAMETER})
_OWN = "self-hosted: paid by the machine"
_OWN_MACHINES = frozenset({"self-hosted", "ollama"})
"""What detectors name as provider of weights that are served on one's own machines."""
_UNSET = frozenset({"none", "null", "undefined", "nil"})
"""Ways to write that a parameter is not set."""


_IMPLIED = {Key.CHOICES: "1", Key.SERVICE_TIER: "auto"}
"""What an API does where nothing is said: to say it costs nothing, nor to leave it out."""
_OFF = _UNSET | {"false", "off", "disabled", "0"}
_NONE_ASKED = "no accelerator is asked for"
_SLOTS = (("model",), ("name",), ("id",), ("deployment",), ("engine",))
"""Last words of names that say what is asked for, and not which."""


def _unset(bound: Bound) -> bool:
    """True for Python's None and its like; an effort of ``"none"`` is one of those that one may ask for."""
    if bound.setting.key is Key.REASONING and bound.value == "none":
        return False
    return isinstance(bound.value, str) and bound.value.casefold() in _UNSET


def _asks_for_none(bound: Bound) -> bool:
    """True for ``nvidia.com/gpu: 0``: where nothing was said, nothing was asked for either."""
    return bound.setting.key is Key.ACCELERATOR_COUNT and bound.value == "0"


def _own_machine(bound: Bound) -> bool:
    """True for weights on machines of one's own; what Ollama serves from its cloud is paid to Ollama."""
    return bound.setting.provider in _OWN_MACHINES and not str(bound.value).endswith("-cloud")


def _idle(bound: Bound) -> bool:
    """True for an option that nobody has switched on: ``thinking_enabled = settings.get("thinking", False)``."""
    setting = bound.setting
    if setting.key not in (Key.THINKING, Key.REASONING) or setting.role in (Role.CALL_ARGUMENT, Role.CONFIG_VALUE):
        return False
    return isinstance(bound.value, str) and bound.value.casefold() in _OFF


_READERS = frozenset({Role.DEFAULT_PARAMETER, Role.INFRA_MANIFEST})
"""Roles in which one place more that reads a name spends nothing by itself: ``def ask(model=DEFAULT_MODEL)``, a setting
of an application that reads a template's parameter."""


def constant_like(refers: Sequence[str]) -> bool:
    """True when a reference names one value (``DEFAULT_MODEL``, ``models.GPT4o``), not a variable.

    C# and Go write properties as others write constants: ``options.ChatDeploymentName``, ``settings.Models.Chat``.
    """
    *owners, last = refers[0].removesuffix(".value").split(".") if refers else ("",)
    if owners[:1] in (["this"], ["self"]):
        owners.pop(0)
    held = bool(owners) and owners[0].lstrip("_@$")[:1].islower()
    if held and not last.isupper() and (words(last)[-1:] in _SLOTS or (len(owners) > 1 and last.isalpha())):
        return False
    return last[:1].isupper()


def _alone(found: Pair) -> Iterator[Change]:
    """A site that came or went: one row for it; its parameters are part of it and share its projection."""
    site = found.after or found.before
    assert site is not None  # a pair of nothing is never made
    bound = main(site)
    status = Status.ADDED if found.after is not None else Status.REMOVED
    for other in site.settings:
        if other is not bound and other.setting.key.kind in ("accelerator", "scale"):
            gone, came = (other, None) if found.before is not None else (None, other)
            none = _asks_for_none(other)
            note = _NONE_ASKED if none else ""
            yield Change(other.setting.key, status, site.key, gone, came, found.before, found.after, not none, note)
    billed = not isinstance(bound.value, Unknown) or (bound.setting.key is Key.MODEL and bool(spelled(bound)))
    note = "" if billed else "the model is not readable here"
    if bound.setting.key is Key.MAX_OUTPUT and (found.after is not None or bound.setting.role not in _DEFAULTS):
        billed, note = False, ALONE
    if _unset(bound):
        return
    if bound.setting.key is Key.CHOICES and value_of(bound) == _IMPLIED[Key.CHOICES]:
        billed, note = False, "what holds where nothing is said"
    if _idle(bound):
        billed, note = False, "off until somebody switches it on"
    if _asks_for_none(bound):
        billed, note = False, _NONE_ASKED
    if _own_machine(bound):
        billed, note = False, _OWN
    named = constant_like(bound.setting.refers) or bool(spelled(bound))
    told = bool(bound.via) and bound.setting.role in _READERS
    if isinstance(bound.setting.value, Unknown) and (not named or told or bound.setting.role is Role.CONSTANT):
        billed, note = False, "reads a value that is set elsewhere"
    yield Change(
        bound.setting.key,
        status,
        site.key,
        bound if found.before is not None else None,
        bound if found.after is not None else None,
        found.before,
        found.after,
        billed,
        note,
    )


def _row(before: Site, after: Site, one: Bound | None, other: Bound | None) -> Iterator[Change]:
    present = other or one
    assert present is not None  # by_place holds at least one side
    key, site = present.setting.key, after.key
    one = None if one is not None and _unset(one) else one
    other = None if other is not None and _unset(other) else other
    if one is None and other is None:
        return
    if one is None or other is None:
        present = other or one
        assert present is not None  # the sides that are not set were left out above
        status = Status.ADDED if one is None else Status.REMOVED
        readable = not isinstance(present.value, Unknown)
        note = "" if readable else "computed elsewhere"
        if value_of(present).casefold() == _IMPLIED.get(key):
            note = "what holds where nothing is said"
        if _asks_for_none(present):
            note = _NONE_ASKED
        if key is Key.VERSION:
            note = "a release that is named or left to the provider"
        if readable and isinstance(present.setting.value, Unknown) and not constant_like(present.setting.refers):
            note = "reads a value that is set elsewhere"
        yield Change(key, status, site, one, other, before, after, not note, note)
        return
    if key is Key.VERSION and value_of(one) != value_of(other):
        same = main(after).setting.key is not Key.MODEL or value_of(main(before)) == value_of(main(after))
        note = "" if same else "the release of another model"
        yield Change(key, Status.MODIFIED, site, one, other, before, after, same, note)
        return
    written = key is Key.MODEL and isinstance(one.value, str) and isinstance(other.value, str)
    if value_of(one) == value_of(other) or (written and respelled(str(one.value), str(other.value))):
        if written and one.value != other.value:
            yield Change(
                key, Status.MODIFIED, site, one, other, before, after, False, "the same model, spelled differently"
            )
        return
    unknown = _hidden(one), _hidden(other)
    if all(unknown):
        yield Change(key, Status.MODIFIED, site, one, other, before, after, False, "not readable on either side")
    elif key is Key.MODEL and _own_machine(one) and _own_machine(other):
        yield Change(key, Status.MODIFIED, site, one, other, before, after, False, _OWN)
    elif unknown[1] and key is not Key.MODEL:
        yield Change(key, Status.HIDDEN, site, one, other, before, after, False, "now computed elsewhere")
    elif unknown[1] and isinstance(one.setting.value, Unknown):
        yield Change(
            key, Status.MODIFIED, site, one, other, before, after, False, "reads another value, which is not readable"
        )
    elif unknown[0] and _root(one) and _root(one) == _root(other):
        note = "reads a value that is set elsewhere"  # model.rawValue became model: what model is set to decides
        yield Change(key, Status.MODIFIED, site, one, other, before, after, False, note)
    elif unknown[1]:
        yield Change(key, Status.HIDDEN, site, one, other, before, after)
    else:
        yield Change(key, Status.MODIFIED, site, one, other, before, after)


def _root(bound: Bound) -> str:
    """The variable that a value is read from: ``model`` of ``self.model.rawValue``; empty for literals."""
    setting = bound.setting
    if isinstance(setting.value, str) or not setting.refers or constant_like(setting.refers):
        return ""
    return setting.refers[0].removeprefix("self.").removeprefix("this.").partition(".")[0]


def _hidden(bound: Bound) -> bool:
    """True when neither the value can be read nor the name of an SDK's own constant says it."""
    return isinstance(bound.value, Unknown) and not (bound.setting.key is Key.MODEL and spelled(bound))


def unchanged(rows: Sequence[Change]) -> bool:
    """True when nothing that can cost has changed."""
    return not any(row.billed for row in rows)


def respelled(one: str, other: str) -> bool:
    """True when two written ids name one model."""
    return same_model(one, other)
