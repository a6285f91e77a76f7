"""A file that the gate read can no longer be read, or a new one cannot.

Why it matters:
    What the gate does not see it does not price. A NUL byte, a link, a submodule, a mebibyte of comment or a folder
    called `vendor` takes a file out of its sight, by accident or not. Models that such a file had keep their cost as
    "at least": a file out of sight is no saving.

Example:
    `app/bot.py: a text at base, at head: symbolic link (not followed)`
    `app/bot.py: moved to vendor/bot.py, which is not judged (vendored)`

What to do:
    Keep source files readable, split what is too large, and look at the file by eye in this change. The starter policy
    warns; `require-approval` may be asked for in policy.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.cost.edits import by_file
from finops_gate.model.governance import EditKind
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each file that is out of sight at head."""
    return by_file("coverage-lost", case.edits, EditKind.COVERAGE)


RULE = Rule("coverage-lost", check, ("weakened",))
