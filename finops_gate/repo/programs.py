"""The only place that starts programs. What it starts runs nothing of the repository's own.

A repository's configuration names programs (fsmonitor, filters, textconv, external diffs, hooks, remote helpers), and
whoever made the repository chose them. So git is started with a short list of environment variables, settings that
switch those off, and one of a few sub-commands that were tried against all of them (tests/repo/test_hostile.py); all
three stand in hardened.py, which the first look of the commit hook shares.
`os.posix_spawn` instead of `subprocess` saves 4 to 6 ms of CPU of a run of about 50.
"""

from __future__ import annotations

import os
import select
import signal
import time
from functools import cache
from typing import TYPE_CHECKING

from finops_gate.base.errors import RepositoryError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean
from finops_gate.repo.hardened import ALLOWED, OPTIONS, locate, variables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finops_gate.repo.discover import Place

OUTPUT_LIMIT = 256 * 1024 * 1024
"""Bytes that one program may print (names of two million files); what streams contents has its own limits."""
PATIENCE = 120.0
"""Seconds that one program may stay silent."""

_CHUNK = 1 << 16
_COMPLAINT = 16 * 1024


class Answer(NamedTuple):
    """What a program left behind."""

    code: int
    output: bytes
    errors: str


class Program:
    """A running program, written to and read from without either side waiting for the other."""

    __slots__ = (
        "_at",
        "_buffer",
        "_code",
        "_errors",
        "_input",
        "_last",
        "_output",
        "_pending",
        "_process",
        "_said",
        "name",
    )

    def __init__(self, arguments: tuple[str, ...], environment: Mapping[str, str], name: str) -> None:
        self.name = name
        """What it is called in messages."""
        self._code: int | None = None
        self._pending = memoryview(b"")
        self._last = False
        self._buffer, self._at = b"", 0
        self._errors = b""
        theirs_in, self._input = os.pipe()
        self._output, theirs_out = os.pipe()
        self._said, theirs_err = os.pipe()
        theirs = (theirs_in, theirs_out, theirs_err)
        for descriptor in (self._input, self._output, self._said):
            os.set_blocking(descriptor, False)
        try:
            self._process = os.posix_spawn(
                arguments[0],
                arguments,
                environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, end, number) for number, end in enumerate(theirs)],
                setsigdef=[signal.SIGPIPE],  # Python ignores it, and a program would inherit that
            )
        except OSError as error:
            self._code = 127
            self.close()
            raise RepositoryError(f"{clean(arguments[0])} cannot be started: {error.strerror}") from error
        finally:
            for end in theirs:
                os.close(end)

    def send(self, text: bytes, *, last: bool = False) -> None:
        """Queues text for the program; it goes out while answers are read. `last`: then its input ends."""
        self._pending = memoryview(bytes(self._pending) + text)
        self._last = last
        self._write()

    def line(self) -> bytes | None:
        """The next line without its end; None when the program has ended."""
        while (end := self._buffer.find(b"\n", self._at)) < 0:
            if not self._more():
                return None
        line = self._buffer[self._at : end]
        self._at = end + 1
        return line

    def take(self, size: int) -> bytes | None:
        """The next `size` bytes; None when the program ended before."""
        if len(self._buffer) - self._at < size:
            parts = [self._buffer[self._at :]]
            missing = size - len(parts[0])
            while missing > 0:
                chunk = self._receive()
                if not chunk:
                    return None
                parts.append(chunk)
                missing -= len(chunk)
            self._buffer, self._at = b"".join(parts), 0
        taken = self._buffer[self._at : self._at + size]
        self._at += size
        return taken

    def drop(self, size: int) -> bool:
        """Passes over `size` bytes without holding them; False when the program ended before."""
        while len(self._buffer) - self._at < size:
            size -= len(self._buffer) - self._at
            self._buffer, self._at = self._receive(), 0
            if not self._buffer:
                return False
        self._at += size
        return True

    def rest(self, limit: int) -> bytes:
        """Everything until the program ends. Raises RepositoryError over `limit` bytes."""
        parts = [self._buffer[self._at :]]
        size = len(parts[0])
        self._buffer, self._at = b"", 0
        while chunk := self._receive():
            parts.append(chunk)
            size += len(chunk)
            if size > limit:
                self.close()
                raise RepositoryError(f"{self.name} printed more than {limit:,} bytes")
        return b"".join(parts)

    def wait(self) -> tuple[int, str]:
        """Exit code (negative: the signal that ended it) and what it said on stderr, after its output was read."""
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        self.close()
        return self._code, self._errors.decode("utf-8", "replace")

    def close(self) -> None:
        """Ends the program, whatever it is doing."""
        if self._code is None:
            self._code = -signal.SIGKILL
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
        self._close_input()
        if self._output >= 0:
            os.close(self._output)
            os.close(self._said)
            self._output = -1

    def __del__(self) -> None:
        self.close()

    def _more(self) -> bool:
        chunk = self._receive()
        self._buffer, self._at = self._buffer[self._at :] + chunk, 0
        return bool(chunk)

    def _receive(self) -> bytes:
        """The next bytes of the output; empty at its end. Feeds the input and collects complaints meanwhile."""
        if self._output < 0:
            return b""
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        poll.register(self._said, select.POLLIN)
        if self._pending:
            poll.register(self._input, select.POLLOUT)
        deadline = time.monotonic() + PATIENCE
        while True:
            ready = poll.poll(max(0, deadline - time.monotonic()) * 1000)
            if not ready:
                self.close()
                raise RepositoryError(f"{self.name} said nothing for {PATIENCE:.0f} seconds")
            for descriptor, _ in ready:
                if descriptor == self._input:
                    self._write()
                    if not self._pending:
                        poll.unregister(descriptor)
                elif descriptor == self._said:
                    said = os.read(descriptor, _CHUNK)
                    self._errors = (self._errors + said)[:_COMPLAINT]
                    if not said:
                        poll.unregister(descriptor)
            if any(descriptor == self._output for descriptor, _ in ready):
                chunk = os.read(self._output, _CHUNK)
                if not chunk:
                    self._hear_out()
                return chunk

    def _hear_out(self) -> None:
        """Reads what is left of the complaints of a program that has closed its output."""
        poll = select.poll()
        poll.register(self._said, select.POLLIN)
        while poll.poll(PATIENCE * 1000):
            said = os.read(self._said, _CHUNK)
            if not said:
                return
            self._errors = (self._errors + said)[:_COMPLAINT]
        self.close()
        raise RepositoryError(f"{self.name} does not end")

    def _write(self) -> None:
        try:
            while self._pending:
                self._pending = self._pending[os.write(self._input, self._pending[:_CHUNK]) :]
        except BlockingIOError:
            return
        except BrokenPipeError:  # it has ended; what it did not answer is noticed by who reads
            self._pending = memoryview(b"")
        if self._last:
            self._close_input()

    def _close_input(self) -> None:
        if self._input >= 0:
            os.close(self._input)
            self._input = -1


