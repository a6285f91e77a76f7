"""Speed as CPU and as a ratio to its floor: `make bench` (quick: `make bench ARGS=quick`, real repositories: REPO=DIR).

Every figure is the median of interleaved runs of whole processes (user and system time, children included), so that
what else the machine does falls on both halves of a ratio. The package is installed as a wheel in a folder of its own:
an editable install adds 14 ms to every start. Nothing is asserted; the figures of a run stand in docs/performance.md.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from pathlib import Path

from bench.measuring import WORK, cpu, git, install

POLICY = "version: 1\nfeatures:\n  bot: {paths: ['app/**']}\n"
CODE = 'from openai import OpenAI\n\nOpenAI().chat.completions.create(model="{}", max_tokens=500, messages=[])\n'


def compare(name: str, what: list[str], floor: list[list[str]], directory: Path, limit: float, runs: int) -> None:
    """Prints the median of `what`, of its floor (several commands: their sum), and the ratio beside its limit."""
    ours, floors = [], []
    cpu(what, directory)
    for _ in range(runs):
        ours.append(cpu(what, directory))
        floors.append(sum(cpu(command, directory) for command in floor))
    mine, least = statistics.median(ours), statistics.median(floors)
    met = "met" if mine <= limit * least else "NOT met"
    print(f"{name:<44} {mine:8.1f} ms  floor {least:7.1f} ms  {mine / least:5.2f}x  (at most {limit:g}x: {met})")


def steps(gate: str, place: Path) -> None:
    """Prints what a commit costs `history`: the median of three runs over at most 1,000, start-up included."""
    listed = ["git", "rev-list", "--first-parent", "--max-count=1000", "HEAD"]
    count = len(git(place, *listed[1:]).split())
    raw = ["git", "log", "--first-parent", "-m", "--raw", f"--max-count={count}", "--format=%H"]
    ours = statistics.median(cpu([gate, "history", "--limit", str(count), "-q"], place) for _ in range(3))
    least = statistics.median(cpu(raw, place) for _ in range(3))
    each = ours / count
    met = "met" if each <= 3 else "NOT met"
    print(f"{'history of ' + place.name:<44} {ours:8.1f} ms  {count} commits, {each:.2f} ms each (at most 3: {met})")
    print(f"{'':<44} {least:8.1f} ms  git log --raw of the same")


def repository(files: int, lines: int) -> Path:
    """A repository of made-up code: every hundredth file calls a model, the rest is ordinary."""
    place = WORK / f"repository-{files}"
    shutil.rmtree(place, ignore_errors=True)
    (place / "app").mkdir(parents=True)
    (place / ".finops-gate").mkdir()
    (place / ".finops-gate" / "policy.yaml").write_text(POLICY)
    body = "".join(f"def step_{n}(value):\n    return value * {n} + len(str(value))\n\n\n" for n in range(lines // 4))
    for number in range(files):
        text = (CODE.format("gpt-4o-mini") if number % 100 == 0 else "") + body
        (place / "app" / f"part_{number}.py").write_text(text)
    git(place, "init", "-q", "-b", "main")
    git(place, "add", "-A")
    commit(place, "first")
    return place


def commit(place: Path, message: str) -> None:
    """Commits everything under a fixed name."""
    git(place, "add", "-A")
    git(place, "-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "-q", "-m", message)


def main() -> None:
    """Measures and prints."""
    quick = "quick" in sys.argv[1:]
    runs = 5 if quick else 21
    programs = install()
    python, gate = str(programs / "python"), str(programs / "finops-gate")
    small = repository(100, 100)
    (small / "app" / "part_1.py").write_text("def other(value):\n    return value\n")
    commit(small, "nothing that costs")
    (small / "app" / "part_0.py").write_text(CODE.format("gpt-4o"))
    commit(small, "another model")
    click = [python, "-c", "import click"]
    raw = ["git", "diff", "--raw", "HEAD~1", "HEAD"]
    idle = [[python, "-c", "pass"], ["git", "diff", "--cached"]]
    compare("start-up (--version)", [gate, "--version"], [click], small, 1.5, runs)
    compare("diff, nothing relevant", [gate, "diff", "HEAD~2..HEAD~1", "--exact"], [click, raw], small, 1.5, runs)
    compare(
        "diff, a model change, policy cached", [gate, "diff", "HEAD~1..HEAD", "--exact"], [click, raw], small, 2.5, runs
    )
    (small / "app" / "part_2.py").write_text("def another(value):\n    return value\n")
    git(small, "add", "-A")
    compare("commit hook, no candidate", [str(programs / "finops-gate-hook")], idle, small, 2.0, runs)
    stems = WORK / "stems.txt"
    stems.write_text("gpt-4o\nclaude\ngemini\nmax_tokens\n")
    finder = shutil.which("rg")
    grep = (
        [finder, "-F", "-f", str(stems), "-l", "-j1", "."] if finder else ["git", "grep", "-F", "-l", "-f", str(stems)]
    )
    for files in (100, 1000) if quick else (100, 1000, 10_000):
        place = repository(files, 100)
        compare(f"scan of {files * 100:,} lines", [gate, "scan"], [grep, click], place, 3.0, 1 if files > 1000 else 3)
    for given in os.environ.get("REPO", "").split():
        finder_in = ["git", "grep", "-F", "-l", "-f", str(stems), "HEAD"]
        steps(gate, Path(given))
        compare(f"scan of {Path(given).name}", [gate, "scan", "--repo", given], [finder_in, click], Path(given), 3.0, 3)


if __name__ == "__main__":
    main()
