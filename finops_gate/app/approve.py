"""An approval written down: the waivers of one request, or of one finding, added to waivers.yaml."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from finops_gate.app.diff import Request, find, judge
from finops_gate.app.governing import WAIVERS, governing, rules
from finops_gate.base.errors import GovernanceError, OutputError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.money import plain
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.cost.touched import touched_sites
from finops_gate.model.policy import Outcome
from finops_gate.model.verdict import Decision, Verdict
from finops_gate.model.waiver import LONGEST_DAYS, Waiver
from finops_gate.policy.waivers import load
from finops_gate.repo.discover import discover
from finops_gate.verdict.approvals import monthly_increase

_KEY = lazy(r"waivers:[ \t]*(\[[ \t]*\])?[ \t]*(?:#.*)?")
_ENTRY = lazy(r"([ \t]*)-[ \t]")
_NEXT = lazy(r"[^\s#-]")


class Asked(NamedTuple):
    """What is to be approved, by whom and how."""

    code: str = ""
    finding: str = ""
    """The fingerprint of one finding, instead of the code of a request."""
    reason: str = ""
    approved_by: str = ""
    role: str = ""
    expires: date | None = None
    """The last day; None: as long as a waiver may hold."""
    key: str = ""
    """The file of an ssh key to sign with; empty: not signed."""


class Written(NamedTuple):
    """What was added."""

    path: str
    waivers: tuple[Waiver, ...]


def run(request: Request, asked: Asked) -> Written:
    """Adds a waiver for each finding that is approved; what stands in the file stays as it is. Raises GateError."""
    _check(asked)
    place = discover(request.directory, explicit=request.explicit)
    if place.bare:
        raise UsageError("a bare repository has no files to add a waiver to", "run it in a clone")
    found = find(request)
    verdict = judge(found)
    decisions, role = _meant(verdict, asked)
    policy = governing(found.sides.target, found.sides.target_files, rules(), request.cache).policy
    who = asked.approved_by or _only(policy.approver(role).users, role)
    path = os.path.join(place.root, *WAIVERS.split("/"))
    old = _present(path)
    known = load(old.encode(), WAIVERS) if old else ()
    made = tuple(_made(verdict, decisions, role, who, asked))
    taken = sorted({waiver.id for waiver in known} & {waiver.id for waiver in made})
    if taken:
        raise UsageError(f"{WAIVERS} has a waiver {clean(taken[0])} already", "remove it first, or let it stand")
    if asked.key:
        made = _signed(request, made, found.sides.head.repository, asked.key)
    text = added(old, made)
    _check_added(text, known, made)
    _store(path, text)
    return Written(path, made)


def added(text: str, waivers: Sequence[Waiver]) -> str:
    """The file with more waivers at the end of its list, every other byte as it was."""
    if not text.strip():
        text = (
            "# Findings that were approved beforehand: who, why, up to what amount, until when.\nversion: 1\nwaivers:\n"
        )
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    at = next((number for number, line in enumerate(lines) if _KEY.fullmatch(line)), None)
    if at is None:
        at = len(lines)
        lines.append("waivers:")
    lines[at] = re.sub(r"\[[ \t]*\]", "", lines[at], count=1).rstrip() if "[" in lines[at] else lines[at]
    end = next((n for n in range(at + 1, len(lines)) if _NEXT.match(lines[n])), len(lines))
    first = next((found for line in lines[at + 1 : end] if (found := _ENTRY.match(line))), None)
    indent = first[1] if first else "  "
    while end > at + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # what stands before the next key belongs to that
    entries = [f"{indent}{line}" for waiver in waivers for line in _lines(waiver)]
    return "\n".join([*lines[:end], *entries, *lines[end:], ""])


def _lines(waiver: Waiver) -> Iterator[str]:
    yield f"- id: {waiver.id}"
    yield f"  fp: {json.dumps(waiver.finding)}"
    if waiver.ceiling is not None:
        yield f'  ceiling_monthly_delta: "{plain(waiver.ceiling)}"'
    yield f"  reason: {json.dumps(waiver.reason, ensure_ascii=False)}"
    yield f"  approved_by: {json.dumps(waiver.approved_by)}"
    yield f"  role: {json.dumps(waiver.role)}"
    yield f"  created: {waiver.created}"
    yield f"  expires: {waiver.expires}"
    if waiver.code:
        yield f"  code: {json.dumps(waiver.code)}"
    if waiver.signature:
        yield "  signature: |"
        yield from (f"    {line}" for line in waiver.signature.rstrip("\n").split("\n"))


def _check(asked: Asked) -> None:
    """What a shell may have put in the wrong place, told before anything is read."""
    if bool(asked.code) == bool(asked.finding):
        raise UsageError("name what is approved", "finops-gate approve main..HEAD --code K7QX2MDA --reason WHY")
    if asked.code and not re.fullmatch(r"[A-Z2-7]{8}", asked.code):
        raise UsageError(f"{clean(asked.code, 40)} is no code of a request", "finops-gate diff shows it")
    if asked.finding and not re.fullmatch(r"[0-9a-f]{16}", asked.finding):
        raise UsageError(f"{clean(asked.finding, 40)} is no fingerprint of a finding", "finops-gate diff -v shows it")
    if not asked.reason.strip() or asked.reason.startswith("-"):
        raise UsageError("a waiver needs a reason in words", '--reason "the pilot runs until March"')
    for name, value in (("--approved-by", asked.approved_by), ("--role", asked.role)):
        if value and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9@._\[\]-]*", value):
            raise UsageError(f"{clean(value, 40)} is nothing that {name} can name", f"{name} NAME")
    if asked.key.startswith("-"):
        raise UsageError(f"{clean(asked.key, 80)} is no file of an ssh key", "--sign-with ~/.ssh/id_ed25519")


def _meant(verdict: Verdict, asked: Asked) -> tuple[list[Decision], str]:
    """The decisions that are approved, and the role whose approval it is."""
    due = [decision for decision in verdict.decisions if decision.outcome in (Outcome.WARN, Outcome.REQUIRE_APPROVAL)]
    if asked.finding:
        found = [decision for decision in due if decision.finding.fingerprint == asked.finding]
        role = asked.role or next((decision.role for decision in found if decision.role), "")
        if found and not role:
            raise UsageError("the finding asks nobody, so it does not say whose approval this is", "--role NAME")
    else:
        request = next((approval for approval in verdict.approvals if approval.code == asked.code), None)
        role = request.role if request else ""
        found = [d for d in due if d.outcome is Outcome.REQUIRE_APPROVAL and d.role == role] if request else []
    if not found:
        codes = ", ".join(approval.code for approval in verdict.approvals) or "none"
        raise UsageError(
            f"the change asks for no such approval; the codes of its requests: {codes}", "finops-gate diff"
        )
    if asked.role and any(decision.role not in (None, asked.role) for decision in found):
        raise UsageError(
            f"the approval of {clean(role, 60)} is asked for, not of {clean(asked.role, 60)}", f"--role {role}"
        )
    return found, asked.role or role


def _only(users: Sequence[str], role: str) -> str:
    if len(users) == 1:
        return users[0]
    raise UsageError(f"policy does not say who approves for {clean(role, 60)} alone", "--approved-by LOGIN")


def _made(verdict: Verdict, decisions: Sequence[Decision], role: str, who: str, asked: Asked) -> Iterator[Waiver]:
    created = verdict.as_of
    last = created + timedelta(days=LONGEST_DAYS)
    expires = asked.expires or last
    if not created <= expires <= last:
        raise UsageError(f"{expires} is not between {created} and {last}: a waiver holds {LONGEST_DAYS} days at most")
    sites = touched_sites(verdict.rows)
    seen: set[str] = set()
    for decision in decisions:
        finding = decision.finding
        mark = asked.code.lower() or finding.fingerprint[:8]
        name = f"{finding.rule}-{mark}"
        name = name if name not in seen else f"{name}-{finding.fingerprint[:8]}"
        seen.add(name)
        ceiling: Decimal | None = monthly_increase([decision], sites)
        if ceiling is not None:
            ceiling = max(ceiling, Decimal(0))
        yield Waiver(
            *(name, finding.fingerprint, None, None, ceiling, asked.reason, who, role, created, expires),
            code=asked.code,
        )


def _signed(request: Request, made: Sequence[Waiver], repository: str | None, key: str) -> tuple[Waiver, ...]:
    from finops_gate.repo.signatures import sign

    if repository is None:
        raise UsageError(
            "a signed waiver holds for one repository, and this one has no origin that names it",
            "git remote add origin https://github.com/OWNER/NAME.git",
        )
    return tuple(w._replace(signature=sign(request.directory, w.signed_text(repository), key)) for w in made)


def _present(path: str) -> str:
    if os.path.islink(path) or os.path.islink(os.path.dirname(path)):
        raise UsageError(f"{WAIVERS} is a link, which is not followed", f"replace {WAIVERS} by a file")
    try:
        with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123 - beside os.open below
            return file.read()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        raise GovernanceError(WAIVERS, 0, "", "cannot be read as UTF-8") from None


def _check_added(text: str, known: Sequence[Waiver], made: Sequence[Waiver]) -> None:
    """The file read again: it must say what it said before and what was added, and nothing else."""
    now = [waiver._replace(line=0) for waiver in load(text.encode(), WAIVERS)]
    before = [waiver._replace(line=0) for waiver in known]
    if now != [*before, *(waiver._replace(line=0) for waiver in made)]:
        raise UsageError(
            f"{WAIVERS} is written in a way that nothing can be added to", "write its list with a line `- id:` for each"
        )


def _store(path: str, text: str) -> None:
    beside = f"{path}.{os.getpid()}.new"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
        os.replace(beside, path)
    except OSError as error:
        raise OutputError(f"{clean(path)} cannot be written: {error.strerror}") from None
