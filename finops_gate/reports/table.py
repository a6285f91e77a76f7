"""The verdict for a person at a terminal: plain lines where the output is no terminal, laid out by rich where it is.

Every text from outside passes clean(), and rich gets Text objects only: in its markup a file's name could end the run.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import dollars
from finops_gate.base.text import clean
from finops_gate.model.economics import named
from finops_gate.model.economics import told as told_of
from finops_gate.model.entries import Entries, Entry, called, due, entries, spoken
from finops_gate.model.governance import milder
from finops_gate.model.phrases import count, monthly, per_call, tokens, unit
from finops_gate.model.policy import Outcome
from finops_gate.model.proposals import proposed
from finops_gate.model.scored import named as shift_named
from finops_gate.model.scored import told as shift_told
from finops_gate.model.setting import Key
from finops_gate.model.site import Status
from finops_gate.model.verdict import Approval, Decision, Row, Verdict
from finops_gate.reports import Format

HEADLINE = 1000
"""Characters of the verdict's line that are shown; it names a few things, each already cut."""
SHOWN = 10
"""How many of the skipped files, and of other lists, are named without -v."""
CALM = 20
"""How many sites that nothing objects to are told without -v; they come last."""
LABEL, LONGEST = 9, 20
"""Columns of a label, at least and at most."""
ASKED = {
    Outcome.PASS: "pass",
    Outcome.WARN: "warn",
    Outcome.REQUIRE_APPROVAL: "approve",
    Outcome.BLOCK: "block",
}
"""What a finding comes to, as its label."""
COLORS = {Outcome.PASS: "green", Outcome.WARN: "yellow", Outcome.REQUIRE_APPROVAL: "yellow", Outcome.BLOCK: "red"}


class Block(NamedTuple):
    """One paragraph of the report: a title and labelled lines below it."""

    title: str
    outcome: Outcome
    lines: tuple[tuple[str, str], ...] = ()


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:
    """The headline, then a paragraph for each site, approval and list. One line when there is nothing to say."""
    head = clean(verdict.headline, HEADLINE)
    blocks = tuple(_blocks(verdict, verbose))
    return _laid_out(head, verdict.outcome, blocks, width, color) if width else _plain(head, blocks)


def _blocks(verdict: Verdict, verbose: bool) -> Iterator[Block]:
    told = entries(verdict)
    if verdict.advisory and verdict.outcome is not Outcome.PASS:
        yield Block("Advisory: nothing is enforced, the exit code is 0.", Outcome.PASS)
    if chosen := milder(verdict.outcome.word, verdict.governance.overrides):
        yield Block(clean(chosen, 1000), Outcome.PASS)
    calm = [entry for entry in told.sites if entry.outcome is Outcome.PASS]
    left = [] if verbose else calm[CALM:]
    for entry in told.sites[: len(told.sites) - len(left)]:
        yield _site(entry, verdict, verbose)
    if left:
        yield Block(f"{count(len(left), 'more site')} that nothing objects to; -v lists them all", Outcome.PASS)
    for decision in due(told.general):
        yield _general(decision, verdict)
    for approval in verdict.approvals:
        yield _approval(approval, verdict, verbose)
    if verdict.performance:
        shifted = tuple((shift_named(shift), shift_told(shift)) for shift in verdict.performance)
        yield Block("Performance to cost", Outcome.PASS, shifted)
    if verdict.economics:
        lines = tuple((named(economy), told_of(economy)) for economy in verdict.economics)
        yield Block("Unit economics", Outcome.PASS, lines)
    yield from _unbilled(told, verbose)
    if verdict.skipped:
        listed = verdict.skipped if verbose else verdict.skipped[:SHOWN]
        more = len(verdict.skipped) - len(listed)
        yield Block(
            f"{count(len(verdict.skipped), 'file')} could not be judged:",
            Outcome.WARN,
            (
                *(("", f"{clean(entry.path)}: {clean(entry.reason)}") for entry in listed),
                *([("", f"{more:,} more; -v lists them all")] if more else []),
            ),
        )
    if verbose:
        yield Block("Compared", Outcome.PASS, tuple(_compared(verdict)))


def _site(entry: Entry, verdict: Verdict, verbose: bool) -> Block:
    first = entry.rows[0]
    words = [
        entry.outcome.word if entry.outcome else "change",
        f"{clean(first.change.path)}:{first.change.line}",
    ]
    words += [clean(first.feature, 80)] if first.feature else []
    words += [f"in {clean(first.environment, 80)}"] if first.environment else []
    return Block("  ".join(words), entry.outcome, tuple(_site_lines(entry, verdict, verbose)))


