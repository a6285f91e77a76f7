"""Which site of the one side is which of the other: by its key, then by where its value went, then by its slot.

Labelled commits taught the order (docs/decisions.md): the same key pairs whatever its value, so that swaps and chains
come out right; an equal value elsewhere is a move and cancels; only what is left is paired by likeness.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.identity import identity
from finops_gate.base.names import letters, words
from finops_gate.compare.spelling import spelled
from finops_gate.model.setting import Key, Location, Role, Setting, Unknown
from finops_gate.model.site import Bound, Site


class Pair(NamedTuple):
    """A site on both sides, or on one."""

    before: Site | None
    after: Site | None


def main(site: Site) -> Bound:
    """The setting that a site is about: its model, else its first."""
    return site.bound(Key.MODEL) or site.settings[0]


def value_of(bound: Bound) -> str:
    """What decides whether two values are one: a model's identity, a parameter's amount, an expression's text."""
    if isinstance(bound.value, Unknown):
        return spelled(bound) or "?" + (bound.setting.refers[0] if bound.setting.refers else bound.value.reason)
    if bound.setting.key is Key.MODEL:
        return letters(identity(bound.value).model)
    return bound.setting.amount or re.sub(r"(['\"])[^'\"]*\1", "''", " ".join(bound.value.split()))


def _slot(setting: Setting) -> tuple[str, ...]:
    return (setting.key.value, *words(setting.slot)) if setting.slot else (setting.key.value,)


def base_key(site: Site) -> str:
    """The key of a site without its ordinal."""
    return site.key.partition("@")[0] if "@" in site.key.rpartition("#")[2] else site.key


class _Pool:
    """The sites that are not paired yet."""

    def __init__(self, before: Sequence[Site], after: Sequence[Site]) -> None:
        self.before = list(before)
        self.after = list(after)
        self.pairs: list[Pair] = []

    def take(self, same: Callable[[Site], Hashable | None], *, once: bool = False) -> None:
        """Pairs sites for which `same` gives one answer, in order. `once`: only where each side has exactly one."""
        heads: dict[Hashable, list[Site]] = {}
        for site in self.after:
            answer = same(site)
            if answer is not None:
                heads.setdefault(answer, []).append(site)
        bases: dict[Hashable, list[Site]] = {}
        for site in self.before:
            answer = same(site)
            if answer is not None and answer in heads:
                bases.setdefault(answer, []).append(site)
        taken: set[int] = set()
        for answer, left in bases.items():
            right = heads[answer]
            if once and (len(left) != 1 or len(right) != 1):
                continue
            for one, other in zip(left, right, strict=False):
                self.pairs.append(Pair(one, other))
                taken.update((id(one), id(other)))
        self.before = [site for site in self.before if id(site) not in taken]
        self.after = [site for site in self.after if id(site) not in taken]


def pair(before: Iterable[Site], after: Iterable[Site], stays: frozenset[str] = frozenset()) -> list[Pair]:
    """Pairs all sites of two sides; what has no counterpart stands alone. Deterministic; linear in the sites.

    `stays`: keys of places that hold no id any more, but something that is called by them all the same.
    """
    before, after = list(before), list(after)
    pool = _Pool(before, after)
    pool.take(_wholly)
    pool.take(lambda site: (base_key(site), value_of(main(site))))
    pool.take(lambda site: base_key(site))
    _join(pool)
    pool.take(lambda site: (site.path, _slot(main(site).setting), value_of(main(site))))
    pool.take(lambda site: (_name(site.path), _inside(site), value_of(main(site))))
    pool.take(_given)
    _reassigned(pool)
    _relocate(pool, before, after)
    _nearest(pool)
    pool.take(lambda site: (_slot(main(site).setting), value_of(main(site))) if _travels(site) else None)
    pool.take(lambda site: (site.path, value_of(main(site)), main(site).setting.key) if _is_model(site) else None)
    _alike(pool)
    pool.take(lambda site: (site.path, _slot(main(site).setting), main(site).setting.callee))
    pool.take(lambda site: (site.path, _slot(main(site).setting)), once=True)
    pool.take(lambda site: value_of(main(site)) if _is_model(site) else None)
    pool.take(lambda site: (site.path, main(site).setting.role) if _is_model(site) else None, once=True)
    pool.take(lambda site: (site.path, main(site).setting.role) if _states(site) else None, once=True)
    pool.take(lambda site: site.path if _is_model(site) else None, once=True)
    pool.take(lambda site: site.path if _states(site) else None, once=True)
    pool.take(lambda site: (_name(site.path), _inside(site)))
    pool.take(_told, once=True)
    pool.take(lambda site: (_name(site.path), _slot(main(site).setting)), once=True)
    pool.take(_called_in, once=True)
    _migrate(pool, stays)
    _fold(pool)
    pool.pairs += [Pair(site, None) for site in pool.before]
    pool.pairs += [Pair(None, site) for site in pool.after]
    pool.pairs.sort(key=_order)
    return pool.pairs


