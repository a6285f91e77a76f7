"""A published package: the versions that files name, how they moved, and what a move changes by default."""

from __future__ import annotations

from enum import StrEnum

from finops_gate.base.frozen import NamedTuple
from finops_gate.model.setting import Location, Role


class Pin(NamedTuple):
    """One version of one package, as one file names it."""

    ecosystem: str
    """``pypi``, ``npm``, ``go``, ``ruby``, ``rust``, ``java``, ``dotnet``."""
    name: str
    """Normalised as its ecosystem does."""
    version: str
    """Exact; for a range the lowest version that it allows, or empty where it has no lower end."""
    location: Location
    locked: bool = True
    """False: a range, or a version that a manifest names and no lockfile confirms."""
    written: str = ""
    """The range as written: ``^0.11.0``. Empty for an exact version."""
    url: str = ""
    """Where the lockfile says that the artefact lies."""
    registry: str = ""
    """The index that the lockfile names for the package."""
    hashes: tuple[str, ...] = ()
    """``sha256:<hex>`` or ``sha512:<hex>``; the artefact must have one of them."""
    needs: tuple[str, ...] = ()
    """Names of the packages that it depends on, where the lockfile says so."""
    elsewhere: str = ""
    """Why it comes from no index: ``git``, ``a path``, ``an address``. Empty: an index."""


class Move(NamedTuple):
    """One package whose versions are not the same on both sides."""

    ecosystem: str
    name: str
    before: tuple[Pin, ...]
    """What only base names; empty for a package that is new."""
    after: tuple[Pin, ...]
    """What only head names; empty for a package that is gone."""
    direct: bool = True
    """A manifest names it; False: only a lockfile does, so something else brings it."""

    @property
    def pin(self) -> Pin:
        """The head side, or the base side of what is gone."""
        return (self.after or self.before)[0]

    @property
    def words(self) -> str:
        """``1.2.0 -> 1.3.0``, with the range where that is all that is known."""
        return f"{_versions(self.before)} -> {_versions(self.after)}"


def _versions(pins: tuple[Pin, ...]) -> str:
    return ", ".join(sorted({pin.written or pin.version for pin in pins})) or "none"


class Default(NamedTuple):
    """One model that a package uses when its caller names none, and what it has become."""

    file: str
    """In the artefact of the newer version."""
    symbol: str
    """``package.module:Class.method.slot``."""
    old: str
    new: str
    line_old: int
    line_new: int
    role: Role
    provider: str = ""
    kind: str = "model-call"
    """The kind of site that it feeds, as `SiteKind` says it."""
    overrides: tuple[str, ...] = ()
    """Environment variables that are read before it."""


class State(StrEnum):
    """Whether both versions were looked into."""

    INSPECTED = "inspected"
    NOT_INSPECTED = "not-inspected"


class Inspection(NamedTuple):
    """What one move of a package changes by default."""

    ecosystem: str
    name: str
    before: str
    after: str
    state: State
    reason: str = ""
    """Why it was not inspected."""
    changes: tuple[Default, ...] = ()
    artefacts: tuple[tuple[str, str], ...] = ()
    """Artefact file to ``sha256:<hex>``, both sides."""
    exports: tuple[tuple[str, str], ...] = ()
    """Public names that rely on a changed default: ``Class`` to the symbol that it builds or holds."""


class Use(StrEnum):
    """How a repository relies on a package's default. Ordered from what is certain to what is not."""

    CONFIRMED = "confirmed"
    POSSIBLE = "possible"
    NOT_USED = "not used"


class Reliance(NamedTuple):
    """A place of the repository that relies on a default of a package."""

    use: Use
    location: Location
    name: str
    """What is called there: ``OpenAIGenerator``; a command; the package."""
    default: Default
    why: str = ""
    """``a call without a model``, ``a decorator``, ``a subclass``, ``a command-line tool``."""
    pin: str = ""
    """What to write there to keep the old model: ``model="gpt-4"``; empty where only the version can be kept."""


class Moved(NamedTuple):
    """One package that moved, what was found in it, and where the repository relies on that."""

    move: Move
    inspection: Inspection
    reliances: tuple[Reliance, ...] = ()
    used: bool = True
    """False: nothing in the repository imports it, and nothing that is imported needs it."""
    overridden: tuple[tuple[str, Location], ...] = ()
    """Environment variables that set the model whatever the default, and where they are set."""
    related: bool = True
    """False: its whole set of dependencies is known, and reaches nothing that speaks to a model."""

    @property
    def keep(self) -> str:
        """The requirement that keeps the old version."""
        name, version = self.move.name, self.inspection.before
        return f"{name}@{version}" if self.move.ecosystem == "npm" else f"{name}=={version}"
