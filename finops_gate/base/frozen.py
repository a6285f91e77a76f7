"""Frozen values with slots and named tuples, as the standard library makes them, at a tenth of the price.

`dataclasses.dataclass` writes, compiles and runs the text of six methods for each class: 0.66 ms, and half of what a
verdict has to import are such classes (docs/performance.md). Here the methods are shared by all classes, and the one
that has to be fast, ``__init__``, is compiled when many values are made. For type checkers it is the original; a
value is made, compared, hashed, shown, copied by `dataclasses.replace` and asked for its `fields` as with the original.

`typing.NamedTuple` compiles each annotation of each class to see whether it is one, 0.2 ms a class. That is the type
checker's work; here a class takes the names as they are, and ``__new__`` is compiled when many tuples are made.
"""

from __future__ import annotations

from collections import _tuplegetter  # type: ignore[attr-defined]  # what collections.namedtuple is made of
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from dataclasses import dataclass as dataclass
    from dataclasses import replace as replace
    from typing import NamedTuple as NamedTuple
else:

    def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """Makes a class of annotated names a frozen value. Takes defaults that are values, no `field()`."""
        assert frozen and slots
        return _made

    def replace(value: Any, /, **named: Any) -> Any:
        """The same value with other fields; `dataclasses.replace` would make a like of its class first."""
        return value.__class__(**{name: getattr(value, name) for name in value.__match_args__} | named)


_set = object.__setattr__
_SELDOM = 30
"""Values of one class up to which a function of its own costs more to compile (0.08 ms) than it saves."""


def _arranged(
    names: tuple[str, ...], defaults: dict[str, Any], given: tuple[Any, ...], named: dict[str, Any]
) -> Sequence[Any] | None:
    """The values of all fields in order; None where they do not fit, which a function of its own puts in words."""
    if not named and len(given) == len(names):
        return given
    found = list(given)
    used = 0
    for name in names[len(given) :]:
        if name in named:
            found.append(named[name])
            used += 1
        elif name in defaults:
            found.append(defaults[name])
        else:
            return None
    return found if used == len(named) and len(found) == len(names) else None


def _made(cls: type) -> type:
    annotations = cls.__annotations__
    names = tuple(annotations)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    for name, default in defaults.items():
        if type(default).__hash__ is None or type(default).__module__ == "dataclasses":
            raise TypeError(f"the default of {cls.__name__}.{name} must be a value that nobody can change")
    body = {name: value for name, value in cls.__dict__.items() if name not in (*defaults, "__dict__", "__weakref__")}

    seldom = _SELDOM

    def first(self: Any, *given: Any, **named: Any) -> None:
        nonlocal seldom
        seldom -= 1
        found = _arranged(names, defaults, given, named) if seldom > 0 else None
        if found is None:
            initialize = _initializer(made, names, defaults)
            type.__setattr__(made, "__init__", initialize)
            initialize(self, *given, **named)
        else:
            for name, value in zip(names, found, strict=True):
                _set(self, name, value)

    def values(self: Any) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in names])

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def digest(self: Any) -> int:
        return hash(values(self))

    shared = {
        "__init__": first,
        "__eq__": equal,
        "__hash__": digest,
        "__repr__": _shown,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__getstate__": values,
        "__setstate__": _restore,
        "__match_args__": names,
        "__dataclass_fields__": _Fields(annotations, defaults),
    }
    own = {"__slots__": names, "__qualname__": cls.__qualname__, "__annotations__": annotations}
    made: type = type(cls)(cls.__name__, cls.__bases__, {**shared, **body, **own})
    return made


def is_frozen(kind: Any) -> bool:
    """True for a class that `dataclass` made here. `dataclasses.is_dataclass` makes a like of the class to find out."""
    return isinstance(getattr(kind, "__dict__", {}).get("__dataclass_fields__"), _Fields | dict)


