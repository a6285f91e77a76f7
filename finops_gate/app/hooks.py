"""Git hooks without any framework: two small programs that call the gate with the Python that has it."""

from __future__ import annotations

import os
import shlex
import site
import sys
from typing import TYPE_CHECKING

from finops_gate.base.errors import UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.repo.discover import discover
from finops_gate.repo.hooks import current, hooks_of, put

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARK = "# Written by finops-gate init --hooks, which replaces this file when it is called again."
CALLS = {
    "pre-commit": ("finops_gate.cli.hook", ""),
    "pre-push": ("finops_gate.cli.push", '-- "$@"'),
}
"""Which module each hook runs, and with which words: git tells a push hook the remote."""
_TEMPLATE = """\
#!/bin/sh
{mark}
# Options of the gate: --strict holds back what needs an approval, too. `git {verb} --no-verify` passes by.
options=
python={python}
if [ ! -x "$python" ]; then
    echo "finops-gate: $python is gone. Install finops-gate and call finops-gate init --hooks, or delete $0" >&2
    exit 2
fi
exec "$python" {call}
"""


class Written(NamedTuple):
    """What became of the hooks."""

    paths: tuple[str, ...]
    """Those that were written."""
    taken: tuple[tuple[str, str], ...]
    """Those that are somebody's already, each with the line to add to it."""
    notes: tuple[str, ...]
    """What to know of the folder."""


def install(directory: Path | None, environment: Mapping[str, str], force: bool) -> Written:
    """Writes the hooks where git looks for them. `force`: also in the place of others. Raises GateError."""
    place = discover(directory, explicit=directory is not None)
    if place.bare:
        raise UsageError("nobody commits in a bare repository", "run it in a clone")
    if not os.path.isabs(sys.executable or ""):
        raise UsageError("nobody knows which Python this is, so no hook could call it", "install finops-gate anew")
    hooks = hooks_of(place, environment)
    written, taken = [], []
    for name in CALLS:
        path = os.path.join(hooks.folder, name)
        found = current(path)
        if found is None or force or MARK.encode() in found:
            put(path, program(name, sys.executable))
            written.append(path)
        else:
            taken.append((path, f"{shlex.quote(sys.executable)} {_call(name, '')} || exit $?"))
    return Written(tuple(written), tuple(taken), tuple(_notes(hooks.folder, hooks.named_by, hooks.unsure, place.root)))


def program(name: str, python: str) -> str:
    """The text of a hook. The path stands between quotes that nothing in it can end."""
    return _TEMPLATE.format(
        mark=MARK, verb=name.removeprefix("pre-"), python=shlex.quote(python), call=_call(name, "$options")
    )


def _call(name: str, chosen: str) -> str:
    module, words = CALLS[name]
    code = f"{_alone()} -c 'import sys; from {module} import main; sys.exit(main())'"
    return " ".join(word for word in (code, chosen, words) if word)


def _alone() -> str:
    """Options by which Python imports nothing of the repository, and still finds the gate where it was installed."""
    users = site.getusersitepackages() if site.ENABLE_USER_SITE else ""
    return "-E -P" if users and os.path.realpath(__file__).startswith(os.path.realpath(users) + os.sep) else "-I"


def _notes(folder: str, named_by: str, unsure: bool, root: str) -> list[str]:
    notes = []
    if named_by:
        notes.append(
            f"core.hooksPath in {clean(named_by)} names this folder; every repository that it holds for has them."
        )
    if folder.startswith(root + os.sep) and f"{os.sep}.git{os.sep}" not in folder[len(root) :]:
        notes.append(
            "The folder is in the work tree, and the hooks name the Python of this machine: do not commit them."
        )
    if unsure:
        notes.append(
            "Configuration includes other files, which were not read: git rev-parse --git-path hooks says where."
        )
    return notes
