"""The languages of the grammar wheels, without the packages around them.

Those packages import `importlib.resources`, for queries that nobody here asks for, and with it tempfile, pathlib, lzma
and a dozen others: 10 ms, twice what parsing the files of a usual change takes (docs/performance.md).
"""

from __future__ import annotations

from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any


def language(wheel: str, name: str = "language") -> Any:
    """The capsule that a wheel's extension module gives: ``language("tree_sitter_python")``."""
    package = PathFinder.find_spec(wheel)
    inner = package and PathFinder.find_spec("_binding", package.submodule_search_locations)
    if inner is None or inner.loader is None:
        return getattr(import_module(wheel), name)()
    binding = module_from_spec(inner)
    inner.loader.exec_module(binding)
    return getattr(binding, name)()
