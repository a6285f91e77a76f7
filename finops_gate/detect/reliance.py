"""Where first-party code relies on a package's default: its calls and decorators, with what they pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect.slots import Claim, can_be_model, claim
from finops_gate.model.package import Use

_PYTHON_NOISE = lazy(
    r"#[^\n]*|[rbuf]{0,2}(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\")|[rbuf]{0,2}(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")",
    re.DOTALL | re.IGNORECASE,
)
_SCRIPT_NOISE = lazy(r"//[^\n]*|/\*.*?\*/|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`", re.DOTALL)
_FROM = lazy(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n\\]*(?:\\\n[^\n]*)*)", re.MULTILINE)
_IMPORT = lazy(r"^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?", re.MULTILINE)
_ES = lazy(r"\bimport\s+(?:type\s+)?([^;'\"]*?)\s*from\s*['\"]([^'\"]+)['\"]")
_REQUIRE = lazy(
    r"\b(?:const|let|var)\s+(\{[^}]*\}|\w+)\s*=\s*(?:await\s+)?(?:require|import)\(\s*['\"]([^'\"]+)['\"]\s*\)"
)


class Imported(NamedTuple):
    """What a name of a file stands for."""

    module: str
    name: str
    """The name in the module; empty: the module itself."""


class Call(NamedTuple):
    """One use of a package's name in first-party code."""

    line: int
    name: str
    module: str
    use: Use | None
    """None: it names its model itself."""
    why: str


def imports(path: str, text: str, roots: Iterable[str]) -> dict[str, Imported]:
    """The names that a file has of some packages (top-level modules, or npm names)."""
    wanted = tuple(roots)
    if path.endswith((".py", ".pyi", ".ipynb")):
        return {name: found for name, found in _python(text) if found.module.split(".")[0] in wanted}
    return {
        name: found
        for name, found in _script(text)
        if any(found.module == root or found.module.startswith(f"{root}/") for root in wanted)
    }


def _python(text: str) -> Iterator[tuple[str, Imported]]:
    for match in _FROM.finditer(text):
        for entry in re.sub(r"#[^\n]*|[()\\]", " ", match[2]).split(","):
            name, _, alias = entry.strip().partition(" as ")
            if name.strip().isidentifier():
                yield (alias.strip() or name.strip()), Imported(match[1], name.strip())
    for match in _IMPORT.finditer(text):
        yield match[2] or match[1].split(".")[0], Imported(match[1] if match[2] else match[1].split(".")[0], "")


def _script(text: str) -> Iterator[tuple[str, Imported]]:
    for match in _ES.finditer(text):
        for part in re.findall(r"\{[^}]*\}|\*\s+as\s+\w+|\w+", match[1]):
            yield from _bound(part, match[2])
    for match in _REQUIRE.finditer(text):
        yield from _bound(match[1], match[2])


def _bound(part: str, module: str) -> Iterator[tuple[str, Imported]]:
    if part.startswith("{"):
        for entry in part.strip("{}").split(","):
            pieces = re.split(r"\s+as\s+|\s*:\s*", entry.strip().removeprefix("type "))
            if pieces[0]:
                yield pieces[-1], Imported(module, pieces[0])
    elif part.startswith("*"):
        yield part.rpartition(" ")[2], Imported(module, "")
    else:
        yield part, Imported(module, "default")


def calls(path: str, text: str, known: Mapping[str, Imported], slots: Mapping[str, frozenset[str]]) -> Iterator[Call]:
    """Every call, decorator and subclass of some names (keys of `slots`), with the arguments that name a model.

    `slots`: name in the package -> slots of its changed defaults.
    """
    python = path.endswith((".py", ".pyi"))
    plain = (_PYTHON_NOISE if python else _SCRIPT_NOISE).sub(_blank, text)
    for local, what in sorted(known.items()):
        pattern = rf"(?<![\w.]){re.escape(local)}((?:\s*\.\s*\w+)*)\s*(\(|(?=[,\s):{{]))"
        for match in re.finditer(pattern, plain):
            dotted = [part.strip() for part in match[1].split(".") if part.strip()]
            chain = ([what.name] if what.name else []) + dotted
            name = next((part for part in chain if part in slots), "")
            if not name:
                continue
            line = plain.count("\n", 0, match.start()) + 1
            begin = plain.rfind("\n", 0, match.start()) + 1
            before = plain[begin : match.start()]
            if match[2] == "(":
                inside = _arguments(plain, match.end() - 1)
                offset = match.end()
                yield _judged(line, name, what.module, before, text[offset : offset + len(inside)], inside, slots[name])
            elif python and before.strip() == "@":
                yield Call(line, name, what.module, Use.CONFIRMED, "a decorator")
            if re.match(r"\s*class\s+\w+[^\n]*[(,]\s*$", before) or re.search(r"\bextends\s+$", before):
                yield Call(line, name, what.module, Use.POSSIBLE, "a subclass")


def _judged(line: int, name: str, module: str, before: str, written: str, inside: str, slots: frozenset[str]) -> Call:
    keys = set(re.findall(r"(?:^|[,({])\s*([A-Za-z_]\w*)\s*(?:=(?!=)|:|(?=[,}]|\s*$))", _level(inside)))
    named = {key for key in keys if key in slots or claim(key) in (Claim.STRONG, Claim.WEAK)}
    literals = re.findall(r"^\s*['\"]([^'\"]+)['\"]", written)
    if named or any(can_be_model(literal, Claim.STRONG) for literal in literals):
        return Call(line, name, module, None, "it names its model")
    if before.strip() == "@":
        return Call(line, name, module, Use.CONFIRMED, "a decorator")
    if re.search(r"\*\*|\.\.\.\w", inside):
        return Call(line, name, module, Use.POSSIBLE, "what it is given is not told here")
    return Call(line, name, module, Use.CONFIRMED, "a call without a model")


def _blank(match: re.Match[str]) -> str:
    """A comment or a string as blanks of the same length and lines; its quotes stay."""
    text = match[0]
    if text[0] in "#/":
        return re.sub(r"[^\n]", " ", text)
    return text[0] + re.sub(r"[^\n]", " ", text[1:-1]) + text[-1]


def _arguments(plain: str, opening: int) -> str:
    depth = 0
    for index in range(opening, min(len(plain), opening + 20_000)):
        if plain[index] in "([{":
            depth += 1
        elif plain[index] in ")]}":
            depth -= 1
            if depth == 0:
                return plain[opening + 1 : index]
    return plain[opening + 1 : opening + 20_000]


def _level(inside: str) -> str:
    """Only the arguments themselves, and the keys of one object that is the only argument."""
    text = inside.strip()
    if text.startswith("{"):
        text = text[1:-1]
    depth, kept = 0, []
    for character in text:
        depth += character in "([{"
        if depth == 0:
            kept.append(character)
        depth -= character in ")]}"
    return "(" + "".join(kept)
