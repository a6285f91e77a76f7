"""Spans of telemetry as flat records: OTLP JSON documents, and the tables that collectors write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from finops_gate.usage.records import Record, Wrong, dig, first, plainly

CODE_PATH = ("code.file.path", "code.filepath")
CODE_SYMBOL = ("code.function.name", "code.function")
ENVIRONMENT = ("deployment.environment.name", "deployment.environment")


def unpack(document: Any) -> Iterable[Record]:
    """A record for each span: its attributes and those of its resource, ``start`` and ``failed``."""
    if isinstance(document, Mapping) and "resourceSpans" in document:
        for resource in _list(document, "resourceSpans"):
            shared = _attributes(dig(resource, "resource.attributes"))
            for scope in _list(resource, "scopeSpans", "instrumentationLibrarySpans"):
                for span in _list(scope, "spans"):
                    yield _span(span, shared)
        return
    for row in plainly(document):
        yield _span(row, _attributes(first(row, "ResourceAttributes", "resource_attributes", "resource.attributes")))


def _span(span: Record, shared: Mapping[str, Any]) -> Record:
    own = _attributes(first(span, "attributes", "SpanAttributes", "span_attributes"))
    if not own:
        own = {name: value for name, value in span.items() if "." in name}
    start = first(span, "startTimeUnixNano", "start_time_unix_nano", "Timestamp", "start_time", "startTime")
    status = first(span, "status.code", "StatusCode", "status_code")
    failed = status in (2, "2", "STATUS_CODE_ERROR", "Error", "ERROR") or bool(own.get("error.type"))
    return {**shared, **own, "start": start, "failed": failed}


def _list(value: Any, *names: str) -> list[Any]:
    found: Any = next((value[name] for name in names if isinstance(value, Mapping) and name in value), [])
    if not isinstance(found, list):
        raise Wrong(f"{names[0]} is no list")
    return found


def _attributes(value: Any) -> dict[str, Any]:
    """Attributes by name: from OTLP's list of key and typed value, from a map, or from JSON text of either."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Wrong("has attributes that are no JSON") from None
    if isinstance(value, Mapping):
        return dict(_flat(value))
    found: dict[str, Any] = {}
    for pair in value or ():
        if isinstance(pair, tuple | list) and len(pair) == 2:  # a map of parquet
            found[str(pair[0])] = pair[1]
        elif isinstance(pair, Mapping) and "key" in pair:
            found[str(pair["key"])] = _value(pair.get("value"))
    return found


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", inner


def _value(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    if "arrayValue" in value:
        return [_value(inner) for inner in dig(value, "arrayValue.values") or ()]
    return next(iter(value.values()), None)
