"""A document held to its form: the first thing wrong becomes one GovernanceError, in words a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from finops_gate.base.text import clean
from finops_gate.policy.document import Document, Place

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

Form = TypeVar("Form", bound="BaseModel")

_PROBLEMS = {
    "missing": ("is required", ""),
    "string_type": ("must be text", ""),
    "list_type": ("must be a list", "write [one, two], or a line `- one` for each"),
    "too_short": ("is an empty list", "name at least one, or leave the key out"),
    "dict_type": ("must be a mapping of keys to values", ""),
    "model_type": ("must be a mapping of keys to values", ""),
}


def validated(document: Document, form: type[Form]) -> Form:
    """What the document says, in its form. Raises GovernanceError about the first line that is wrong."""
    from pydantic import ValidationError

    try:
        return form.model_validate(document.value)
    except ValidationError as error:
        found = [_told(detail) for detail in error.errors()]
    place, problem, hint = min(found, key=lambda told: (document.line(told[0]), told[1]))
    raise document.error(place, problem, hint)


def _told(detail: ErrorDetails) -> tuple[Place, str, str]:
    """Where, what and what to do about it, of one of pydantic's complaints."""
    place: Place = tuple(part for part in detail["loc"] if part != "[key]")
    if detail["type"] == "ours":
        context = detail["ctx"]
        key = context["key"]
        return ((*place, key) if key else place), str(context["problem"]), str(context["hint"])
    problem, hint = _PROBLEMS.get(detail["type"], (clean(detail["msg"]), ""))
    if place and place[-1] == "from":
        hint = "name the role that is asked, such as from: engineering-lead"
    if detail["type"] != "missing" and detail["input"] is None:
        problem, hint = "is empty", "give it a value, or leave the key out; {} is a mapping with nothing in it"
    elif detail["type"] == "string_type":
        problem += f", not a {'list' if isinstance(detail['input'], list) else 'mapping'}"
    return place, problem, hint
