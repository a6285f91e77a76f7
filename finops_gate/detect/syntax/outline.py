"""What a configuration file says, as a tree of named places: every format's reader fills one, every judge reads it.

Only scalars that stand in a place are kept, each with its line. The tree is bounded, so that a file that was written
to hurt costs no more than one that was not: deeper or larger files are unreadable, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.frozen import NamedTuple

DEPTH = 100
"""Levels of nesting that are followed; generated manifests of real charts reach about 20."""
ENTRIES = 200_000
"""Entries of one file that are kept; a mebibyte of real configuration has about 40,000."""
LABEL = 80
"""Characters of one key or name that a scope holds."""
SCOPE = 1000
"""Characters of a whole scope; the innermost are kept."""


UNCLOSED = "does not parse: a bracket or a quote is never closed"
"""Why a file is listed of which only a part could be read."""


class UnreadableError(Exception):
    """A text that cannot be made into an outline, with the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Branch:
    """A mapping or a list. Readers add to it while they read; afterwards nobody changes it."""

    __slots__ = (
        "_by_key",
        "_counted",
        "_scope",
        "branches",
        "depth",
        "index",
        "is_list",
        "key",
        "leaves",
        "line",
        "number",
        "parent",
        "size",
    )

    def __init__(self, parent: Branch | None, key: str, line: int, number: int, *, is_list: bool, index: int) -> None:
        self.parent = parent
        self.key = key
        """The key under which it stands; empty for the root and for an element of a list."""
        self.line = line
        self.number = number
        """Counted from 1 in the order of the file: tells the branches of one file apart."""
        self.is_list = is_list
        self.index = index
        """Its position among the elements of a list; -1 elsewhere."""
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.size = 0
        """Elements so far, for lists."""
        self.leaves: list[Leaf] = []
        self.branches: list[Branch] = []
        self._by_key: dict[str, Leaf] = {}
        self._counted = 0
        self._scope: str | None = None

    def leaf(self, *names: str) -> Leaf | None:
        """The first leaf that stands here under one of these keys, compared without case."""
        if self._counted != len(self.leaves):
            self._counted = len(self.leaves)
            self._by_key = {}
            for leaf in self.leaves:
                self._by_key.setdefault(leaf.key.lower(), leaf)
        return next((self._by_key[name] for name in names if name in self._by_key), None)

    @property
    def label(self) -> str:
        """What tells this element from the others of its list: its name, or ``[2]``; the key of anything else."""
        if self.index < 0:
            return self.key[:LABEL]
        named = self.leaf(*NAMES)
        if named is None:  # a manifest among those of a List says its name in its metadata
            about = next((one for one in self.branches[:8] if one.key == "metadata"), None)
            named = about.leaf("name") if about is not None else None
        return f"[{named.value}]" if named is not None and 0 < len(named.value) <= LABEL else f"[{self.index}]"

    @property
    def scope(self) -> str:
        """The way to this branch, outermost first: ``services.chat.environment``, ``spec.containers.[web].env``."""
        if self._scope is None:
            missing = []
            branch: Branch | None = self
            while branch is not None and branch._scope is None:
                missing.append(branch)
                branch = branch.parent
            for one in reversed(missing):
                above = one.parent._scope if one.parent is not None else ""
                own = one.label if one.parent is not None else ""
                one._scope = ".".join(part for part in (above, own) if part)[-SCOPE:]
        return self._scope or ""

    def ancestors(self) -> Iterator[Branch]:
        """The branches around this one, nearest first."""
        branch = self.parent
        while branch is not None:
            yield branch
            branch = branch.parent


class Leaf(NamedTuple):
    """One scalar in its place."""

    branch: Branch
    key: str
    """Empty for an element of a list."""
    value: str
    """Without quotes; a block of text keeps its line ends."""
    line: int
    """Where the value's first character stands."""
    quoted: bool = False
    position: int = -1
    """Counted from 0 in a list; -1 elsewhere."""
    computed: bool = False
    """True for an expression of a language that has them (``var.model``, ``a ? b : c``): the text is no literal."""


NAMES = ("name", "model_name", "modelname", "id", "parameterkey", "key", "alias", "title")
"""Keys whose value tells one element of a list from the others, strongest first."""


class Outline:
    """A file's tree, and all of it in the order of the file."""

    def __init__(self) -> None:
        self.branches: list[Branch] = []
        self.leaves: list[Leaf] = []
        self.unclosed = False
        """True when a bracket or a quote is never closed: what stands behind it may have been misread."""
        self.root = self._new(None, "", 1, is_list=False, index=-1)

    def branch(self, parent: Branch, key: str, line: int, *, is_list: bool = False) -> Branch:
        """Adds a branch. Raises UnreadableError when it would be too deep or one too many."""
        index = -1
        if parent.is_list:
            index, key = parent.size, ""
            parent.size += 1
        found = self._new(parent, key, line, is_list=is_list, index=index)
        parent.branches.append(found)
        return found

    def leaf(
        self, branch: Branch, key: str, value: str, line: int, *, quoted: bool = False, computed: bool = False
    ) -> None:
        """Adds a scalar. Raises UnreadableError when it is one too many."""
        index = -1
        if branch.is_list:
            index, key = branch.size, ""
            branch.size += 1
        if len(self.leaves) >= ENTRIES:
            raise UnreadableError("has too many entries")
        leaf = Leaf(branch, key, value, line, quoted, index, computed)
        branch.leaves.append(leaf)
        self.leaves.append(leaf)

    def take_back(self, branch: Branch) -> Leaf:
        """Removes the leaf that was added last, an element of this list, and returns it."""
        branch.size -= 1
        branch.leaves.pop()
        return self.leaves.pop()

    def _new(self, parent: Branch | None, key: str, line: int, *, is_list: bool, index: int) -> Branch:
        if parent is not None and parent.depth >= DEPTH:
            raise UnreadableError("nests too deeply")
        if len(self.branches) >= ENTRIES:
            raise UnreadableError("has too many entries")
        found = Branch(parent, key, line, len(self.branches) + 1, is_list=is_list, index=index)
        self.branches.append(found)
        return found


def decode(text: bytes) -> str:
    """The text of a file whatever its encoding: a byte order mark is obeyed, bad bytes become U+FFFD."""
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return text.decode("utf-16", "replace")
    return text.decode("utf-8-sig", "replace")
