"""What a function of the same file does with an argument that has no name at its call: ``ask("Hello", "gpt-4o")``."""

from __future__ import annotations

import re
from functools import lru_cache

from finops_gate.base.patterns import lazy
from finops_gate.detect import callees
from finops_gate.detect.slots import Claim, claim

_OWN = frozenset({"self", "this", "cls", "Self", "super"})
_DEFINES = lazy(
    rb"\b(?:def|function|func|fun|fn)\s+(\w+)\("
    rb"|\bfunc\s*\([^()\n]{0,80}\)\s*(\w+)\("
    rb"|(?<=\s)(\w{1,80})\s{0,8}(?::[^=\n]{0,120})?=\s{0,8}(?:async\s{0,8})?(?:function\s{0,8}\w{0,80}\s{0,8})?\("
)
"""A function with a name, one of Go's methods, and a variable that holds a function."""
_NAME = lazy(r"[A-Za-z_]\w*")
_LONGEST = 1_000
"""Bytes of a list of parameters."""
_BODY = 6_000
"""Bytes of the body that are looked at."""


def handed_as(source: bytes, callee: tuple[str, ...], index: int) -> str:
    """The parameter that takes the argument, where its name says model and the function hands it on as one; or empty.

    A parameter that the function only prints, counts or compares is handed to nobody.
    """
    name, body = _taken(source, callee, index)
    return name if claim(name) is Claim.STRONG and _hands_on(body, name) else ""


def takes_no_model(source: bytes, callee: tuple[str, ...], index: int) -> bool:
    """True where the file defines the function, and calls what it takes there by a name that says nothing of models."""
    name, _ = _taken(source, callee, index)
    return name != "" and claim(name) in (Claim.NONE, Claim.NEVER)


def _taken(source: bytes, callee: tuple[str, ...], index: int) -> tuple[str, str]:
    """The name of the parameter that takes the argument, and the text behind the list; empty where it is not known."""
    if index < 0 or not callee or not (len(callee) == 1 or (len(callee) == 2 and callee[0] in _OWN)):
        return "", ""
    end = _defined(source, callees.last(callee).encode())
    if end < 0:
        return "", ""
    parameters, body = _parameters(source[end : end + _LONGEST + _BODY])
    if parameters[:1] and parameters[0] in _OWN:
        parameters = parameters[1:]
    return (parameters[index], body) if index < len(parameters) else ("", "")


def _defined(source: bytes, name: bytes) -> int:
    """Where the list of parameters begins of the function of that name; -1 where the file defines none."""
    return _definitions(source).get(name, -1)


@lru_cache(maxsize=1)
def _definitions(source: bytes) -> dict[bytes, int]:
    """The functions of a file, each with the place behind its opening bracket; of several of one name the first.

    Found in one pass: a search for each call would read a file of many calls as often as it has calls.
    """
    found: dict[bytes, int] = {}
    for match in _DEFINES.finditer(source):
        found.setdefault(match[match.lastindex or 0], match.end())
    return found


def _parameters(text: bytes) -> tuple[list[str], str]:
    """The names of the parameters that a text begins with, behind their opening bracket, and the text behind them."""
    depth, begin, parameters = 0, 0, []
    decoded = text.decode("utf-8", "replace")
    for at, sign in enumerate(decoded[:_LONGEST]):
        if sign in "([{<":
            depth += 1
        elif sign in ")]}>" and depth:
            depth -= 1
        elif (sign == "," and not depth) or sign == ")":
            found = _NAME.search(decoded[begin:at].partition("=")[0])
            if found:
                parameters.append(found[0])
            begin = at + 1
            if sign == ")":
                return parameters, decoded[at : at + _BODY]
    return [], ""


def _hands_on(body: str, name: str) -> bool:
    named = rf"\w*(?i:model)\w*[\"']?\s*(?::|=(?!=))\s*{name}\b"
    inner = rf"\(\{{\s*{name}\s*[,}}]|\{{\s*{name}\s*,|\{{[^{{}}()]{{0,200}}?,\s*{name}\s*[,}}]"
    short = inner if name.lower().startswith("model") else r"(?!)"
    return re.search(rf"(?<!\w)(?:{named})|{short}|[a-z](?:Model|LLM|Chat\w*)\({name}\b", body) is not None
