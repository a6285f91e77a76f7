"""The contents of files: texts told from binaries, and how a file on disk is read without harm."""

from __future__ import annotations

import os
import stat
from errno import ELOOP

from finops_gate.repo.kinds import MIB, SNIFFED, is_binary, over, reason_of, said_to_be_text
from finops_gate.repo.objects import Unread

TOTAL_LIMIT = 256 * MIB
"""Bytes of all changed files of a comparison together."""


def text_of(path: str, raw: bytes | Unread | None) -> bytes | Unread | None:
    """The content of a text; None for a binary file; a reason for a binary file whose name says that it is text."""
    if not is_binary(raw.start if isinstance(raw, Unread) else raw or b""):
        return raw
    return Unread("holds NUL bytes") if said_to_be_text(path) else None


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
            return Unread(reason_of("120000"))
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
