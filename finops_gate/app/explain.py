"""What stands behind a word of a report: a rule, a model, a finding or a change."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from finops_gate.base import shelf
from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.model.machine import Machine
from finops_gate.model.price import Price, Quote
from finops_gate.model.setting import Unknown

if TYPE_CHECKING:
    from finops_gate.app.diff import Request
    from finops_gate.model.report import ChangeField, DecisionField, FindingField, Report, SideField

RULES = "finops_gate.rules"
_FINGERPRINT = lazy(r"[0-9a-f]{16}")


class Page(NamedTuple):
    """An explanation."""

    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    """Heading and lines; an empty heading for what comes first. Lines may hold text from outside, not yet clean."""
    history: tuple[Price, ...] = ()
    """The prices of a model or a machine over time, for a chart."""


def explain(subject: str, provider: str, as_of: date, report: Path | None, request: Request) -> Page:
    """The page on a rule, on a finding or change (by fingerprint), or on a model.

    Findings are looked up in a saved JSON report, without one in a new run of the diff. Raises UsageError.
    """
    if subject in shelf.names(RULES):
        return rule(subject)
    if report is not None:
        return finding(subject, _saved(report), str(report))
    if _FINGERPRINT.fullmatch(subject):
        from finops_gate.app.diff import run
        from finops_gate.reports.json import report as told

        return finding(subject, told(run(request)), request.revisions or "this comparison")
    from finops_gate.app.machines import machine

    found = machine(subject, provider, as_of)
    return hardware(found) if found is not None else model(subject, provider, as_of, request.directory)


def needs_comparison(subject: str) -> bool:
    """Whether the subject is written like the fingerprint of a finding or a change."""
    return _FINGERPRINT.fullmatch(subject) is not None and subject not in shelf.names(RULES)


def hardware(found: Machine) -> Page:
    """What is known of a machine on a day, and what its prices were."""
    from finops_gate.app.machines import history

    parts = f"{found.count:f} x {found.accelerator}" if found.count else found.accelerator or "an unknown accelerator"
    memory = f", {found.memory_gb:,} GB in all" if found.memory_gb else ""
    facts = [f"{parts}{memory}", *([f"estimated: {found.estimate}"] if found.estimate else [])]
    return Page(
        found.subject,
        (
            ("", tuple(facts)),
            (f"Prices on {found.as_of}", tuple(_price(price) for price in found.prices) or ("none known",)),
            ("Sources", tuple(sorted({_source(price) for price in found.prices}))),
        ),
        history(found),
    )


def rule(name: str) -> Page:
    """The docstring of the rule's file, which is its public page."""
    text = inspect.cleandoc(import_module(f"{RULES}.{name.replace('-', '_')}").__doc__ or "")
    sections: list[tuple[str, tuple[str, ...]]] = []
    for part in re.split(r"\n(?=\S[^\n]*:\n)", text):
        heading, _, body = part.partition("\n") if sections else ("", "", part)
        lines = inspect.cleandoc(f"\n{body}").strip().splitlines()
        sections.append((heading.rstrip(":"), tuple(lines)))
    return Page(name, tuple(sections))


def model(name: str, provider: str, as_of: date, directory: Path | None = None) -> Page:
    """What the catalog says of a model on a day, and what its prices were."""
    from finops_gate.app.own_prices import catalog_here

    catalog = catalog_here(directory)
    quote = catalog.quote(name, provider, as_of)
    if isinstance(quote, Unknown):
        raise UsageError(
            f"{clean(name, 80)} is no rule, no finding and no model that the catalog knows: {clean(quote.reason)}",
            f"rules are {', '.join(shelf.names(RULES))}",
        )
    return Page(
        quote.subject,
        (
            ("", tuple(_facts(quote))),
            (f"Prices on {as_of}", tuple(_price(price) for price in quote.prices) or (quote.reason or "none known",)),
            ("Announced", tuple(_price(price) for price in quote.upcoming)),
            ("All prices", tuple(_dated(price) for price in catalog.history(quote))),
            ("Sources", tuple(sorted({_source(price) for price in quote.prices}))),
        ),
        tuple(price for price in catalog.history(quote) if not price.conditions),
    )


def _facts(quote: Quote) -> Iterator[str]:
    yield f"{quote.mode}, {quote.standing or 'active'}, matched {quote.matched}"
    if quote.successor:
        yield f"its successor is {quote.successor}"
    if quote.context_window:
        longest = f", at most {quote.max_output:,} of them output" if quote.max_output else ""
        yield f"context of {quote.context_window:,} tokens{longest}"
    if quote.takes or quote.gives:
        yield f"takes {', '.join(quote.takes) or 'text'}; gives {', '.join(quote.gives) or 'text'}"
    if quote.off_peak_hours:
        yield f"cheaper at {quote.off_peak_hours} UTC, where the company's own prices say that it keeps to these hours"
    if quote.self_hosted or not quote.prices:
        yield quote.reason
    exact = "exactly" if quote.tokenizer.exact else "about"
    yield f"counts {exact} {quote.tokenizer.ratio} of its tokens where {quote.tokenizer.encoding} counts 1"


