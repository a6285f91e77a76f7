"""A forge as a value: what it tells and what it refuses are fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from finops_gate.base.errors import ForgeError
from finops_gate.forges import Comment, Status
from finops_gate.model.change_request import ChangeRequest
from finops_gate.model.setting import Unknown


@dataclass
class Told:
    """Everything it is asked is kept in `asked`."""

    request: ChangeRequest | ForgeError
    teams: Mapping[str, frozenset[str] | Unknown | ForgeError] = field(default_factory=dict)
    permissions: Mapping[str, str | Unknown | ForgeError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def change_request(self, number: str) -> ChangeRequest:
        self.asked.append(number)
        if isinstance(self.request, ForgeError):
            raise self.request
        return self.request

    def members(self, team: str) -> frozenset[str] | Unknown:
        self.asked.append(team)
        found = self.teams.get(team, Unknown("no such team"))
        if isinstance(found, ForgeError):
            raise found
        return found

    def permission(self, login: str) -> str | Unknown:
        self.asked.append(login)
        found = self.permissions.get(login, "read")
        if isinstance(found, ForgeError):
            raise found
        return found

    def say(self, number: str, comment: Comment) -> str:
        raise ForgeError("nothing is said here")

    def status(self, status: Status) -> None:
        raise ForgeError("nothing is set here")

    def ask(self, number: str, users: Sequence[str], teams: Sequence[str]) -> None:
        raise ForgeError("nobody is asked here")

    def merge_base(self, base: str, head: str) -> str:
        raise ForgeError("it tells no merge base")
