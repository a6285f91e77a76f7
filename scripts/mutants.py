"""Break a rule of the gate on purpose, one place at a time, and see whether a test notices. `make mutants` runs it.

The mutants are those of cosmic-ray's operators (one arithmetic replacement for each operator instead of eleven, most of
which end in a TypeError that proves nothing; annotations are left alone, they decide nothing). They are not run by
cosmic-ray: it starts the tests anew for each. Here the tests are collected once, a first pass learns which of them call
which functions, and each mutant is a fork of that process in which the code of one function is exchanged. What stands
outside of functions (a constant, a default, a decorator) is run in a process of its own.

A mutant that takes longer than `LIMIT` seconds of processor time is counted as noticed, and counted apart.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib.machinery
import json
import os
import re
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("tests/verdict", "tests/policy", "tests/rules", "tests/app", "tests/attacks", "tests/cli/commands")
LIMIT = 120
BUDGET = 12
"""Seconds of tests for each mutant, the quickest first. What they miss counts as missed, though others may see it."""
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
    occurrence: int
    text: str

    def told(self, before: str) -> str:
        old, new = before.splitlines(), self.text.splitlines()
        at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
        where = f"{self.path}:{at + 1} {self.operator.removeprefix('core/')}"
        return f"{where}\n    - {old[at].strip()}\n    + {new[at].strip()}"


def mutants(path: str) -> Iterator[Mutant]:
    """Every mutant of a file that is another program."""
    from cosmic_ray.ast import ast_nodes, get_ast  # type: ignore[import-not-found]
    from cosmic_ray.mutating import mutate_code  # type: ignore[import-not-found]
    from cosmic_ray.plugins import get_operator, operator_names  # type: ignore[import-not-found]

    source = (ROOT / path).read_text()
    original, seen = _bare(source), set()
    missing = set(KEPT) - set(operator_names())
    assert not missing, missing
    for name in KEPT:
        operator = get_operator(name)()
        total = sum(len(list(operator.mutation_positions(node))) for node in ast_nodes(get_ast(source)))
        for occurrence in range(total):
            text = mutate_code(source, get_operator(name)(), occurrence)
            if text is None:
                continue
            bare = _bare(text)
            if bare and bare != original and bare not in seen and not _is_wording(source, text):
                seen.add(bare)
                yield Mutant(path, name, occurrence, text)


_LENGTHS = re.compile(r"clean\(|\[:|dollars\(|def |^ *\*,$")


def _is_wording(source: str, text: str) -> bool:
    """True for another length at which a message is cut, another form of its dollars, and the stars of signatures."""
    pairs = [pair for pair in zip(source.splitlines(), text.splitlines(), strict=False) if pair[0] != pair[1]]
    if len(pairs) != 1 or not _LENGTHS.search(pairs[0][0]):
        return False
    old, new = pairs[0]
    bare = re.compile(
        r"(clean\([^()]*(?:\([^()]*\)[^()]*)*, )\d+|(\[: ?)\d+|(dollars\([^()]*, )(?:True|False)|[*/](?=,)"
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
            if constant.co_flags & 0x2 and constant.co_name != "<listcomp>":  # CO_NEWLOCALS and optimized: a function
                yield constant
            elif not constant.co_flags & 0x1:
                yield from functions(constant)  # the body of a class


def _same(one: CodeType, other: CodeType, *, shallow: bool) -> bool:
    if (one.co_code, one.co_names, one.co_varnames) != (other.co_code, other.co_names, other.co_varnames):
        return False
    for a, b in zip(one.co_consts, other.co_consts, strict=False):
        if isinstance(a, CodeType) and isinstance(b, CodeType):
            is_class = not a.co_flags & 0x1
            if (not shallow or is_class) and not _same(a, b, shallow=shallow):
                return False
        elif a != b or type(a) is not type(b):
            return False
    return len(one.co_consts) == len(other.co_consts)


def exchanged(mutant: Mutant) -> bool:
    """Put the mutant's code into the live functions. False where it differs outside of functions."""
    file = str(ROOT / mutant.path)
    before = compile((ROOT / mutant.path).read_text(), file, "exec", dont_inherit=True)
    after = compile(mutant.text, file, "exec", dont_inherit=True)
    if not _same(before, after, shallow=True):
        return False
    changed = {
        (old.co_qualname, old.co_firstlineno): new
        for old, new in zip(functions(before), functions(after), strict=True)
        if not _same(old, new, shallow=False)
    }
    if not changed:
        return False
    found = 0
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename == file:
            new = changed.get((thing.__code__.co_qualname, thing.__code__.co_firstlineno))
            if new is not None and new.co_freevars == thing.__code__.co_freevars:
                thing.__code__ = new
                found += 1
    return found > 0