def git(
    place: Place,
    command: str,
    *arguments: str,
    stdin: bytes = b"",
    settings: Sequence[tuple[str, str]] = (),
    limit: int = OUTPUT_LIMIT,
) -> bytes:
    """What one git command prints. Raises RepositoryError when it refuses, is silent too long or prints too much."""
    answer = ask(place, command, *arguments, stdin=stdin, settings=settings, limit=limit)
    if answer.code:
        raise refusal(place, command, answer.code, answer.errors)
    return answer.output


def ask(
    place: Place,
    command: str,
    *arguments: str,
    stdin: bytes = b"",
    settings: Sequence[tuple[str, str]] = (),
    limit: int = OUTPUT_LIMIT,
) -> Answer:
    """The same for commands whose exit code is an answer (merge-base, grep, rev-parse)."""
    program = start(place, command, *arguments, settings=settings)
    program.send(stdin, last=True)
    output = program.rest(limit)
    code, errors = program.wait()
    return Answer(code, output, errors)


def start(place: Place, command: str, *arguments: str, settings: Sequence[tuple[str, str]] = ()) -> Program:
    """Starts a git command and leaves it running. `settings` are added to the configuration as they are."""
    if command not in ALLOWED:
        raise ValueError(f"git {command} is not among the commands that may be started")
    trusted = ("-c", f"safe.directory={place.root}") if place.explicit else ()
    seen = environment(place)
    if settings:
        seen["GIT_CONFIG_COUNT"] = str(len(settings))
        for number, (key, value) in enumerate(settings):
            seen[f"GIT_CONFIG_KEY_{number}"] = key
            seen[f"GIT_CONFIG_VALUE_{number}"] = value
    line = (find_git(place), "-C", place.root, *trusted, *OPTIONS, command, *ALLOWED[command], *arguments)
    return Program(line, seen, f"git {command}")


def ssh_keygen(place: Place, *arguments: str, stdin: bytes, agent: bool = False) -> Answer:
    """What ssh-keygen answers. `agent`: it may ask the user's agent for a key. Raises RepositoryError without one."""
    found = _find_git(os.environ.get("PATH", os.defpath), place.root, "ssh-keygen")
    if found is None:
        raise RepositoryError("ssh-keygen is not installed, or not on PATH", "install OpenSSH")
    seen = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "SSH_ASKPASS_REQUIRE": "never"}
    kept = ("HOME", "TMPDIR", *(("SSH_AUTH_SOCK",) if agent else ()))
    seen |= {name: os.environ[name] for name in kept if name in os.environ}
    program = Program((found, *arguments), seen, "ssh-keygen")
    program.send(stdin, last=True)
    output = program.rest(_COMPLAINT)
    code, errors = program.wait()
    return Answer(code, output, errors)


def environment(place: Place) -> dict[str, str]:
    """The variables that git sees: a few of the machine's, ours, and in a hook those that say which index it is."""
    return variables(os.environ, place.variables)


def find_git(place: Place) -> str:
    """The absolute path of git. Folders inside the repository do not count, even when PATH names them."""
    found = _find_git(os.environ.get("PATH", os.defpath), place.root)
    if found is None:
        raise RepositoryError("git is not installed, or not on PATH", "install git (https://git-scm.com/downloads)")
    return found


_find_git = cache(locate)


def refusal(place: Place, command: str, code: int, errors: str) -> RepositoryError:
    """The error for a git that refused, with what mends the cases that people meet."""
    if "dubious ownership" in errors:
        return RepositoryError(
            f"{clean(place.root)} belongs to another user, and git refuses to read it",
            f"finops-gate diff --repo {quote(place.root)}",
        )
    lines = errors.strip().splitlines()
    said = clean(lines[-1]) if lines else f"exit code {code}"
    return RepositoryError(f"git {command} refused: {said}", f"git -C {quote(place.root)} fsck")


def quote(text: str) -> str:
    """The text as one word of a command line that a person can paste."""
    import shlex

    return clean(shlex.quote(text), limit=4096)
