"""Who owns which path: a CODEOWNERS file as a value."""

from __future__ import annotations

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.globs import fits_path


class Owned(NamedTuple):
    """One line: a pattern and who owns what it fits. No owners: what it fits belongs to nobody."""

    pattern: str
    owners: tuple[str, ...]
    """Logins and ``organisation/team``, in lower case, without the @; addresses are left as they are."""
    section: str = ""
    """GitLab's sections own side by side; on GitHub everything is in the one without a name."""

    def fits(self, path: str) -> bool:
        """As the forges read it: like an ignore file, except that ``docs/*`` is not what lies deeper in docs."""
        if self.pattern.endswith("/*"):
            folder = self.pattern.removeprefix("/").split("/")[:-1]
            if len(folder) != path.count("/") and "**" not in folder:
                return False
        return fits_path(self.pattern, path)


class Owners(NamedTuple):
    """The whole file, in its order."""

    lines: tuple[Owned, ...] = ()

    def of(self, path: str) -> tuple[frozenset[str], ...]:
        """The sets of owners of a path, of each of which somebody has to agree; empty where nobody owns it.

        In a section the last line that fits wins, and one without owners takes the path from those before.
        """
        last: dict[str, frozenset[str]] = {}
        for line in self.lines:
            if line.fits(path):
                last[line.section] = frozenset(line.owners)
        return tuple(owners for _, owners in sorted(last.items()) if owners)