def _site_lines(entry: Entry, verdict: Verdict, verbose: bool) -> Iterator[tuple[str, str]]:
    shown = entry.rows if verbose else entry.rows[:SHOWN]
    for row in shown:
        yield _changed(row, entry.rows[0])
        yield from _ways(row, verbose)
    if len(shown) < len(entry.rows):
        yield "", f"{count(len(entry.rows) - len(shown), 'more setting')}; -v lists them all"
    yield unit(entry.rows[0]), per_call(entry.projection)
    yield "monthly", monthly(entry.projection)
    yield from _evidence(entry, verbose)
    advice = entry.advice if verbose else entry.advice[:SHOWN]
    yield from (("instead", proposed(one)) for one in advice)
    decisions = due(entry.decisions)
    for decision in decisions:
        yield from _decision(decision, verdict, *_said(entry))
    standing = [decision for decision in decisions if decision.waived_by is None]
    name = (standing[0].finding if standing else entry.rows[0]).fingerprint
    yield "next", f"finops-gate explain {clean(name, 80)}"


def _changed(row: Row, first: Row) -> tuple[str, str]:
    change = row.change
    label = "model" if change.key is Key.MODEL else clean(change.bound.setting.slot or change.key.value, 40)
    where = ""
    if (change.path, change.line) != (first.change.path, first.change.line):
        where = f"  ({clean(change.path)}:{change.line})"
    if change.key is Key.PROMPT:
        return "prompt", f"{change.status}{'  ' + tokens(row) if tokens(row) else ''}{where}"
    before = clean(spoken(change.before)) if change.before else ""
    after = clean(spoken(change.after)) if change.after else ""
    if change.status is Status.ADDED:
        return label, f"{after}  (new){where}"
    if change.status is Status.REMOVED:
        return label, f"{before}  (removed){where}"
    return label, f"{before} -> {after}{where}"


def _ways(row: Row, verbose: bool) -> Iterator[tuple[str, str]]:
    """How a value was found and whom it feeds."""
    bound = row.change.bound
    if bound.via:
        yield "via", ", ".join(f"{clean(place.path)}:{place.line}" for place in bound.via[:SHOWN])
    reaches = row.change.reaches if verbose else row.change.reaches[:3]
    if reaches:
        more = len(row.change.reaches) - len(reaches)
        places = ", ".join(f"{clean(reach.location.path)}:{reach.location.line}" for reach in reaches)
        yield "reaches", f"{places}{f' and {more:,} more' if more else ''}"


def _evidence(entry: Entry, verbose: bool) -> Iterator[tuple[str, str]]:
    if entry.projection is None:
        return
    evidence = entry.projection.evidence
    words = [clean(text) for text in (evidence.source, evidence.window) if text]
    yield "evidence", f"{evidence.grade.word}{': ' if words else ''}{', '.join(words)}"
    if evidence.conflict:
        yield "", clean(evidence.conflict)
    if verbose:
        yield from (("price", clean(line, 400)) for line in evidence.prices)
    assumed = entry.assumed
    for line in assumed if verbose else assumed[:3]:
        yield "assumed", clean(line, 400)
    if not verbose and len(assumed) > 3:
        yield "", f"{len(assumed) - 3:,} more; -v lists them all, with the prices"


def _said(entry: Entry) -> tuple[str, str]:
    """What the paragraph of a site has said before its findings are told: whose it is, and what was swapped."""
    row = entry.rows[0]
    change = row.change
    swap = ""
    if len(entry.rows) == 1 and change.before and change.after:
        values = (change.before.value, change.after.value)
        swap = " (" + " -> ".join(clean(value, 60) for value in values if isinstance(value, str)) + ")"
    return f"{clean(row.feature or change.path, 80)}: ", swap


def _decision(decision: Decision, verdict: Verdict, name: str = "", swap: str = "") -> Iterator[tuple[str, str]]:
    """What was found, and below it what that comes to and why; without the words that were said already."""
    finding = decision.finding
    message = clean(finding.message, 400).removeprefix(name)
    label = "waived" if decision.waived_by else ASKED[decision.outcome]
    yield label, f"{clean(finding.rule, 80)}: {message.replace(swap, '', 1) if swap else message}"
    asked = f"{_name(decision.role, verdict)}, " if decision.outcome is Outcome.REQUIRE_APPROVAL else ""
    origin = clean(decision.because)
    yield "", f"{asked}by {'the ' if origin.startswith('starter') else ''}{origin}"
    if decision.waived_by:
        yield "", f"waived by {clean(decision.waived_by)}"
    if finding.advice:
        yield "advice", clean(finding.advice, 400)


