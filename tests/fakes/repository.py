"""A real git repository in a temporary directory, built in the words of a test. Dates and authors are fixed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

FIRST = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""When the first commit is made; each later one follows an hour after its forerunner."""


class Repository:
    """`Repository(tmp_path).write({"app.py": "x = 1"}).commit("Start")`. Reads no configuration but its own."""

    def __init__(self, root: Path, *, bare: bool = False, create: bool = True) -> None:
        self.root = Path(root)
        self.now = FIRST
        self.author = ("Ada Example", "ada@example.com")
        self.environment: dict[str, str] = {}
        """Added to the environment of every git that the test starts (GIT_INDEX_FILE, ...)."""
        if create:
            self.root.mkdir(parents=True, exist_ok=True)
            self.git("init", "-q", "-b", "main", *(["--bare"] if bare else []))

    def write(self, files: Mapping[str, str | bytes]) -> Repository:
        """Writes files, text as UTF-8. A path may hold surrogates for bytes that are no UTF-8."""
        for path, content in files.items():
            place = self.root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def link(self, path: str, target: str) -> Repository:
        """Makes a symbolic link."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)
        return self

    def remove(self, *paths: str) -> Repository:
        """Deletes files of the work tree."""
        for path in paths:
            (self.root / path).unlink()
        return self

    def stage(self) -> Repository:
        """Brings the whole work tree into the index."""
        self.git("add", "-A")
        return self

    def commit(self, message: str = "Change", *, at: datetime | None = None, stage: bool = True) -> str:
        """Commits the work tree (`stage=False`: the index as it is), changed or not. Returns the full sha."""
        if stage:
            self.stage()
        self.now = at or self.now
        self.git("commit", "-q", "--allow-empty", "--no-verify", "-m", message)
        self.now += timedelta(hours=1)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, start: str = "HEAD") -> Repository:
        """Makes a branch and checks it out."""
        self.git("checkout", "-q", "-b", name, start)
        return self

    def checkout(self, revision: str) -> Repository:
        """Checks a branch or a commit out."""
        self.git("checkout", "-q", revision)
        return self

    def merge(self, revision: str) -> str:
        """Merges with a merge commit of its own. Returns the full sha."""
        self.git("merge", "-q", "--no-ff", "--no-verify", "-m", f"Merge {revision}", revision)
        self.now += timedelta(hours=1)
        return self.git("rev-parse", "HEAD")

    def clone(self, root: Path, *options: str) -> Repository:
        """A clone in another directory; `--depth=1` and the like work, because it is made over file://."""
        self.git("clone", "-q", *options, self.root.absolute().as_uri(), str(root))
        copy = Repository(root, create=False)
        copy.now = self.now
        return copy

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        """Runs git there; returns what it printed, without the last line end. Fails the test when git fails."""
        return os.fsdecode(self.output(*arguments, stdin=stdin)).rstrip("\n")

    def output(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Runs git there; returns the bytes that it printed."""
        done = subprocess.run(
            ["git", "-C", os.fspath(self.root), *_CONFIGURATION, *arguments],
            input=stdin,
            capture_output=True,
            env=self._variables(),
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace')}"
        return done.stdout

    def _variables(self) -> dict[str, str]:
        name, email = self.author
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": os.devnull,
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": self.now.isoformat(),
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": email,
            "GIT_COMMITTER_DATE": self.now.isoformat(),
            **self.environment,
        }


_CONFIGURATION = ("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "protocol.file.allow=always")
"""No collector in the background, which would race with the removal of the temporary directory."""