def _wholly(site: Site) -> Hashable:
    """A site down to the letters of its settings: among many of one model, the one that nobody touched."""
    return base_key(site), tuple((bound.setting.slot, str(bound.setting.value)) for bound in site.settings)


def _join(pool: _Pool) -> None:
    """A limit that stood alone in a table and stands beside a model now, or the reverse, is the limit that it was.

    So the table gained a model of its own, or lost it. A model that stands elsewhere on the other side may have moved.
    """
    beside: list[dict[Hashable, Site]] = [{}, {}]
    both = (pool.before, pool.after)
    values = [{value_of(main(site)) for site in sites if _is_model(site)} for sites in both]
    for side, sites in enumerate(both):
        for site in sites:
            if _is_model(site) and value_of(main(site)) not in values[1 - side]:
                beside[side].update({_spot(bound): site for bound in site.settings if bound is not main(site)})
    taken: set[int] = set()
    for side, sites in enumerate(both):
        for site in sites:
            other = beside[1 - side].get(_spot(main(site))) if _kind(site) == "parameter" else None
            if other is not None and id(other) not in taken:
                taken.update((id(site), id(other)))
                pool.pairs.append(Pair(other, site) if side else Pair(site, other))
    pool.before = [site for site in pool.before if id(site) not in taken]
    pool.after = [site for site in pool.after if id(site) not in taken]


def _spot(bound: Bound) -> Hashable:
    setting = bound.setting
    return setting.location.path, setting.scope, setting.callee, setting.slot, setting.key


def _relocate(pool: _Pool, before: Sequence[Site], after: Sequence[Site]) -> None:
    """A workload that left one file and came in another, whatever it is called there, is one workload.

    First those that cost the same to the last number, each once; then what is left, by the words of path and name, so
    that what differs is told as a change. One that stays where it was has gone nowhere: a second one is a second one.
    """
    gone, came = _whole(pool.before, before, after), _whole(pool.after, after, before)
    if not gone or not came:
        return
    taken: set[int] = set()
    for same, least in ((_costs, 0.0), (_kind_of, _LIKE)):
        heads: dict[Hashable, list[list[Site]]] = {}
        for sites in came:
            heads.setdefault(same(sites), []).append(sites)
        bases: dict[Hashable, list[list[Site]]] = {}
        for sites in gone:
            bases.setdefault(same(sites), []).append(sites)
        for answer, left in bases.items():
            for one, other in _likest(left, heads.get(answer, []), least):
                for pair_ in _by_slot(one, other):
                    pool.pairs.append(Pair(*pair_))
                    taken.update(map(id, pair_))
        gone = [sites for sites in gone if not any(id(site) in taken for site in sites)]
        came = [sites for sites in came if not any(id(site) in taken for site in sites)]
    pool.before = [site for site in pool.before if id(site) not in taken]
    pool.after = [site for site in pool.after if id(site) not in taken]


def _nearest(pool: _Pool) -> None:
    """A model that may have gone to several files went to the one whose path and scope have most in common with it."""
    bases: dict[Hashable, list[Site]] = {}
    heads: dict[Hashable, list[Site]] = {}
    for sites, found in ((pool.before, bases), (pool.after, heads)):
        for site in sites:
            if _is_model(site):
                found.setdefault((_slot(main(site).setting), value_of(main(site))), []).append(site)
    taken: set[int] = set()
    for answer, left in bases.items():
        right = heads.get(answer, [])
        if not right or len(left) == len(right) == 1 or len(left) * len(right) > _MOST:
            continue
        here, there = [_whereabouts(site) for site in left], [_whereabouts(site) for site in right]
        ranked = [(-_share(ours, theirs), 0.0, i, j) for i, ours in enumerate(here) for j, theirs in enumerate(there)]
        pool.pairs += _first_come(left, right, ranked, taken)
    pool.before = [site for site in pool.before if id(site) not in taken]
    pool.after = [site for site in pool.after if id(site) not in taken]


