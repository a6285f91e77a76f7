"""What an edit of a workflow, a hook or a script changes about how the gate runs.

No format is parsed: what counts is the block of lines, told by their indentation, that names the gate, the blocks it
needs, and what stands above all blocks (triggers, environment, permissions). So a file with anchors, with templates or
with a syntax error is looked at like any other. An edit of another block of the file is no edit of the gate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.globs import fits_path
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.compare.policies import Edited

GATE = lazy(r"finops[-_]gate(?!:|/(?:policy|usage|outcomes|prices|waivers|baseline))", re.IGNORECASE)
"""The gate's name, but not an annotation for it."""
_COMMENT = lazy(r"^\s*(?:#(?!!)|//|;).*|\s#\s.*$")
_BLOCK = lazy(r"^(\s+)([\w.-]+):\s*(?:[&#].*)?$")
_USES = lazy(r"uses:\s*['\"]?([^\s'\"@]+)(?:@([^\s'\"#]+))?")
_PINNED = lazy(r"(?:rev|ref|version|tag):\s*(\S+)|finops-gate\s*(?:==|~=|>=|@)\s*(\S+)", re.IGNORECASE)
_SHOWN = 100
_MOST = 6
"""Lines of one file that are told."""

_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"--exit-zero|exit[-_]zero:\s*['\"]?true", "the verdict no longer fails the run (exit-zero)"),
        (r"--fail-on[ =]['\"]?(?:none|block)|fail[-_]on:\s*['\"]?(?:none|block)", "fail-on is weakened"),
        (r"continue-on-error:\s*['\"]?(?:true|\$)", "continue-on-error lets it fail unnoticed"),
        (r"allow_failure:\s*(?:true|$)", "allow_failure lets it fail unnoticed"),
        (r"\|\|\s*(?:true|:|exit 0|echo)|;\s*(?:true|exit 0)\s*$|set \+e", "its exit code is thrown away"),
        (r"^\s*(?:-\s+)?if:", "a condition says when it runs"),
        (r"when:\s*['\"]?(?:manual|never)|stages:\s*\[\s*manual", "it runs by hand only"),
        (r"FINOPS_GATE_\w+", "a FINOPS_GATE_ variable is set"),
        (r"SKIP[:=]\s*['\"]?[\w,-]*finops", "the hook is skipped"),
        (r"--no-verify", "hooks are skipped"),
        (r"paths(?:-ignore)?:|branches(?:-ignore)?:|types:|\bonly:|\bexcept:|rules:", "when it is triggered changes"),
        (r"^\s*(?:files|exclude|types|types_or|exclude_types):", "which files start it changes"),
    )
)


class _Line(NamedTuple):
    number: int
    text: str


def wiring_edited(before: str, after: str | None) -> tuple[tuple[int, Edited], ...]:
    """What changes about how the gate runs, with the line; nothing where `before` does not run it.

    `after` None: the file is gone, or cannot be read any more. Every edit of the gate's own block may disarm it (a step
    before it can replace what it runs), so all of them weaken but those of comments and names.
    """
    if not GATE.search(before):
        return ()
    ran = _lines(before)
    if after is None:
        first = next((line for line in ran if GATE.search(line.text)), _Line(1, ""))
        return ((first.number, Edited("no longer runs finops-gate: the file is gone or cannot be read", True)),)
    runs = _lines(after)
    old, new = _region(ran), _region(runs)
    if not any(GATE.search(line.text) for line in runs):
        first = next((line for line in ran if GATE.search(line.text)), _Line(1, ""))
        told = clean(first.text.strip(), _SHOWN)
        return ((first.number, Edited(f"no longer runs finops-gate: removed `{told}`", weakens=True)),)
    gone = Counter(_plain(line.text) for line in old)
    came = Counter(_plain(line.text) for line in new)
    removed = [line for line in old if _first_over(line, gone - came)]
    added = [line for line in new if _first_over(line, came - gone)]
    if not removed and not added:
        moved = [_plain(line.text) for line in old] != [_plain(line.text) for line in new]
        return ((new[0].number, Edited("the lines around finops-gate stand in another order", True)),) if moved else ()
    return tuple(_told(removed, added))[:_MOST]


def _told(removed: Sequence[_Line], added: Sequence[_Line]) -> Iterator[tuple[int, Edited]]:
    pins = _pins(removed), _pins(added)
    for what in sorted({*pins[0], *pins[1]}):
        one, other = pins[0].get(what), pins[1].get(what)
        if one != other:
            words = f"{what} {one[1] if one else 'nothing'} -> {other[1] if other else 'nothing'}"
            yield (other or one or (1, ""))[0], Edited(clean(words, _SHOWN * 2), weakens=True)
    for line in added:
        sign = next((words for pattern, words in _SIGNS if pattern.search(line.text)), None)
        shown = f"`{clean(line.text.strip(), _SHOWN)}`"
        if sign:
            yield line.number, Edited(f"{sign}: {shown}", weakens=True)
        elif not _pinned(line):
            yield line.number, Edited(f"added {shown}", weakens=True)
    for line in removed:
        if not _pinned(line):
            yield line.number, Edited(f"removed `{clean(line.text.strip(), _SHOWN)}`", weakens=True)


