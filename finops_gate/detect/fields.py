"""Fields of a page that offer a list by its name: ``st.selectbox("Model", MODELS)`` stands on the list's first."""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.base.patterns import lazy

_NEEDLES = (b".selectbox(", b".radio(")
_OFFERED = lazy(
    rb"\s*(?:label\s*=\s*)?f?(?P<quote>[\"'])[^\"'\n]{0,80}(?P=quote)\s*,\s*(?:options\s*=\s*)?"
    rb"(?P<list>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?:,(?P<rest>[^()]{0,300}))?\)"
)
"""Behind the bracket: a label, the list, and the rest of a call that has no further call in it."""


def stands_on_first(source: bytes) -> Iterator[tuple[int, str]]:
    """Where a field offers a list whose name or whose field speaks of models, and the list's name."""
    for needle in _NEEDLES:
        at = source.find(needle)
        while at >= 0:
            end = at + len(needle)
            found = _OFFERED.match(source, end)
            if found is not None and b"model" in found[0].lower() and b"index" not in (found["rest"] or b""):
                yield found.start("list"), found["list"].decode("utf-8", "replace")
            at = source.find(needle, end)
