"""The verdict for the log of a GitHub workflow: the verdict's line, annotations, then every finding as a line.

A runner reads its steps' output for commands: `::name properties::data` after any white space at the start of a line,
and the older `##[name]` anywhere in it (actions/runner, ActionCommand.cs). So no line of ours may hold either, which
clean() sees to, and a line break from outside would begin a line of its own. The data and the properties of our own
commands are escaped as actions/toolkit does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finops_gate.base.text import clean
from finops_gate.model.governance import milder
from finops_gate.model.phrases import count
from finops_gate.model.policy import Outcome
from finops_gate.model.raised import Level, Raised, raised, sentences
from finops_gate.model.verdict import Verdict
from finops_gate.reports import Format

SHOWN = 10
"""Annotations of one level that GitHub keeps of a step; it drops the others without a word, in the order printed."""
COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_PATH = 4096
"""Characters of a path: a cut one would lead nowhere."""


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """Verdict, at most ten annotations of a level, and below them all that was found, dearest first."""
    found = raised(verdict)
    lines = [line(clean(verdict.headline, 1000))]
    if verdict.advisory and verdict.outcome is not Outcome.PASS:
        lines.append("Advisory: nothing is enforced, the exit code is 0.")
    if chosen := milder(verdict.outcome.word, verdict.governance.overrides):
        lines.append(line(clean(chosen, 1000)))
    for level in sorted(COMMANDS, reverse=True):
        lines += annotated(level, [entry for entry in found if entry.level is level])
    lines += map(_finding, found)
    lines += _approvals(verdict)
    lines += _skipped(verdict, verbose)
    return "\n".join(lines) + "\n"


def annotated(level: Level, found: list[Raised]) -> Iterator[str]:
    """As many annotations as a step may have; the last counts the others where there are more."""
    shown = found if len(found) <= SHOWN else found[: SHOWN - 1]
    for entry in shown:
        finding = entry.decision.finding
        place = {"file": clean(finding.location.path, _PATH), "line": str(max(finding.location.line, 1))}
        title = f"{entry.word}: {clean(finding.rule, 80)}"
        yield command(COMMANDS[level], {**place, "title": title}, "\n".join(sentences(entry)))
    if len(shown) < len(found):
        more = f"{len(found) - len(shown):,} more, see the summary"
        yield command(COMMANDS[level], {"title": "finops-gate"}, more)


def command(name: str, properties: dict[str, str], data: str) -> str:
    """A workflow command. Nothing in the properties or the data ends it, or begins another."""
    written = ",".join(f"{key}={escape_property(value)}" for key, value in properties.items())
    return f"::{name} {written}::{escape_data(data)}"


def escape_data(text: str) -> str:
    """As escapeData of actions/toolkit."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """As escapeProperty of actions/toolkit."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def line(text: str) -> str:
    """One line of the log that is no command, whatever stands in it."""
    return clean(text, _PATH * 2)


def _finding(entry: Raised) -> str:
    finding = entry.decision.finding
    place = f"{clean(finding.location.path, _PATH)}:{finding.location.line}"
    message, comes_to, *others = sentences(entry)
    return line(f"{COMMANDS[entry.level]}  {place}  {clean(finding.rule, 80)}: {message} ({comes_to})  {others[-1]}")


def _approvals(verdict: Verdict) -> Iterable[str]:
    for approval in verdict.approvals:
        by = f" by {', '.join(clean(name, 80) for name in approval.by)}" if approval.by else ""
        code = f", code {clean(approval.code, 40)}" if approval.code else ""
        yield line(f"Approval of {clean(approval.name)}: {clean(approval.state, 20)}{by}{code}")
        for why in approval.why:
            yield line(f"  {clean(why, 400)}")


def _skipped(verdict: Verdict, verbose: bool) -> Iterable[str]:
    if not verdict.skipped:
        return
    yield f"{count(len(verdict.skipped), 'file')} could not be judged:"
    shown = verdict.skipped if verbose else verdict.skipped[:SHOWN]
    for entry in shown:
        yield line(f"  {clean(entry.path, _PATH)}: {clean(entry.reason)}")
    if len(shown) < len(verdict.skipped):
        yield f"  {len(verdict.skipped) - len(shown):,} more; -v lists them all"


FORMAT: Format = Format(render, "text/plain; charset=utf-8")
