"""The changes of a pull request, site by site, each with its projection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.base.money import ZERO
from finops_gate.cost.attribution import feature_of, feature_of_path
from finops_gate.cost.projection import project
from finops_gate.cost.prompts import Count, PromptDelta, prompt_delta
from finops_gate.cost.workload import Caller, Workload, shared, unmeasured, without, workload_of
from finops_gate.model.policy import Feature, Policy
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.projection import Projection
from finops_gate.model.setting import Key, Role, Unknown
from finops_gate.model.site import Bound, Change, Site, SiteKind, Status
from finops_gate.model.usage import TokenProfile, UsageProfile

_PRICED = frozenset({SiteKind.MODEL_CALL, SiteKind.EMBEDDING, SiteKind.IMAGE, SiteKind.AUDIO})
_BY_THE_CALL = frozenset({"model", "parameter", "prompt", "package"})
_StreamKey = tuple[str, ...]


class _Changed(NamedTuple):
    """One site with all that changed in it."""

    key: str
    changes: tuple[Change, ...]
    before: Site | None
    after: Site | None
    quote_before: Quoted | None
    quote_after: Quoted | None
    workload: Workload
    prompt: PromptDelta | Unknown | None

    def project(self, workload: Workload) -> Projection:
        return project(self.before, self.after, self.quote_before, self.quote_after, workload, self.prompt)


def project_sites(
    changes: Sequence[Change],
    quotes: Mapping[str, Quoted],
    policy: Policy,
    profiles: Sequence[UsageProfile],
    count: Count | None = None,
    others: Iterable[Site] = (),
) -> dict[str, Projection]:
    """One projection for each changed site that is paid by the call, under the site's key.

    `quotes` by ``provider|id``: the written ids of both sides, and the ids of `profiles`, so that a dated snapshot in
    the profile is told to be the family in the code. `others` are sites of base that did not change: they tell that
    recorded calls are not the changed site's alone. Calls that several changed sites share are counted once, at the
    site where they cost most; the gate takes the larger reading.
    """
    grouped: dict[str, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.site, []).append(change)
    sites = [
        changed
        for key in sorted(grouped)
        if (changed := _changed(key, grouped[key], quotes, policy, profiles, count)) is not None
    ]
    carriers = _carriers(sites)
    elsewhere = _elsewhere(others, quotes, policy, profiles)
    found = {}
    for changed in sites:
        workload = changed.workload
        given_up = {
            stream.key: carriers[stream.key]
            for stream in workload.streams
            if carriers.get(stream.key, changed.key) != changed.key
        }
        carried = [stream for stream in workload.streams if carriers.get(stream.key) == changed.key]
        also = sorted({name for stream in workload.streams for name in elsewhere.get(stream.key, ())})
        workload = without(workload, given_up)
        if carried:
            names = ", ".join(stream.name for stream in carried)
            workload = shared(
                workload, f"other changed places share the calls of {names}; all of them are counted here"
            )
        if also:
            workload = shared(workload, f"{len(also)} other places share these calls; all of them are counted here")
        found[changed.key] = _finished(changed, changed.project(workload))
    return found


def _changed(
    key: str,
    changes: list[Change],
    quotes: Mapping[str, Quoted],
    policy: Policy,
    profiles: Sequence[UsageProfile],
    count: Count | None,
) -> _Changed | None:
    """One site made ready for projecting; None when it is not paid by the call."""
    before = next((change.before_site for change in changes if change.before_site), None)
    after = next((change.after_site for change in changes if change.after_site), None)
    if after is None and any(change.status is Status.HIDDEN for change in changes):
        after = before  # it lives on, out of sight
    site = after or before
    if site is None or site.kind not in _PRICED or not any(change.key.kind in _BY_THE_CALL for change in changes):
        return None
    old, new = _model(changes, before, "before"), _model(changes, after, "after")
    quote_before, quote_after = _quote(old, quotes), _quote(new, quotes)
    if old and new and isinstance(old.value, Unknown) and isinstance(new.value, Unknown):
        quote_before = quote_after = None  # not what changed: priced on the models that were recorded
    workload = _workload(changes, before, after, (old, new), (quote_before, quote_after), quotes, policy, profiles)
    recorded = (stream.quote for stream in workload.streams)
    counting = next((quote for quote in (quote_after, quote_before, *recorded) if isinstance(quote, Quote)), None)
    prompt = prompt_delta(changes, counting, count)
    if old is None and new is None:
        workload, prompt = _alone(workload, before, after, prompt)
    return _Changed(key, tuple(changes), before, after, quote_before, quote_after, workload, prompt)


def _model(changes: Iterable[Change], site: Site | None, side: str) -> Bound | None:
    """The model in effect on a side: the changed one, else the site's."""
    for change in changes:
        if change.key is Key.MODEL:
            bound = change.before if side == "before" else change.after
            return bound or (site.bound(Key.MODEL) if site else None)  # the default beneath an override
    return site.bound(Key.MODEL) if site else None


