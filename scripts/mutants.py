"""Break a rule of the gate on purpose, one place at a time, and see whether a test notices. `make mutants` runs it.

The mutants are those of cosmic-ray's operators (one arithmetic replacement for each operator instead of eleven, most of
which end in a TypeError that proves nothing; annotations are left alone, they decide nothing). They are not run by
cosmic-ray: it starts the tests anew for each. Here the tests are collected once, a first pass learns which of them run
which lines, and each mutant is a fork of that process in which the code of one function is exchanged, tried with the
tests that run the changed statement: those of its own room first, the quickest first. What stands outside of functions
(a constant, a default, a decorator) is tried in a fork of a process that has imported other people's libraries only.

A test that takes far longer than it did (`PATIENCE`) has noticed the mutant, and is counted apart.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import importlib.machinery
import json
import os
import pickle
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import _lru_cache_wrapper, partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import coverage
import pytest

from scripts.broken import ROOT, Mutant, changed, mutants

TESTS = ("tests/verdict", "tests/policy", "tests/rules", "tests/model", "tests/attacks")
PATIENCE = 10
"""Seconds of processor time that a test may take over ten times what it took."""
BUDGET = 6
"""Seconds of tests for each mutant. What they miss counts as missed, though others may see it."""
LIBRARIES = ("pydantic", "yaml", "hypothesis", "hypothesis.strategies", "click", "rich.console", "tree_sitter")
"""Other people's, imported once."""
QUIET = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning")


class Learnt(NamedTuple):
    """What a test runs of the files in question."""

    name: str
    seconds: float
    lines: dict[str, list[int]]
    """By file; of a function that it calls, the first line too."""


FEW = 20
"""Where fewer tests than these run a statement, others that run something of the file are tried, too: what is kept for
the next call (a form) is made in the first test alone."""


def chosen(mutant: Mutant, tests: Sequence[Learnt]) -> list[int]:
    """The tests to try, as many as `BUDGET` allows: those that run what differs, of its room, the quickest first."""
    wanted, within = touched_lines((ROOT / mutant.path).read_text(), mutant.text)
    room = f"tests/{Path(mutant.path).parent.name}/"
    found = []
    for at, test in enumerate(tests):
        lines = test.lines.get(mutant.path)
        if lines is not None:
            found.append((wanted.isdisjoint(lines), not test.name.startswith(room), test.seconds, at))
    if within and sum(not others for others, *_ in found) >= FEW:
        found = [entry for entry in found if not entry[0]]
    kept: list[int] = []
    spent = 0.0
    for _, _, seconds, at in sorted(found):
        spent += seconds
        if spent > BUDGET and kept:
            break
        kept.append(at)
    return kept


def _run(mutant: Mutant, tests: Sequence[Learnt]) -> bool:
    """True where a test runs what differs."""
    wanted, _ = touched_lines((ROOT / mutant.path).read_text(), mutant.text)
    return any(not wanted.isdisjoint(test.lines.get(mutant.path, ())) for test in tests)


def touched_lines(source: str, text: str) -> tuple[set[int], bool]:
    """The lines of functions that differ, or that use what differs outside of them; and whether it is the former."""
    old, new = source.splitlines(), text.splitlines()
    first = next((at for at, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b), 1)
    tree = ast.parse(source)
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
        and min([node.lineno, *(other.lineno for other in getattr(node, "decorator_list", ()))]) <= first
        and first <= (node.end_lineno or node.lineno)
    ]
    if any(isinstance(node, ast.FunctionDef) and first >= node.body[0].lineno for node in around):
        inner = max(around, key=lambda node: node.lineno)
        body = getattr(inner, "body", None)
        last = body[0].lineno - 1 if body else inner.end_lineno or inner.lineno
        return set(range(inner.lineno, max(last, inner.lineno) + 1)), True
    lines: set[int] = set()
    names: set[str] = set()
    for node in around:
        names |= _defined(node)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for _ in range(3):  # what is made of what differs: a type of a type
        names |= {name for node in tree.body if names & _used(node) for name in _defined(node)}
    functions_ = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return lines | {
        node.lineno for part in functions_ for node in ast.walk(part) if isinstance(node, ast.Name) and node.id in names
    }, False


def _defined(node: ast.stmt) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    named = {target.id for target in targets if isinstance(target, ast.Name)}
    return named | ({node.name} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set())


def _used(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}


