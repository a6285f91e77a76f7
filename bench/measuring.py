"""What every bench needs: whole processes measured in CPU and memory, and the wheel as it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
WORK = ROOT / "out" / "bench"


class Run(NamedTuple):
    """One process that ended, its children included."""

    cpu: float
    """Milliseconds, user and system."""
    peak: float
    """Megabytes that the largest of its processes held."""
    answer: bytes
    """What it printed."""


def environment() -> dict[str, str]:
    """A plain environment: compiled files are written, no configuration but the repository's own."""
    home = WORK / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C.UTF-8"}


def run(command: list[str], directory: Path) -> Run:
    """Runs a program to its end; what it says on stderr is left out."""
    begun = subprocess.Popen(
        command, cwd=directory, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert begun.stdout is not None
    answer = begun.stdout.read()
    _, status, used = os.wait4(begun.pid, 0)
    begun.returncode = os.waitstatus_to_exitcode(status)
    begun.stdout.close()
    return Run(1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024, answer)


def cpu(command: list[str], directory: Path) -> float:
    """CPU milliseconds of one run, its children included."""
    return run(command, directory).cpu


def git(place: Path, *arguments: str) -> str:
    """Runs git in a repository and gives what it printed."""
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=place, env=environment(), check=True, capture_output=True)
    return done.stdout.decode(errors="replace")


def install() -> Path:
    """The wheel in an environment of its own, byte-compiled; gives its folder of programs.

    An editable install adds 14 ms to every start.
    """
    place = WORK / "environment"
    if not (place / "bin" / "finops-gate").exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--requirement", str(ROOT / "requirements" / "run.txt")], check=True)
    subprocess.run([*pip, "--no-deps", "--force-reinstall", str(ROOT)], check=True)
    return place / "bin"