def _initializer(cls: type, names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """``def __init__(self, a, b=...)``, with the messages that Python gives for wrong arguments."""
    parameters = ", ".join(f"{name}=_defaults[{name!r}]" if name in defaults else name for name in names)
    lines = "".join(f"    _set(self, {name!r}, {name})\n" for name in names) or "    pass\n"
    space: dict[str, Any] = {"_set": _set, "_defaults": defaults}
    # Nothing but the names of fields, which Python has read as names.
    exec(f"def __init__(self, {parameters}):\n{lines}", space)
    found: Callable[..., None] = space["__init__"]
    found.__qualname__ = f"{cls.__qualname__}.__init__"
    return found


def _shown(self: Any) -> str:
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{self.__class__.__qualname__}({told})"


def _refuse(self: Any, name: str, *_: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change {name!r} of a {self.__class__.__name__}")


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        _set(self, name, value)


class _Fields:
    """What `dataclasses` knows of a class, made by it when it is asked for."""

    def __init__(self, annotations: dict[str, Any], defaults: dict[str, Any]) -> None:
        self.annotations = annotations
        self.defaults = defaults

    def __get__(self, value: object, cls: type) -> Any:
        from dataclasses import dataclass

        body = {"__annotations__": self.annotations, **self.defaults, "__module__": cls.__module__}
        like: Any = dataclass(frozen=True)(type(cls.__name__, (), body))
        fields = like.__dataclass_fields__
        type.__setattr__(cls, "__dataclass_fields__", fields)
        return fields


def _shown_tuple(self: Any) -> str:
    told = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
    return f"{self.__class__.__name__}({told})"


def _plain(self: Any) -> tuple[Any, ...]:
    return tuple(self)


def _replaced(self: Any, /, **named: Any) -> Any:
    result = self._make(map(named.pop, self._fields, self))
    if named:
        raise ValueError(f"Got unexpected field names: {list(named)!r}")
    return result


def _made_of(cls: type, values: Iterable[Any]) -> Any:
    result: Any = tuple.__new__(cls, values)
    wanted = len(cls._fields)  # type: ignore[attr-defined]
    if len(result) != wanted:
        raise TypeError(f"Expected {wanted} arguments, got {len(result)}")
    return result


class _Named(type):
    """Turns a class of annotated names into a tuple whose places have these names."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> Any:
        if not bases:
            return super().__new__(cls, name, bases, body)
        names = tuple(body.get("__annotations__", {}))
        defaults = {field: body.pop(field) for field in names if field in body}
        if any(field in defaults for field in names[: len(names) - len(defaults)]):
            raise TypeError(f"in {name} a field without a default stands after one that has a default")

        seldom = _SELDOM

        def first(kind: type, /, *given: Any, **named: Any) -> Any:
            nonlocal seldom
            seldom -= 1
            found = _arranged(names, defaults, given, named) if seldom > 0 else None
            if found is not None:
                return tuple.__new__(kind, found)
            real = _creator(names, defaults)
            made.__new__ = staticmethod(real)
            return real(kind, *given, **named)

        shared = {
            "__slots__": (),
            "__new__": first,
            "__repr__": _shown_tuple,
            "__getnewargs__": _plain,
            "__match_args__": names,
            "_fields": names,
            "_field_defaults": defaults,
            "_make": classmethod(_made_of),
            "_replace": _replaced,
            "_asdict": lambda self: dict(zip(names, self, strict=True)),
        }
        getters = {field: _tuplegetter(place, "") for place, field in enumerate(names)}
        made: Any = type(name, (tuple,), {**shared, **getters, **body})
        return made


def _creator(names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., Any]:
    """``def __new__(cls, a, b=...)``, with the messages that Python gives for wrong arguments."""
    parameters = "".join(f", {field}=_defaults[{field!r}]" if field in defaults else f", {field}" for field in names)
    values = "".join(f"{field}, " for field in names)
    space: dict[str, Any] = {"_new": tuple.__new__, "_defaults": defaults}
    # Nothing but the names of fields, which Python has read as names.
    found: Callable[..., Any] = eval(f"lambda _cls{parameters}: _new(_cls, ({values}))", space)
    found.__name__ = found.__qualname__ = "__new__"
    return found


if not TYPE_CHECKING:

    class NamedTuple(metaclass=_Named):
        """The base of named tuples; what it makes is a plain tuple and no instance of it."""
