"""Test cases written as Markdown, so that they read as documentation.

A ``## heading`` begins a case, a fenced block is a file, and a comment at the end of a line says what must be found
there::

    ## A model given by name
    ```python app/chat.py
    client.chat.completions.create(model="gpt-4o")  # found: model=gpt-4o role=call-argument
    PRICES = {"gpt-4": 30}  # not found: a price table
    ```

*Blocks.* ```` ```python before app/chat.py ````: language, side (only where two sides are compared; none: both), path
(left out: ``app.py`` and the like). A block without an info string, or ``text`` without a path, only illustrates.

*Marks.* After ``found:`` come ``key=value`` and what else must hold of that setting (``role= slot= scope= callee=
sdk= provider= amount= binds= refers= mention=``), then perhaps the next ``key=value``. ``*`` stands for any readable
value, ``?`` for an unknown one; words with spaces stand in double quotes. Without ``mention=`` the setting must be
one that spends. A setting that spends on a line without a mark fails the case. ``not found: why`` says so to readers.
Marks are taken out before the file is read, whatever the language.

*Formats without comments* are followed by an ``expect`` block with lines such as ``3: model=gpt-4o`` and
``skipped: nests too deep``; for two sides it lists every row of the comparison::

    modified model gpt-4o-mini -> gpt-4-turbo app/chat.py:3
    removed max-output 500 app/chat.py:9 [unbilled]
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from finops_gate.model.setting import Embedded, Key, Setting, Skipped, Unknown
from finops_gate.model.site import Bound, Change

KEYS = frozenset(key.value for key in Key)
ATTRIBUTES = ("role", "slot", "scope", "callee", "sdk", "provider", "amount", "mention", "binds", "refers")
PATHS = {
    "python": "app.py",
    "typescript": "app.ts",
    "tsx": "app.tsx",
    "javascript": "app.js",
    "jsx": "app.jsx",
    "yaml": "config.yaml",
    "json": "config.json",
    "jsonc": "config.jsonc",
    "toml": "config.toml",
    "dotenv": ".env",
    "ipynb": "notebook.ipynb",
    "go": "app.go",
    "java": "App.java",
    "kotlin": "App.kt",
    "csharp": "App.cs",
    "ruby": "app.rb",
    "rust": "app.rs",
    "php": "app.php",
    "elixir": "app.ex",
    "swift": "App.swift",
    "shell": "app.sh",
    "powershell": "app.ps1",
    "sql": "app.sql",
    "vue": "App.vue",
    "svelte": "App.svelte",
    "elisp": "app.el",
}
MARK = re.compile(r"\s*(?:\#|//|--|;|<!--|/\*|\{/\*)\s*(?P<not>not )?found:\s*(?P<text>.*?)\s*(?:-->|\*/\}?)?\s*$")
FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^`]*)$")


class Mark(NamedTuple):
    """A setting that must be found. `wanted` holds what must be true of it beyond key and value."""

    line: int
    key: str
    value: str
    wanted: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        extra = "".join(f" {name}={_quoted(value)}" for name, value in self.wanted)
        return f"line {self.line}: {self.key}={_quoted(self.value)}{extra}"


class File(NamedTuple):
    """One fenced block. `side` is before, after, or empty for both."""

    path: str
    side: str
    text: bytes
    marks: tuple[Mark, ...]
    first: int
    """The line of the Markdown file on which the block's text begins."""


class Case(NamedTuple):
    """One heading with its files. `expect` is None where no ``expect`` block follows."""

    name: str
    line: int
    files: tuple[File, ...]
    expect: tuple[str, ...] | None


class CaseError(Exception):
    """A case that is not written as it must be."""


class CaseFailedError(Exception):
    """A case whose files were not read as it says."""


def parse(path: Path) -> list[Case]:
    """The cases of one Markdown file, in its order. Raises CaseError."""
    cases: list[Case] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith("## "):
            cases.append(Case(line[3:].strip(), at, (), None))
            continue
        fence = FENCE.match(line)
        if not fence:
            continue
        first = at + 1
        while at < len(lines) and lines[at].rstrip() != fence["ticks"]:
            at += 1
        if at == len(lines):
            raise CaseError(f"{path}:{first - 1}: a block that is never closed")
        body = lines[first - 1 : at]
        at += 1
        if cases:
            cases[-1] = _with_block(cases[-1], fence["info"].split(), body, first, path)
    for case in cases:
        if not case.files:
            raise CaseError(f"{path}:{case.line}: the case '{case.name}' has no file")
    doubled = {case.name for case in cases if sum(other.name == case.name for other in cases) > 1}
    if doubled:
        raise CaseError(f"{path}: two cases are called {sorted(doubled)}")
    return cases


