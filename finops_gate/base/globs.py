"""Patterns of paths and of model names, matched without ever backtracking into exponential time.

Paths follow gitignore where people expect it to: ``*`` and ``?`` stay inside one folder, ``**`` crosses folders, a
pattern without a slash fits at any depth, and a pattern that fits a folder fits all that is in it. Square brackets are
ordinary characters, because ``app/[slug]/page.tsx`` is a real path and a character class in a policy is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence


def fits_path(pattern: str, path: str) -> bool:
    """True when `pattern` fits the path or a folder above it. Both are relative to the repository root."""
    pattern, folders_only = pattern.removeprefix("./"), pattern.endswith("/")
    anchored = "/" in pattern.rstrip("/")
    wanted = [part for part in pattern.split("/") if part]
    if not wanted:
        return False
    if not anchored and wanted != ["**"]:
        wanted.insert(0, "**")
    if wanted[-1] == "**":  # `research/**` is what lies in research, not a file of that name
        wanted[-1] = "*"
    elif folders_only:
        wanted.append("*")
    return _fits(wanted, path.split("/"), "**", _fits_text, open_end=True)


def fits_any_path(patterns: Iterable[str], path: str) -> bool:
    """True when one of the patterns fits."""
    return any(fits_path(pattern, path) for pattern in patterns)


def fits_name(pattern: str, name: str) -> bool:
    """True when a model pattern (``claude-opus-*``) fits the whole name, in any case; ``*`` crosses slashes."""
    return _fits_text(pattern.lower(), name.lower())


def _fits_text(pattern: str, text: str) -> bool:
    return pattern == text or _fits(pattern, text, "*", _same_character)


def _same_character(pattern: str, character: str) -> bool:
    return pattern in ("?", character)


def _fits(
    wanted: Sequence[str], given: Sequence[str], star: str, same: Callable[[str, str], bool], open_end: bool = False
) -> bool:
    """Matches with a star that stands for any run of pieces. `open_end`: the given may go on after the pattern's end.

    Going back to the last star alone is enough: an earlier star can only take more of what the last one may take too.
    So the work is at most the product of both lengths.
    """
    at = seen = 0
    star_at, star_seen = -1, 0
    while seen < len(given) or (open_end and at < len(wanted)):
        if open_end and at == len(wanted):
            return True
        if at < len(wanted) and wanted[at] == star:
            star_at, star_seen = at, seen
            at += 1
        elif at < len(wanted) and seen < len(given) and same(wanted[at], given[seen]):
            at += 1
            seen += 1
        elif star_at >= 0 and star_seen < len(given):
            star_seen += 1
            at, seen = star_at + 1, star_seen
        else:
            return False
    return all(piece == star for piece in wanted[at:])
