"""What is said of a document: prices beside the code, a page behind each, findings, and what may be done about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_gate.app.editor.text import Position, Span, Text
from finops_gate.app.editor.workspace import Opened, Workspace
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import dollars, plain
from finops_gate.base.text import clean
from finops_gate.model.markdown import entities
from finops_gate.model.policy import Outcome
from finops_gate.model.price import ModelStatus, Price, Quote
from finops_gate.model.setting import Key, Location, Unknown
from finops_gate.model.site import Site
from finops_gate.model.verdict import Decision, Finding, Row


class Hint(NamedTuple):
    """A price behind a line."""

    at: Position
    label: str
    more: tuple[str, ...]
    """What it rests on, line by line."""


class Remark(NamedTuple):
    """A finding at a place."""

    where: Span
    outcome: Outcome
    rule: str
    message: str
    fingerprint: str
    """Of the finding of the change; empty for what stands there, changed or not."""


class Proposal(NamedTuple):
    """An edit that somebody may want."""

    title: str
    where: Span
    new: str
    rule: str
    """The rule whose finding it mends; empty: none."""


def hints(opened: Opened, text: Text) -> Iterator[Hint]:
    """One for each site that names a model, and one for each machine that is paid by the hour."""
    for site, row, _, _ in opened.priced:
        yield Hint(text.end_of(_line(site)), label(row), tuple(_evidence(row)))


def label(row: Row) -> str:
    """``$0.0055/call, $275.00/month``, ``$1.21/hour, $885 to $3,540/month``; unknown is no zero.

    Editors cut long hints: VS Code shows 43 characters.
    """
    projection = row.projection
    if projection is None or projection.per_call_after is None:
        return "price unknown"
    month, hourly = projection.monthly_after, row.change.held is not None
    told = f"{dollars(projection.per_call_after)}/{'hour' if hourly else 'call'}"
    if month is None:
        return told
    if hourly and month.high > month.mid:
        return f"{told}, ${month.mid:,.0f} to ${month.high:,.0f}/month"
    return f"{told}, {dollars(month.mid)}/month"


def page(opened: Opened, text: Text, at: Position, workspace: Workspace) -> tuple[Span, list[str]] | None:
    """What stands behind the price of the line at a position, as Markdown paragraphs; None where nothing spends."""
    counted = text.counted(at)
    for site, row, _, _ in opened.priced:
        if _line(site) == counted:
            return text.span(counted), list(_paragraphs(site, row, workspace))
    return None


def remarks(opened: Opened, text: Text) -> list[Remark]:
    """What policy says of the document as it stands, and of what it changes; each thing once."""
    found: dict[tuple[str, int], Remark] = {}
    for site, _, decisions, _ in opened.priced:
        for decision in decisions:
            line = _line(site)
            if decision.outcome is not Outcome.PASS:
                found[decision.finding.rule, line] = _remark(decision, text.span(line, _written(site)), "")
    for decision in opened.judged:
        place = decision.finding.location
        if decision.outcome is Outcome.PASS or decision.waived_by:
            continue
        fingerprint = decision.finding.fingerprint
        found[decision.finding.rule, place.line] = _remark(decision, text.span(place.line), fingerprint)
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0]))]


def proposals(opened: Opened, text: Text, within: Span, workspace: Workspace) -> Iterator[Proposal]:
    """What may be done about the sites of some lines: take the model that is advised, or the successor; write out a
    default that stands elsewhere."""
    first, last = text.counted(within.start), text.counted(within.end)
    for site, row, _, advice in opened.priced:
        line, bound = _line(site), site.bound(Key.MODEL)
        if not first <= line <= last or bound is None or isinstance(bound.value, Unknown):
            continue
        _, written = text.line_of(line)
        old = bound.setting.value
        quote = workspace.quote(row)
        if quote is not None and isinstance(old, str) and written.count(old) == 1:
            for title, new, rule in _switches(quote, old, advice):
                yield Proposal(title, text.span(line, old), new, rule)
        name = bound.setting.refers[0] if bound.setting.refers else ""
        if isinstance(old, Unknown) and name and written.count(name) == 1 and _harmless(bound.value):
            yield Proposal(f"Pin {clean(bound.value, 60)} here", text.span(line, name), f'"{bound.value}"', "")


def _switches(quote: Quote, old: str, advice: Sequence[Finding]) -> Iterator[tuple[str, str, str]]:
    """Title, id and rule of each model that may stand here instead, at the same provider; each id once."""
    told = {old}
    if quote.successor and quote.status is not ModelStatus.ACTIVE:
        new = quote.successor.rpartition("/")[2]
        if new not in told and _harmless(new):
            told.add(new)
            yield f"Switch to {clean(new, 60)}, the successor of {clean(old, 60)}", new, "retired-model"
    for finding in advice:
        proposed = finding.suggests
        new = _respelled(old, quote, proposed.instead) if proposed is not None else ""
        if proposed is None or not new or new in told or not _harmless(new):
            continue
        told.add(new)
        saved = proposed.saving
        worth = f": {dollars(saved.mid)} a month less" if saved is not None and saved.mid > 0 else ""
        yield f"Switch to {clean(new, 60)}, as {finding.rule} advises{worth}", new, finding.rule


def _respelled(old: str, quote: Quote, subject: str) -> str:
    """A model of the same provider, written as the present one is (``azure/gpt-4o``); empty for anything else."""
    provider, _, model = subject.partition("/")
    at = old.lower().find(quote.model.lower())
    return old[:at] + model if provider == quote.provider and model and at >= 0 else ""


def origin(opened: Opened, text: Text, at: Position) -> Location | None:
    """The place that the value at a position is read from; None for one that is written there."""
    for site, _, _, _ in opened.priced:
        bound = site.bound(Key.MODEL)
        if _line(site) == text.counted(at) and bound is not None and bound.via:
            return bound.via[-1]
    return None


def _remark(decision: Decision, where: Span, fingerprint: str) -> Remark:
    finding = decision.finding
    told = f"{clean(finding.message, 400)} ({clean(decision.because)})"
    if finding.advice:
        told += f". {clean(finding.advice, 200)}"
    return Remark(where, decision.outcome, finding.rule, told, fingerprint)


def _paragraphs(site: Site, row: Row, workspace: Workspace) -> Iterator[str]:
    bound = site.bound(Key.MODEL)
    subject = row.head_model or _subject(site)
    yield f"**{_told(subject or 'something that cannot be read')}**: {entities(label(row))}"
    quote = workspace.quote(row)
    if quote is not None and quote.standing:
        after = f"; its successor is {quote.successor}" if quote.successor else ""
        yield _told(f"{quote.standing}{after}")
    yield "\n".join(f"- {_told(line, 400)}" for line in _evidence(row))
    if bound is not None and bound.via:
        yield _told(f"read through {', '.join(f'{place.path}:{place.line}' for place in bound.via[:6])}", 400)
    history = workspace.history(row)
    if history:
        yield "Price history\n\n" + "\n".join(f"- {_told(_dated(price), 400)}" for price in history[-24:])


def _evidence(row: Row) -> Iterator[str]:
    projection = row.projection
    if projection is None:
        yield "nothing is known of its price"
        return
    evidence = projection.evidence
    source = ", ".join(clean(part) for part in (evidence.source, evidence.window) if part)
    yield f"evidence: {evidence.grade.word}{f': {source}' if source else ''}"
    yield from (clean(line, 400) for line in (*evidence.prices, *evidence.assumptions))


def _dated(price: Price) -> str:
    unit = "1M tokens" if price.meter.per_million else price.meter.value
    ends = f" until {price.ends}" if price.ends else ""
    agreed = ", negotiated" if price.negotiated else ""
    named = f"{price.meter.value.replace('_', ' ')} " if price.meter.per_million else ""
    return f"{price.starts or 'since launch'}{ends}: {named}${plain(price.amount)} / {unit}{agreed}"


def _told(text: str, limit: int = 200) -> str:
    return entities(clean(text, limit))


def _line(site: Site) -> int:
    bound = site.bound(Key.MODEL)
    return (bound or site.settings[0]).setting.location.line


def _written(site: Site) -> str:
    bound = site.bound(Key.MODEL) or site.settings[0]
    return bound.setting.value if isinstance(bound.setting.value, str) else ""


def _subject(site: Site) -> str:
    """The model as it is resolved, or the machine with its accelerators."""
    bound, capacity = site.bound(Key.MODEL), site.capacity
    if bound is not None or capacity is None:
        return bound.value if bound is not None and isinstance(bound.value, str) else ""
    named = [name for name in (capacity.machine, capacity.accelerator) if isinstance(name, str) and name]
    return " with ".join(named)


def _harmless(value: str) -> bool:
    """Whether a value may be written into code: an id, and nothing that ends a literal."""
    return value.isprintable() and not set(value) & set("\"'`\\{}$")
