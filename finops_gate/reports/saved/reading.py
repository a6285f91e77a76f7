"""A saved report into its typed form. Whoever wrote the file may have written anything: nothing in it is believed."""

from __future__ import annotations

import json
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean
from finops_gate.model.report import SCHEMA, VERSION, OutcomeWord, Report

LARGEST = 64 << 20
"""Bytes of a report; one of 5,000 findings has 6 MiB."""
_MAJOR = VERSION.partition(".")[0]
_MISSING = object()
_WORDS: dict[type, str] = {str: "a text", int: "a whole number", bool: "true or false", NoneType: "null"}


def read(text: bytes) -> Report:
    """The report. Raises UsageError for what is none, for another major version, and for a field of another kind."""
    if len(text) > LARGEST:
        raise UsageError(f"the report is larger than {LARGEST >> 20} MiB")
    try:
        found = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise UsageError("the report is no JSON", "save it with finops-gate diff --format json") from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise UsageError(f"this is no report of ours: its schema is not {SCHEMA}")
    version = found.get("version")
    if not isinstance(version, str) or version.partition(".")[0] != _MAJOR:
        shown = clean(version, 20) if isinstance(version, str) else "missing"
        raise UsageError(f"the report's version is {shown}, and this program reads {_MAJOR}.x", "use matching versions")
    report = cast(Report, _conform(found, Report, "report"))
    if report["verdict"] not in get_args(OutcomeWord):
        raise UsageError("the report's verdict is none that this program knows")
    return report


def _conform(value: Any, hint: Any, where: str) -> Any:
    """The value without what is not asked for. A newer minor version may add fields; an older one lacks them."""
    origin, arguments = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        given = _held(value, dict, "an object", where)
        return {key: _conform(given.get(key, _MISSING), kind, f"{where}.{key}") for key, kind in _hints(hint).items()}
    if origin in (UnionType, Union):
        if value is None or value is _MISSING:
            return None
        (kind,) = (kind for kind in arguments if kind is not NoneType)
        return _conform(value, kind, where)
    if origin is list:
        entries = _held(value, list, "a list", where)
        return [_conform(entry, arguments[0], f"{where}[{index}]") for index, entry in enumerate(entries)]
    if origin is dict:
        kept = _held(value, dict, "an object", where)
        return {key: _conform(entry, arguments[1], where) for key, entry in kept.items()}
    kind = str if origin is Literal else hint
    if type(value) is not kind:
        raise UsageError(f"{where} is {'missing' if value is _MISSING else f'not {_WORDS[kind]}'}")
    return value


def _held(value: Any, kind: type, name: str, where: str) -> Any:
    """A container, empty where it is missing."""
    if value is _MISSING:
        return kind()
    if type(value) is not kind:
        raise UsageError(f"{where} is not {name}")
    return value


_KNOWN: dict[Any, dict[str, Any]] = {}


def _hints(kind: Any) -> dict[str, Any]:
    if kind not in _KNOWN:
        _KNOWN[kind] = get_type_hints(kind)
    return _KNOWN[kind]


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON leaves open which of two equal keys counts; one of them would be what a reviewer sees."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
