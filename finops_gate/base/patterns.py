"""Regular expressions that are compiled when they are first asked something.

A module of the reading or pricing rooms states several; a run asks a quarter of them, and compiling the rest would
cost 6 ms of each start (docs/performance.md).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr

_ASKED = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "pattern", "flags", "groups")

if TYPE_CHECKING:

    def lazy(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]: ...

else:

    class lazy:  # noqa: N801 - it is called like a function, as `re.compile` is
        """What `re.compile` gives, a little later. A mistake in the text is raised when it is first asked."""

        def __init__(self, text: str | bytes, flags: int = 0) -> None:
            self._stated = text, flags

        def __getattr__(self, name: str) -> Any:
            if name not in _ASKED:
                raise AttributeError(name)
            compiled = re.compile(*self._stated)
            self.__dict__.update({each: getattr(compiled, each) for each in _ASKED})
            return self.__dict__[name]
