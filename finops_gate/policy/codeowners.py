"""CODEOWNERS of the target: GitHub's form, and GitLab's with its sections.

A line that cannot be read is no error, as on the forges: the paths that it would have fitted keep their owners.
"""

from __future__ import annotations

from finops_gate.base.patterns import lazy
from finops_gate.model.owners import Owned, Owners

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where forges look, in this order; the first that is there counts."""
LARGEST = 3 << 20
"""Bytes; GitHub reads no larger file."""

_SECTION = lazy(r"(\^?)\[([^\]]+)\](?:\[\d+\])?(.*)")
_WORDS = lazy(r"(?:\\.|[^\s\\])+")
_ACCOUNT = lazy(r"@[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)*")
_ADDRESS = lazy(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read(text: bytes) -> Owners:
    """The owners that a file names. One over three megabytes names nobody."""
    if len(text) > LARGEST:
        return Owners()
    found: list[Owned] = []
    section = ""
    default: tuple[str, ...] = ()
    optional = False
    for line in text.decode("utf-8-sig", "surrogateescape").splitlines():
        words = _words(line)
        head = _SECTION.fullmatch(line.strip())
        if head and _owners(_words(head[3])) is not None:
            section = head[2].strip().lower()
            default = _owners(_words(head[3])) or ()
            optional = head[1] == "^"  # its owners are asked, and nobody waits for them
        elif words:
            owners = _owners(words[1:])
            pattern = words[0].replace("\\ ", " ").replace("\\#", "#")
            if owners is not None and not optional and not pattern.startswith("!") and pattern.strip("/"):
                found.append(Owned(pattern, owners or default, section))
    return Owners(tuple(found))


def _words(line: str) -> list[str]:
    words = []
    for word in _WORDS.findall(line):
        if word.startswith("#"):
            break
        words.append(word)
    return words


def _owners(words: list[str]) -> tuple[str, ...] | None:
    """The owners that some words name; None when one of them is none: then the line does not count."""
    found = []
    for word in words:
        if _ACCOUNT.fullmatch(word):
            found.append(word[1:].lower())
        elif _ADDRESS.fullmatch(word):
            found.append(word.lower())
        else:
            return None
    return tuple(found)
