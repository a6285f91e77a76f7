"""The workload of a site: which recorded calls are its calls, and how well that is known.

A workload holds facts only. Where a token count was not recorded it stays None here; `projection` is where the stated
assumption comes in, and only if it matters to a price.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from finops_gate.base.frozen import NamedTuple, dataclass, replace
from finops_gate.base.identity import same_model
from finops_gate.base.money import ZERO
from finops_gate.base.patterns import lazy
from finops_gate.model.policy import Feature
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.projection import Range
from finops_gate.model.usage import Grade, TokenProfile, UsageProfile

UNRECORDED = TokenProfile(None)
_ENVIRONMENTS = {"prod": "production", "prd": "production", "stg": "staging", "stage": "staging", "dev": "development"}
SNAPSHOT = lazy(r"[-@](20\d\d-?\d\d-?\d\d|\d{4})$")
"""The day that ends the name of a snapshot."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Calls that belong together: one row of the profile, or what a person declared. Tokens of a mean call."""

    key: tuple[str, ...]
    """Sites whose streams have the same key share these calls."""
    name: str
    """For people: ``helpdesk-bot on openai/gpt-4o-mini``."""
    calls: Range | None
    """A month, with the interval. None: not known."""
    input: TokenProfile = UNRECORDED
    output: TokenProfile = UNRECORDED
    cache_read: Decimal | None = None
    cache_write: Decimal | None = None
    reasoning: Decimal | None = None
    quote: Quote | None = None
    """What the recorded model costs, for sites that name no model themselves."""
    counted: bool = True
    """False when another site of the same change carries these calls."""


@dataclass(frozen=True, slots=True)
class Workload:
    """The streams of a site; never empty: without usage there is one of which nothing is known."""

    streams: tuple[Stream, ...]
    grade: Grade
    source: str
    window: str = ""
    feature: str | None = None
    assumptions: tuple[str, ...] = ()
    at_least: bool = False
    """True when part of the calls is not known."""
    counted_at: str | None = None


class Caller(NamedTuple):
    """What a site calls, on the side whose usage counts: base, or head for a site that is new."""

    written: str
    """The id in the code; empty when the site names no model that can be read."""
    provider: str = ""
    quote: Quote | None = None
    environment: str | None = None
    is_new: bool = False
    is_fallback: bool = False

    @property
    def subject(self) -> str:
        return self.quote.subject if self.quote else "/".join(filter(None, (self.provider, self.written)))


class _Joined(NamedTuple):
    streams: list[Stream]
    rows: list[UsageProfile]
    grade: Grade
    notes: list[str]


def unmeasured(reason: str, feature: str | None = None) -> Workload:
    """The workload of which nothing is known, with the reason."""
    return Workload((Stream(("unknown",), "", None),), Grade.ASSUMED, reason, feature=feature)


def workload_of(
    features: Sequence[Feature], caller: Caller, profiles: Sequence[UsageProfile], quotes: Mapping[str, Quoted]
) -> Workload:
    """Joins a site to its recorded calls: by feature, then environment, then the model it calls.

    A changed constant may feed sites of several features; all their calls are its calls. `quotes` (by
    ``provider|recorded model``) tells that a dated snapshot in the profile and a family name in the code are one model;
    without a quote the spellings are compared.
    """
    if not features:
        return unmeasured("no feature of the policy covers this place")
    found: list[_Joined] = []
    missing: list[tuple[Feature, str]] = []
    for feature in features:
        joined = _of_feature(feature, caller, profiles, quotes)
        if isinstance(joined, str):
            missing.append((feature, joined))
        else:
            found.append(joined)
    if not found:
        return unmeasured("; ".join(reason for _, reason in missing), features[0].name)
    streams = tuple(stream for joined in found for stream in joined.streams)
    rows = [row for joined in found for row in joined.rows]
    volumeless = [stream.name for stream in streams if stream.calls is None]
    notes = [note for joined in found for note in joined.notes]
    notes += [f"{reason}: the monthly figure is at least what the others make" for _, reason in missing]
    if volumeless and len(volumeless) < len(streams):
        notes += [f"calls of {name} are not recorded: the monthly figure leaves them out" for name in volumeless]
    return Workload(
        streams,
        min(joined.grade for joined in found),
        _distinct(row.source or f"usage.csv line {row.line}" for row in rows) or "policy.yaml calls_per_month",
        _distinct(row.window for row in rows),
        _leading(streams, features),
        tuple(dict.fromkeys(notes)),
        at_least=bool(missing) or 0 < len(volumeless) < len(streams),
    )


