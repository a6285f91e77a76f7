"""How git is started so that nothing of the repository's own runs: options, settings, variables, and which git.

Imports next to nothing: the commit hook comes through here whenever somebody commits.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:  # without the module typing, whose import takes as long as starting Python
    from collections.abc import Iterable, Mapping

_DIFF = (
    *("-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv"),
    "--ignore-submodules=dirty",  # compares the submodule's commit; any less, and git runs `status` inside it
)
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "cat-file": ("--batch",),
    "config": ("--null", "--name-only", "--get-regexp"),
    "diff-index": _DIFF,
    "diff-tree": _DIFF,
    "grep": ("--no-textconv", "--no-color", "--no-recurse-submodules", "--full-name"),
    "ls-files": ("-z",),
    "ls-tree": ("-z", "--full-tree"),
    "merge-base": (),
    "rev-parse": ("--verify", "--quiet"),
    "version": (),
}
"""The sub-commands that may be started, each with the options that make it safe and its output exact."""

SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.quotePath=false",
    "protocol.allow=never",
    "submodule.recurse=0",
)
"""Configuration that is stronger than the repository's own."""
OPTIONS = (
    *(word for setting in SETTINGS for word in ("-c", setting)),
    *("--no-pager", "--no-replace-objects", "--literal-pathspecs"),
)
"""What stands between git and the sub-command."""
_SET = {
    "GIT_ALLOW_PROTOCOL": "none",  # a repository's protocol.ext.allow=always is stronger than protocol.allow=never
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": "/dev/null/none",  # must not exist, or git prints advice about it
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_KEPT = ("PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "SYSTEMROOT", "DEVELOPER_DIR")


def variables(surroundings: Mapping[str, str], more: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """The environment of a git: a few variables of the machine's, ours, and `more`."""
    kept = {name: surroundings[name] for name in _KEPT if name in surroundings}
    return {**kept, **_SET, **dict(more)}


def locate(path: str, root: str, name: str = "git") -> str | None:
    """The absolute path of a program in the folders of `path`; those inside `root`, a repository, do not count."""
    inside = root.rstrip(os.sep) + os.sep
    for folder in path.split(os.pathsep):
        program = os.path.join(folder, name)
        if not os.path.isabs(folder) or (inside != os.sep and os.path.realpath(program).startswith(inside)):
            continue
        if os.path.isfile(program) and os.access(program, os.X_OK):
            return program
    return None