def _pins(lines: Sequence[_Line]) -> dict[str, tuple[int, str]]:
    """What is pinned, and to what."""
    found = {}
    for line in lines:
        used = _USES.search(line.text)
        if used:
            found[used[1]] = (line.number, used[2] or "no version")
        elif (pinned := _PINNED.search(line.text)) is not None:
            found["finops-gate"] = (line.number, pinned[1] or pinned[2])
    return found


def _pinned(line: _Line) -> bool:
    return bool(_USES.search(line.text) or _PINNED.search(line.text))


def _lines(text: str) -> list[_Line]:
    """The lines that do something: no blank ones, no comments, no names that only people read."""
    return [
        _Line(number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if _plain(line) and not re.match(r"\s*(?:-\s+)?(?:name|description):", line)
    ]


def _plain(line: str) -> str:
    return " ".join(_COMMENT.sub("", line).split())


def _first_over(line: _Line, over: Counter[str]) -> bool:
    """True as often as a text stands more often on this side."""
    text = _plain(line.text)
    if over[text] > 0:
        over[text] -= 1
        return True
    return False


def _region(lines: Sequence[_Line]) -> list[_Line]:
    """The lines that bear on the gate: its own blocks, those they need, and what stands above all blocks."""
    blocks = _blocks(lines)
    if len(blocks) < 2:
        return list(lines)
    wanted = {name for name, body in blocks.items() if name == "" or any(GATE.search(line.text) for line in body)}
    while True:
        needed = set()
        for name in wanted - {""}:
            text = "\n".join(line.text for line in blocks[name])
            listed = " ".join(re.findall(r"(?:needs|extends|dependencies):\s*(\[[^\]]*\]|[^\n]*(?:\n\s*-\s.*)*)", text))
            needed |= {
                other for other in blocks if other and re.search(rf"(?<![\w-]){re.escape(other)}(?![\w-])", listed)
            }
        if needed <= wanted:
            break
        wanted |= needed
    return sorted(line for name in wanted for line in blocks[name])


def _blocks(lines: Sequence[_Line]) -> dict[str, list[_Line]]:
    """The jobs of a workflow (below `jobs:`), or the keys at the margin; what belongs to none is under ''."""
    found: dict[str, list[_Line]] = {"": []}
    jobs = any(re.match(r"jobs:\s*(?:#.*)?$", line.text) for line in lines)
    depth: int | None = None
    within, name = not jobs, ""
    for line in lines:
        indent = len(line.text) - len(line.text.lstrip())
        if jobs and indent == 0:
            within, name = bool(re.match(r"jobs:", line.text)), ""
        elif within:
            opened = re.match(r"\s*['\"]?([\w.-]+)['\"]?:", line.text)
            if depth is None and jobs:
                depth = indent
            if opened and indent == (depth or 0) and not _top(opened[1], jobs=jobs):
                name = opened[1]
            elif indent == 0 and opened:
                name = ""
        found.setdefault(name, []).append(line)
    return found


_ABOVE = frozenset(
    {
        *(
            "stages",
            "default",
            "include",
            "variables",
            "workflow",
            "image",
            "before_script",
            "after_script",
            "services",
        ),
        *("cache", "repos", "default_stages", "exclude", "files", "ci", "on", "env", "permissions", "defaults", "runs"),
        *("inputs", "outputs", "pipelines", "definitions", "trigger", "pr", "pool", "steps", "jobs", "version"),
    }
)


def _top(name: str, *, jobs: bool) -> bool:
    """True for keys at the margin that bear on every block."""
    return not jobs and name in _ABOVE


def owners_edited(before: str, after: str | None, guarded: Sequence[str]) -> tuple[tuple[int, Edited], ...]:
    """Lines of CODEOWNERS that decide who reviews the guarded paths, where they change."""
    old, new = _owners(before, guarded), _owners(after or "", guarded)
    found: list[tuple[int, Edited]] = []
    for path in guarded:
        one, other = old.get(path), new.get(path)
        if (one and one[1]) != (other and other[1]) and one is not None:
            told = f"owners of {path}: {_names(one)} -> {_names(other)}"
            found.append(((other or one)[0], Edited(told, weakens=True)))
        elif one is None and other is not None:
            found.append((other[0], Edited(f"owners of {path}: nobody -> {_names(other)}")))
    return tuple(found)


def _owners(text: str, guarded: Sequence[str]) -> dict[str, tuple[int, tuple[str, ...]]]:
    """The line and the owners that hold for each path: the last pattern that fits decides."""
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        pattern, *owners = line.split("#")[0].split() or [""]
        if not pattern or pattern.startswith("["):
            continue
        for path in guarded:
            anchored = pattern.removeprefix("/") if pattern.startswith("/") else pattern
            if pattern in ("*", "**") or fits_path(anchored, path) or fits_path(anchored, f"{path}/"):
                found[path] = (number, tuple(sorted(owners)))
    return found


def _names(owned: tuple[int, tuple[str, ...]] | None) -> str:
    return ", ".join(clean(name, 60) for name in owned[1]) or "nobody" if owned else "nobody"
