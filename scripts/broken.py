"""Broken programs: every mutant of a file, and the code objects in which one differs. See mutants.py."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
KEPT = (
    *(f"core/ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "BitOr_BitAnd")),
    *(f"core/ReplaceBinaryOperator_{pair}" for pair in ("BitAnd_BitOr", "Mod_Mul", "FloorDiv_Mul", "Pow_Mul")),
    *(f"core/ReplaceComparisonOperator_{pair}" for pair in ("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt")),
    *(f"core/ReplaceComparisonOperator_{pair}" for pair in ("LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt")),
    *(f"core/ReplaceComparisonOperator_{pair}" for pair in ("Is_IsNot", "IsNot_Is")),
    *(f"core/{name}" for name in ("ReplaceAndWithOr", "ReplaceOrWithAnd", "AddNot", "NumberReplacer")),
    *(f"core/{name}" for name in ("ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ZeroIterationForLoop")),
    *(f"core/{name}" for name in ("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ExceptionReplacer")),
    *(
        f"core/{name}"
        for name in ("RemoveDecorator", "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_USub_UAdd")
    ),
)


class Mutant(NamedTuple):
    path: str
    operator: str
    text: str

    @property
    def key(self) -> str:
        return f"{self.path} {hashlib.sha256(self.text.encode()).hexdigest()[:16]}"

    def told(self, before: str) -> str:
        old, new = before.splitlines(), self.text.splitlines()
        at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
        where = f"{self.path}:{at + 1} {self.operator.removeprefix('core/')}"
        return f"{where}\n    - {old[at].strip()}\n    + {new[at].strip()}"


def mutants(path: str) -> Iterator[Mutant]:
    """Every mutant of a file that is another program. Each statement of the module is parsed by itself, for speed."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    missing = set(KEPT) - set(operator_names())
    assert not missing, missing
    source = (ROOT / path).read_text()
    parts = [node.get_code() for node in get_ast(source).children]
    for at, part in enumerate(parts):
        nodes = list(ast_nodes(get_ast(part)))
        seen = {_bare(part)}
        for name in KEPT:
            total = sum(len(list(get_operator(name)().mutation_positions(node))) for node in nodes)
            for occurrence in range(total):
                other = mutate_code(part, get_operator(name)(), occurrence)
                bare = "" if other is None else _bare(other)
                text = "".join([*parts[:at], other or "", *parts[at + 1 :]])
                if bare and bare not in seen and not _is_wording(source, text):
                    seen.add(bare)
                    yield Mutant(path, name, text)


_WORDS = re.compile(r"clean\(|\[:|dollars\(|def |^ *\*,$|^ *assert ")


def _is_wording(source: str, text: str) -> bool:
    """True for another length at which a message is cut, another form of its dollars, the stars of signatures, and what
    is asserted for those who read the types."""
    pairs = [pair for pair in zip(source.splitlines(), text.splitlines(), strict=False) if pair[0] != pair[1]]
    if len(pairs) != 1 or not _WORDS.search(pairs[0][0]):
        return False
    old, new = pairs[0]
    if old.lstrip().startswith("assert "):
        return True
    bare = re.compile(
        r"(clean\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*, )\d+|(\[:) ?\d+|(dollars\([^()]*, )(?:True|False)|[*/](?=,)"
    )
    return bare.sub(r"\1\2\3", old) == bare.sub(r"\1\2\3", new)


def _bare(source: str) -> str:
    """The program without annotations; empty when it is none."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(0)
    return ast.dump(tree)


def functions(code: CodeType) -> Iterator[CodeType]:
    """The outermost functions of a module, those of classes among them, in order."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if _is_function(constant):
                yield constant
            elif not constant.co_flags & CO_OPTIMIZED:
                yield from functions(constant)  # the body of a class


def _is_function(code: CodeType) -> bool:
    """True for what is a function of its own while the program runs, which a comprehension is not."""
    return bool(code.co_flags & CO_OPTIMIZED) and (not code.co_name.startswith("<") or code.co_name == "<lambda>")


def _same(one: CodeType, other: CodeType, *, shallow: bool) -> bool:
    if (one.co_code, one.co_names, one.co_varnames) != (other.co_code, other.co_names, other.co_varnames):
        return False
    for a, b in zip(one.co_consts, other.co_consts, strict=False):
        if isinstance(a, CodeType) and isinstance(b, CodeType):
            if not (shallow and _is_function(a)) and not _same(a, b, shallow=shallow):
                return False
        elif a != b or type(a) is not type(b):
            return False
    return len(one.co_consts) == len(other.co_consts)


def changed(mutant: Mutant) -> dict[tuple[str, int], CodeType] | None:
    """The functions that differ, by name and first line. None where something else differs."""
    file = str(ROOT / mutant.path)
    before = compile((ROOT / mutant.path).read_text(), file, "exec", dont_inherit=True)
    after = compile(mutant.text, file, "exec", dont_inherit=True)
    if not _same(before, after, shallow=True):
        return None
    found: dict[tuple[str, int], CodeType] = {}
    for old, new in zip(functions(before), functions(after), strict=True):
        if not _same(old, new, shallow=False):
            found |= _exchanges(old, new)
    return found or None


def _exchanges(old: CodeType, new: CodeType) -> dict[tuple[str, int], CodeType]:
    """A function and those that it makes, which live on where it has made them already."""
    found = {(old.co_qualname, old.co_firstlineno): new}
    inner = ([part for part in code.co_consts if isinstance(part, CodeType)] for code in (old, new))
    for one, other in zip(*inner, strict=False):
        found |= _exchanges(one, other)
    return found