def _first_come(
    left: Sequence[Site], right: Sequence[Site], ranked: Iterable[tuple[float, float, int, int]], taken: set[int]
) -> Iterator[Pair]:
    """Pairs by rank, the least first, each site once; `ranked` holds two ranks and the places in `left` and `right`."""
    for _, _, i, j in sorted(ranked):
        if id(left[i]) not in taken and id(right[j]) not in taken:
            taken.update((id(left[i]), id(right[j])))
            yield Pair(left[i], right[j])


def _whereabouts(site: Site) -> frozenset[str]:
    """The folders, the file and the words of the scope that a site stands in."""
    return frozenset((*site.path.split("/"), *words(main(site).setting.scope)))


def _whole(left: Sequence[Site], side: Sequence[Site], other: Sequence[Site]) -> list[list[Site]]:
    """The workloads of `side` that are new to the `other`, each as its settings, of which none has a counterpart."""
    there = {site.capacity.site for site in other if site.capacity is not None}
    counts = Counter(site.capacity.site for site in side if site.capacity is not None)
    found: dict[str, list[Site]] = {}
    for site in left:
        if site.capacity is not None and site.capacity.site not in there:
            found.setdefault(site.capacity.site, []).append(site)
    return [sites for name, sites in found.items() if len(sites) == counts[name]]


def _costs(sites: Sequence[Site]) -> Hashable:
    """All that the price of a workload depends on, and how it is written; not where it stands nor what it is called."""
    capacity = sites[0].capacity
    assert capacity is not None  # only sites of a capacity are gathered
    written = sorted((*_slot(main(site).setting), value_of(main(site))) for site in sites)
    paid = capacity._replace(site="", places=(), assumptions=(), use="")
    return _kind_of(sites), paid, tuple(written)


def _kind_of(sites: Sequence[Site]) -> str:
    """The kind of a workload: ``Deployment`` of ``k8s/chat.yaml#Deployment/chat``; empty where it has only a name."""
    kind, slash, _ = (sites[0].capacity.site if sites[0].capacity else "").partition("#")[2].partition("/")
    return kind if slash else ""


def _likest(left: list[list[Site]], right: list[list[Site]], least: float) -> Iterator[tuple[list[Site], list[Site]]]:
    """Workloads of two sides in different files, those with the most words in common first, each once."""
    if len(left) * len(right) > _MOST:
        return
    ranked = []
    ours, theirs = [_called(sites) for sites in left], [_called(sites) for sites in right]
    for i, one in enumerate(ours):
        for j, other in enumerate(theirs):
            if left[i][0].path != right[j][0].path and _share(one[0], other[0]) >= least:
                ranked.append((-_share(one[0], other[0]), -_share(one[1], other[1]), i, j))
    bases: set[int] = set()
    heads: set[int] = set()
    for _, _, i, j in sorted(ranked):
        if i not in bases and j not in heads:
            bases.add(i)
            heads.add(j)
            yield left[i], right[j]


def _called(sites: Sequence[Site]) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a workload's path and name, and its numbers: releases change, and say less of what it is."""
    path, _, name = (sites[0].capacity.site if sites[0].capacity else "").casefold().partition("#")
    said = f"{path.rpartition('.')[0]} {name.rpartition('/')[2]}"
    return frozenset(re.findall(r"[a-z]+", said)), frozenset(re.findall(r"\d+", said))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _by_slot(one: Sequence[Site], other: Sequence[Site]) -> Iterator[tuple[Site, Site]]:
    waiting: dict[Hashable, list[Site]] = {}
    for site in reversed(other):
        waiting.setdefault(_slot(main(site).setting), []).append(site)
    for site in one:
        found = waiting.get(_slot(main(site).setting))
        if found:
            yield site, found.pop()


_CALLS = frozenset({Role.CALL_ARGUMENT, Role.NOTEBOOK})
"""Roles in which one more copy of a value is one more place that spends."""
_STATED = frozenset({Role.FIELD_DEFAULT, Role.ENV_DEFAULT, Role.CLI_DEFAULT})
"""Ways to say a value that a constant may turn into."""