class Runner:
    """Takes the place of pytest's loop over the tests."""

    def __init__(self, paths: Sequence[str], out: Path, done: set[str]) -> None:
        self.paths, self.out, self.done = paths, out, done
        self.items: list[pytest.Item] = []
        self.tests: list[Learnt] = []
        """The same tests, and what is known of them."""
        self.sound: set[int] = set()
        """Those known to pass alone where nothing is broken."""
        self.kept: list[Any] = []
        """What functions of the files keep for their next call."""
        self.keys: set[str] = set()
        self.later: list[Mutant] = []
        """Those that differ outside of functions."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for path in self.paths:
            importlib.import_module(path.removesuffix(".py").replace("/", "."))
        started = time.monotonic()
        self.items = [item for item in session.items if item.get_closest_marker("slow") is None]
        self.tests = _learnt(self.items, self.paths)
        print(f"{len(self.items)} tests learnt in {time.monotonic() - started:.0f} s", file=sys.__stderr__, flush=True)
        live, self.kept = _functions_of(self.paths), _kept_of(self.paths)
        gc.freeze()
        for path in self.paths:
            for mutant in mutants(path):
                self.keys.add(mutant.key)
                if mutant.key in self.done:
                    continue
                new = changed(mutant)
                if new is None or not _run(mutant, self.tests):
                    self.later.append(mutant)  # what is run while a file is imported, too
                    continue
                began = time.monotonic()
                outcome, tried = self._tried(new, live[path], chosen(mutant, self.tests))
                note(self.out, mutant, outcome, time.monotonic() - began, tried)
        return True

    def _tried(
        self, new: Mapping[tuple[str, int], CodeType], live: Sequence[FunctionType], picked: list[int]
    ) -> tuple[str, int]:
        """What the mutant comes to, and how many tests there were. A test that fails without it says nothing."""
        while True:
            tried = [(self.items[at], self.tests[at].seconds) for at in picked]
            outcome, failed = _forked(partial(_exchanged_and_tried, new, live, self.kept, tried))
            if failed is None or picked[failed] in self.sound:
                return outcome, len(picked)
            if _forked(partial(_exchanged_and_tried, {}, live, self.kept, [tried[failed]]))[0] == "survived":
                self.sound.add(picked[failed])
                return outcome, len(picked)
            print(f"fails alone: {self.tests[picked[failed]].name}", file=sys.__stderr__, flush=True)
            self.tests[picked[failed]] = self.tests[picked[failed]]._replace(lines={})
            picked = [*picked[:failed], *picked[failed + 1 :]]


def _learnt(items: Sequence[pytest.Item], paths: Sequence[str]) -> list[Learnt]:
    """What each test runs, of those that pass."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        wanted = {str(ROOT / path): path for path in paths}
        seen = coverage.Coverage(data_file=None, config_file=False, include=list(wanted))
        found = []
        seen.start()
        for at, item in enumerate(items):
            seen.switch_context(str(at))
            began = time.process_time()
            passes = _passes(item, items[at + 1] if at + 1 < len(items) else None)
            found.append((passes, time.process_time() - began))
            if not passes:
                print(f"fails without a mutant: {item.nodeid}", file=sys.__stderr__, flush=True)
        seen.stop()
        data = seen.get_data()
        lines: list[dict[str, list[int]]] = [{} for _ in items]
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                for context in filter(None, contexts):
                    lines[int(context)].setdefault(wanted[file], []).append(line)
        told = [
            Learnt(item.nodeid, took, of if passes else {})
            for item, (passes, took), of in zip(items, found, lines, strict=True)
        ]
        with os.fdopen(write, "wb") as pipe:
            pickle.dump(told, pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        learnt: list[Learnt] = pickle.load(pipe)  # of our own child
    os.waitpid(child, 0)
    return learnt


def note(out: Path, mutant: Mutant, outcome: str, seconds: float, tests: int) -> None:
    told = mutant.told((ROOT / mutant.path).read_text())
    line = {"key": mutant.key, "path": mutant.path, "outcome": outcome, "seconds": round(seconds, 2), "tests": tests}
    with out.open("a") as written:
        written.write(json.dumps({**line, "told": told}) + "\n")


def _forked(act: Callable[[], int | None]) -> tuple[str, int | None]:
    """What a fork that does this comes to, and which test failed: it returns its number, or None where all passed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        said = b"raised"
        try:
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            failed = act()
            said = b"" if failed is None else str(failed).encode()
        except BaseException:  # noqa: BLE001 - whatever a mutant raises, it was noticed
            said = b"raised"
        os.write(write, said or b"none")
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    outcome = {"": "timeout", "none": "survived"}.get(told, "killed")
    return outcome, int(told) if told.isdigit() else None


def _hurry(seconds: float) -> None:
    """End this process when the next test takes far longer than it did."""
    end = int(time.process_time() + PATIENCE + 10 * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))


def _exchanged_and_tried(
    new: Mapping[tuple[str, int], CodeType],
    live: Sequence[FunctionType],
    kept: Sequence[Any],
    tried: Sequence[tuple[pytest.Item, float]],
) -> int | None:
    for thing in kept:
        thing.cache_clear()
    for thing in live:
        code = new.get((thing.__code__.co_qualname, thing.__code__.co_firstlineno))
        if code is not None and code.co_freevars == thing.__code__.co_freevars:
            thing.__code__ = code
    for at, (item, seconds) in enumerate(tried):
        _hurry(seconds)
        if not _passes(item, tried[at + 1][0] if at + 1 < len(tried) else None):
            return at
    return None


def _functions_of(paths: Sequence[str]) -> dict[str, list[FunctionType]]:
    """The live functions of each file."""
    found: dict[str, list[FunctionType]] = {str(ROOT / path): [] for path in paths}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename in found:
            found[thing.__code__.co_filename].append(thing)
    return {path: found[str(ROOT / path)] for path in paths}


def _kept_of(paths: Sequence[str]) -> list[Any]:
    files = {str(ROOT / path) for path in paths}
    return [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, _lru_cache_wrapper)
        and getattr(thing.__wrapped__, "__code__", None)
        and thing.__wrapped__.__code__.co_filename in files
    ]


def _tried_afresh(mutant: Mutant, tests: Sequence[Learnt]) -> int | None:
    """In a process that has imported nothing of ours: as if the file held the mutant."""
    path = str(ROOT / mutant.path)
    real = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        if self.path == path:
            return compile(mutant.text, path, "exec", dont_inherit=True)
        return real(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    _hurry(5 + sum(test.seconds for test in tests))
    names = [test.name for test in tests]
    return None if int(pytest.main(["-x", *QUIET, *names])) == 0 else 0


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", default=["finops_gate/verdict", "finops_gate/policy"])
    parser.add_argument("--tests", nargs="*", default=list(TESTS))
    parser.add_argument("--out", type=Path, default=Path("out/mutants.jsonl"))
    parser.add_argument("--again", action="store_true", help="try those anew that were missed, and no others")
    asked = parser.parse_args()
    os.chdir(ROOT)
    files = [
        str(file)
        for path in asked.paths
        for file in (sorted(Path(path).glob("*.py")) if Path(path).is_dir() else [Path(path)])
        if file.name != "__init__.py"
    ]
    asked.out.parent.mkdir(exist_ok=True)
    told = _told(asked.out)
    if asked.again:
        told = {key: line for key, line in told.items() if line["outcome"] != "survived"}
        asked.out.write_text("".join(json.dumps(line) + "\n" for line in told.values()))
    for library in LIBRARIES:
        importlib.import_module(library)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        runner = Runner(files, asked.out, set(told))
        code = pytest.main([*QUIET, *asked.tests], plugins=[runner])
        with os.fdopen(write, "wb") as pipe:
            pickle.dump((int(code), runner.tests, runner.later, runner.keys), pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        code, tests, later, keys = pickle.load(pipe)  # of our own child
    os.waitpid(child, 0)
    for mutant in later:
        began = time.monotonic()
        picked = [tests[at] for at in chosen(mutant, tests)]
        outcome = _forked(partial(_tried_afresh, mutant, picked))[0] if picked else "survived"
        note(asked.out, mutant, outcome, time.monotonic() - began, len(picked))
    return int(code not in (0, 5)) or _summed([line for key, line in _told(asked.out).items() if key in keys], files)


def _told(out: Path) -> dict[str, dict[str, Any]]:
    """What earlier runs of the same mutants came to."""
    lines = [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []
    return {line["key"]: line for line in lines}


def _summed(told: list[dict[str, Any]], files: Sequence[str]) -> int:
    for one in told:
        if one["outcome"] == "survived":
            print(one["told"])
    for path in files:
        of = [one["outcome"] for one in told if one["path"] == path]
        noticed = len(of) - of.count("survived")
        print(f"| `{path}` | {len(of)} | {noticed} | {noticed / max(1, len(of)):.0%} | {of.count('timeout')} by time |")
    noticed = sum(one["outcome"] != "survived" for one in told)
    print(f"{len(told)} mutants, {noticed} noticed: {noticed / max(1, len(told)):.1%}")
    return int(noticed < 0.9 * len(told))


if __name__ == "__main__":
    raise SystemExit(main())