def without(workload: Workload, carriers: Mapping[tuple[str, ...], str]) -> Workload:
    """The workload less the streams that another site carries (`carriers`: key of the stream to that site)."""
    if not carriers:
        return workload
    streams = tuple(
        replace(stream, counted=stream.counted and stream.key not in carriers) for stream in workload.streams
    )
    notes = tuple(
        f"the calls of {stream.name} are shared and counted once, at {carriers[stream.key]}"
        for stream in workload.streams
        if stream.key in carriers
    )
    sites = sorted(set(carriers.values()))
    return replace(
        shared(workload),
        streams=streams,
        assumptions=(*workload.assumptions, *notes),
        counted_at=None if any(stream.counted for stream in streams) else sites[0],
    )


def shared(workload: Workload, *notes: str) -> Workload:
    """The same workload, known to be shared with other sites."""
    return replace(workload, grade=min(workload.grade, Grade.SHARED), assumptions=(*workload.assumptions, *notes))


def _of_feature(
    feature: Feature, caller: Caller, profiles: Sequence[UsageProfile], quotes: Mapping[str, Quoted]
) -> _Joined | str:
    """The calls of one feature, or why none are known."""
    notes: list[str] = []
    ours = [row for row in profiles if row.feature == feature.name]
    rows = _in_environment(ours, caller.environment or feature.environment, notes)
    matched = _on_model(rows, caller, quotes, notes)
    if caller.is_fallback and caller.is_new:
        return f"how often the new fallback of {feature.name} is called is not known"
    if matched and not caller.is_new:
        return _Joined([_stream(row, quotes) for row in matched], matched, min(row.grade for row in matched), notes)
    if not matched and feature.calls_per_month is not None:
        declared = Stream(
            ("declared", feature.name, caller.subject), feature.name, Range.exactly(feature.calls_per_month)
        )
        of = caller.subject or "this place"
        line = f"{feature.name}: calls a month as declared in the policy; nothing measured was found for {of}"
        return _Joined([declared], [], Grade.DECLARED, [line])
    if caller.is_new:
        matched = matched or [row for row in rows if _same_mode(row, caller, quotes)]
        if matched:
            notes.append(f"a new call: assumed to be made at most as often as {feature.name} calls a model today")
            return _Joined([_assumed(row, caller, quotes) for row in matched], matched, Grade.ASSUMED, notes)
    if not ours:
        return f"no usage of {feature.name} is recorded"
    others = _distinct(f"{row.provider}/{row.model}" for row in ours)
    return f"no usage of {feature.name} on {caller.subject or 'this model'} is recorded (there is {others})"


def _in_environment(rows: list[UsageProfile], wanted: str | None, notes: list[str]) -> list[UsageProfile]:
    """The rows of an environment; none wanted: of all. Rows that name no environment count where no row names it."""
    if wanted is None:
        return rows
    exact = [row for row in rows if row.environment and _environment(row.environment) == _environment(wanted)]
    if exact:
        return exact
    unnamed = [row for row in rows if row.environment is None]
    if unnamed:
        notes.append(f"the recorded calls name no environment; they are taken as {wanted}")
    return unnamed


def _environment(name: str) -> str:
    return _ENVIRONMENTS.get(name.casefold(), name.casefold())