def _told(site: Site) -> Hashable | None:
    """What tells a place from all others, in whatever file: a model's name of several words, a limit's constant."""
    setting = main(site).setting
    role = Role.CONSTANT if setting.role in _STATED else setting.role
    if setting.key.kind == "parameter":
        return (setting.key, words(setting.slot)) if role is Role.CONSTANT and setting.slot.isupper() else None
    return (role, words(setting.slot)) if setting.key is Key.MODEL and len(words(setting.slot)) > 2 else None


def _given(site: Site) -> Hashable | None:
    """A limit or an effort that one call is given, however its argument is spelled: ``reasoning: {effort: "low"}``."""
    setting = main(site).setting
    given = _kind(site) == "parameter" and setting.callee
    return (site.path, setting.key, setting.callee, value_of(main(site))) if given else None


def _called_in(site: Site) -> Hashable | None:
    """The function and the call that a model is handed to: of one name they are one, into whatever file they go."""
    setting = main(site).setting
    function = setting.scope.rpartition(".")[2]
    if setting.key is not Key.MODEL or setting.role is not Role.CALL_ARGUMENT or len(words(function)) < 2:
        return None
    if words(function)[-1:] == ("model",):  # vision_model = FireworksProvider("llama-3.2"), whoever makes it now
        return function, words(setting.slot)
    return (function, setting.callee, words(setting.slot)) if setting.callee else None


def _migrate(pool: _Pool, stays: frozenset[str]) -> None:
    """One model gives way to one other everywhere, in other files and by other calls: each old site has a successor."""
    gathered = _gathered(pool)
    left = [
        site
        for site in pool.before
        if _is_model(site) and isinstance(main(site).value, str) and base_key(site) not in stays
        if _what(site) not in gathered
    ]
    right = [site for site in pool.after if _is_model(site) and isinstance(main(site).value, str)]
    if (
        not left
        or not right
        or len({value_of(main(s)) for s in left}) != 1
        or len({value_of(main(s)) for s in right}) != 1
    ):
        return
    if {main(s).setting.role for s in left} != {main(s).setting.role for s in right}:
        return
    if not _one_kind(left, right):
        return
    pool.pairs += [Pair(site, right[min(i, len(right) - 1)]) for i, site in enumerate(left)]
    pool.before = [site for site in pool.before if site not in left]
    pool.after = [site for site in pool.after if site not in right[: len(left)]]


def _one_kind(left: Sequence[Site], right: Sequence[Site]) -> bool:
    """False where one call of a file ends, and another one of another file, by another name, begins."""
    if len(left) > 1 or len(right) > 1 or left[0].path == right[0].path:
        return True
    one, other = main(left[0]).setting, main(right[0]).setting
    last = one.callee.rpartition(".")[2], other.callee.rpartition(".")[2]
    return not all(last) or last[0] == last[1] or one.scope.rpartition(".")[2] == other.scope.rpartition(".")[2]


def _gathered(pool: _Pool) -> set[tuple[Key, str]]:
    """What moved to another place and stands there: further copies that went may have gone there as well."""
    both = [(p.before, p.after) for p in pool.pairs if p.before is not None and p.after is not None]
    return {_what(b) for a, b in both if _what(a) == _what(b) and base_key(a) != base_key(b) and not _reads(b)}


def _reads(site: Site) -> bool:
    return isinstance(main(site).setting.value, Unknown)


def _fold(pool: _Pool) -> None:
    """Leaves out what came or went without any cost: the other ends of values that moved."""
    moves = [
        (p.before, p.after)
        for p in pool.pairs
        if p.before is not None and p.after is not None and value_of(main(p.before)) == value_of(main(p.after))
    ]
    read = _read_through(moves)
    gathered = _gathered(pool)
    spread = {(after.path, _what(after)) for before, after in moves if base_key(before) != base_key(after)}
    branches = {(base_key(after), value_of(main(after))) for _, after in moves if _kind(after) == "parameter"}
    said = {_default(after) for _, after in moves} - {None}

    def gone(site: Site) -> bool:
        """Copies of one value that were gathered into one place: it lives on where one of them went, or stays."""
        return (_kind(site) in _COPIED and _what(site) in gathered) or common(site) or _default(site) in said

    def came(site: Site) -> bool:
        """A constant that now has a second name in its file. One more call is one more place that spends."""
        copied = _is_model(site) and main(site).setting.role not in _CALLS and (site.path, _what(site)) in spread
        return copied or common(site)

    def common(site: Site) -> bool:
        """What a name reads that was a literal; one branch of several that set one parameter to one value."""
        return main(site).setting.location in read or (base_key(site), value_of(main(site))) in branches

    pool.before = [site for site in pool.before if not gone(site)]
    pool.after = [site for site in pool.after if not came(site)]


