"""finops-gate beside tokentoll, semgrep, ast-grep and ripgrep: `make bench-rivals REPO="llm aider langfuse"`.

REPO names git repositories on disk, from small to large; each is cloned beside the bench at its HEAD. Every figure is
CPU of whole processes in interleaved runs, and the memory of the largest process. semgrep and ast-grep ask what a
pattern can ask (bench/rules: which id is handed over as `model`), ripgrep searches the catalog's ids; they price and
judge nothing, so their columns tell what looking costs and not what answering does. "named" counts pairs of a file and
the id that it sets.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench.measuring import ROOT, WORK, Run, git, install, run
from finops_gate.catalog.book import Catalog

RULES = ROOT / "bench" / "rules"
PEERS = {"tokentoll": "tokentoll==0.8.3", "semgrep": "semgrep==1.185.0", "ast-grep": "ast-grep-cli==0.51.1"}
RUNS = 3
SLOW = 10_000.0
"""CPU milliseconds after which one run of a tool is enough."""
USUAL = 30
"""Files of a commit that is no import of a whole tree."""
STEMS = "(gpt-|claude-|gemini-)"
"""What the log is searched for, to find commits that touch a model."""


class Tool(NamedTuple):
    """A program as it looks at a whole repository."""

    name: str
    command: list[str]
    named: Callable[[bytes], set[tuple[str, str]]]
    """From its answer: files and the ids that they set."""


def peer(name: str) -> str:
    """A rival in an environment of its own; gives its program."""
    place = WORK / f"peer-{name}"
    if not (place / "bin" / name).exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, PEERS[name]], check=True)
    return str(place / "bin" / name)


def ours(answer: bytes) -> set[tuple[str, str]]:
    """Of the inventory of finops-gate."""
    return {
        (setting["path"], setting["written"])
        for site in json.loads(answer)["sites"]
        for setting in site["settings"]
        if setting["key"] == "model" and setting["written"]
    }


def of_tokentoll(answer: bytes) -> set[tuple[str, str]]:
    """Of its calls; a model that it assumed is none that it found."""
    return {(call["file_path"], call["model"]) for call in json.loads(answer)["calls"] if call["model"]}


def of_semgrep(answer: bytes) -> set[tuple[str, str]]:
    """Of the name that its pattern bound; where it tells none, of the line."""
    found = json.loads(answer)["results"]
    bound = [(one, one["extra"].get("metavars", {}).get("$ID", {})) for one in found]
    return {(one["path"], id_.get("abstract_content", str(one["start"]["line"]))) for one, id_ in bound}


def of_ast_grep(answer: bytes) -> set[tuple[str, str]]:
    """Of the texts that it matched, which end in the id."""
    return {(one["file"], one["text"].split('"')[1]) for one in json.loads(answer)}


def of_ripgrep(answer: bytes) -> set[tuple[str, str]]:
    """Of `path:id`."""
    lines = answer.decode(errors="replace").splitlines()
    return {(path, found) for path, _, found in (line.partition(":") for line in lines)}


def tools(gate: str) -> Iterator[Tool]:
    """Those that are installed; ripgrep is a program of the system."""
    yield Tool("finops-gate", [gate, "scan", "--format", "json"], ours)
    yield Tool("tokentoll", [peer("tokentoll"), "scan", ".", "--format", "json"], of_tokentoll)
    rules = str(RULES / "semgrep.yaml")
    semgrep = ["scan", "--metrics=off", "--disable-version-check", "--jobs=1", "--json", "--config", rules, "."]
    yield Tool("semgrep", [peer("semgrep"), *semgrep], of_semgrep)
    ast_grep = ["scan", "--rule", str(RULES / "ast-grep.yaml"), "--json", "--threads=1", "."]
    yield Tool("ast-grep", [peer("ast-grep"), *ast_grep], of_ast_grep)
    if shutil.which("rg"):
        words = WORK / "ids.txt"
        ids = {name.partition("/")[2] for name in Catalog.load().ids()}
        words.write_text("".join(f"{word}\n" for word in sorted(ids)))
        yield Tool("ripgrep", ["rg", "-o", "-F", "-f", str(words), "-j1", "--no-line-number", "."], of_ripgrep)


def work_tree(repository: Path) -> Path:
    """A clone of a repository at its HEAD."""
    name = repository.parent.name.split("+")[-1] if repository.name in {"repo", ".git"} else repository.name
    place = WORK / "rivals" / name.removesuffix(".git")
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        git(place.parent, "clone", "--quiet", "--shared", str(repository.resolve()), str(place))
    return place


def scans(place: Path, those: list[Tool]) -> tuple[float, dict[str, float]]:
    """Prints what each needs for the whole repository; gives its bytes, and CPU by tool."""
    listed = git(place, "ls-files", "-z").split("\0")
    files = [file for file in (place / one for one in listed if one) if file.is_file() and not file.is_symlink()]
    size = sum(file.stat().st_size for file in files)
    print(f"\nscan of {place.name}: {len(files):,} files, {size / 1e6:.1f} MB")
    runs: dict[str, list[Run]] = {tool.name: [] for tool in those}
    for number in range(RUNS + 1):
        for tool in those:
            done = runs[tool.name]
            if number < 2 or done[-1].cpu < SLOW:
                done.append(run(tool.command, place))
    figures = {}
    for tool in those:
        warm = runs[tool.name][1:]
        figures[tool.name] = statistics.median(one.cpu for one in warm)
        peak = max(one.peak for one in warm)
        named = len(tool.named(warm[-1].answer))
        each = figures[tool.name] / (size / 1e6)
        print(f"  {tool.name:<12} {figures[tool.name]:9.0f} ms {each:7.1f} ms/MB {peak:6.0f} MB {named:6} named")
    return float(size), figures


def ranges(place: Path) -> Iterator[tuple[str, str, str]]:
    """Of a repository's last year: a commit that touches a model, one that does not, ten commits, many."""
    told = git(place, "log", "--no-merges", "-n20", "--format=%H", "-G", STEMS, "HEAD").split()
    sizes = ((one, len(git(place, "diff", "--name-only", f"{one}~1", one).splitlines())) for one in told)
    touching = next((one for one, files in sizes if files <= USUAL), "")
    near = git(place, "log", "--first-parent", "--format=%H", "-n300", "HEAD").split()
    other = next((one for one in near[:-1] if not git(place, "diff", "--raw", "-G", STEMS, f"{one}~1", one)), "")
    if touching:
        yield "1 commit that touches a model", f"{touching}~1", touching
    if other:
        yield "1 commit that touches none", f"{other}~1", other
    yield "10 commits", near[min(10, len(near) - 1)], near[0]
    yield f"{len(near) - 1} commits", near[-1], near[0]


