"""Where words go: the report to standard output, everything else to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from finops_gate.base.errors import OutputError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean

UNLIMITED = 100
"""Columns where colour is forced and no terminal says how wide it is."""


class Terminal(NamedTuple):
    """What standard output can show."""

    width: int
    """Columns; 0 where it is no terminal."""
    color: bool


NOWHERE = Terminal(0, False)
"""A file, or a pipe."""


def say(text: str) -> None:
    """Writes a report. A reader who has seen enough (`| head`) changes nothing about the verdict."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)


def log(line: str) -> None:
    """Writes a line for people, beside the report."""
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except BrokenPipeError:
        _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Lets what is still buffered go nowhere, so that the end of the program does not complain of a closed pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    finally:
        os.close(nowhere)


def terminal(stream: TextIO, environment: Mapping[str, str], *, no_color: bool = False) -> Terminal:
    """What a stream can show. NO_COLOR is stronger than FORCE_COLOR and CLICOLOR_FORCE, those than the terminal."""
    forced = any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
    is_terminal = stream.isatty()
    if not is_terminal and not forced:
        return NOWHERE
    dumb = environment.get("TERM") == "dumb" and not forced
    color = not (no_color or environment.get("NO_COLOR") or dumb)
    if not is_terminal and not color:
        return NOWHERE
    return Terminal(_width(stream, environment), color)


def _width(stream: TextIO, environment: Mapping[str, str]) -> int:
    columns = environment.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and 0 < int(columns) < 10_000:
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or UNLIMITED
    except (OSError, ValueError):
        return UNLIMITED


def write(path: str, text: str, what: str) -> None:
    """Writes a file that was asked for. Raises OutputError, which calls it by `what` (``the report``)."""
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:  # noqa: PTH123
            file.write(text)
    except OSError as error:
        folder = os.path.dirname(path)
        hint = f"mkdir -p {clean(folder)}" if folder and not os.path.isdir(folder) else ""
        raise OutputError(f"{what} cannot be written to {clean(path)}: {error.strerror}", hint) from None