def _with_block(case: Case, info: list[str], body: list[str], first: int, path: Path) -> Case:
    if not info or info == ["text"]:
        return case
    if info == ["expect"]:
        rows = [line.strip() for line in body if line.strip() and line.strip() != "nothing"]
        return case._replace(expect=(case.expect or ()) + tuple(rows))
    language, *rest = info
    side = rest.pop(0) if rest and rest[0] in ("before", "after") else ""
    if len(rest) > 1:
        raise CaseError(f"{path}:{first - 1}: too many words after ```{language}")
    name = rest[0] if rest else PATHS.get(language, "")
    if not name:
        raise CaseError(f"{path}:{first - 1}: ```{language} needs a path")
    if any((other.path, other.side) == (name, side) for other in case.files):
        raise CaseError(f"{path}:{first - 1}: {name} stands twice in one case")
    text, marks = [], []
    for number, line in enumerate(body, 1):
        found = MARK.search(line)
        text.append(line[: found.start()] if found else line)
        if found and not found["not"]:
            marks += _marks(number, found["text"], f"{path}:{first + number - 1}")
    content = "".join(f"{line}\n" for line in text).encode()
    return case._replace(files=(*case.files, File(name, side, content, tuple(marks), first)))


def _marks(line: int, text: str, place: str) -> list[Mark]:
    marks: list[Mark] = []
    for word in _words(text, place):
        name, equals, value = word.partition("=")
        if equals and name in KEYS:
            marks.append(Mark(line, name, value, ()))
        elif equals and name in ATTRIBUTES and marks:
            marks[-1] = marks[-1]._replace(wanted=(*marks[-1].wanted, (name, value)))
        else:
            raise CaseError(f"{place}: '{word}' is no key=value that a mark may hold")
    if not marks:
        raise CaseError(f"{place}: a mark without key=value")
    return marks


