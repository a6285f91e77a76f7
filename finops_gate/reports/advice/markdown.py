"""Advice in Markdown, for an issue or a channel: a table, and below it what each line rests on."""

from __future__ import annotations

from finops_gate.model.advice import Advice
from finops_gate.model.counsel import Counsel
from finops_gate.model.markdown import code, prose
from finops_gate.model.phrases import count
from finops_gate.model.proposals import compared, headline, saved
from finops_gate.reports.advice import Format

SHOWN = 50
_HEAD = "\n| Saving | Confidence | Advice | Place |\n| --- | --- | --- | --- |\n"


def render(counsel: Counsel, *, width: int, color: bool, verbose: bool = False) -> str:  # noqa: ARG001
    """Heading, table, evidence folded away, then what is silenced and what could not be looked at."""
    parts = [f"## {prose(headline(counsel), 400)}\n"]
    shown = counsel.standing[:SHOWN]
    if shown:
        parts += [_HEAD, *(_row(advice) for advice in shown)]
        if len(counsel.standing) > SHOWN:
            parts.append(f"\n{len(counsel.standing) - SHOWN:,} more in the JSON report\n")
        parts += ["\n<details><summary>Both prices, and what each rests on</summary>\n", *map(_details, shown)]
        parts.append("\n</details>\n")
    silenced = [entry for entry in counsel.entries if entry.silenced]
    if silenced:
        parts.append("\n**Silenced**\n\n")
        parts += [
            f"- {_place(entry.advice)} {code(entry.advice.rule)}: {prose(entry.silenced, 400)}\n" for entry in silenced
        ]
    if counsel.unpriced:
        parts.append(f"\n{count(len(counsel.unpriced), 'place')} without a price, of which nothing is said.\n")
    if counsel.nowhere:
        parts.append("\nRecorded calls that no place in the code makes, of which nothing is said:\n\n")
        parts += [f"- {code(name)}\n" for name in counsel.nowhere[:SHOWN]]
    if counsel.skipped:
        parts.append(f"\n{count(len(counsel.skipped), 'file')} could not be read.\n")
    return "".join(parts)


def _row(advice: Advice) -> str:
    return f"| {prose(saved(advice))} | {advice.confidence} | {prose(advice.message, 400)} | {_place(advice)} |\n"


def _details(advice: Advice) -> str:
    lines = [f"\n**{prose(advice.message, 400)}**\n\n- {prose(compared(advice), 400)}\n"]
    lines += [f"- Rests on: {prose(line, 400)}\n" for line in advice.assumptions]
    lines += [f"- Price: {prose(line, 400)}\n" for line in advice.prices]
    lines += [f"- Also {code(f'{place.path}:{place.line}')}\n" for place in advice.also]
    return "".join(lines)


def _place(advice: Advice) -> str:
    return code(f"{advice.location.path}:{advice.location.line}")


FORMAT: Format = Format(render, "text/markdown; charset=utf-8")