class Runner:
    """Takes the place of pytest's loop over the tests."""

    def __init__(self, paths: Sequence[str], out: Path) -> None:
        self.paths, self.out = paths, out
        self.calls: dict[str, dict[str, list[tuple[float, int]]]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        started = time.monotonic()
        items = [item for item in session.items if item.get_closest_marker("slow") is None]
        touched = self._learn(items)
        print(f"{len(items)} tests learnt in {time.monotonic() - started:.0f} s", file=sys.__stderr__, flush=True)
        done = {json.loads(line)["key"] for line in self.out.read_text().splitlines()} if self.out.exists() else set()
        for path in self.paths:
            before = (ROOT / path).read_text()
            for mutant in mutants(path):
                key = f"{mutant.path} {mutant.operator} {mutant.occurrence}"
                if key in done:
                    continue
                chosen, spent = [], 0.0
                for took, at in sorted(touched.get(path, [])):
                    spent += took
                    if spent <= BUDGET:
                        chosen.append((took, at))
                began = time.monotonic()
                outcome = self._tried(mutant, [items[at] for _, at in chosen])
                line = {"key": key, "path": path, "outcome": outcome, "seconds": round(time.monotonic() - began, 2)}
                with self.out.open("a") as written:
                    written.write(json.dumps({**line, "told": mutant.told(before)}) + "\n")
        return True

    def _learn(self, items: list[pytest.Item]) -> dict[str, list[tuple[float, int]]]:
        """For each file the tests that run code of it, with the seconds they take."""
        wanted = {str(ROOT / path): path for path in self.paths}
        found: dict[str, list[tuple[float, int]]] = {path: [] for path in self.paths}
        for at, item in enumerate(items):
            read, write = os.pipe()
            child = os.fork()
            if child == 0:
                files: set[str] = set()

                def seen(frame: FrameType, event: str, _: Any, files: set[str] = files) -> None:
                    if event == "call" and frame.f_code.co_filename in wanted:
                        files.add(wanted[frame.f_code.co_filename])

                began = time.process_time()
                sys.settrace(seen)
                good = _passes(item, None)
                sys.settrace(None)
                told = json.dumps([good, time.process_time() - began, sorted(files)])
                os.write(write, told.encode())
                os._exit(0)
            os.close(write)
            with os.fdopen(read, "rb") as pipe:
                said = pipe.read()
            os.waitpid(child, 0)
            good, took, files_touched = json.loads(said or b"[false, 0, []]")
            if not good:
                print(f"fails without a mutant, left out: {item.nodeid}", file=sys.__stderr__, flush=True)
                continue
            for path in files_touched:
                found[path].append((took, at))
        return found

    def _tried(self, mutant: Mutant, items: list[pytest.Item]) -> str:
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            code = 0
            try:
                if not exchanged(mutant):
                    _afresh(mutant, items)
                for at, item in enumerate(items):
                    if not _passes(item, items[at + 1] if at + 1 < len(items) else None):
                        code = 1
                        break
            except BaseException:  # noqa: BLE001 - whatever a mutant raises, it was noticed
                code = 1
            os._exit(code)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return "timeout"
        return "survived" if os.WEXITSTATUS(status) == 0 else "killed"


def _afresh(mutant: Mutant, items: list[pytest.Item]) -> None:
    """Go on as a new process that imports the mutant instead of the file."""
    names = sorted(
        {str(item.path.relative_to(ROOT)) for item in items}, key=lambda name: (name.count("/attacks/"), name)
    )
    if not names:
        os._exit(0)
    file = os.environ.get("TMPDIR", "/tmp") + f"/mutant-{os.getpid()}.py"
    Path(file).write_text(mutant.text)
    argv = [sys.executable, "-m", "scripts.mutants", "--instead", str(ROOT / mutant.path), file, *names]
    os.chdir(ROOT)
    os.execv(sys.executable, argv)


def _instead(path: str, file: str, names: Sequence[str]) -> int:
    text = Path(file).read_bytes()
    Path(file).unlink()
    real = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        if self.path == path:
            return compile(text, path, "exec", dont_inherit=True)
        return real(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    return int(bool(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *names])))


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def main() -> int:
    if sys.argv[1:2] == ["--instead"]:
        return _instead(sys.argv[2], sys.argv[3], sys.argv[4:])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", default=["finops_gate/verdict", "finops_gate/policy"])
    parser.add_argument("--tests", nargs="*", default=list(TESTS))
    parser.add_argument("--out", type=Path, default=Path("out/mutants.jsonl"))
    chosen = parser.parse_args()
    files = [
        str(file)
        for path in chosen.paths
        for file in (sorted(Path(path).glob("*.py")) if Path(path).is_dir() else [Path(path)])
        if file.name != "__init__.py"
    ]
    chosen.out.parent.mkdir(exist_ok=True)
    os.chdir(ROOT)
    code = pytest.main(
        ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", *chosen.tests], plugins=[Runner(files, chosen.out)]
    )
    told = [json.loads(line) for line in chosen.out.read_text().splitlines()]
    for path in files:
        of = [one["outcome"] for one in told if one["path"] == path]
        print(
            f"{path:45} {len(of):5} mutants, {len(of) - of.count('survived'):5} noticed, "
            f"{of.count('timeout'):3} of them by time"
        )
    for one in told:
        if one["outcome"] == "survived":
            print(one["told"])
    noticed = sum(one["outcome"] != "survived" for one in told)
    print(f"{len(told)} mutants, {noticed} noticed: {noticed / max(1, len(told)):.1%}")
    return int(code not in (0, 5)) or int(noticed < 0.9 * len(told))


if __name__ == "__main__":
    raise SystemExit(main())
