"""What of a file is read at all: regular files, text, up to a size; and how a file on disk is read without harm."""

from __future__ import annotations

import os
import stat
from errno import ELOOP

from finops_gate.repo.objects import SNIFFED, Unread, over

MIB = 1024 * 1024
LIMIT = MIB
"""Bytes of an ordinary file. A source file that a person edits is far below; a bundle on one line is not."""
LARGE_LIMIT = 8 * MIB
"""Bytes of the files that machines write and people review: locks and notebooks with their outputs."""
TOTAL_LIMIT = 256 * MIB
"""Bytes of all changed files of a comparison together."""

_LARGE = frozenset(
    {
        *("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "deno.lock"),
        *("poetry.lock", "uv.lock", "pdm.lock", "pipfile.lock", "pixi.lock", "cargo.lock", "composer.lock"),
        *("gemfile.lock", "go.sum", "packages.lock.json", "gradle.lockfile", "mix.lock", "pubspec.lock"),
    }
)
_LARGE_SUFFIXES = (".ipynb",)
_ALWAYS_TEXT = (
    *(".py", ".pyi", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".go", ".java"),
    *(".kt", ".rb", ".rs", ".php", ".cs", ".sh", ".json", ".jsonc", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".env"),
    *(".ipynb", ".tf", ".tfvars", ".hcl", ".md", ".txt", ".lock"),
)
"""Endings of text. Such a file with NUL bytes (UTF-16, or made to look binary) is reported, not passed by."""

REGULAR = ("100644", "100755", "100664")
"""Modes of files with a content (100664 is written by very old versions of git)."""
_OTHER_MODES = {
    "120000": "symbolic link (not followed)",
    "160000": "submodule",
    "040000": "folder",
    "000000": "unmerged",
}


def limit_of(path: str) -> int:
    """The most bytes that a file of this name may have to be read."""
    name = path.rpartition("/")[2].lower()
    return LARGE_LIMIT if name in _LARGE or name.endswith(_LARGE_SUFFIXES) else LIMIT


def unreadable(mode: str) -> str | None:
    """Why something of this mode is never read; None for a regular file."""
    return None if mode in REGULAR else _OTHER_MODES.get(mode, f"mode {mode}")


def text_of(path: str, raw: bytes | Unread | None) -> bytes | Unread | None:
    """The content of a text; None for a binary file; a reason for a binary file whose name says that it is text."""
    start = raw.start if isinstance(raw, Unread) else raw or b""
    if b"\0" not in start[:SNIFFED]:
        return raw
    name = path.rpartition("/")[2].lower()
    return Unread("holds NUL bytes") if name.endswith(_ALWAYS_TEXT) or name.startswith(".env") else None


def read_disk(root: str, path: str, limit: int) -> bytes | Unread | None:
    """A file of the work tree; None when there is none.

    No link is followed, neither the file nor a folder on the way, and nothing but a regular file is read.
    """
    descriptors = []
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        descriptors.append(folder)
        *above, name = os.fsencode(path).split(b"/")
        for part in above:
            folder = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            descriptors.append(folder)
        kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        if stat.S_ISLNK(kind):
            return Unread(_OTHER_MODES["120000"])
        if stat.S_ISDIR(kind):
            return None
        if not stat.S_ISREG(kind):
            return Unread("not a regular file")
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        descriptors.append(file)
        return _read(file, limit)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:  # ELOOP: a folder on the way is a link, so for git this file is not there
        return None if error.errno == ELOOP else Unread(f"cannot be read: {error.strerror}")
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _read(file: int, limit: int) -> bytes | Unread:
    parts = []
    size = 0
    while size <= limit and (part := os.read(file, min(MIB, limit + 1 - size))):
        parts.append(part)
        size += len(part)
    content = b"".join(parts)
    return content if size <= limit else Unread(over(limit), content[:SNIFFED])


def blob_id(content: bytes, like: str) -> str:
    """The id that git gives to a content, in the hash that another id of the repository has."""
    import hashlib

    name = "sha256" if len(like) == 64 else "sha1"
    return hashlib.new(name, b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()
