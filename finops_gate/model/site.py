"""A place that spends, and how it differs between the two sides of a change."""

from __future__ import annotations

from enum import StrEnum

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.capacity import Capacity, Held
from finops_gate.model.setting import Key, Location, Role, Setting, Unknown


class SiteKind(StrEnum):
    """What kind of spending a site does."""

    MODEL_CALL = "model-call"
    EMBEDDING = "embedding"
    IMAGE = "image"
    AUDIO = "audio"
    ENDPOINT = "endpoint"
    NODE_POOL = "node-pool"
    PACKAGE = "package"


_ELSEWHERE = ("env:", "text:", "secrets.", "vars.", "env.", "inputs.", "local:")
"""What a reference begins with that reads a value from outside the source."""


_PRIVATE = ("secrets.", "vars.", "env.", "inputs.")
"""What such a reference begins with in workflows."""


class Bound(NamedTuple):
    """A setting after resolving: the value that takes effect and the way to it."""

    setting: Setting
    value: str | Unknown
    """The value in effect; equals the setting's own for a literal."""
    via: tuple[Location, ...] = ()
    """The places through which the value was read, nearest first; empty for a literal."""
    ends: tuple[str, ...] = ()
    """What the last of those places reads in its turn, where that is an SDK's own name and no value is known."""

    @property
    def written(self) -> str | None:
        """What stands in the source as an id: the literal, or the name of a constant (``models.GPT4o``).

        None for a variable, an environment variable and a secret: their names say nothing of the model. A parameter's
        variable is what people see beside its name.
        """
        if isinstance(self.setting.value, str):
            return self.setting.value
        refers = [name for name in self.setting.refers if ":" not in name.partition("::")[0]]
        if self.setting.key.kind == "parameter" and refers and not refers[0].startswith(_PRIVATE):
            return refers[0]
        *around, last = refers[0].removesuffix(".value").rsplit(".", 2) if refers else ("",)
        member = any(name[:1].isupper() for name in around[-1:]) and any(one.isdigit() for one in last)  # Model.gpt4o
        return refers[0] if (last[:1].isupper() or member) and not refers[0].startswith(_PRIVATE) else None


class Site(NamedTuple):
    """One place that spends. Its settings stand in one call, one table, or alone."""

    key: str
    """Stable over unrelated edits: path, scope, slot and an ordinal; never a line."""
    kind: SiteKind
    settings: tuple[Bound, ...]
    feature: str | None = None
    team: str | None = None
    environment: str | None = None
    capacity: Capacity | None = None
    """What it is a setting of, where that is paid by the hour."""

    @property
    def path(self) -> str:
        return self.settings[0].setting.location.path

    def bound(self, key: Key) -> Bound | None:
        """The setting of that key, or None."""
        return next((bound for bound in self.settings if bound.setting.key is key), None)

    @property
    def mention(self) -> str:
        """Why the site spends nothing (test, doc, menu); empty when it does."""
        return self.settings[0].setting.mention


class Status(StrEnum):
    """How a setting differs between the sides. Hidden: it was readable and now is not, its value may live on."""

    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    HIDDEN = "hidden"


class Reach(NamedTuple):
    """A site that a changed value feeds."""

    site: str
    location: Location
    feature: str | None = None


class Change(NamedTuple):
    """One changed setting of one site: one row of the report. Rows of one site share one projection."""

    key: Key
    status: Status
    site: str
    """The key of the site, at head when it is there."""
    before: Bound | None
    after: Bound | None
    before_site: Site | None
    after_site: Site | None
    billed: bool = True
    """False for what is shown and raises no alarm: a re-spelling, a test, a document, a quota."""
    note: str = ""
    """Why it is not billed, or what is special about it; one short phrase."""
    reaches: tuple[Reach, ...] = ()
    held: Held | None = None
    """The capacity on both sides, for what is paid by the hour: `site` is then its name, shared by all its rows."""

    @property
    def bound(self) -> Bound:
        """The head side, or the base side of what was removed."""
        found = self.after or self.before
        assert found is not None  # compare never makes a change of nothing
        return found

    @property
    def role(self) -> Role:
        return self.bound.setting.role

    @property
    def path(self) -> str:
        return self.bound.setting.location.path

    @property
    def line(self) -> int:
        return self.bound.setting.location.line
