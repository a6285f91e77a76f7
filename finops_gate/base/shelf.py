"""A shelf is a package whose file names are the names of its plug-ins.

Adding a plug-in is adding one file: nothing is registered anywhere. Listing reads directory entries and imports
nothing; taking imports one file. Each file ends in one typed constant, whose name the caller states.
"""

from __future__ import annotations

import os
from importlib import import_module


def names(package: str) -> tuple[str, ...]:
    """The plug-ins on a shelf, sorted; file ``per_call_increase.py`` is ``per-call-increase``."""
    found = [
        entry[:-3] for entry in os.listdir(_folder(package)) if entry.endswith(".py") and not entry.startswith("_")
    ]
    return tuple(sorted(name.replace("_", "-") for name in found))


def sizes(package: str) -> dict[str, int]:
    """The plug-ins on a shelf, sorted, with the bytes of their files: what tells a file from the indexed one."""
    folder = _folder(package)
    return {name: os.stat(os.path.join(folder, f"{name.replace('-', '_')}.py")).st_size for name in names(package)}


def take(package: str, name: str, constant: str) -> object:
    """The typed constant at the end of one plug-in's file. Raises LookupError for a name that is not on the shelf."""
    file = name.replace("-", "_")
    plain = name.replace("-", "").isalnum() and not name.startswith("-")
    if not plain or not os.path.isfile(os.path.join(_folder(package), f"{file}.py")):
        raise LookupError(name)
    return getattr(import_module(f"{package}.{file}"), constant)


def page(package: str, name: str) -> str:
    """The docstring of one plug-in's file, read and not imported; empty for a name that is not on the shelf."""
    import ast
    import inspect

    if name not in names(package):
        return ""
    path = os.path.join(_folder(package), f"{name.replace('-', '_')}.py")
    with open(path, "rb") as source:  # noqa: PTH123 - pathlib costs more than the reading
        return inspect.cleandoc(ast.get_docstring(ast.parse(source.read())) or "")


def _folder(package: str) -> str:
    """Where a package lies. Only the outermost package is imported: a shelf's own file may need the heaviest nouns."""
    outermost, *inner = package.split(".")
    return os.path.join(os.path.dirname(import_module(outermost).__file__ or ""), *inner)
