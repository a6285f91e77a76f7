"""What the index changes, at the cost of two small programs: the first look of the commit hook.

Judges nothing: whatever is out of the ordinary is a RepositoryError, and the whole comparison (sides.py) then says what
it is. Imports next to nothing, and so does what it imports (tests/house/test_startup.py).
"""

from __future__ import annotations

import os
from select import select

from finops_gate.base.errors import RepositoryError
from finops_gate.repo.hardened import ALLOWED, OPTIONS, locate, variables
from finops_gate.repo.kinds import REGULAR, is_binary, limit_of, said_to_be_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FILES = 300
"""Changed files that the first look takes on. The names of so many contents fit into any pipe, and a commit of more
is worth the whole comparison."""
LARGEST = 64 * 1024 * 1024
"""Bytes of all that one program may print here."""
PATIENCE = 120.0
"""Seconds that a program may stay silent."""
_ABSENT = "000000"
_KILL = 9


class Staged:
    """The index of one repository against HEAD."""

    def __init__(self, directory: str | None = None, environment: Mapping[str, str] | None = None) -> None:
        """`directory` None: the current one, and the index that git names to its hooks."""
        self._environment = os.environ if environment is None else environment
        start = os.path.realpath(directory or os.getcwd())
        more = {}
        if directory is None and self._environment.get("GIT_DIR"):
            for name in ("GIT_DIR", "GIT_WORK_TREE"):
                if self._environment.get(name):
                    more[name] = os.path.join(start, self._environment[name])
            root = start
        else:
            root = _root(start)
        if directory is None and self._environment.get("GIT_INDEX_FILE"):
            more["GIT_INDEX_FILE"] = os.path.join(root, self._environment["GIT_INDEX_FILE"])
        git = locate(self._environment.get("PATH", os.defpath), root)
        if git is None:
            raise RepositoryError("git is not installed, or not on PATH")
        trusted = ("-c", f"safe.directory={root}") if directory is not None else ()
        self._git = (git, "-C", root, *trusted, *OPTIONS)
        self._variables = variables(self._environment, more.items())

    def changes(self) -> list[tuple[str, list[str]]]:
        """Each changed path with the ids of its contents: before, after, or both."""
        listed = self._run("diff-index", ("--cached", "HEAD", "--"))
        records = listed.decode("utf-8", "surrogateescape").split("\0")[:-1]
        if len(records) > 2 * FILES:
            raise RepositoryError(f"more than {FILES} files")
        found = []
        for head, path in zip(records[::2], records[1::2], strict=True):
            old, new, before, after, status = head[1:].split(" ")
            sides = [(mode, oid) for mode, oid in ((old, before), (new, after)) if mode != _ABSENT]
            if status == "U" or any(mode not in REGULAR for mode, _ in sides):
                raise RepositoryError("a conflict, a link or a submodule")
            found.append((path, [oid for _, oid in sides] if before != after else []))
        return found

    def contents(self, changes: Sequence[tuple[str, list[str]]]) -> Iterator[bytes]:
        """The contents of changed texts; of what is binary, nothing."""
        answers = iter(self._objects([oid for _, oids in changes for oid in oids]))
        for path, oids in changes:
            texts = [next(answers) for _ in oids]
            binary = [is_binary(text) for text in texts]
            if any(len(text) > limit_of(path) for text in texts):
                raise RepositoryError("a large file")
            if any(binary) and (said_to_be_text(path) or not all(binary)):
                raise RepositoryError("a text with NUL bytes")
            yield from (text for text, is_data in zip(texts, binary, strict=True) if not is_data)

    def target(self, path: str) -> bytes:
        """A file as HEAD has it; empty where HEAD has none."""
        output = self._run("cat-file", (), f"HEAD:{path}\n")
        head, _, content = output.partition(b"\n")
        return b"" if head.endswith(b" missing") else content[:-1]

    def _objects(self, oids: list[str]) -> Iterator[bytes]:
        if not oids:
            return
        output = self._run("cat-file", (), "".join(f"{oid}\n" for oid in oids))
        at = 0
        for _ in oids:
            end = output.index(b"\n", at)
            size = output[at:end].rpartition(b" ")[2]
            if not size.isdigit():
                raise RepositoryError("an object is missing")
            yield output[end + 1 : end + 1 + int(size)]
            at = end + 2 + int(size)

    def _run(self, command: str, arguments: tuple[str, ...], said: str = "") -> bytes:
        """What a git command prints. `said` is short enough for a pipe to hold, so that nobody waits for anybody."""
        theirs, ours = os.pipe()
        output, printed = os.pipe()
        try:
            os.write(ours, said.encode())
            os.close(ours)
            process = os.posix_spawn(
                self._git[0],
                (*self._git, command, *ALLOWED[command], *arguments),
                self._variables,
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, theirs, 0),
                    (os.POSIX_SPAWN_DUP2, printed, 1),
                    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                ],
            )
        finally:
            os.close(theirs)
            os.close(printed)
        parts, size = [], 0
        try:
            while select([output], [], [], PATIENCE)[0]:
                part = os.read(output, 1 << 16)
                if not part:
                    break
                parts.append(part)
                size += len(part)
                if size > LARGEST:
                    raise RepositoryError(f"git {command} printed more than {LARGEST:,} bytes")
            else:
                raise RepositoryError(f"git {command} said nothing for {PATIENCE:.0f} seconds")
        except RepositoryError:
            os.kill(process, _KILL)
            raise
        finally:
            os.close(output)
            code = os.waitpid(process, 0)[1]
        if code:
            raise RepositoryError(f"git {command} refused")
        return b"".join(parts)


def _root(start: str) -> str:
    """The top of the work tree that holds a directory."""
    here = start
    while not os.path.lexists(os.path.join(here, ".git")):
        above = os.path.dirname(here)
        if above == here:
            raise RepositoryError("no work tree")
        here = above
    return here
