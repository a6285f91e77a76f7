"""What coding agents may ask: four tools, each with what it takes and what it answers. Knows no protocol.

The tools read and compute. They write nothing, use no network, and look only into repositories within the folders that
the agent was opened on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from finops_gate.app.confined import repository
from finops_gate.base.errors import RepositoryError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import dollars, plain
from finops_gate.base.text import clean, storable

if TYPE_CHECKING:
    from finops_gate.app.diff import Request
    from finops_gate.model.answers import Explanation, PartField, PriceAnswer
    from finops_gate.model.machine import Machine

LARGEST = Decimal(10) ** 15
"""Tokens, calls or hours; more is a slip of the pen."""

Json = dict[str, Any]


class Answer(NamedTuple):
    """What a tool answers: for a program, and the same for people."""

    data: Mapping[str, Any]
    text: str


class Surroundings(NamedTuple):
    """What a tool may look at."""

    folders: tuple[str, ...]
    """Where repositories may lie; the first is meant where none is named."""
    packages: str | None = None
    """The cache of inspected packages, which is read and not written; None: there is none."""


class Tool(NamedTuple):
    """One tool."""

    name: str
    title: str
    description: str
    properties: Json
    """The JSON Schema of each argument."""
    required: tuple[str, ...]
    answer: Callable[[Json, Surroundings], Answer]
    output: Callable[[], Json]
    """The JSON Schema of the data."""

    @property
    def input(self) -> Json:
        """The JSON Schema of the arguments. What is not named is refused: it would be a slip that changes nothing."""
        return {
            "type": "object",
            "properties": self.properties,
            "required": list(self.required),
            "additionalProperties": False,
        }


def ask(name: str, arguments: Json, around: Surroundings) -> Answer:
    """Answers one question. Raises LookupError for a tool that there is none of, and GateError."""
    import jsonschema

    tool = next((tool for tool in TOOLS if tool.name == name), None)
    if tool is None:
        raise LookupError(name)
    wrong = jsonschema.Draft202012Validator(tool.input).iter_errors(arguments)
    for error in sorted(wrong, key=lambda error: [str(part) for part in error.absolute_path]):
        where = ".".join(str(part) for part in error.absolute_path)
        told = f"{clean(where, 40)}: {clean(error.message)}" if where else clean(error.message)
        raise UsageError(told, f"{name} takes {', '.join(tool.properties)}")
    return tool.answer(arguments, around)


def _diff(arguments: Json, around: Surroundings) -> Answer:
    from finops_gate.app.diff import run
    from finops_gate.app.render import render
    from finops_gate.reports.json import report

    verdict = run(_request(arguments, around))
    text = render(verdict, "table", width=0, color=False, verbose=arguments.get("verbose", False))
    return Answer(cast("Json", report(verdict)), storable(text))


def _scan(arguments: Json, around: Surroundings) -> Answer:
    import json

    from finops_gate.app.render import INVENTORIES
    from finops_gate.app.scan import run

    verbose = arguments.get("verbose", False)
    top = repository(arguments.get("directory"), around.folders)
    inventory = run(Path(top), arguments.get("revision", "HEAD"), tests=verbose)
    told = {
        name: INVENTORIES.render(inventory, name, width=0, color=False, verbose=verbose) for name in ("json", "table")
    }
    return Answer(json.loads(told["json"]), storable(told["table"]))


def _price(arguments: Json, around: Surroundings) -> Answer:
    from finops_gate.app.machines import machine
    from finops_gate.app.price import price

    name, provider, day = arguments["model"], arguments.get("provider", ""), _day(arguments) or _today()
    hardware = machine(name, provider, day)
    if hardware is not None:
        return _machine(hardware, _number(arguments, "hours", 730))
    sent, answered = _number(arguments, "input_tokens", 1000), _number(arguments, "output_tokens", 500)
    calls = _number(arguments, "calls", 1000)
    found = price(name, provider, sent, answered, calls, day, _perhaps(arguments, around))
    parts: list[PartField] = [
        {
            "meter": part.price.meter.value,
            "quantity": plain(part.quantity),
            "amount": plain(part.price.amount),
            "per": "1M tokens" if part.price.meter.per_million else part.price.meter.value,
            "region": dict(part.price.conditions).get("region"),
            "source": storable(part.price.source),
            "negotiated": storable(part.price.negotiated) if part.price.negotiated else None,
        }
        for part in found.parts
    ]
    data: PriceAnswer = {
        "subject": storable(found.quote.subject),
        "kind": "model",
        "as_of": day.isoformat(),
        "parts": parts,
        "cost": plain(found.cost),
        "quantity": plain(calls),
        "total": plain(found.total),
        "notes": [storable(note) for note in found.notes],
    }
    last = (f"one call {dollars(found.cost)}", f"{calls:,} calls {dollars(found.total)}")
    return Answer(data, _bill(data, (*last, *(clean(note, 400) for note in found.notes))))


def _machine(found: Machine, hours: Decimal) -> Answer:
    from finops_gate.base.money import EXACT
    from finops_gate.model.machine import hourly

    parts: list[PartField] = [
        {
            "meter": dict(price.conditions)["purchase"],
            "quantity": plain(hours),
            "amount": plain(price.amount),
            "per": price.meter.value,
            "region": dict(price.conditions)["region"],
            "source": storable(price.source),
            "negotiated": None,
        }
        for price in found.prices
    ]
    usual = found.price()
    one = hourly(usual) if usual else None
    total = EXACT.multiply(one, hours) if one is not None else None
    notes = [f"{plain(found.count)} x {found.accelerator}"] if found.count else []
    notes += [f"estimated, not published: {found.estimate}"] if found.estimate else []
    data: PriceAnswer = {
        "subject": storable(found.subject),
        "kind": "machine",
        "as_of": found.as_of.isoformat(),
        "parts": parts,
        "cost": plain(one) if one is not None else None,
        "quantity": plain(hours),
        "total": plain(total) if total is not None else None,
        "notes": [storable(note) for note in notes],
    }
    sums = (f"one hour {dollars(one)}", f"{plain(hours)} hours {dollars(total)}") if one is not None and total else ()
    return Answer(data, _bill(data, (*sums, *(clean(note, 400) for note in notes))))


def _bill(data: PriceAnswer, last: Sequence[str]) -> str:
    lines = [f"{clean(data['subject'])} on {data['as_of']}"]
    for part in data["parts"]:
        agreed = f"negotiated: {clean(part['negotiated'])}; " if part["negotiated"] else ""
        where = f" in {clean(part['region'], 40)}" if part["region"] else ""
        amount = f"{part['quantity']} x ${part['amount']} / {part['per']}{where}"
        lines.append(f"  {part['meter'].replace('_', ' ')}: {amount}  ({agreed}{clean(part['source'])})")
    return "\n".join([*lines, *last]) + "\n"


def _explain(arguments: Json, around: Surroundings) -> Answer:
    from finops_gate.app import explain
    from finops_gate.base import shelf

    subject, provider, day = arguments["subject"], arguments.get("provider", ""), _day(arguments) or _today()
    if explain.needs_comparison(subject):
        request = _request(arguments, around)
    else:
        from finops_gate.app.diff import Request

        known = subject in shelf.names(explain.RULES)
        request = Request(directory=None if known else _perhaps(arguments, around))
    page = explain.explain(subject, provider, day, None, request)
    data: Explanation = {
        "title": storable(page.title),
        "sections": [
            {"heading": heading, "lines": [storable(line) for line in body]} for heading, body in page.sections if body
        ],
    }
    lines = [clean(page.title, 400)]
    for section in data["sections"]:
        lines += ["", *([f"{section['heading']}:"] if section["heading"] else [])]
        lines += [clean(line, 1000) for line in section["lines"]]
    return Answer(data, "\n".join(lines) + "\n")


def _request(arguments: Json, around: Surroundings) -> Request:
    from finops_gate.app.diff import Request
    from finops_gate.app.inspecting import Inspecting

    return Request(
        directory=Path(repository(arguments.get("directory"), around.folders)),
        revisions=arguments.get("range"),
        exact=arguments.get("exact", False),
        staged=arguments.get("staged", False),
        as_of=_day(arguments),
        cache=None,
        inspecting=Inspecting("cached" if around.packages else "off", around.packages),
    )


def _perhaps(arguments: Json, around: Surroundings) -> Path | None:
    """The repository whose own prices count; None where none was named and none is there."""
    try:
        return Path(repository(arguments.get("directory"), around.folders))
    except (RepositoryError, UsageError):
        if "directory" in arguments:
            raise
        return None


def _day(arguments: Json) -> date | None:
    if "as_of" not in arguments:
        return None
    try:
        return date.fromisoformat(arguments["as_of"])
    except ValueError:
        raise UsageError(f"as_of: {clean(arguments['as_of'], 40)} is no day", "write it as 2026-11-23") from None


def _today() -> date:
    return datetime.now(UTC).date()


def _number(arguments: Json, name: str, usual: int) -> Decimal:
    try:
        number = Decimal(str(arguments.get(name, usual)))
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= LARGEST:
        raise UsageError(f"{name}: {clean(str(arguments[name]), 40)} is no number of {name}", f"at most {LARGEST:,}")
    return number


def _report_schema() -> Json:
    from finops_gate.app.schemas import schema

    return schema("report")


def _inventory_schema() -> Json:
    listed = {"type": "array", "items": {"type": "object"}}
    return {
        "type": "object",
        "description": "Every place of one revision that spends.",
        "properties": {
            "schema": {"const": "finops-gate/inventory"},
            "version": {"type": "string"},
            "revision": {"type": "string"},
            "as_of": {"type": "string", "description": "The day whose prices hold."},
            "sites": {**listed, "description": "Path, line, settings and the price of the model of each place."},
            "coverage": {"type": "object"},
            "skipped": {**listed, "description": "Files that could not be read, with the reason."},
        },
        "required": ["schema", "version", "revision", "as_of", "sites", "coverage", "skipped"],
    }


def _price_schema() -> Json:
    from finops_gate.app.schemas import of
    from finops_gate.model.answers import PriceAnswer

    return of(PriceAnswer)


def _explanation_schema() -> Json:
    from finops_gate.app.schemas import of
    from finops_gate.model.answers import Explanation

    return of(Explanation)


def _text(description: str) -> Json:
    return {"type": "string", "maxLength": 4096, "description": description}


def _flag(description: str) -> Json:
    return {"type": "boolean", "default": False, "description": description}


def _amount(description: str, usual: int) -> Json:
    return {"type": "number", "minimum": 0, "default": usual, "description": description}


_DIRECTORY = _text("A directory of the repository; without it the folder that is open. Relative to that folder.")
_DAY = _text("Use the prices of this day, as 2026-11-23; without it today's, or for a comparison those of its commits.")
_PROVIDER = _text("Who bills it: openai, azure, bedrock...")
_COMPARISON = {
    "range": _text("A..B compares B with its merge base with A, as a pull request does; without it the work tree."),
    "staged": _flag("Compare HEAD with the index: what the next commit would do."),
    "exact": _flag("Compare with A itself, not with the merge base of A and B."),
}

TOOLS = (
    Tool(
        "diff",
        "Price a change",
        "Judge what a change does to AI spending: models, billed parameters, prompts, accelerators and packages, priced"
        " before and after. Without arguments it judges the work tree as it is, so call it before committing a change"
        " to a model, a prompt, a token limit or a machine. Answers pass, warn, require-approval or block, and why.",
        {
            **_COMPARISON,
            "directory": _DIRECTORY,
            "as_of": _DAY,
            "verbose": _flag("Also what raises no alarm, and all evidence."),
        },
        (),
        _diff,
        _report_schema,
    ),
    Tool(
        "scan",
        "List what spends",
        "List every place of a repository that calls a model or runs an accelerator, with its settings and its price.",
        {
            "revision": _text("A commit, a branch, `index` or `worktree`; without it HEAD."),
            "directory": _DIRECTORY,
            "verbose": _flag("Also places in tests and documents, which spend nothing in production."),
        },
        (),
        _scan,
        _inventory_schema,
    ),
    Tool(
        "price",
        "Price a model or a machine",
        "Say what calls of a model, or the hours of a machine, cost, with each price and its source.",
        {
            "model": _text("The id of a model (gpt-4o-mini) or the type of a machine (p5.48xlarge)."),
            "provider": _PROVIDER,
            "input_tokens": _amount("Input tokens of a call.", 1000),
            "output_tokens": _amount("Output tokens of a call.", 500),
            "calls": _amount("How many calls.", 1000),
            "hours": _amount("Of a machine: how many hours.", 730),
            "directory": _text("A directory of the repository whose negotiated prices count."),
            "as_of": _DAY,
        },
        ("model",),
        _price,
        _price_schema,
    ),
    Tool(
        "explain",
        "Explain a word of a report",
        "Say what a rule objects to, what a model or a machine is, or what stands behind a finding of diff.",
        {
            "subject": _text("A rule, a model, a machine, or the fingerprint of a finding or change (16 digits)."),
            "provider": _PROVIDER,
            **_COMPARISON,
            "directory": _DIRECTORY,
            "as_of": _DAY,
        },
        ("subject",),
        _explain,
        _explanation_schema,
    ),
)