def _default(site: Site) -> Hashable | None:
    """A default of one name and value in one file: said a second time (of a flag, of its configuration) it is one."""
    setting = main(site).setting
    stated = _is_model(site) and setting.role in _STATED
    return (site.path, words(setting.slot), value_of(main(site))) if stated and setting.slot else None


def _reassigned(pool: _Pool) -> None:
    """Leaves out that a variable is set to what it holds anyway: in two branches, or at first and again, it is one."""
    held = {_variable(after) for before, after in pool.pairs if before is not None and after is not None} - {None}
    held &= {_variable(before) for before, after in pool.pairs if before is not None and after is not None}
    pool.before = [site for site in pool.before if _variable(site) not in held]
    pool.after = [site for site in pool.after if _variable(site) not in held]


def _variable(site: Site) -> Hashable | None:
    setting = main(site).setting
    stated = _is_model(site) and setting.role is Role.CONSTANT and setting.slot
    return (site.path, setting.scope, setting.slot, value_of(main(site))) if stated else None


_COPIED = frozenset({"model", "parameter"})


def _read_through(moves: Sequence[tuple[Site, Site]]) -> set[Location]:
    """Places that a value is read from on one side while it stands as a literal on the other: they are that value."""
    sides = [(main(before), main(after)) for before, after in moves]
    return {at for one, other in sides if bool(one.via) != bool(other.via) for at in (*one.via, *other.via)}


def _what(site: Site) -> tuple[Key, str]:
    return main(site).setting.key, value_of(main(site))


def _kind(site: Site) -> str:
    return main(site).setting.key.kind


_MOST = 40_000
"""Pairs of places that are weighed against each other; a change with more is no person's."""
_LIKE = 0.55
"""Two places are alike when this share of the words of their scopes and slots is common (renamed or moved settings)."""


def _alike(pool: _Pool) -> None:
    """Pairs what is left in one file by the words of its place: ``LOCAL_MAX_TOKENS`` and ``Local.max_tokens``."""
    bases: dict[tuple[str, Key], list[Site]] = {}
    for site in pool.before:
        bases.setdefault((site.path, main(site).setting.key), []).append(site)
    taken: set[int] = set()
    heads: dict[tuple[str, Key], list[Site]] = {}
    for site in pool.after:
        heads.setdefault((site.path, main(site).setting.key), []).append(site)
    for place, left in bases.items():
        right = heads.get(place, [])
        if not right or len(left) * len(right) > _MOST:
            continue
        ranked = []
        for i, one in enumerate(left):
            ours, value = _place_words(one), value_of(main(one))
            for j, other in enumerate(right):
                likeness = _share(ours, _place_words(other))
                if likeness >= _LIKE:
                    same = 0.1 if value == value_of(main(other)) else 0.0
                    ranked.append((-likeness - same, -_share(_value_words(one), _value_words(other)), i, j))
        pool.pairs += _first_come(left, right, ranked, taken)
    pool.before = [site for site in pool.before if id(site) not in taken]
    pool.after = [site for site in pool.after if id(site) not in taken]


def _place_words(site: Site) -> frozenset[str]:
    setting = main(site).setting
    return frozenset((*words(setting.scope), *words(setting.slot)))


def _value_words(site: Site) -> frozenset[str]:
    """The words and numbers of a value: two places that are called alike keep their own models."""
    return frozenset(re.findall(r"[a-z]+|\d+", str(main(site).value).casefold()))


def _is_model(site: Site) -> bool:
    return main(site).setting.key is Key.MODEL


def _states(site: Site) -> bool:
    """True for a model that stands where it is told, not where it is read: what reads it counts for no second one."""
    return _is_model(site) and not _reads(site)


def _travels(site: Site) -> bool:
    """True for what can be told again in any other file: a model, or a number that is not just any small one."""
    setting = main(site).setting
    return setting.key is Key.MODEL or (setting.key.kind == "parameter" and len(setting.amount) > 2)


def _inside(site: Site) -> str:
    """The key of a site without its file: the same after the file was moved."""
    return site.key.partition("#")[2]


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _order(found: Pair) -> tuple[str, int, str]:
    site = found.after or found.before
    assert site is not None  # a pair of nothing is never made
    return site.path, main(site).setting.location.line, site.key
