"""Wheels and tarballs, read in memory: nothing is unpacked to disk, so no name and no link can lead anywhere.

Only checksums are taken of every member at first; the bytes of those that matter are asked for by name.
"""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

from finops_gate.base.errors import ArtefactError
from finops_gate.base.frozen import NamedTuple
from finops_gate.registries.access.limits import Limits

_KEPT = 16 << 20
"""Bytes of a tarball's members that are kept at the first reading; the rest is read again when it is asked for."""


class Artefact(NamedTuple):
    """One published artefact."""

    filename: str
    sha256: str
    members: Mapping[str, int]
    """Files of code, by their path without the archive's own folder, to a checksum of their bytes."""
    read: Callable[[Iterable[str]], Mapping[str, bytes]]
    """The bytes of some members."""


def open_artefact(filename: str, sha256: str, body: bytes, suffixes: tuple[str, ...], limits: Limits) -> Artefact:
    """Looks into an artefact. Raises ArtefactError for what is no archive, too large, or leads outside itself."""
    if filename.endswith((".whl", ".zip")):
        return _zip(filename, sha256, body, suffixes, limits)
    if filename.endswith((".tar.gz", ".tgz")):
        return _tar(filename, sha256, body, suffixes, limits)
    raise ArtefactError(f"its format is not read: {filename.rpartition('.')[2]}")


def _zip(filename: str, sha256: str, body: bytes, suffixes: tuple[str, ...], limits: Limits) -> Artefact:
    _count(body, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, RuntimeError):
        raise ArtefactError("it is not a zip archive") from None
    if len(entries) > limits.members:
        raise ArtefactError(f"more than {limits.members:,} members")
    _weigh(sum(entry.file_size for entry in entries), len(body), limits)
    root = "" if filename.endswith(".whl") else _root(entry.filename for entry in entries)
    found: dict[str, zipfile.ZipInfo] = {}
    code = 0
    for entry in entries:
        path = _inside(entry.filename, root)
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise ArtefactError("it holds a link")
        if entry.is_dir() or not path.endswith(suffixes) or entry.file_size > limits.member:
            continue
        code += entry.file_size
        found[path] = entry
    if code > limits.code:
        raise ArtefactError(f"more than {limits.code >> 20} MiB of code")

    def read(paths: Iterable[str]) -> Mapping[str, bytes]:
        try:
            return {path: archive.read(found[path]) for path in paths if path in found}
        except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError):
            raise ArtefactError("a member of the archive cannot be unpacked") from None

    return Artefact(filename, sha256, {path: entry.CRC for path, entry in found.items()}, read)


def _count(body: bytes, limits: Limits) -> None:
    """Reads the number of members from the end of the archive, before a directory of a million is built."""
    at = body.rfind(b"PK\x05\x06", max(0, len(body) - 65_557))
    if at < 0 or len(body) < at + 22:
        raise ArtefactError("it is not a zip archive")
    members = struct.unpack("<H", body[at + 10 : at + 12])[0]
    size = struct.unpack("<I", body[at + 12 : at + 16])[0]
    if members == 0xFFFF or size > 46 * limits.members * 12 or members > limits.members:
        raise ArtefactError(f"more than {limits.members:,} members")


def _weigh(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked:
        raise ArtefactError(f"more than {limits.unpacked >> 20} MiB unpacked")
    if unpacked > limits.unsuspicious and unpacked > limits.ratio * max(packed, 1):
        raise ArtefactError(f"it unpacks to more than {limits.ratio} times its size")


def _inside(name: str, root: str) -> str:
    """A member's path below the archive's own folder. Raises ArtefactError for one that leads out of it."""
    if name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/") or name[1:2] == ":":
        raise ArtefactError("a member's path leads outside the archive")
    path = name.removeprefix("./")
    if root and path.startswith(root):
        path = path.removeprefix(root)
        path = path.removeprefix("src/")
    return path


def _root(names: Iterable[str]) -> str:
    first = next(iter(names), "")
    head, slash, _ = first.removeprefix("./").partition("/")
    return f"{head}/" if slash else ""


class _Counting(io.RawIOBase):
    """The unpacked side of a gzip stream, that stops when it grows beyond what is sane."""

    def __init__(self, body: bytes, limits: Limits) -> None:
        self._body = memoryview(body)
        self._at = 0
        self._unpack = zlib.decompressobj(31)
        self._pending = b""
        self._out = 0
        self._limits = limits

    def readable(self) -> bool:
        return True

    def ended(self) -> bool:
        """True when the stream goes on to its own end; reads what is left of it."""
        while self.read(1 << 20):
            pass
        return self._unpack.eof

    def read(self, size: int = -1) -> bytes:
        wanted = size if size >= 0 else 1 << 16
        parts: list[bytes] = []
        while wanted > 0:
            if not self._pending:
                if self._at >= len(self._body) or self._unpack.eof:
                    break
                self._pending = bytes(self._body[self._at : self._at + (1 << 16)])
                self._at += len(self._pending)
            piece = self._unpack.decompress(self._pending, wanted)
            self._pending = self._unpack.unconsumed_tail
            self._out += len(piece)
            _weigh(self._out, len(self._body), self._limits)
            wanted -= len(piece)
            parts.append(piece)
        return b"".join(parts)


def _entries(body: bytes, limits: Limits) -> Iterator[tuple[str, tarfile.TarFile, tarfile.TarInfo]]:
    """Every regular file of a tarball with its path below the archive's own folder."""
    root: str | None = None
    stream = _Counting(body, limits)
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for number, entry in enumerate(archive):
                if number >= limits.members:
                    raise ArtefactError(f"more than {limits.members:,} members")
                if root is None and "/" in entry.name:
                    root = _root([entry.name])
                path = _inside(entry.name, root or "")
                if entry.issym() or entry.islnk():
                    raise ArtefactError("it holds a link")
                if entry.isreg():
                    yield path, archive, entry
        if not stream.ended():
            raise EOFError  # the end that tar does not need is missing
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError):
        raise ArtefactError("it is not a gzipped tar archive") from None


def _tar(filename: str, sha256: str, body: bytes, suffixes: tuple[str, ...], limits: Limits) -> Artefact:
    sums: dict[str, int] = {}
    kept: dict[str, bytes] = {}
    size = code = 0
    for path, archive, entry in _entries(body, limits):
        if not path.endswith(suffixes) or entry.size > limits.member:
            continue
        text = _text(archive, entry)
        code += len(text)
        if code > limits.code:
            raise ArtefactError(f"more than {limits.code >> 20} MiB of code")
        sums[path] = zlib.crc32(text)
        if size + len(text) <= _KEPT:
            kept[path] = text
            size += len(text)

    def read(paths: Iterable[str]) -> Mapping[str, bytes]:
        wanted = {path for path in paths if path in sums}
        found = {path: kept[path] for path in wanted if path in kept}
        missing = wanted - found.keys()
        if missing:
            for path, archive, entry in _entries(body, limits):
                if path in missing and entry.size <= limits.member:
                    found[path] = _text(archive, entry)
        return found

    return Artefact(filename, sha256, sums, read)


def _text(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(entry)
    return stream.read() if stream is not None else b""
