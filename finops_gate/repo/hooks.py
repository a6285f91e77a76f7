"""Where git looks for the hooks of a repository, read from configuration as text: nothing is executed."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

from finops_gate.base.errors import OutputError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.repo import configuration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finops_gate.repo.discover import Place

_INCLUDES = lazy(rb"^\s*\[\s*include(if)?\b", re.MULTILINE | re.IGNORECASE)


class Hooks(NamedTuple):
    """The folder of the hooks."""

    folder: str
    named_by: str
    """The configuration file that names it; empty: it is the usual one."""
    unsure: bool
    """True when configuration includes other files, which are not read and may name another folder."""


def hooks_of(place: Place, environment: Mapping[str, str]) -> Hooks:
    """The folder that git takes the hooks of a repository from; linked work trees share it.

    Raises UsageError where hooks are switched off.
    """
    folder, named_by = os.path.join(place.common_directory, "hooks"), ""
    files = [path for path in _files(place, environment) if os.path.isfile(path)]
    for path in files:  # the later, the stronger
        for named in configuration.values(path, "core", "", "hookspath"):
            folder, named_by = os.path.join(place.root, _expanded(named, environment)), path
    if folder == os.devnull or not os.path.basename(folder.rstrip(os.sep)):
        raise UsageError(f"core.hooksPath in {clean(named_by)} switches hooks off", "git config --unset core.hooksPath")
    return Hooks(os.path.normpath(folder), named_by, any(_includes(path) for path in files))


def _files(place: Place, environment: Mapping[str, str]) -> list[str]:
    home = environment.get("HOME") or os.path.expanduser("~")
    theirs = environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    own = os.path.join(place.common_directory, "config")
    system = (
        [] if environment.get("GIT_CONFIG_NOSYSTEM") else [environment.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig"]
    )
    shared = [os.path.join(theirs, "git", "config"), os.path.join(home, ".gitconfig")]
    if environment.get("GIT_CONFIG_GLOBAL"):
        shared = [environment["GIT_CONFIG_GLOBAL"]]
    apart = configuration.values(own, "extensions", "", "worktreeconfig")[-1:]
    alone = (
        [os.path.join(place.git_directory, "config.worktree")] if apart in (["true"], ["yes"], ["on"], ["1"]) else []
    )
    return [*system, *shared, own, *alone]


def _expanded(named: str, environment: Mapping[str, str]) -> str:
    home = environment.get("HOME") or os.path.expanduser("~")
    return os.path.join(home, named[2:]) if named.startswith("~/") else named


def _includes(path: str) -> bool:
    with open(path, "rb") as file:  # noqa: PTH123 - the path is text
        return _INCLUDES.search(file.read(configuration.LIMIT)) is not None


def current(path: str) -> bytes | None:
    """What a hook holds now, without following a link; None: there is none. A link or a folder holds "something"."""
    if not os.path.lexists(path):
        return None
    if os.path.islink(path) or not os.path.isfile(path):
        return b"\0"
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the path is text
            return file.read(configuration.LIMIT)
    except OSError as error:
        raise OutputError(f"{clean(path)} cannot be read: {error.strerror}") from None


def put(path: str, text: str) -> None:
    """Writes a program in the place of whatever has that name; what a link there points to stays as it is.

    Raises OutputError.
    """
    beside = f"{path}.{secrets.token_hex(8)}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o777)
        try:
            with open(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:  # noqa: PTH123
                file.write(text)
            os.replace(beside, path)
        except OSError:
            os.unlink(beside)
            raise
    except OSError as error:
        raise OutputError(f"{clean(path)} cannot be written: {error.strerror}") from None
