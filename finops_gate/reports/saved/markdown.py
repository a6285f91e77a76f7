"""A saved report as a comment: in Markdown with HTML, and in Markdown where HTML is shown as it stands (Bitbucket)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import dollars
from finops_gate.base.money import percent as percentage
from finops_gate.base.text import clean
from finops_gate.model import markdown
from finops_gate.model.governance import milder
from finops_gate.model.markdown import fit, size
from finops_gate.model.report import ApprovalField, ChangeField, DecisionField, FindingField, Report, SideField

_AMOUNT = re.compile(r"-?[0-9]{1,24}(\.[0-9]{1,60})?")
_RESERVE = 600
"""Bytes kept for the lines that say how many were left out."""
_ESCAPED = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>&])")
_CALLS_OUT = re.compile(r"[@#:]|[0-9a-f]{7}|www\.", re.IGNORECASE)
_WORST = {"block": 0, "require-approval": 1, "warn": 2}
_CODE = re.compile(r"[A-Z2-7]{8}")


class Dialect(NamedTuple):
    """How external text is made harmless."""

    code: Callable[[str], str]
    prose: Callable[[str, int], str]
    html: bool
    """Whether tables may hold line breaks, and lists may be folded away."""


def _plain_code(text: str) -> str:
    """A code span that nothing in it can leave: backticks become apostrophes."""
    shown = clean(text).replace("`", "'").strip()
    return f"`{shown or ' '}`"


def _plain_prose(text: str, limit: int) -> str:
    shown = clean(text, limit)
    return _plain_code(shown) if _CALLS_OUT.search(shown) else _ESCAPED.sub(r"\\\1", shown)


HTML = Dialect(markdown.code, markdown.prose, html=True)
PLAIN = Dialect(_plain_code, _plain_prose, html=False)


def alarming(report: Report) -> bool:
    """Whether a decision says more than pass: only then is there something to say that nobody has asked for."""
    return any(decision["outcome"] != "pass" for decision in report["decisions"])


def resolved(report: Report, dialect: Dialect) -> str:
    """What a comment says that has nothing left to say."""
    return (
        f"## {dialect.prose(report['headline'], 1000)}\n\n"
        f"What stood here before is resolved as of commit {dialect.code(report['range']['head'])}.\n"
    )


def told(report: Report, dialect: Dialect, limit: int) -> str:
    """The comment, never longer than `limit` bytes: decisions and approvals first, then what changed."""
    parts = [f"## {dialect.prose(report['headline'], 1000)}\n"]
    if report["advisory"] and report["verdict"] != "pass":
        parts.append("\nAdvisory: nothing is enforced.\n")
    if chosen := milder(report["verdict"], report["governance"]["overrides"]):
        parts.append(f"\n{dialect.prose(chosen, 1000)}\n")
    findings = {finding["fingerprint"]: finding for finding in report["findings"]}
    due = sorted(
        (decision for decision in report["decisions"] if decision["outcome"] != "pass"),
        key=lambda decision: (_WORST.get(decision["outcome"], 3), decision["waived_by"] is not None),
    )
    room = limit - sum(map(size, parts)) - _RESERVE
    approvals = [_approval(approval, dialect) for approval in report["approvals"]]
    decisions = [_decision(decision, findings.get(decision["finding"]), dialect) for decision in due]
    for title, lines, share in (("", approvals, 4), ("\n**Decisions**\n\n", decisions, 2)):
        if lines:
            fitted = title + fit(lines, room // share)
            parts.append(f"\n{fitted}" if not title else fitted)
            room -= size(fitted)
    sites = _sites(report["changes"])
    if sites:
        head = _HEAD if dialect.html else "\n**Changes**\n\n"
        rows = [_row(changes, dialect) for changes in sites]
        fitted = head + fit(rows, room - size(head))
        parts.append(fitted)
        room -= size(fitted)
    if report["skipped"]:
        count = len(report["skipped"])
        parts.append(f"\n{count:,} file{'' if count == 1 else 's'} could not be judged: see the JSON report.\n")
    return "".join(parts)


_HEAD = "\n| Site | Change | Per call | Per month |\n| --- | --- | --- | --- |\n"


def _decision(decision: DecisionField, finding: FindingField | None, dialect: Dialect) -> str:
    word = decision["outcome"] if decision["outcome"] in _WORST else "warn"
    asked = ""
    if decision["waived_by"]:
        asked = f" Waived by {dialect.prose(decision['waived_by'], 200)}."
    elif word == "require-approval":
        asked = f" Approval of {dialect.prose(decision['role'] or 'a maintainer who is not the author', 100)}."
    if finding is None:
        return f"- **{word}** ({dialect.prose(decision['because'], 200)}).{asked}\n"
    place = dialect.code(f"{finding['path']}:{finding['line']}")
    advice = f" {dialect.prose(finding['advice'], 300)}" if finding["advice"] else ""
    return (
        f"- **{word}** {place} {dialect.code(finding['rule'])}: {dialect.prose(finding['message'], 400)} "
        f"({dialect.prose(decision['because'], 200)}).{asked}{advice}\n"
    )


def _approval(approval: ApprovalField, dialect: Dialect) -> str:
    state = approval["state"] if approval["state"] in ("pending", "granted", "denied") else "unknown"
    by = f" by {', '.join(dialect.code(name) for name in approval['by'][:5])}" if approval["by"] else ""
    ceiling = amount(approval["ceiling"])
    up_to = f" up to {dollars(ceiling, True)}/month" if ceiling is not None else ""
    line = f"- Approval of {dialect.prose(approval['role'], 100)}: {state}{by}{up_to}"
    if state == "pending" and _CODE.fullmatch(approval["code"]):
        line += f". Approve with a review, or comment {dialect.code('/finops approve ' + approval['code'])}"
    return f"{line}\n"


def _sites(changes: Iterable[ChangeField]) -> list[list[ChangeField]]:
    """Rows of one site share one projection, so that they are told together."""
    found: dict[str, list[ChangeField]] = {}
    for change in changes:
        if change["billed"]:
            found.setdefault(change["site"], []).append(change)
    return list(found.values())


def _row(changes: Sequence[ChangeField], dialect: Dialect) -> str:
    first = changes[0]
    side = first["head"] or first["base"]
    site = dialect.code(f"{first['path']}:{side['line'] if side else 1}")
    texts = [_changed(change, dialect) for change in changes[:5]]
    if len(changes) > 5:
        texts.append(f"and {len(changes) - 5:,} more")
    call, month = first["per_call"], first["monthly"]
    unit = " an hour" if first["unit"] == "hour" else ""
    before, after = amount(call["base"]), amount(call["head"])
    per_call = f"{_shown(before)} → {_shown(after)}{unit}"
    share = amount(call["percent"])
    per_call += f" ({percentage(share)})" if share is not None else ""
    per_month = f"{_shown(amount(month['base']))} → {_shown(amount(month['head']))}"
    if dialect.html:
        name = f"<br>{dialect.prose(first['feature'], 100)}" if first["feature"] else ""
        return f"| {site}{name} | {'<br>'.join(texts)} | {per_call} | {per_month} |\n"
    return f"- {site}: {'; '.join(texts)}. Per call {per_call}, per month {per_month}\n"


def _changed(change: ChangeField, dialect: Dialect) -> str:
    named = change["parameter"] or ("" if change["kind"] in ("model", "package", "accelerator") else change["kind"])
    name = f"{dialect.code(named)} " if named else ""
    before, after = _value(change["base"], dialect), _value(change["head"], dialect)
    if not before and not after:
        return f"{name}{change['status'] if change['status'] in _STATUSES else 'changed'}"
    if not before:
        return f"{name}{after} added"
    return f"{name}{before} → {after}" if after else f"{name}{before} removed"


_STATUSES = ("added", "removed", "modified", "hidden")


def _value(side: SideField | None, dialect: Dialect) -> str:
    text = (side["id"] or side["value"] or side["amount"]) if side else None
    return dialect.code(text) if text else ""


def _shown(money: Decimal | None) -> str:
    return dollars(money) if money is not None else "not known"


def amount(text: str | None) -> Decimal | None:
    """A decimal of the report. Raises UsageError: an amount that cannot be read is no small one."""
    if text is None:
        return None
    if not _AMOUNT.fullmatch(text):
        raise UsageError(f"the report holds {clean(text, 40)!r} where an amount should be")
    return Decimal(text)
