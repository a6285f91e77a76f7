"""The pieces that governing files are made of, as pydantic types: text, amounts, days, patterns, lists.

Every scalar arrives as text (see document.py), so each type says itself which spellings it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean

LONGEST = 200
"""Characters of one text. Longer names cannot be shown in a report."""

MOST_APPROVALS = 100
MOST_DAYS = 3650

_NUMBER = lazy(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?")
_DAY = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def wrong(problem: str, hint: str = "", key: str = "") -> PydanticCustomError:
    """The error of a value, in our words. `key` names the key below the value that is meant."""
    # the text goes through the context, because a message template would read braces in it
    return PydanticCustomError("ours", "{problem}", {"problem": problem, "hint": hint, "key": key})


def suggestion(word: str, known: Iterable[str]) -> str:
    """``did you mean 'rules'?``, or the list of what there is to choose from."""
    choices = sorted(known)
    close = get_close_matches(word.lower().replace("_", "-"), [c.lower().replace("_", "-") for c in choices], 1, 0.6)
    if close:
        found = next(choice for choice in choices if choice.lower().replace("_", "-") in close)
        return f"did you mean '{clean(found)}'?"
    return f"known here: {', '.join(clean(choice, 60) for choice in choices)}" if choices else ""


class Form(BaseModel):
    """A mapping with fixed keys: an unknown one is an error that says which was probably meant."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _knows_every_key(cls, value: Any) -> Any:
        if isinstance(value, dict):
            known = {field.alias or name for name, field in cls.model_fields.items()}
            for key in value:
                if key not in known:
                    raise wrong("is not a known key", suggestion(str(key), known), str(key))
        return value


def _text(value: str) -> str:
    if not value.strip():
        raise wrong("is empty", "write a name, or leave the key out")
    if len(value) > LONGEST:
        raise wrong(f"is longer than {LONGEST} characters")
    if clean(value, LONGEST) != value:
        raise wrong(f"holds an invisible or control character: {clean(value)}", "retype the value")
    return value


def _pattern(value: str) -> str:
    if value.startswith("!"):
        raise wrong("cannot be negated", "use `except` to leave paths out")
    if "\\" in value:
        raise wrong("holds a backslash", "separate folders with /")
    if ".." in value.split("/") or not value.strip("/."):
        raise wrong("is no path inside the repository", "paths count from the repository root: services/helpdesk/**")
    return value


def _amount(value: Any) -> Decimal:
    if not isinstance(value, str):
        raise wrong("must be a number" if value is not None else "is empty", 'write it plainly: 10, 2.5 or "10"')
    if value.startswith("-"):
        raise wrong(f"{clean(value, 40)} is negative; limits count upwards from 0")
    if not _NUMBER.fullmatch(value):
        raise wrong(
            f"{clean(value, 40)!r} is not a number" if value else "is empty",
            'write digits with at most one point, such as 10, 2.5 or "1000": no $, no %, no exponent, no separators',
        )
    return Decimal(value)


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise wrong("must be more than 0", "leave the key out when the number is not known")
    return value


def _whole(most: int, noun: str = "whole number") -> Callable[[Any], int]:
    def check(value: Any) -> int:
        amount = _amount(value)
        if amount != int(amount) or not 1 <= amount <= most:
            raise wrong(f"must be a {noun} from 1 to {most}")
        return int(amount)

    return check


def _up_to(most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "integer", "minimum": 1, "maximum": most})


def _share(value: Any) -> Decimal:
    amount = _amount(value)
    if amount > 10:
        raise wrong(f"{clean(str(value), 40)} is more than ten times as much", "0.10 is ten percent")
    return amount


def _part(value: Any) -> Decimal:
    amount = _amount(value)
    if amount > 1:
        raise wrong(f"{clean(str(value), 40)} is more than the whole", "0.6 is sixty percent")
    return amount


def _switch(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    raise wrong("must be true or false")


def _day(value: Any) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise wrong(f"{value} is no day of the calendar") from None
    raise wrong("must be a day", "write it as 2027-01-31")


def _version(value: Any) -> str:
    if value != "1":
        shown = clean(value, 20) if isinstance(value, str) else "this"
        raise wrong(f"{shown} is a version that this finops-gate does not read", "write version: 1")
    return "1"


_NUMBERS = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": f"^{_NUMBER.pattern}$"}]}

Version = Annotated[str, BeforeValidator(_version), WithJsonSchema({"const": 1})]
Text = Annotated[str, AfterValidator(_text)]
Pattern = Annotated[str, AfterValidator(_text), AfterValidator(_pattern)]
Amount = Annotated[Decimal, BeforeValidator(_amount), WithJsonSchema(_NUMBERS)]
Positive = Annotated[Amount, AfterValidator(_positive)]
Count = Annotated[int, BeforeValidator(_whole(MOST_APPROVALS)), _up_to(MOST_APPROVALS)]
Days = Annotated[int, BeforeValidator(_whole(MOST_DAYS, "whole number of days")), _up_to(MOST_DAYS)]
Share = Annotated[Decimal, BeforeValidator(_share), WithJsonSchema(_NUMBERS)]
Part = Annotated[Decimal, BeforeValidator(_part), WithJsonSchema(_NUMBERS)]
Switch = Annotated[bool, BeforeValidator(_switch), WithJsonSchema({"type": "boolean"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


class OrWord:
    """Marks a type that may also be given as one fixed word (``off``, ``enforce``), which passes as it is."""

    def __init__(self, word: str, hint: str, otherwise: type = dict) -> None:
        self.word = word
        self.hint = hint
        self.otherwise = otherwise

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._accept, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"const": self.word}, handler(schema)]}

    def _accept(self, value: Any, inner: core_schema.ValidatorFunctionWrapHandler) -> Any:
        if value == self.word:
            return value
        if not isinstance(value, self.otherwise):
            shown = "is empty" if value is None else f"{clean(str(value), 40)!r} is not understood"
            if self.otherwise is list and value is not None:
                shown = f"must be a list, or the word {self.word}"
            raise wrong(shown, self.hint)
        return inner(value)
