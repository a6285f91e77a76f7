"""`finops-gate-hook`, for a commit hook: says nothing, and imports next to nothing, unless something may cost."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # without the module typing, whose import takes as long as starting Python
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Looks at the index. Takes the options of `finops-gate diff`.

    Approvals are given on pull requests, so one that is required is shown here and lets the commit pass; with
    ``--strict`` it does not.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not _asks_for_help(words) and not _candidates(_directory(words)):
        return 0
    from finops_gate.cli.main import main as gate

    strict = "--strict" in words
    others = [word for word in words if word != "--strict"]
    # Options of the command line come later, and so win.
    return gate(["diff", "--staged", "--fail-on", "approval" if strict else "block", *others])


def _candidates(directory: str | None) -> bool:
    from finops_gate.app.hook import candidates

    try:
        return candidates(directory)
    except Exception:  # noqa: BLE001 - failing to look is not finding nothing; the full run meets it again and tells it
        return True


def _asks_for_help(words: Sequence[str]) -> bool:
    return "--help" in words or "-h" in words


def _directory(words: Sequence[str]) -> str | None:
    """The value of --repo, read without a parser."""
    for at, word in enumerate(words):
        if word.startswith("--repo="):
            return word.removeprefix("--repo=")
        if word == "--repo" and at + 1 < len(words):
            return words[at + 1]
    return None


if __name__ == "__main__":
    sys.exit(main())
