"""The verdict as one page: a single file that loads nothing, reads the JSON report and draws it.

The page is the program in data/page.js (built from scripts/page by `make page`), its style, and what it shows as JSON
in a script element that no browser runs. A content security policy allows that one program and those styles by their
hashes and nothing else: no network, no frame, no form, no other script, whatever stands in the data.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from finops_gate.base import shelf
from finops_gate.base.money import EXACT, ZERO, plain
from finops_gate.base.text import clean
from finops_gate.model.verdict import Verdict
from finops_gate.reports import Format

LIMIT = 600_000
"""Bytes of changes that one page holds, so that it stays below 2 MB; what has the least money is left out, and told."""
ROOM: Mapping[str, int] = {
    "findings": 200_000,
    "decisions": 150_000,
    "skipped": 60_000,
    "approvals": 30_000,
    "economics": 60_000,
}
"""Bytes of the other lists of a report."""
ADVICE = 150_000
BREAKEVENS = 350_000
TEXT = 1000
"""Characters of one text."""
NAMES = 200
"""Names of features, teams or models that are listed; the others are summed."""
_Entry = TypeVar("_Entry")
_DATA = Path(__file__).parent / "data"
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
_PARTS: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "feature": lambda change, side: str(change["feature"] or "(no feature)"),  # noqa: ARG005
    "team": lambda change, side: str(change["team"] or "(no team)"),  # noqa: ARG005
    "model": lambda change, side: _model(change[side]),
}


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:
    """The page of one verdict."""
    kind = shelf.take("finops_gate.reports", "json", "FORMAT")
    assert isinstance(kind, Format)
    report = json.loads(kind.render(verdict, width=width, color=color, verbose=verbose))
    return document(verdict.headline, content(report))


def content(report: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of a report shows; the report as model/report.py has it."""
    changes = sorted(shortened(report["changes"]), key=_weight)
    kept = fitting(changes, LIMIT)
    lists = {name: fitting(shortened(report[name]), room) for name, room in ROOM.items()}
    return {
        "tool": report["inputs"]["tool"],
        "report": shortened({**report, "changes": []}) | {"changes": kept} | lists,
        "parts": parts(report["changes"]),
        "left_out": len(changes) - len(kept),
        "advice": advice("this change", None, tuple(_suggested(report))),
    }


