"""A verdict in the Markdown of GitHub and GitLab, as long as a limit allows: for a comment, and for a job's summary.

Whatever comes from the change stands in `<code>` with every character that Markdown, HTML or a table could read as a
numeric entity: backticks are left by a backtick, and outside of code a forge turns @names, #numbers and commit ids
into links and notifications after the entities are decoded (measured, see docs/decisions.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import dollars
from finops_gate.base.patterns import lazy
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

RESERVE = 1_000
"""Bytes kept for headings and for the lines that say how many were left out."""
_ASKED = 8
"""Requests that are explained, and lines of each; a change that asks more roles has them in the table."""
_SPECIAL = frozenset("\\`*_{}[]()#+-.!|~@:<>&\"'$^=/")
_CALLS_OUT = lazy(r"[@#]|GH-\d|[0-9a-f]{7}|www\.|://|[!&]\d|[~%][\w\"]", re.IGNORECASE)
"""What a forge would turn into a mention, a reference, a commit or a link.

The last two are GitLab's alone: merge requests and epics, labels and milestones.
"""


class Extent(NamedTuple):
    """How much is told."""

    limit: int
    """Bytes of the whole."""
    share: int
    """Bytes that approvals, skipped files and decisions without a site may each take."""
    listed: int
    """Entries of a list of places."""
    settings: int
    """Settings of one site in the table."""
    unbilled: bool
    """Whether what is not billed is listed, and not only counted."""


def composed(verdict: Verdict, extent: Extent) -> str:
    """Heading, table of sites, approvals, evidence folded away; never longer than the limit."""
    told = entries(verdict)
    parts = [f"## {prose(verdict.headline, 1000)}\n"]
    if verdict.advisory and verdict.outcome is not Outcome.PASS:
        parts.append("\nAdvisory: nothing is enforced.\n")
    if chosen := milder(verdict.outcome.word, verdict.governance.overrides):
        parts.append(f"\n{prose(chosen, 1000)}\n")
    below = _below(verdict, told, extent)
    room = extent.limit - size(below) - sum(map(size, parts)) - RESERVE
    table = fit([_table_row(entry, extent) for entry in told.sites], room // 2)
    details = fit([_details(entry, verdict, extent) for entry in told.sites], room - size(table))
    if told.sites:
        parts.append(f"{_HEAD}{table}")
        parts.append(f"\n<details><summary>Evidence</summary>\n{details}\n</details>\n")
    return "".join([*parts, below])


_HEAD = "\n| Site | Change | Per call | Per month | Verdict |\n| --- | --- | --- | --- | --- |\n"


def fit(texts: Sequence[str], room: int) -> str:
    """As many texts as there is room for, and how many were left out."""
    kept: list[str] = []
    for text in texts:
        room -= size(text)
        if room < 0:
            kept.append(f"\n{len(texts) - len(kept):,} more in the JSON report\n")
            break
        kept.append(text)
    return "".join(kept)


def _table_row(entry: Entry, extent: Extent) -> str:
    first = entry.rows[0]
    site = f"{code(f'{first.change.path}:{first.change.line}')}"
    site += f"<br>{prose(first.feature)}" if first.feature else ""
    changes = "<br>".join(_changed(row) for row in entry.rows[: extent.settings])
    left = len(entry.rows) - extent.settings
    changes += f"<br>and {left:,} more" if left > 0 else ""
    hourly = " an hour" if unit(first) == "per hour" else ""
    cells = (
        site,
        changes,
        f"{per_call(entry.projection, '→')}{hourly}",
        monthly(entry.projection, "→"),
        f"**{entry.outcome.word}**" if entry.outcome else "pass",
    )
    return f"| {' | '.join(cells)} |\n"


def _changed(row: Row) -> str:
    change = row.change
    if change.key is Key.PROMPT:
        counted = tokens(row).replace("->", "→")
        return f"prompt {change.status}{f', {counted}' if counted else ''}"
    name = "" if change.key is Key.MODEL else f"{code(change.bound.setting.slot or change.key.value)} "
    before = code(spoken(change.before)) if change.before else ""
    after = code(spoken(change.after)) if change.after else ""
    if change.status is Status.ADDED:
        return f"{name}{after} added"
    if change.status is Status.REMOVED:
        return f"{name}{before} removed"
    return f"{name}{before} → {after}"


def _details(entry: Entry, verdict: Verdict, extent: Extent) -> str:
    first = entry.rows[0].change
    lines = [f"\n**{code(f'{first.path}:{first.line}')}**\n\n"]
    for decision in due(entry.decisions):
        lines += _decision(decision, verdict)
    if entry.projection is not None:
        evidence = entry.projection.evidence
        words = [prose(text) for text in (evidence.source, evidence.window, evidence.conflict) if text]
        lines.append(f"- Evidence: {evidence.grade.word}{': ' if words else ''}{', '.join(words)}\n")
        lines += [f"- Price: {prose(line, 400)}\n" for line in evidence.prices]
        lines += [f"- Assumed: {prose(line, 400)}\n" for line in entry.assumed]
    lines += [f"- Instead: {prose(proposed(advice), 400)}\n" for advice in entry.advice]
    for row in entry.rows:
        if row.change.bound.via:
            via = ", ".join(code(f"{place.path}:{place.line}") for place in row.change.bound.via[: extent.listed])
            lines.append(f"- Read through {via}\n")
        if row.change.reaches:
            places = [
                code(f"{reach.location.path}:{reach.location.line}") for reach in row.change.reaches[: extent.listed]
            ]
            more = len(row.change.reaches) - len(places)
            lines.append(f"- Reaches {', '.join(places)}{f' and {more:,} more' if more else ''}\n")
    return "".join(lines)


def _decision(decision: Decision, verdict: Verdict) -> Iterator[str]:
    finding = decision.finding
    asked = ""
    if decision.waived_by:
        asked = f" Waived by {prose(decision.waived_by)}."
    elif decision.outcome is Outcome.REQUIRE_APPROVAL:
        named = next((approval.name for approval in verdict.approvals if approval.role == decision.role), decision.role)
        asked = f" Approval of {prose(named or 'a maintainer who is not the author')}."
    yield (
        f"- **{called(decision)}** {code(finding.rule)}: {prose(finding.message, 400)} "
        f"({prose(decision.because)}).{asked} {code(f'finops-gate explain {finding.fingerprint}')}\n"
    )
    if finding.advice:
        yield f"- Advice: {prose(finding.advice, 400)}\n"


def _below(verdict: Verdict, told: Entries, extent: Extent) -> str:
    parts = []
    general = due(told.general)
    if general:
        parts += ["\n", fit([_general(decision, verdict) for decision in general], extent.share)]
    if verdict.approvals:
        rows = fit([_approval(approval) for approval in verdict.approvals], extent.share)
        parts.append(f"\n| Approval | State | Up to | Code |\n| --- | --- | --- | --- |\n{rows}")
        told_lines = [*_asking(verdict)]
        parts += ["\n", *told_lines] if told_lines else []
    if verdict.performance:
        told_lines = [
            f"- {prose(shift_named(shift))}: {prose(shift_told(shift), 400)}\n" for shift in verdict.performance
        ]
        parts.append(f"\n**Performance to cost**\n\n{fit(told_lines, extent.share)}")
    if verdict.economics:
        told_lines = [f"- {prose(named(economy))}: {prose(told_of(economy), 400)}\n" for economy in verdict.economics]
        parts.append(f"\n**Unit economics**\n\n{fit(told_lines, extent.share)}")
    if told.unbilled:
        parts.append(f"\n{count(len(told.unbilled), 'change')} for information, not billed.\n")
        if extent.unbilled:
            parts += ["\n", fit([_unbilled(row) for row in told.unbilled], extent.share)]
    if verdict.skipped:
        lines = fit([f"- {code(entry.path)}: {prose(entry.reason)}\n" for entry in verdict.skipped], extent.share)
        summary = f"{count(len(verdict.skipped), 'file')} could not be judged"
        parts.append(f"\n<details><summary>{summary}</summary>\n\n{lines}\n</details>\n")
    return "".join(parts)


def _general(decision: Decision, verdict: Verdict) -> str:
    where = decision.finding.location
    lines = "".join(f"  {line}" for line in _decision(decision, verdict))
    return f"- {code(f'{where.path}:{where.line}')}\n{lines}"


def _asking(verdict: Verdict) -> Iterator[str]:
    """How to approve, and why an approval that was given does not count or nobody can tell."""
    for approval in verdict.approvals[:_ASKED]:
        if approval.state == "pending" and approval.code:
            how = code(f"/finops approve {approval.code}")
            yield f"- {prose(approval.name)}: approve with a review, or comment {how}\n"
        if approval.state != "granted":
            yield from (f"- {prose(approval.name)}: {prose(line, 400)}\n" for line in approval.why[:_ASKED])


def _unbilled(row: Row) -> str:
    change = row.change
    why = f": {prose(change.note)}" if change.note else ""
    return f"- {code(f'{change.path}:{change.line}')} {_changed(row)}{why}\n"


def _approval(approval: Approval) -> str:
    ceiling = f"{dollars(approval.ceiling, True)}/month" if approval.ceiling is not None else ""
    by = f" by {', '.join(code(name, 60) for name in approval.by[:5])}" if approval.by else ""
    return f"| {prose(approval.name)} | {approval.state}{by} | {ceiling} | {code(approval.code)} |\n"


def code(text: str, limit: int = 200) -> str:
    """External text that nothing in it can leave: no markup, no cell, no mention."""
    return f"<code>{entities(clean(text, limit))}</code>"


def prose(text: str, limit: int = 200) -> str:
    """A sentence that may quote external text: plain where it calls nobody, else as code."""
    shown = clean(text, limit)
    return code(shown, limit) if _CALLS_OUT.search(shown) else entities(shown)


def entities(text: str) -> str:
    """Every character that means something to Markdown or HTML as a numeric entity.

    GitHub looks for addresses of mail in the decoded text, also within code; a comment behind the @ takes them apart.
    """
    told = "".join(f"&#{ord(character)};" if character in _SPECIAL else character for character in text)
    return told.replace("&#64;", "&#64;<!-- -->")


def size(text: str) -> int:
    """Bytes of a text, as it is sent."""
    return len(text.encode("utf-8", "backslashreplace"))
