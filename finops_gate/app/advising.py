"""Advice about calls of models: which models may stand for others, and what of it the organisation wants to hear."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from finops_gate.base.frozen import NamedTuple, replace
from finops_gate.catalog.book import Catalog
from finops_gate.cost.advising import Spending
from finops_gate.cost.spendings import looks_for_models
from finops_gate.model.policy import Policy
from finops_gate.model.price import Quote
from finops_gate.model.quality import Score
from finops_gate.model.verdict import Finding, Row
from finops_gate.verdict.decide import switched_off
from finops_gate.verdict.ignores import ignored_at_base


def models_for(
    catalog: Catalog, spendings: Iterable[Spending], scores: Sequence[Score], as_of: date
) -> tuple[Quote, ...]:
    """Models that may stand for those of the spendings: of the same providers, successors, and what the team scored."""
    looking = [spending for spending in spendings if looks_for_models(spending)]
    if not looking:
        return ()
    found: dict[str, Quote] = {}
    for provider in sorted({spending.quote.provider for spending in looking}):
        found.update((quote.subject, quote) for quote in catalog.of_provider(provider, as_of))
    named = {(score.model, score.provider) for score in scores}
    named |= {(one.quote.successor, one.quote.provider) for one in looking if one.quote.successor}
    asked: set[tuple[str, str]] = set()
    while named:
        asked |= named
        quotes = [catalog.quote(model, provider, as_of) for model, provider in sorted(named)]
        known = [quote for quote in quotes if isinstance(quote, Quote)]
        for quote in known:
            found.setdefault(quote.subject, quote)
        # what comes after a successor that is gone itself
        named = {(quote.successor, quote.provider) for quote in known if quote.standing and quote.successor} - asked
    return tuple(found[subject] for subject in sorted(found))


class Told(NamedTuple):
    """Rows and findings with the advice that is heard."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def with_advice(rows: Sequence[Row], findings: Sequence[Finding], policy: Policy, as_of: date) -> Told:
    """The rows with what is advised about them at the end of their evidence.

    What somebody has silenced advises nothing: its finding stays, for whoever asks, and suggests nothing any more.
    """
    told: dict[str, list[str]] = {}
    standing = list(heard(rows, findings, policy, as_of))
    known = {id(finding) for finding in standing}
    for finding in standing:
        for name in finding.changes:
            told.setdefault(name, []).append(f"advice ({finding.rule}): {finding.message}")
    return Told(
        tuple(_told(row, told.get(row.fingerprint, ())) for row in rows),
        tuple(_unless_silenced(finding, known) for finding in findings),
    )


def _unless_silenced(finding: Finding, known: Collection[int]) -> Finding:
    return finding if finding.suggests is None or id(finding) in known else replace(finding, suggests=None)


def heard(rows: Sequence[Row], findings: Sequence[Finding], policy: Policy, as_of: date) -> Iterator[Finding]:
    """The findings that propose something, without those that the policy or a place's own comment has silenced."""
    by_fingerprint = {row.fingerprint: row for row in rows}
    for finding in findings:
        if finding.suggests is None or switched_off(finding, policy):
            continue
        about = [by_fingerprint[name] for name in finding.changes if name in by_fingerprint]
        if not about or not all(ignored_at_base(row.change, finding.rule, as_of) for row in about):
            yield finding


def _told(row: Row, lines: Sequence[str]) -> Row:
    if not lines or row.projection is None:
        return row
    evidence = row.projection.evidence
    added = replace(evidence, assumptions=(*evidence.assumptions, *lines))
    return replace(row, projection=replace(row.projection, evidence=added))
