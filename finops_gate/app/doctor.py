"""Whether a run would work here, and what to type where it would not."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from pathlib import Path

from finops_gate.base.errors import GateError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean

OLDEST_GIT = (2, 31)
"""`--literal-pathspecs`, `GIT_CONFIG_GLOBAL` and `diff-tree --raw --no-abbrev` together need no newer one."""
STALE = 45
"""Days after which prices want another look: providers have changed some price in every quarter since 2023."""


class State(Enum):
    """How one thing stands."""

    OK = "OK"
    WARN = "warn"
    FAIL = "fail"


class Check(NamedTuple):
    """One thing looked at."""

    name: str
    state: State
    found: str
    todo: str = ""
    """What to type or do; empty when nothing needs doing."""


def run(directory: Path | None, today: date) -> tuple[Check, ...]:
    """Python, repository, git, policy and usage, catalog, in that order. Never raises GateError."""
    found = [_python(sys.version_info[:3]), *_looked("repository", _repository, directory)]
    if found[-1].state is not State.FAIL:
        found += [*_looked("git", _git, directory), *_looked("governing", _governing, directory)]
    return (*found, *_looked("catalog", lambda _: _catalog(today), directory))


def _looked(name: str, look: Callable[[Path | None], Iterator[Check]], directory: Path | None) -> Iterator[Check]:
    """A look that fails is a check that failed."""
    try:
        yield from look(directory)
    except GateError as error:
        yield Check(name, State.FAIL, error.message, error.hint)


def _python(version: tuple[int, int, int]) -> Check:
    found = ".".join(str(part) for part in version)
    if version < (3, 11):
        return Check("python", State.FAIL, found, "finops-gate needs Python 3.11 or later")
    return Check("python", State.OK, found)


def _git(directory: Path | None) -> Iterator[Check]:
    from finops_gate.repo.discover import discover
    from finops_gate.repo.programs import git

    text = git(discover(directory, explicit=directory is not None), "version").decode("utf-8", "replace")
    yield _git_version(text)


def _git_version(text: str) -> Check:
    found = re.search(r"(\d+)\.(\d+)[\w.]*", text)
    shown = clean(found.group() if found else text.strip(), 40)
    if found is None:
        return Check("git", State.WARN, f"{shown}, whose version cannot be read")
    if (int(found[1]), int(found[2])) < OLDEST_GIT:
        wanted = ".".join(str(part) for part in OLDEST_GIT)
        return Check("git", State.WARN, f"{shown} is old", f"install git {wanted} or later")
    return Check("git", State.OK, shown)


def _repository(directory: Path | None) -> Iterator[Check]:
    from finops_gate.repo.discover import discover

    place = discover(directory, explicit=directory is not None)
    where = f"{clean(place.root)}{', bare' if place.bare else ''}"
    if place.shallow:
        todo = "git fetch --unshallow; in a workflow, actions/checkout with fetch-depth: 0"
        yield Check("repository", State.WARN, f"{where} is a shallow clone: a comparison may lack commits", todo)
    else:
        yield Check("repository", State.OK, where)


def _catalog(today: date) -> Iterator[Check]:
    from finops_gate.catalog.book import Catalog

    yield _age(Catalog.load().newest, today)


def _age(newest: date, today: date) -> Check:
    days = (today - newest).days
    if days > STALE:
        found = f"prices read {newest}, {days} days ago"
        return Check("catalog", State.WARN, found, "pip install --upgrade finops-gate")
    return Check("catalog", State.OK, f"prices read {newest}")


def _governing(directory: Path | None) -> Iterator[Check]:
    from finops_gate.app.policies import check, unused

    checked = check(None, directory)
    policy = checked.policy
    if policy.source == "starter policy":
        yield Check("policy", State.OK, "none; the starter policy holds", "finops-gate init writes one to start from")
    else:
        yield Check("policy", State.OK, f"{clean(policy.source)}, {len(policy.features)} features")
    if not checked.profiles:
        yield Check("usage", State.OK, "none; changes are priced per call, not per month")
        return
    rows = f".finops-gate/usage.csv, {len(checked.profiles)} rows"
    if strays := unused(checked):
        names = ", ".join(clean(name, 60) for name in strays[:5])
        yield Check(
            "usage", State.WARN, f"{rows}; no feature is called {names}", "name them under features in the policy"
        )
    else:
        yield Check("usage", State.OK, rows)
