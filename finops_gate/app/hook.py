"""The first look of the commit hook: is there anything in the index that may cost? Imports next to nothing."""

from __future__ import annotations

from finops_gate.base.manifests import is_manifest
from finops_gate.base.prefilter import GOVERNING, TEXTS, relevant
from finops_gate.repo.staged import Staged


def candidates(directory: str | None = None) -> bool:
    """True when a staged change may touch AI spending or the files that govern it.

    Raises RepositoryError for what only the whole comparison can tell: a file that cannot be read, a repository without
    a commit, a commit of hundreds of files.
    """
    staged = Staged(directory)
    changes = staged.changes()
    lowered = [path.lower() for path, _ in changes]
    if any(path.startswith(GOVERNING) or "prompt" in path or is_manifest(path) for path in lowered):
        return True
    if any(relevant(text) for text in staged.contents(changes)):
        return True
    # A policy may name any text as a prompt, whatever it is called.
    return any(path.endswith(TEXTS) for path in lowered) and b"prompts" in staged.target(f"{GOVERNING}policy.yaml")
