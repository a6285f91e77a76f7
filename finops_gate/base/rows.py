"""The rows of a small CSV file that governs, read so strictly that it has one reading only."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from finops_gate.base.errors import GovernanceError


def rows(
    text: bytes, path: str, columns: Sequence[str], limit: int, hint: str = "save the file as UTF-8", strip: bool = True
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row below the header, by column, with the line on which it ends; blank lines are nothing.

    `limit`: bytes of the file, whole MiB. `hint`: what to do about a file that is not UTF-8. `strip`: blanks around
    cells say nothing. Raises GovernanceError with the line of the first thing wrong; what is not CSV at all is told
    before any row is given.
    """
    if len(text) > limit:
        raise GovernanceError(path, 0, "", f"is larger than {limit // 1024 // 1024} MiB")
    try:
        reader = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True)
        lines = [(reader.line_num, [c.strip() for c in cells] if strip else cells) for cells in reader if cells]
    except UnicodeDecodeError:
        raise GovernanceError(path, 0, "", "is not UTF-8", hint) from None
    except csv.Error as error:
        raise GovernanceError(path, reader.line_num, "", f"is not CSV: {error}") from None
    if not lines or lines[0][1] != list(columns):
        raise GovernanceError(path, 1, "", "has another header", "the first line must be: " + ",".join(columns))
    for line, cells in lines[1:]:
        if len(cells) != len(columns):
            raise GovernanceError(path, line, "", f"has {len(cells)} cells where the header has {len(columns)}")
        yield line, dict(zip(columns, cells, strict=True))