def _words(text: str, place: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.quotes = '"'
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError as error:
        raise CaseError(f"{place}: {error}") from None


Read = Callable[[str, bytes], Sequence[Setting | Embedded | Skipped]]
Compare = Callable[[Mapping[str, bytes], Mapping[str, bytes]], Sequence[Change]]


def check_reading(case: Case, read: Read) -> None:
    """Reads each file of the case by itself. Raises CaseFailedError with every difference."""
    problems: list[str] = []
    rows = list(case.expect or ())
    skips = [row.partition(":")[2].strip() for row in rows if row.startswith("skipped:")]
    numbered = [row for row in rows if not row.startswith("skipped:")]
    for position, file in enumerate(case.files):
        marks = list(file.marks)
        if position == len(case.files) - 1:
            marks += [mark for row in numbered for mark in _numbered(row, case)]
        found = read(file.path, file.text)
        settings = [item for item in found if isinstance(item, Setting)]
        problems += _differences(file, marks, settings)
        for item in found:
            if isinstance(item, Embedded):
                problems.append(f"{file.path}: {item.language} inside it was left unread")
            elif isinstance(item, Skipped):
                expected = next((skip for skip in skips if skip in item.reason), None)
                if expected is None:
                    problems.append(f"{file.path}: skipped: {item.reason}")
                else:
                    skips.remove(expected)
    problems += [f"nothing was skipped because '{skip}'" for skip in skips]
    if problems:
        raise CaseFailedError("\n".join(problems))


def _numbered(row: str, case: Case) -> list[Mark]:
    number, _, text = row.partition(":")
    if not number.strip().isdigit():
        raise CaseError(f"{case.name}: '{row}' must begin with a line number and a colon")
    return _marks(int(number), text.strip(), case.name)


def _differences(file: File, marks: Iterable[Mark], settings: Sequence[Setting]) -> list[str]:
    left = list(settings)
    problems = []
    for mark in sorted(marks, key=lambda mark: mark.line):
        same = [s for s in left if s.location.line == mark.line and s.key == mark.key and _equal(mark.value, s.value)]
        match = next((s for s in same if not _wrong(mark, s)), None)
        if match is not None:
            left.remove(match)
            continue
        near = same or [s for s in left if s.location.line == mark.line] or [s for s in left if s.key == mark.key]
        told = "".join(f"\n    instead {shown(s)}" for s in near[:5])
        wrong = f" ({', '.join(_wrong(mark, same[0]))})" if same else ""
        problems.append(f"{file.path}: not found, {mark}{wrong}{told}")
    marked = {mark.line for mark in marks}
    for setting in left:
        if not setting.mention:
            where = (
                "beyond what the line's mark says" if setting.location.line in marked else "on a line without a mark"
            )
            problems.append(f"{file.path}: found {where}, {shown(setting)}")
    wrong_paths = sorted({s.location.path for s in settings} - {file.path})
    problems += [f"{file.path}: a setting says that it stands in {path}" for path in wrong_paths]
    return problems


def _equal(wanted: str, value: str | Unknown) -> bool:
    if isinstance(value, Unknown):
        return wanted == "?"
    return wanted in ("*", value)


def _wrong(mark: Mark, setting: Setting) -> list[str]:
    wrong = []
    for name, wanted in {"mention": "", **dict(mark.wanted)}.items():
        actual = getattr(setting, name)
        if isinstance(actual, tuple):
            holds = set(wanted.split(",")) <= set(actual) if wanted else not actual
        else:
            holds = actual == wanted or (wanted == "*" and actual != "")
        if not holds:
            wrong.append(f"{name} is {', '.join(actual) if isinstance(actual, tuple) else _quoted(str(actual))}")
    return wrong


def shown(setting: Setting) -> str:
    """A setting as a mark would say it."""
    value = "?" if isinstance(setting.value, Unknown) else _quoted(setting.value)
    parts = [f"line {setting.location.line}: {setting.key}={value}", f"role={setting.role}"]
    for name in ("slot", "scope", "callee", "sdk", "mention"):
        text = getattr(setting, name)
        if text:
            parts.append(f"{name}={_quoted(text)}")
    parts += [f"{name}={','.join(getattr(setting, name))}" for name in ("binds", "refers") if getattr(setting, name)]
    return " ".join(parts)


def check_comparison(case: Case, compare: Compare) -> None:
    """Compares the two sides of the case. Raises CaseFailedError with a difference of the rows."""
    if case.expect is None:
        raise CaseError(f"{case.name}: an expect block must list the rows (or say 'nothing')")
    before = {file.path: file.text for file in case.files if file.side != "after"}
    after = {file.path: file.text for file in case.files if file.side != "before"}
    actual = [row(change) for change in compare(before, after)]
    left = list(actual)
    missing = []
    for wanted in case.expect:
        match = next((line for line in left if _same_row(wanted, line)), None)
        if match is None:
            missing.append(wanted)
        else:
            left.remove(match)
    if missing or left:
        raise CaseFailedError("\n".join([*(f"- {line}" for line in missing), *(f"+ {line}" for line in left)]))


def row(change: Change) -> str:
    """A change as an ``expect`` block says it, with all that may follow: ``[unbilled]``, ``role=``, ``reaches=``."""
    values = [_value(bound) for bound in (change.before, change.after) if bound is not None]
    parts = [change.status.value, change.key.value, " -> ".join(values), f"{change.path}:{change.line}"]
    if not change.billed:
        parts.append("[unbilled]")
    parts.append(f"role={change.role}")
    parts += [f"reaches={reach.location.path}:{reach.location.line}" for reach in change.reaches]
    return " ".join(parts)


def _value(bound: Bound) -> str:
    return "?" if isinstance(bound.value, Unknown) else _quoted(bound.value)


def _same_row(wanted: str, actual: str) -> bool:
    """True when every word asked for stands in the row, in order; ``role=`` and ``reaches=`` may be left unsaid."""
    words, has = _words(wanted, wanted), _words(actual, actual)
    extra = [word for word in has if word.startswith(("role=", "reaches="))]
    asked = [word for word in words if word.startswith(("role=", "reaches="))]
    plain = [word for word in words if word not in asked]
    body = [word for word in has if word not in extra]
    same = len(plain) == len(body) and all(word in ("*", have) for word, have in zip(plain, body, strict=True))
    return same and set(asked) <= set(extra)


def _quoted(text: str) -> str:
    return (
        '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if re.search(r"[\s\"\\]", text) or not text else text
    )
