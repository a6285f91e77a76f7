"""The tree of errors. Each says what is wrong, where, and what to type next; its exit code is on the class.

GateError (2)
|-- UsageError           a command line that cannot be carried out
|-- RepositoryError      git refused, or there is no repository
|   `-- RangeError       a revision that does not exist here (shallow clone, typing error)
|-- GovernanceError      a governing file that does not say what it must (file, line, key)
|-- RecordError          recorded calls, or a place that keeps them, that cannot be read
|-- CatalogError         the pricing catalog is damaged or contradicts itself
|-- ArtefactError        a published package that could not be had or read; it is then not inspected
|-- ForgeError           a forge that refused, could not be reached, or answered nonsense
`-- OutputError          a report that could not be written
"""

from __future__ import annotations


class GateError(Exception):
    """Anything that ends a run without a verdict. Never a green tick: exit code 2."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        """What to type next; empty where nothing better than the message can be said."""


class UsageError(GateError):
    """The command line asks for something that cannot be done."""


class RepositoryError(GateError):
    """Git refused, timed out, or the directory is no repository."""


class RangeError(RepositoryError):
    """A revision that cannot be found here."""


class GovernanceError(GateError):
    """A governing file (policy, usage, prices, waivers) that is malformed.

    `path` is relative to the repository root, `line` counts from 1 (0: the whole file), `key` is the dotted key.
    """

    def __init__(self, path: str, line: int, key: str, problem: str, hint: str = "") -> None:
        place = f"{path}:{line}" if line else path
        super().__init__(f"{place}: {key}: {problem}" if key else f"{place}: {problem}", hint)
        self.path = path
        self.line = line
        self.key = key
        self.problem = problem


class RecordError(GateError):
    """Recorded calls that cannot be read: a damaged file, a missing column, an engine or service that refuses."""


class CatalogError(GateError):
    """The pricing catalog cannot be read or contradicts itself."""


class OutputError(GateError):
    """A report that could not be written where it was asked for."""


class ArtefactError(GateError):
    """A published package that could not be had or read. It ends no run: the package is reported as not inspected."""


class ForgeError(GateError):
    """A forge (GitHub, GitLab, ...) refused, could not be reached, or did not answer with what it promises.

    What it would have told is unknown: an approval that could not be looked up is not granted.
    """

    def __init__(self, message: str, hint: str = "", status: int = 0, unsure: bool = False) -> None:
        super().__init__(message, hint)
        self.status = status
        """The HTTP status of a refusal; 0 where none came."""
        self.unsure = unsure
        """Whether what was asked for may have been done all the same: look before asking again."""
