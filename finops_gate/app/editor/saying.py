"""What is said of a document: prices beside the code, a page behind each, findings, and what may be done about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from finops_gate.app.editor.text import Position, Span, Text
from finops_gate.app.editor.workspace import Opened, Workspace
from finops_gate.base.money import dollars, plain
from finops_gate.base.text import clean
from finops_gate.model.markdown import entities
from finops_gate.model.policy import Outcome
from finops_gate.model.price import ModelStatus, Price
from finops_gate.model.setting import Key, Location, Unknown
from finops_gate.model.site import Bound, Site
from finops_gate.model.verdict import Decision, Row


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
    """One for each site that names a model."""
    for site, row in zip(opened.priced.sites, opened.priced.rows, strict=True):
        yield Hint(text.end_of(_line(site)), label(row), tuple(_evidence(row)))


def label(row: Row) -> str:
    """``$0.0055/call, $275.00/month``; says that a price is unknown, and never shows a zero for it."""
    projection = row.projection
    if projection is None or projection.per_call_after is None:
        return "price unknown"
    told = f"{dollars(projection.per_call_after)}/call"
    month = projection.monthly_after
    return told if month is None else f"{told}, {dollars(month.mid)}/month"


def page(opened: Opened, text: Text, at: Position, workspace: Workspace) -> tuple[Span, list[str]] | None:
    """What stands behind the price of the line at a position, as Markdown paragraphs; None where nothing spends."""
    counted = text.counted(at)
    for site, row in zip(opened.priced.sites, opened.priced.rows, strict=True):
        if _line(site) == counted:
            return text.span(counted), list(_paragraphs(site, row, workspace))
    return None


def remarks(opened: Opened, text: Text) -> list[Remark]:
    """What policy says of the document as it stands, and of what it changes; each thing once."""
    found: dict[tuple[str, int], Remark] = {}
    for site, decisions in zip(opened.priced.sites, opened.priced.decisions, strict=True):
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
    """What may be done about the sites of some lines: take the successor, write out a default that stands elsewhere."""
    first, last = text.counted(within.start), text.counted(within.end)
    for site, row in zip(opened.priced.sites, opened.priced.rows, strict=True):
        line, bound = _line(site), site.bound(Key.MODEL)
        if not first <= line <= last or bound is None or isinstance(bound.value, Unknown):
            continue
        _, written = text.line_of(line)
        quote = workspace.quote(row)
        old = bound.setting.value
        if quote is not None and quote.successor and quote.status is not ModelStatus.ACTIVE and isinstance(old, str):
            new = quote.successor.rpartition("/")[2]
            if written.count(old) == 1 and new != old and _harmless(new):
                title = f"Switch to {clean(new, 60)}, the successor of {clean(old, 60)}"
                yield Proposal(title, text.span(line, old), new, "retired-model")
        name = bound.setting.refers[0] if bound.setting.refers else ""
        if isinstance(old, Unknown) and name and written.count(name) == 1 and _harmless(bound.value):
            yield Proposal(f"Pin {clean(bound.value, 60)} here", text.span(line, name), f'"{bound.value}"', "")


def origin(opened: Opened, text: Text, at: Position) -> Location | None:
    """The place that the value at a position is read from; None for one that is written there."""
    for site in opened.priced.sites:
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
    subject = row.head_model or (bound.value if bound is not None and isinstance(bound.value, str) else "")
    yield f"**{_told(subject or 'a model that cannot be read')}**: {entities(label(row))}"
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
    named = price.meter.value.replace("_", " ")
    return f"{price.starts or 'since launch'}{ends}: {named} ${plain(price.amount)} / {unit}{agreed}"


def _told(text: str, limit: int = 200) -> str:
    return entities(clean(text, limit))


def _line(site: Site) -> int:
    bound = site.bound(Key.MODEL)
    return (bound or site.settings[0]).setting.location.line


def _written(site: Site) -> str:
    bound: Bound | None = site.bound(Key.MODEL)
    return bound.setting.value if bound is not None and isinstance(bound.setting.value, str) else ""


def _harmless(value: str) -> bool:
    """Whether a value may be written into code: an id, and nothing that ends a literal."""
    return value.isprintable() and not set(value) & set("\"'`\\{}$")
