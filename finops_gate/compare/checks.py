"""Under which names the jobs of workflows report. A required check is a name and nothing more.

Whoever may add a workflow can have a job of their own report under the name of the gate's, and a forge takes either for
the check that it asks for. As in wiring.py no format is parsed: lines and their indentation tell the jobs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.compare.policies import Edited
from finops_gate.compare.wiring import GATE

_JOBS = lazy(r"(?:^|[{,]\s*)['\"]?jobs['\"]?\s*:", re.MULTILINE)
_KEY = lazy(r"\s*['\"]?([\w.-]+)['\"]?\s*:")
_NAME = lazy(r"['\"]?name['\"]?\s*:\s*(?:'([^']*)'|\"([^\"]*)\"|([^,}#]*))")
_FLOW = lazy(r"['\"]?([\w.-]+)['\"]?\s*:\s*\{")
_SHOWN = 80


class Job(NamedTuple):
    """One job: the line that opens it, the name that it reports by, and whether the gate is named in it."""

    line: int
    name: str
    gate: bool


def borrowed(before: str, after: str, gates: Mapping[str, str]) -> tuple[tuple[int, Edited], ...]:
    """The jobs that a workflow gets which report by the name of a job that runs the gate, with their lines.

    `gates`: the target's workflows that run the gate, by path. One that names the gate for the first time beside them
    may report in its name by other ways, such as a commit status, and is told, too.
    """
    known = {job.name.casefold(): path for path in sorted(gates) for job in jobs(gates[path]) if job.gate}
    found: list[tuple[int, Edited]] = []
    for job in brought(before, after):
        path = known.get(job.name.casefold())
        if path is not None:
            words = (
                f"a job reports as `{clean(job.name, _SHOWN)}`, the check that runs finops-gate in {clean(path, 200)}"
            )
            found.append((job.line, Edited(words, weakens=True)))
    if not found and gates and names_gate(after) and not names_gate(before):
        line = next(number for number, text in enumerate(after.splitlines(), 1) if GATE.search(text))
        found.append((line, Edited("names finops-gate beside the workflow that runs it")))
    return tuple(found)


def brought(before: str, after: str) -> tuple[Job, ...]:
    """The jobs whose names stand more often after than before; of one name those first that do not run the gate."""
    over = Counter(job.name for job in jobs(after))
    over.subtract(job.name for job in jobs(before))
    found = []
    for job in sorted(jobs(after), key=lambda job: (job.gate, job.line)):
        if over[job.name] > 0:
            over[job.name] -= 1
            found.append(job)
    return tuple(found)


def names_gate(text: str) -> bool:
    """True where a text speaks of the gate, and not only of its files."""
    return GATE.search(text) is not None


def jobs(text: str) -> tuple[Job, ...]:
    """The jobs of a workflow, in their order. A name that is made when it runs (`${{ }}`) is none."""
    start = _JOBS.search(text)
    if start is None:
        return ()
    first = text.count("\n", 0, start.start()) + 1
    found = _flowing(text, start.end()) if text[start.end() :].lstrip().startswith("{") else _blocks(text, first)
    return tuple(job for job in found if job.name and "${{" not in job.name)


def _flowing(text: str, start: int) -> Iterator[Job]:
    """All that may be a job of `jobs: {...}`: nobody writes so who wants to be read."""
    for opened in (*_FLOW.finditer(text, start), *_NAME.finditer(text, start)):
        name = next((group for group in opened.groups() if group), "").strip()
        yield Job(text.count("\n", 0, opened.start()) + 1, name, names_gate(text))


def _blocks(text: str, first: int) -> Iterator[Job]:
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if number > first and line.strip() and not line.lstrip().startswith("#")
    ]
    depth, opened, body = None, 0, list[str]()
    for number, line in lines:
        indent = len(line) - len(line.lstrip())
        if indent == 0:
            break
        depth = indent if depth is None else depth
        if indent <= depth and _KEY.match(line):
            if body:
                yield _job(opened, body)
            opened, body = number, []
        body.append(line)
    if body:
        yield _job(opened, body)


def _job(number: int, body: list[str]) -> Job:
    """The job whose first line is its key."""
    key = _KEY.match(body[0])
    inner = min((len(line) - len(line.lstrip()) for line in body[1:]), default=0)
    own = [body[0].partition(":")[2], *(line for line in body[1:] if len(line) - len(line.lstrip()) == inner)]
    named = next((found for line in own if (found := _NAME.match(line.lstrip(" {"))) is not None), None)
    said = next((group for group in named.groups() if group), "").strip() if named else ""
    return Job(number, said or (key[1] if key else ""), any(names_gate(line) for line in body))
