"""Values whose text is a program: a workflow's ``actions/github-script`` and ``shell: python``, a Lambda's code."""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect.syntax.outline import Leaf
from finops_gate.model.setting import Embedded

_SHELLS = {"python": "python", "python3": "python", "node": "typescript", "bun": "typescript", "deno": "typescript"}
_EXPRESSION = lazy(r"\$\{\{[^\n]*?\}\}")
"""What the runner fills in before the program is read; it may stand inside quotes and outside of them."""
_RUNTIMES = {"python": "python", "nodejs": "typescript"}


def program(leaf: Leaf) -> Embedded | None:
    """The program that a text is, or None for one that is no program of a language with its own detector."""
    key = leaf.key.lower()
    language = ""
    if key in ("zipfile", "inlinecode"):  # CloudFormation's, and that of its shorter form
        above = leaf.branch.parent if key == "zipfile" else leaf.branch
        runtime = above.leaf("runtime") if above is not None else None
        said = re.match(r"[a-z]+", runtime.value.lower()) if runtime is not None else None
        language = _RUNTIMES.get(said[0], "") if said is not None else ""
    elif key == "script":
        above = leaf.branch.parent
        uses = above.leaf("uses") if above is not None and leaf.branch.key == "with" else None
        language = "typescript" if uses is not None and "/github-script" in uses.value else ""
    elif key == "run":
        shell = leaf.branch.leaf("shell")
        language = _SHELLS.get(shell.value.split(" ", 1)[0].lower(), "") if shell is not None else ""
    if not language:
        return None
    text = _EXPRESSION.sub(lambda found: re.sub(r"[^\n]", "_", found[0]), leaf.value)
    return Embedded(language, text.encode(), leaf.line, scope=f"{leaf.branch.scope}.{key}")