def _price(price: Price) -> str:
    from finops_gate.base.money import plain

    unit = "1M tokens" if price.meter.per_million else price.meter.value
    conditions = "".join(f", {name.replace('_', ' ')} {value}" for name, value in price.conditions)
    starts = f", from {price.starts}" if price.starts else ""
    ends = f", until {price.ends}" if price.ends else ""
    ends += f", negotiated: {price.negotiated}" if price.negotiated else ""
    return f"{price.meter.value.replace('_', ' ')} ${plain(price.amount)} / {unit}{conditions}{starts}{ends}"


def _dated(price: Price) -> str:
    return f"{price.starts or 'since launch'}: {_price(price)}"


def _source(price: Price) -> str:
    return f"{price.source}{f', read {price.retrieved}' if price.retrieved else ''}"


def finding(fingerprint: str, report: Report, where: str) -> Page:
    """A finding or a change of a report, with all that the report knows of it."""
    told = next((entry for entry in report["findings"] if entry["fingerprint"] == fingerprint), None)
    if told is not None:
        rows = [row for row in report["changes"] if row["fingerprint"] in told["changes"]]
        decided = [entry for entry in report["decisions"] if entry["finding"] == fingerprint]
        return Page(f"{told['rule']}  {told['path']}:{told['line']}", tuple(_finding(told, rows, decided)))
    row = next((entry for entry in report["changes"] if entry["fingerprint"] == fingerprint), None)
    if row is None:
        raise UsageError(
            f"no finding and no change of {clean(where)} is called {clean(fingerprint, 80)}",
            "name the comparison it was found in: --range main..HEAD, or --report report.json",
        )
    about = [entry["message"] for entry in report["findings"] if fingerprint in entry["changes"]]
    findings = (("Findings", tuple(about)),) if about else ()
    return Page(f"{row['kind']} {row['status']}  {row['path']}", (*_change(row), *findings))


def _finding(
    told: FindingField, rows: list[ChangeField], decided: list[DecisionField]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "", (told["message"],)
    yield "Measured", tuple(f"{name} {amount}" for name, amount in sorted(told["measure"].items()))
    for decision in decided:
        asked = f", asked of {decision['role']}" if decision["role"] else ""
        waived = f", waived by {decision['waived_by']}" if decision["waived_by"] else ""
        yield "Decided", (f"{decision['outcome']} by {decision['because']}{asked}{waived}",)
    for row in rows:
        yield from _change(row)
    if told["advice"]:
        yield "Advice", (told["advice"],)
    yield "The rule", (f"finops-gate explain {told['rule']}",)


def _change(row: ChangeField) -> Iterator[tuple[str, tuple[str, ...]]]:
    name = row["parameter"] or row["kind"]
    lines = [f"{name} {row['status']}: {_side(row['base'])} -> {_side(row['head'])}"]
    lines += [f"feature {row['feature']}"] if row["feature"] else []
    lines += [f"reaches {reach['path']}:{reach['line']}" for reach in row["reaches"]]
    yield "Change", tuple(lines)
    figures = []
    for label, cost in (("per " + row["unit"], row["per_call"]), ("monthly", row["monthly"])):
        figures.append(f"{label} {_money(cost['base'])} -> {_money(cost['head'])}")
    yield "Cost", tuple(figures)
    evidence = row["evidence"]
    source = ", ".join(text for text in (evidence["source"], evidence["window"]) if text)
    yield "Evidence", (f"{evidence['grade']}: {source}", *evidence["prices"], *evidence["assumptions"])


def _side(side: SideField | None) -> str:
    if side is None:
        return "nothing"
    text = side["id"] or side["value"] or side["model"] or "unreadable"
    via = "".join(f" via {place['path']}:{place['line']}" for place in side["via"])
    return f"{text} ({side['path']}:{side['line']}{via})"


def _money(amount: str | None) -> str:
    return "unknown" if amount is None else f"${amount}"


def _saved(path: Path) -> Report:
    from finops_gate.model.report import SCHEMA, VERSION

    try:
        report = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{clean(str(path))} cannot be read: {error.strerror}", "finops-gate diff --output json=report.json"
        ) from None
    except (ValueError, RecursionError):
        raise UsageError(f"{clean(str(path))} is no JSON", "finops-gate diff --output json=report.json") from None
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        raise UsageError(
            f"{clean(str(path))} is no report of finops-gate", "finops-gate diff --output json=report.json"
        )
    version = str(report.get("version"))
    if version.partition(".")[0] != VERSION.partition(".")[0]:
        raise UsageError(f"{clean(str(path))} is a report of version {clean(version, 20)}; this reads {VERSION}")
    return cast("Report", report)
