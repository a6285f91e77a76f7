"""How much of the outside is let in. Measured over 429 wheels: largest 64 MB unpacked, ratio 16, 1,186 members."""

from __future__ import annotations

from finops_gate.base.frozen import NamedTuple

MIB = 1 << 20


class Limits(NamedTuple):
    """The most that is taken of one artefact."""

    download: int = 100 * MIB
    """Bytes of one artefact as it is sent."""
    page: int = 60 * MIB
    """Bytes of one answer of an index."""
    seconds: float = 20.0
    """For one request, from its beginning to its last byte."""
    members: int = 20_000
    member: int = 2 * MIB
    """Bytes of one file that is read; larger ones are generated."""
    unpacked: int = 400 * MIB
    """Bytes of all files together."""
    code: int = 60 * MIB
    """Bytes of all files that are read."""
    ratio: int = 100
    """Unpacked to packed, from `unsuspicious` bytes on."""
    unsuspicious: int = 8 * MIB
    redirects: int = 5