def diffs(place: Path, gate: str, tokentoll: str) -> Iterator[float]:
    """Prints both tools' diffs of the same ranges; gives what tokentoll needs as a multiple."""
    print(f"diff of {place.name}: finops-gate, tokentoll")
    for name, base, head in ranges(place):
        mine, theirs = [], []
        for _ in range(RUNS + 1):
            mine.append(run([gate, "diff", f"{base}..{head}", "--exact", "--exit-zero", "--format", "json"], place))
            theirs.append(run([tokentoll, "diff", "--base", base, "--head", head, "--format", "json"], place))
        left, right = (statistics.median(one.cpu for one in each[1:]) for each in (mine, theirs))
        told = sum(1 for change in json.loads(mine[-1].answer)["changes"] if change["billed"])
        said = theirs[-1].answer
        seen = len(json.loads(said)["diffs"]) if said.startswith(b"{") else 0  # else "No Python files changed."
        print(
            f"  {name:<32} {left:8.0f} ms, {told:4} changes   {right:8.0f} ms, {seen:4} changes   {right / left:5.1f}x"
        )
        yield right / left


def growth(costs: dict[str, list[tuple[float, float]]]) -> None:
    """Prints by which power of the size each tool's cost grows, from the smallest repository to the largest."""
    print("\nhow the cost grows: power of the size (1: in proportion)")
    for name, points in costs.items():
        (small, least), (large, most) = min(points), max(points)
        print(f"  {name:<12} {math.log(most / least) / math.log(large / small):5.2f}")


def main() -> None:
    """Measures and prints."""
    given = os.environ.get("REPO", "").split()
    if not given:
        raise SystemExit('REPO names the repositories, from small to large: make bench-rivals REPO="DIR DIR DIR"')
    gate = str(install() / "finops-gate")
    those = list(tools(gate))
    costs: dict[str, list[tuple[float, float]]] = {tool.name: [] for tool in those}
    ratios = []
    for repository in given:
        place = work_tree(Path(repository))
        size, spent = scans(place, those)
        for name, cost in spent.items():
            costs[name].append((size, cost))
        ratios += diffs(place, gate, peer("tokentoll"))
    print(
        f"tokentoll needs {statistics.geometric_mean(ratios):.1f} times the CPU of finops-gate (diffs, geometric mean)"
    )
    if len(given) > 1:
        growth(costs)


if __name__ == "__main__":
    main()
