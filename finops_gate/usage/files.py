"""Documents in files: JSON, JSON lines, CSV and parquet, also gzipped; folders and globs of them.

Lines are read one at a time, so that memory does not grow with the file.
"""

from __future__ import annotations

import csv
import glob
import gzip
import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from finops_gate.base.errors import RecordError, UsageError
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.text import clean

ENDINGS = (".jsonl", ".ndjson", ".json", ".csv", ".parquet", ".log")
LARGEST = 256 * 1024 * 1024
"""Bytes of one JSON document that is no lines of records."""
LONGEST = 64 * 1024 * 1024
"""Characters of one line."""


class Document(NamedTuple):
    """A parsed document, or one line, and where it stands."""

    value: Any
    path: str
    line: int


def find(places: Sequence[str]) -> tuple[Path, ...]:
    """The files of paths, folders (all below them that end like records) and globs, sorted. Raises UsageError."""
    found: set[Path] = set()
    for place in places:
        path = Path(place)
        if path.is_dir():
            some = {entry for entry in path.rglob("*") if entry.is_file() and _ending(entry)}
        elif path.exists():
            some = {path}
        else:
            some = {Path(name) for name in glob.glob(place, recursive=True) if os.path.isfile(name)}
        if not some:
            raise UsageError(
                f"there are no records at {clean(place)}", f"files that end in {', '.join(ENDINGS)}, or .gz"
            )
        found |= some
    return tuple(sorted(found))


def digest(files: Sequence[Path]) -> str:
    """The digest of the files' contents, in order."""
    whole = hashlib.sha256()
    for path in files:
        with path.open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    return f"sha256:{whole.hexdigest()}"


def documents(path: Path) -> Iterator[Document]:
    """Every document of a file. Raises RecordError with file and line."""
    ending = _ending(path)
    try:
        if ending == ".parquet":
            yield from _parquet(path)
        elif ending == ".csv":
            yield from _csv(path)
        else:
            yield from _json(path)
    except UnicodeDecodeError:
        raise RecordError(f"{clean(str(path))} is not UTF-8", "export it as UTF-8") from None
    except (EOFError, zlib.error) as error:
        raise RecordError(
            f"{clean(str(path))}: the gzip file is cut off or damaged ({clean(str(error), 80)})"
        ) from None
    except OSError as error:  # a file of another format than its name says is an OSError, too
        said = error.strerror or str(error)
        raise RecordError(f"{clean(str(path))}: {clean(said, 120)}") from None


def _ending(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    return next((ending for ending in ENDINGS if name.endswith(ending)), "")


def _text(path: Path) -> io.TextIOWrapper:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _json(path: Path) -> Iterator[Document]:
    with _text(path) as lines:
        held = ""
        for number, line in enumerate(lines, 1):
            if len(line) > LONGEST:
                raise RecordError(f"{clean(str(path))}:{number}: the line is longer than {LONGEST:,} characters")
            if not line.strip():
                continue
            value = _parsed(line)
            if value is None and not held and number == 1:
                held = line  # not lines of records, then: one document over several lines
                break
            if value is None:
                raise RecordError(f"{clean(str(path))}:{number}: is no JSON")
            yield Document(value, str(path), number)
        if held:
            rest = lines.read(LARGEST)
            value = _parsed(held + rest)
            if value is None:
                raise RecordError(f"{clean(str(path))}:1: is no JSON, neither as a whole nor line by line")
            yield Document(value, str(path), 1)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _csv(path: Path) -> Iterator[Document]:
    with _text(path) as lines:
        reader = csv.reader(lines, strict=True)
        header: list[str] | None = None
        try:
            for cells in reader:
                if header is None:
                    header = [cell.strip() for cell in cells]
                    if len(set(header)) != len(header):
                        raise RecordError(f"{clean(str(path))}:1: a column is there twice")
                elif cells:
                    if len(cells) != len(header):
                        raise RecordError(
                            f"{clean(str(path))}:{reader.line_num}: has {len(cells)} cells and the header {len(header)}"
                        )
                    yield Document(dict(zip(header, cells, strict=True)), str(path), reader.line_num)
        except csv.Error as error:
            raise RecordError(f"{clean(str(path))}:{reader.line_num}: is no CSV ({clean(str(error), 80)})") from None


def _parquet(path: Path) -> Iterator[Document]:
    try:
        import pyarrow.parquet
    except ImportError:
        raise UsageError("parquet needs the usage extra", "pip install 'finops-gate[usage]'") from None
    number = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(10_000):
                for row in batch.to_pylist():
                    number += 1
                    yield Document(row, str(path), number)
    except pyarrow.ArrowException as error:
        raise RecordError(f"{clean(str(path))}: {clean(str(error).splitlines()[0], 160)}") from None