def advice(about: str, best: str | None, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Advice as the page lists it: the largest saving of a month first, silenced ones at the end; None without any.

    `entries`: as model/advice_entry.py has them, with why each is silenced. `best`: dollars a month of all together.
    """
    ordered = sorted(shortened(list(entries)), key=_worth)
    kept = fitting(ordered, ADVICE)
    return {"about": about, "best": best, "entries": kept, "left_out": len(ordered) - len(kept)} if ordered else None


def breakevens(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Break-evens as the page draws them, as model/breakeven_fields.py has them; what has no room is counted."""
    kept = fitting([shortened(dict(one)) for one in found], BREAKEVENS)
    return {"breakevens": kept, "breakevens_left_out": len(found) - len(kept)}


_SILENT = (": off", ": excepted")


def _suggested(report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What the findings of a change propose; silenced where each of their decisions is."""
    decided: dict[str, list[str | None]] = {}
    for decision in report["decisions"]:
        off = decision["because"] if decision["because"].endswith(_SILENT) else None
        decided.setdefault(decision["finding"], []).append(decision["waived_by"] or off)
    for finding in report["findings"]:
        reasons = decided.get(finding["fingerprint"], [])
        if finding["suggests"] is not None:
            yield {**finding["suggests"], "silenced": reasons[0] if reasons and all(reasons) else None}


def _worth(entry: Mapping[str, Any]) -> tuple[bool, bool, Decimal, Decimal, str, int]:
    saving, each = entry["saving"], entry["saving_per_1k"]
    month = Decimal(saving["mid"]) if saving else ZERO
    return bool(entry["silenced"]), not saving, -month, -Decimal(each or 0), entry["path"], entry["line"]


def fitting(entries: Sequence[_Entry], room: int) -> list[_Entry]:
    """The first entries that have room in so many bytes of JSON."""
    kept: list[_Entry] = []
    for entry in entries:
        room -= len(json.dumps(entry, ensure_ascii=True, separators=(",", ":")))
        if room < 0:
            break
        kept.append(entry)
    return kept


def shortened(value: Any) -> Any:
    """The same value with every long text in it cut."""
    if isinstance(value, str):
        return value if len(value) <= TEXT else f"{value[: TEXT - 1]}…"
    if isinstance(value, Mapping):
        return {shortened(key): shortened(entry) for key, entry in value.items()}
    return [shortened(entry) for entry in value] if isinstance(value, list) else value


EMPTY: Mapping[str, Any] = {
    "report": None,
    "parts": None,
    "left_out": 0,
    "history": None,
    "units": [],
    "weeks": [],
    "breakevens": [],
    "breakevens_left_out": 0,
    "advice": None,
    "fleet": None,
}
"""Sections without data; the page leaves them out."""


def document(title: str, found: Mapping[str, Any]) -> str:
    """The whole file. `found`: sections of the page (scripts/page/src/types.ts)."""
    script, style = _read("page.js"), _read("page.css")
    styles = " ".join(f"'{word}'" for word in (_digest(style), *_read("page.styles.txt").split()))
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src {styles}; "
        "base-uri 'none'; form-action 'none'; img-src data:"
    )
    shown = clean(title, 300)
    data = json.dumps({**EMPTY, "title": shown, **found}, ensure_ascii=True, separators=(",", ":"))
    said = html.escape(shown)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{said}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<noscript><h1>{said}</h1><p>The figures below it need JavaScript; nothing is loaded.</p></noscript>\n"
        f'<script type="application/json" id="content">{data.translate(_ESCAPES)}</script>\n'
        f'<script type="text/plain" id="licences">{_read("page.notices.txt").replace("<", "(").replace(">", ")")}'
        "</script>\n"
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def parts(changes: Iterable[Mapping[str, Any]]) -> dict[str, list[list[str]]]:
    """The month before and after of each feature, team and model, the dearest first; a site counts once."""
    sites = {change["site"]: change for change in changes if change["billed"]}
    models = {
        change["site"]: change for change in changes if change["billed"] and change["kind"] in ("model", "accelerator")
    }
    found: dict[str, list[list[str]]] = {}
    for by, named in _PARTS.items():
        sums: dict[str, list[Decimal]] = {}
        for site, change in sorted(sites.items()):
            month = change["monthly"]
            if month["base"] is None or month["head"] is None:
                continue
            for at, side in enumerate(("base", "head")):
                amount = sums.setdefault(named(models.get(site, change), side), [ZERO, ZERO])
                amount[at] = EXACT.add(amount[at], Decimal(month[side]))
        sums.pop("", None)
        rows = sorted(sums.items(), key=lambda entry: (-max(entry[1]), entry[0]))
        listed = [[shortened(name), *map(plain, amounts)] for name, amounts in rows[:NAMES]]
        if len(rows) > NAMES:
            rest = [sum((amounts[at] for _, amounts in rows[NAMES:]), ZERO) for at in (0, 1)]
            listed.append([f"{len(rows) - NAMES:,} others", *map(plain, rest)])
        found[by] = listed
    return found


def _model(side: Mapping[str, Any] | None) -> str:
    """The name of a model or machine; empty on a side where there is none."""
    if side is None:
        return ""
    name = side["model"] or side["id"] or "(not readable)"
    return f"{side['provider']}/{name}" if side["provider"] else str(name)


def _weight(change: Mapping[str, Any]) -> tuple[bool, Decimal, Decimal, str, str]:
    month, call = change["monthly"]["delta"], change["per_call"]["percent"]
    return (
        not change["billed"],
        -abs(Decimal(month)) if month else ZERO,
        -abs(Decimal(call)) if call else ZERO,
        change["path"],
        change["fingerprint"],
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _read(name: str) -> str:
    return (_DATA / name).read_text(encoding="utf-8").rstrip("\n")


FORMAT: Format = Format(render, "text/html; charset=utf-8")