def _name(role: str | None, verdict: Verdict) -> str:
    named = next((approval.name for approval in verdict.approvals if approval.role == role), None)
    return clean(named or role or "a maintainer who is not the author")


def _general(decision: Decision, verdict: Verdict) -> Block:
    finding = decision.finding
    lines = (*_decision(decision, verdict), ("next", f"finops-gate explain {clean(finding.fingerprint, 80)}"))
    return Block(
        f"{called(decision)}  {clean(finding.location.path)}:{finding.location.line}",
        decision.outcome,
        lines,
    )


def _approval(approval: Approval, verdict: Verdict, verbose: bool) -> Block:
    words = [f"{approval.state}"]
    words += [f"by {', '.join(clean(name, 80) for name in approval.by)}"] if approval.by else []
    lines = [("code", clean(approval.code, 40))] if approval.code else []
    if approval.ceiling is not None:
        lines.append(("up to", f"{dollars(approval.ceiling, True)}/month"))
    if verbose or approval.state == "unknown":
        lines += [("why", clean(line, 400)) for line in approval.why]
    settled = Outcome.PASS if approval.state == "granted" else verdict.outcome
    return Block(f"Approval of {clean(approval.name)}: {' '.join(words)}", settled, tuple(lines))


def _unbilled(told: Entries, verbose: bool) -> Iterator[Block]:
    """What changed and raises no alarm: counted in one line, with the reasons; listed under -v."""
    if not told.unbilled:
        return
    notes: dict[str, int] = {}
    for row in told.unbilled:
        notes[row.change.note or "not billed"] = notes.get(row.change.note or "not billed", 0) + 1
    reasons = "; ".join(f"{clean(note)} ({number:,})" for note, number in sorted(notes.items()))
    lines = []
    for row in told.unbilled if verbose else ():
        label, text = _changed(row, row)
        lines.append((label, f"{text}  {clean(row.change.path)}:{row.change.line}"))
    title = f"{count(len(told.unbilled), 'change')} for information, not billed: {reasons}"
    yield Block(title, Outcome.PASS, tuple(lines))


def _compared(verdict: Verdict) -> Iterator[tuple[str, str]]:
    compared, inputs, coverage = verdict.comparison, verdict.inputs, verdict.coverage
    yield "base", f"{clean(compared.merge_base)} (policy of {clean(compared.base)})"
    yield "head", clean(compared.head)
    yield "prices", f"of {verdict.as_of}, catalog {clean(inputs.catalog) or 'not needed'}"
    yield "policy", clean(inputs.policy) or "not needed"
    yield "usage", clean(inputs.usage) or "none"
    yield "files", f"{coverage.files:,} changed, {coverage.scanned:,} looked into"


def _plain(head: str, blocks: tuple[Block, ...]) -> str:
    lines = [head]
    for block in blocks:
        lines += ["", block.title]
        labels = [len(label) for label, _ in block.lines if label]
        size = min(max(LABEL, *labels), LONGEST) if labels else 0
        for label, text in block.lines:
            lines.append(f"  {label:<{size}} {text}" if size else f"  {text}")
    return "\n".join(lines) + "\n"


def _laid_out(head: str, outcome: Outcome, blocks: tuple[Block, ...], width: int, color: bool) -> str:
    import io

    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 40),
        force_terminal=True,
        color_system="standard" if color else None,
        no_color=not color,
        emoji=False,
        markup=False,
        highlight=False,
        legacy_windows=False,
    )

    def style(words: str) -> str:
        return words if color else ""

    console.print(Text(head, style(f"bold {COLORS[outcome]}"), overflow="fold"))
    for block in blocks:
        console.print()
        console.print(Text(block.title, style(f"bold {COLORS[block.outcome]}"), overflow="fold"))
        if block.lines:
            grid = Table.grid(padding=(0, 1))
            grid.add_column(min_width=LABEL, no_wrap=True)
            grid.add_column(overflow="fold")
            for label, text in block.lines:
                grid.add_row(Text(label, style("dim")), Text(text))
            console.print(Padding(grid, (0, 0, 0, 2)))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join(lines) + "\n"


FORMAT: Format = Format(render, "text/plain; charset=utf-8")
