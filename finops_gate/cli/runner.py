"""What a GitHub runner reads of a step: commands in its log, outputs, and the summary of the job."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from finops_gate.base.errors import OutputError
from finops_gate.base.text import clean

SUMMARY_LIMIT = 900 * 1024
"""Bytes of our part of the summary; above 1 MiB GitHub drops the whole of a step's."""


def command(name: str, data: str, **properties: str) -> str:
    """A line that the runner obeys. Nothing in the data or the properties ends it or begins another."""
    told = ",".join(
        f"{key}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}" for key, value in properties.items()
    )
    return f"::{name}{' ' if told else ''}{told}::{_escaped(data)}\n"


def fenced(text: str) -> str:
    """Text in which the runner obeys nothing: between two lines that only this run can write."""
    word = secrets.token_hex(16)
    return f"::stop-commands::{word}\n{text if text.endswith(chr(10)) else text + chr(10)}::{word}::\n"


def outputs(environment: Mapping[str, str], values: Mapping[str, str]) -> None:
    """Sets the outputs of the step. Each value stands between lines with a word that it does not hold."""
    written = []
    for name, value in values.items():
        word = secrets.token_hex(16)
        while word in value:
            word = secrets.token_hex(16)
        written.append(f"{name}<<{word}\n{value}\n{word}\n")
    _append(environment.get("GITHUB_OUTPUT", ""), "".join(written))


def summary(environment: Mapping[str, str], text: str) -> None:
    """Adds to the summary of the job, at most SUMMARY_LIMIT bytes of it."""
    content = text.encode("utf-8", "backslashreplace")
    if len(content) > SUMMARY_LIMIT:
        kept = content[: content.rfind(b"\n", 0, SUMMARY_LIMIT - 200) + 1]
        left = content.count(b"\n") - kept.count(b"\n")
        content = kept + f"\n{left:,} lines are left out; the log has all of it.\n".encode()
    _append(environment.get("GITHUB_STEP_SUMMARY", ""), content.decode("utf-8", "ignore"))


def report_file(named: str, workspace: Path, temporary: Path, default: Path) -> Path:
    """Where a report goes: a path of the workspace or of the runner's temporary folder, through no link.

    The workspace holds what a pull request put there, a link to anywhere among it. Raises OutputError.
    """
    if not named:
        return default
    path = workspace / named
    folder = path.parent.resolve()
    allowed = (workspace.resolve(), temporary.resolve())
    if not any(folder.is_relative_to(place) for place in allowed) or path.name in ("", "..") or ".git" in folder.parts:
        raise OutputError(
            f"{clean(named)} is not in the workspace", "name a file below the workspace or RUNNER_TEMP, without links"
        )
    return folder / path.name


def write(path: Path, text: str) -> None:
    """Writes a report. Raises OutputError, also where a link stands in the way."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:  # noqa: PTH123
            file.write(text)
    except OSError as error:
        raise OutputError(f"the report cannot be written to {clean(str(path))}: {error.strerror}") from None


def _append(path: str, text: str) -> None:
    if not path or not text:
        return
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:  # noqa: PTH123
            file.write(text)
    except OSError as error:
        raise OutputError(f"{clean(path)} cannot be written: {error.strerror}") from None


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
