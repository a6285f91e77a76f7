"""Reading single values of a record, strictly: whatever is not what it should be is said, never guessed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from finops_gate.base.text import clean

Record: TypeAlias = Mapping[str, Any]
_LARGEST = 10**15
"""More of anything than one record can hold; also keeps sums within what every engine counts."""


class Wrong(Exception):  # noqa: N818 - what is wrong with one record
    """Why a record cannot be read; the reader adds file and line."""


def plainly(document: Any) -> Iterable[Record]:
    """The records of a document that is a record, or a list of records."""
    for record in document if isinstance(document, list) else [document]:
        if not isinstance(record, Mapping):
            raise Wrong("is no record: an object with named fields is expected")
        yield record


def within(name: str) -> Any:
    """Reads documents that keep their records in a list under `name`, or are records themselves."""

    def unpack(document: Any) -> Iterable[Record]:
        if isinstance(document, Mapping) and isinstance(document.get(name), list):
            document = document[name]
        yield from plainly(document)

    return unpack


def dig(record: Any, path: str) -> Any:
    """The value under a dotted path; None where something on the way is missing. JSON in text is opened."""
    value = record
    for part in path.split("."):
        if isinstance(value, str) and value[:1] == "{":
            value = _opened(value)
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def first(record: Any, *paths: str) -> Any:
    """The first value that is there and is not empty."""
    for path in paths:
        value = record.get(path) if path in record else dig(record, path)
        if value not in (None, "", "NULL"):
            return value
    return None


def needed(record: Record, *names: str) -> Any:
    """The value of a field that every record has, under one of its names. Raises Wrong."""
    value = first(record, *names)
    if value is None:
        raise Wrong(f"has no {names[0]}")
    return value


def text(record: Any, *paths: str) -> str:
    """A label; empty where there is none."""
    value = first(record, *paths)
    if value is None:
        return ""
    return clean(json.dumps(value, sort_keys=True) if isinstance(value, list | dict) else str(value))


def whole(record: Any, *paths: str) -> int | None:
    """A count; None where there is none. Raises Wrong for what is no count, or is negative."""
    value = first(record, *paths)
    if value is None:
        return None
    number = _decimal(value, paths[0])
    if number != number.to_integral_value():
        raise Wrong(f"{paths[0]} {clean(str(value), 40)} is no whole number")
    return int(number)


def money(record: Any, *paths: str, scale: int = 9) -> int | None:
    """An amount in billionths of a dollar; `scale` 7 for a source that writes cents. Credits may be negative."""
    value = first(record, *paths)
    if value is None:
        return None
    return int(_decimal(value, paths[0], signed=True).scaleb(scale).to_integral_value())


def _decimal(value: Any, name: str, *, signed: bool = False) -> Decimal:
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        number = Decimal(str(value).strip())
        if not number.is_finite() or abs(number) > _LARGEST:
            raise InvalidOperation
    except InvalidOperation:
        raise Wrong(f"{name} {clean(str(value), 40)!r} is no number that can be counted") from None
    if number < 0 and not signed:
        raise Wrong(f"{name} {clean(str(value), 40)} is negative")
    return number


def day_of(value: Any, *, utc: bool = False) -> date:
    """The UTC day of a moment: ISO 8601, or a count of seconds to nanoseconds since 1970.

    A moment without a zone is refused, unless the source's schema says that it is UTC (`utc`).
    """
    moment = _moment(value, utc)
    return moment.date() if isinstance(moment, datetime) else moment


def hour_of(value: Any, *, utc: bool = False) -> int | None:
    """The UTC hour of the same moment; None where only its day is written."""
    moment = _moment(value, utc)
    return moment.hour if isinstance(moment, datetime) else None


def _moment(value: Any, utc: bool) -> date:
    if isinstance(value, datetime):
        return _zoned(value, utc, str(value))
    if isinstance(value, date):
        return value
    written = str(value).strip()
    try:
        if written.replace(".", "", 1).isdigit() and not isinstance(value, bool):
            number = float(written)
            while number > 1e11:  # 1e11 seconds is the year 5138
                number /= 1000
            return datetime.fromtimestamp(number, UTC)
        if len(written) == 10:
            return date.fromisoformat(written)
        return _zoned(datetime.fromisoformat(written.removesuffix(" UTC")), utc or written.endswith(" UTC"), written)
    except (ValueError, OverflowError, OSError):
        raise Wrong(f"{clean(written, 60)!r} is no time") from None


def _zoned(moment: datetime, utc: bool, written: str) -> datetime:
    if moment.tzinfo is None:
        if not utc:
            raise Wrong(f"the time {clean(written, 60)} has no zone, so its day is ambiguous")
        return moment
    return moment.astimezone(UTC)


def uncached(total: int | None, read: int | None, written: int | None = None) -> int | None:
    """Uncached input of a source whose input includes what was cached. Raises Wrong when more was cached than sent."""
    if total is None:
        return None
    rest = total - (read or 0) - (written or 0)
    if rest < 0:
        raise Wrong(f"has more cached tokens ({(read or 0) + (written or 0)}) than input tokens ({total})")
    return rest


def split_model(model: str, provider: str) -> tuple[str, str]:
    """Model and provider: a prefix that repeats the provider (``openai/gpt-4o``) says nothing more."""
    prefix, slash, rest = model.partition("/")
    if slash and (not provider or prefix.lower() == provider.lower()):
        return rest, provider or prefix
    return model, provider


def _opened(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return None