def _on_model(
    rows: list[UsageProfile], caller: Caller, quotes: Mapping[str, Quoted], notes: list[str]
) -> list[UsageProfile]:
    """The rows of the model that the caller names; all rows when it names none."""
    if not caller.written:
        if rows:
            notes.append("no model is named here; all calls of the feature are counted, each on its own model")
        return rows
    named = [row for row in rows if _same(row, caller, quotes)]
    exact = [row for row in named if _provider(row, quotes) == caller.subject.partition("/")[0].casefold()]
    if exact or not named:
        return exact
    notes.append(f"recorded under {_distinct(row.provider for row in named)}")
    return named


def _provider(row: UsageProfile, quotes: Mapping[str, Quoted]) -> str:
    quote = quote_of(row, quotes)
    return (quote.provider if quote else row.provider).casefold()


def _same(row: UsageProfile, caller: Caller, quotes: Mapping[str, Quoted]) -> bool:
    recorded = quote_of(row, quotes)
    if recorded and caller.quote:
        return recorded.model == caller.quote.model
    ours = {caller.written} | ({caller.quote.model, caller.quote.id} if caller.quote else set())
    theirs = {row.model} | ({recorded.model} if recorded else set())
    return any(
        same_model(left, right) or same_model(SNAPSHOT.sub("", left), SNAPSHOT.sub("", right))
        for left in ours
        for right in theirs
    )


def _same_mode(row: UsageProfile, caller: Caller, quotes: Mapping[str, Quoted]) -> bool:
    recorded = quote_of(row, quotes)
    return recorded is not None and caller.quote is not None and recorded.mode == caller.quote.mode


def quote_of(row: UsageProfile, quotes: Mapping[str, Quoted]) -> Quote | None:
    """What the catalog knows of the recorded model, where it was asked."""
    found = quotes.get(f"{row.provider}|{row.model}")
    return found if isinstance(found, Quote) else None


def key_of(row: UsageProfile) -> tuple[str, ...]:
    """The key of the stream that a row of the profile is."""
    return "row", row.feature, row.tier or "", row.environment or "", row.provider, row.model


def name_of(row: UsageProfile) -> str:
    """For people: ``helpdesk-bot on openai/gpt-4o-mini (pro)``."""
    return f"{row.feature} on {row.provider}/{row.model}{f' ({row.tier})' if row.tier else ''}"


def _stream(row: UsageProfile, quotes: Mapping[str, Quoted]) -> Stream:
    return Stream(
        key_of(row),
        name_of(row),
        _calls(row),
        row.input,
        row.output,
        row.cache_read_mean,
        row.cache_write_mean,
        row.reasoning_mean,
        quote_of(row, quotes),
    )


def _assumed(row: UsageProfile, caller: Caller, quotes: Mapping[str, Quoted]) -> Stream:
    """The calls of a feature as an upper bound for a call that is new; they may as well never happen."""
    stream = _stream(row, quotes)
    calls = stream.calls and Range(ZERO, stream.calls.mid, stream.calls.high)
    return replace(stream, key=("new", caller.subject, *stream.key[1:]), calls=calls)


def _calls(row: UsageProfile) -> Range | None:
    if row.calls is None:
        return None
    low = row.calls if row.calls_low is None else row.calls_low
    high = row.calls if row.calls_high is None else row.calls_high
    return Range(low, row.calls, high)


def _leading(streams: Sequence[Stream], features: Sequence[Feature]) -> str:
    """The feature with the most calls; the one named first where nothing tells."""
    names = [feature.name for feature in features]
    if len(names) == 1:
        return names[0]
    volume: Callable[[str], Decimal] = lambda name: sum(  # noqa: E731
        (stream.calls.mid for stream in streams if stream.calls and name in stream.key), ZERO
    )
    return max(names, key=volume)


def _distinct(words: Iterable[str]) -> str:
    return ", ".join(sorted({word for word in words if word}))
