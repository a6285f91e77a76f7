"""Who may approve for a role: its people, the owners of the paths, or the maintainers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.model.change_request import Actor, Members
from finops_gate.model.owners import Owners
from finops_gate.model.policy import Approver
from finops_gate.model.setting import Unknown

GATE = ".finops-gate/policy.yaml"
"""Whose owners are asked where a role is the code owners and nobody owns the path."""
MAINTAINERS = frozenset({"admin", "maintain"})
"""What an account may do who is a maintainer."""

Permissions = Mapping[str, "str | Unknown"]
"""What each account may do, by its name in lower case; one that is missing is not known."""


class Circle(NamedTuple):
    """A set of people, of whom as many as the role counts must agree. Names are in lower case."""

    users: frozenset[str]
    teams: frozenset[str] = frozenset()
    maintainers: bool = False

    def holds(self, actor: Actor, members: Members, permissions: Permissions) -> bool | Unknown:
        """True when the actor belongs to it; Unknown when nobody could tell. Apps belong where a role names them."""
        name = name_of(actor)
        if name in self.users:
            return True
        if is_bot(actor):
            return False
        told = [members.get(team, Unknown(f"the members of {clean(team, 80)} are not known")) for team in self.teams]
        if any(name in team for team in told if not isinstance(team, Unknown)):
            return True
        unknown = [team for team in told if isinstance(team, Unknown)]
        if self.maintainers:
            permission = permissions.get(name, Unknown(f"what {clean(name, 80)} may do is not known"))
            if isinstance(permission, Unknown):
                unknown.append(permission)
            elif permission in MAINTAINERS:
                return True
        return min(unknown, key=lambda reason: reason.reason) if unknown else False


def name_of(actor: Actor) -> str:
    """The login in lower case; an app's ends in ``[bot]``, whether or not the forge writes it so."""
    name = actor.login.lower()
    return f"{name.removesuffix('[bot]')}[bot]" if is_bot(actor) else name


def is_bot(actor: Actor) -> bool:
    """True for an app: the forge says so, or its name does."""
    return actor.bot or actor.login.lower().endswith("[bot]")


def circles(approver: Approver, paths: Iterable[str], owners: Owners) -> tuple[Circle, ...]:
    """The circles of a role, each of which must agree.

    A role that names nobody, or the code owners, falls to the owners of each path; where nobody owns one, to the
    maintainers (the code owners first to those of the policy).
    """
    users, teams = _lower(approver.users), _lower(approver.teams)
    if not (approver.nobody or approver.codeowners):
        return (Circle(users, teams),)
    found: set[Circle] = set()
    for path in paths:
        owned = owners.of(path) or (owners.of(GATE) if approver.codeowners else ())
        for names in owned:
            accounts = {name for name in names if "@" not in name}  # nobody can tell whose account an address is
            people = frozenset(name for name in accounts if "/" not in name)
            found.add(Circle(users | people, teams | (accounts - people)))
        if not owned:
            found.add(Circle(users, teams, maintainers=True))
    return tuple(sorted(found, key=_order)) or (Circle(users, teams, maintainers=True),)


def _lower(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _order(circle: Circle) -> tuple[bool, list[str], list[str]]:
    return circle.maintainers, sorted(circle.users), sorted(circle.teams)
