"""JSON Schemas of what others rely on, made from the types that the code itself uses."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def names() -> tuple[str, ...]:
    """What there are schemas of."""
    return tuple(sorted(_MADE))


def schema(name: str) -> dict[str, Any]:
    """One schema. Raises UsageError for a name that there is none of."""
    if name not in _MADE:
        raise UsageError(f"there is no schema of {clean(name, 40)!r}", f"choose one of {', '.join(names())}")
    return _MADE[name]()


def of(kind: type) -> dict[str, Any]:
    """The schema of a TypedDict, with those that it holds."""
    definitions: dict[str, Any] = {}
    root = _typed(kind, definitions)
    del definitions[kind.__name__]
    return {**root, **({"$defs": {name: definitions[name] for name in sorted(definitions)}} if definitions else {})}


def _report() -> dict[str, Any]:
    from finops_gate.model.report import Report

    return {"$schema": DRAFT, "title": "finops-gate report", **of(Report)}


def _advice() -> dict[str, Any]:
    from finops_gate.model.report import CounselReport

    return {"$schema": DRAFT, "title": "finops-gate advice", **of(CounselReport)}


def _breakeven() -> dict[str, Any]:
    from finops_gate.model.breakeven_fields import BreakevenReport

    return {"$schema": DRAFT, "title": "finops-gate breakeven", **of(BreakevenReport)}


def _route() -> dict[str, Any]:
    from finops_gate.model.route_fields import RouteReport

    return {"$schema": DRAFT, "title": "finops-gate route", **of(RouteReport)}


def _policy() -> dict[str, Any]:
    from finops_gate.app.governing import rules, shapes
    from finops_gate.policy.form import policy_schema

    return policy_schema(shapes(rules()))


def _prices() -> dict[str, Any]:
    from finops_gate.policy.price_form import prices_schema

    return prices_schema()


def _quality() -> dict[str, Any]:
    from finops_gate.policy.quality_form import quality_schema

    return quality_schema()


def _waivers() -> dict[str, Any]:
    from finops_gate.policy.waiver_form import waivers_schema

    return waivers_schema()


def _catalog() -> dict[str, Any]:
    from finops_gate.catalog.source import Document

    return {"$schema": DRAFT, **Document.model_json_schema(by_alias=True), "title": "finops-gate catalog"}


_MADE: dict[str, Callable[[], dict[str, Any]]] = {
    "report": _report,
    "breakeven": _breakeven,
    "advice": _advice,
    "route": _route,
    "policy": _policy,
    "prices": _prices,
    "quality": _quality,
    "waivers": _waivers,
    "catalog": _catalog,
}


def _typed(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """An object with the keys of a TypedDict. Further keys are allowed: they may be added within a major version."""
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        texts = _texts(kind)
        hints = get_type_hints(kind)
        properties = {}
        for key, hint in hints.items():
            properties[key] = _form(hint, definitions) | ({"description": texts[key]} if key in texts else {})
        definitions[kind.__name__] = {
            "type": "object",
            "description": " ".join(inspect.cleandoc(kind.__doc__ or "").split()),
            "properties": properties,
            "required": list(hints),
        }
    found: dict[str, Any] = definitions[kind.__name__]
    return found


def _form(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    arguments = get_args(hint)
    origin = get_origin(hint)
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _form(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _form(arguments[1], definitions)}
    if origin in (UnionType, Union):
        return {"anyOf": [_form(part, definitions) for part in arguments]}
    if is_typeddict(hint):
        _typed(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    raise TypeError(f"a report cannot hold {hint}")


_PLAIN = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def _texts(kind: type) -> dict[str, str]:
    """The sentence below each field."""
    (definition,) = ast.parse(inspect.cleandoc(f"\n{inspect.getsource(kind)}")).body
    assert isinstance(definition, ast.ClassDef)  # the source of a class
    found = {}
    for field, below in zip(definition.body, definition.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            found[field.target.id] = " ".join(str(below.value.value).split())
    return found