def _quote(bound: Bound | None, quotes: Mapping[str, Quoted]) -> Quoted | None:
    if bound is None:
        return None
    if isinstance(bound.value, Unknown):
        return bound.value
    missing = Unknown(f"{bound.value} was not looked up")
    return quotes.get(f"{bound.setting.provider}|{bound.value}", missing)


def _workload(
    changes: Sequence[Change],
    before: Site | None,
    after: Site | None,
    models: tuple[Bound | None, Bound | None],
    quoted: tuple[Quoted | None, Quoted | None],
    quotes: Mapping[str, Quoted],
    policy: Policy,
    profiles: Sequence[UsageProfile],
) -> Workload:
    silent = [change.note for change in changes if not change.billed]
    if len(silent) == len(changes):
        return unmeasured(f"not billed: {silent[0]}" if silent[0] else "not billed")
    site = before or after
    assert site is not None  # _changed has looked
    at = 0 if before is not None else 1
    features = features_of(changes, (before, after), quoted[at], policy.features)
    return workload_of(features, caller_of(site, models[at], quoted[at], before is None), profiles, quotes)


def caller_of(site: Site, bound: Bound | None, quoted: Quoted | None, is_new: bool) -> Caller:
    """What a site calls, as its recorded calls are looked up."""
    return Caller(
        bound.value if bound and isinstance(bound.value, str) else "",
        bound.setting.provider if bound else "",
        quoted if isinstance(quoted, Quote) else None,
        site.environment,
        is_new and bound is not None,
        bound is not None and bound.setting.role is Role.FALLBACK,
    )


def features_of(
    changes: Iterable[Change], sides: tuple[Site | None, Site | None], quoted: Quoted | None, known: Sequence[Feature]
) -> list[Feature]:
    """The features whose calls the site makes: its own as it was at base, and those of the sites that it feeds."""
    subject = quoted.subject if isinstance(quoted, Quote) else ""
    own = (feature_of(site, known, subject) for site in sides if site is not None)
    found = [next((feature for feature in own if feature), None)]
    for change in changes:
        for reach in change.reaches:
            named = next((feature for feature in known if feature.name == reach.feature), None)
            found.append(named or feature_of_path(reach.location.path, known))
    return list({feature.name: feature for feature in found if feature}.values())


def _alone(
    workload: Workload, before: Site | None, after: Site | None, prompt: PromptDelta | Unknown | None
) -> tuple[Workload, PromptDelta | Unknown | None]:
    """A prompt file that came or went costs its own tokens with each call; the calls themselves are not new."""
    if before is not None and after is not None:
        return workload, prompt
    if not isinstance(prompt, PromptDelta):
        return replace(workload, streams=tuple(replace(s, quote=None) for s in workload.streams)), prompt
    tokens = TokenProfile(prompt.after if before is None else prompt.before)
    streams = tuple(
        replace(stream, input=tokens, output=TokenProfile(ZERO), cache_read=ZERO, cache_write=ZERO, reasoning=ZERO)
        for stream in workload.streams
    )
    return replace(workload, streams=streams, assumptions=(*workload.assumptions, "only the prompt itself")), None


def _carriers(sites: Sequence[_Changed]) -> dict[_StreamKey, str]:
    """For each stream that several changed sites claim, the one that carries it: where the calls cost most more."""
    claims: dict[_StreamKey, list[_Changed]] = {}
    for changed in sites:
        for stream in changed.workload.streams:
            if stream.calls is not None:
                claims.setdefault(stream.key, []).append(changed)
    return {
        key: max(claimants, key=lambda changed: _increase(changed, key)).key
        for key, claimants in claims.items()
        if len(claimants) > 1
    }


def _increase(changed: _Changed, key: _StreamKey) -> tuple[bool, Decimal]:
    """How much more the calls of one stream cost at this site; a site without a figure comes last."""
    streams = tuple(stream for stream in changed.workload.streams if stream.key == key)
    projection = changed.project(replace(changed.workload, streams=streams))
    if projection.monthly_before is None or projection.monthly_after is None:
        return False, ZERO
    return True, projection.monthly_after.mid - projection.monthly_before.mid


def _elsewhere(
    others: Iterable[Site], quotes: Mapping[str, Quoted], policy: Policy, profiles: Sequence[UsageProfile]
) -> dict[_StreamKey, list[str]]:
    """Which unchanged sites make the calls of which stream."""
    found: dict[_StreamKey, list[str]] = {}
    for site in others:
        bound = site.bound(Key.MODEL)
        if site.mention or bound is None or isinstance(bound.value, Unknown):
            continue
        quoted = _quote(bound, quotes)
        features = features_of((), (site, None), quoted, policy.features)
        for stream in workload_of(features, caller_of(site, bound, quoted, False), profiles, quotes).streams:
            found.setdefault(stream.key, []).append(site.key)
    return found


def _finished(changed: _Changed, projection: Projection) -> Projection:
    hidden = any(change.status is Status.HIDDEN for change in changed.changes)
    notes = tuple(dict.fromkeys(change.note for change in changed.changes if change.note))
    evidence = replace(projection.evidence, assumptions=(*notes, *projection.evidence.assumptions))
    return replace(projection, site=changed.key, at_least=projection.at_least or hidden, evidence=evidence)
