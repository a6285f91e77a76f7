"""Builds the example's git history in a folder: `main`, and the pull request's branch `better-answers`, checked out.

Usage: python examples/helpdesk-bot/build.py FOLDER
Names, dates and configuration are fixed, so that the commits have the same ids on every machine.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
APP = HERE / "app"
PATCH = HERE / "pull-request.patch"
GOVERNING = ".finops-gate"

DANA = ("Dana Díaz", "dana@example.com")
BEN = ("Ben Brandt", "ben@example.com")


def build(folder: Path) -> None:
    """Makes the folder, which must not exist or be empty, a repository with the history."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    git(folder, "init", "--quiet", "--object-format=sha1", "--initial-branch=main")
    shutil.copytree(APP, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", GOVERNING))
    commit(folder, DANA, "2026-10-19T09:12:00+00:00", "Helpdesk bot: service, page, chart")
    shutil.copytree(APP / GOVERNING, folder / GOVERNING)
    commit(folder, DANA, "2026-11-23T08:30:00+00:00", "What the bot spends, and who may raise it")
    git(folder, "checkout", "--quiet", "-b", "better-answers")
    git(folder, "apply", str(PATCH))
    commit(folder, BEN, "2026-11-23T14:05:00+00:00", "Better answers")


def commit(folder: Path, author: tuple[str, str], date: str, message: str) -> None:
    """Commits everything in the folder."""
    name, email = author
    people = {
        f"GIT_{who}_{what}": text
        for who in ("AUTHOR", "COMMITTER")
        for what, text in (("NAME", name), ("EMAIL", email))
    }
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message, **people, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)


def git(folder: Path, *arguments: str, **environment: str) -> None:
    """Runs git without any configuration of the machine."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    settings = (
        "-c",
        "core.autocrlf=false",
        "-c",
        "core.fileMode=false",
        "-c",
        "commit.gpgSign=false",
        "-c",
        "gc.auto=0",
    )
    subprocess.run(["git", *settings, *arguments], cwd=folder, env={**inherited, **own, **environment}, check=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build(Path(sys.argv[1]))
