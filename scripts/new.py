"""Begins a plug-in: writes its file and the skeleton of its test, and registers nothing, since nothing is registered.

Usage: python -m scripts.new KIND NAME     (make new KIND=rule NAME=idle-gpu)

The test that it writes fails until the plug-in does what the test asks for.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from scripts.shelves import ROOT, SHELVES, Shelf

SOURCES = {
    "rule": '''"""{title} (one sentence: what this rule objects to).

Why it matters:
    What it costs, and whom.

Example:
    A change of a few words, with the figures that follow from it.

What to do:
    How to avoid it, and how to ask for it where it is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator

from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule


def check(case: Case) -> Iterator[Finding]:
    """One finding for each ... ."""
    yield from ()


RULE = Rule("{name}", check)
''',
    "language": '''"""{title}: settings in calls, constants, fields and defaults."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.model.setting import Embedded, Setting, Skipped


def read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    """The settings of one file."""
    return []


DETECTOR = Detector("{name}", (".{module}",), read)
''',
    "config": '''"""{title}: keys whose name or value says that they spend."""

from __future__ import annotations

from finops_gate.detect import Detector
from finops_gate.model.setting import Embedded, Setting, Skipped


def read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    """The settings of one file."""
    return []


DETECTOR = Detector("{name}", (".{module}",), read)
''',
    "sdk": '''"""{title}: which of its calls spend, read on YYYY-MM-DD from its version X."""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="{name}",
    provider="",
    languages=("python",),
    calls=(Call("{module}.generate"),),
    imports=("import {module}", "from {module}"),
)
''',
    "ecosystem": '''"""{title}: the versions that its manifests and lockfiles name."""

from __future__ import annotations

from finops_gate.detect.dependencies import Ecosystem, Reading


def _read(path: str, text: bytes) -> Reading:
    """The versions that one file names."""
    return Reading()


ECOSYSTEM = Ecosystem("{name}", (("{module}.lock", _read),))
''',
    "report": '''"""The verdict as {title}."""

from __future__ import annotations

from finops_gate.model.verdict import Verdict
from finops_gate.reports import Format


def render(verdict: Verdict, *, width: int, color: bool, verbose: bool = False) -> str:
    """The whole report."""
    return verdict.headline + "\\n"


FORMAT = Format(render, "text/plain")
''',
    "source": '''"""{title}: its records, read in its schema of YYYY-MM-DD. Say whether input includes cached tokens."""

from __future__ import annotations

from collections.abc import Iterable

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, day_of, needed, text, whole
from finops_gate.usage.sources import Source


def calls(record: Record) -> Iterable[Call]:
    """One call."""
    yield Call(
        day_of(needed(record, "timestamp")),
        Labels(model=text(record, "model")),
        input=whole(record, "input_tokens"),
        output=whole(record, "output_tokens"),
    )


SOURCE: Source = Source("{name}", Cached.UNKNOWN, (), calls)
''',
    "forge": '''"""{title}: change requests, comments and statuses, in the fields of its API of YYYY-MM-DD."""

from __future__ import annotations

from collections.abc import Mapping

from finops_gate.base.errors import UsageError
from finops_gate.forges import Forge, Kind


def _number(environment: Mapping[str, str]) -> str | None:
    """The change request that a CI job of it is about."""
    return None


def connect(environment: Mapping[str, str]) -> Forge:
    """The repository that the environment names. Raises UsageError for what is missing."""
    raise UsageError("{name} is not spoken to yet")


FORGE: Kind = Kind("{title}", _number, connect)
''',
    "command": '''"""`finops-gate {name}`: what a person learns from it, in one sentence."""

from __future__ import annotations

import click


@click.command("{name}")
def command() -> None:
    """The first line of `finops-gate {name} --help`."""


COMMAND: click.Command = command
''',
}
TESTS = {
    "rule": '''"""{name}, run alone."""

from finops_gate.rules.{module} import RULE
from tests import build


def test_it_finds_the_change_that_its_page_shows():
    (finding,) = RULE.check(build.a_case())
    assert finding.rule == "{name}"
''',
    "language": """# {title}

## A model given by name in a call
```{name} app/main.{module}
client.generate("gpt-4o") // found: model=gpt-4o role=call-argument
```

## A table of prices spends nothing
```{name} app/prices.{module}
prices["gpt-4o"] = 5 // not found: a price table
```
""",
    "config": """# {title}

## A model under a key that says so
```{name} config.{module}
model: gpt-4o # found: model=gpt-4o role=config-value
```
""",
    "sdk": """# {title}

## Its main call
```python app/main.py
import {module}

{module}.generate(model="gpt-4o", max_tokens=500)  # found: model=gpt-4o sdk={name} max-output=500
```

## Another call of the same name spends nothing here
```python app/other.py
import tables

tables.generate("gpt-4o")  # not found: another package
```
""",
    "ecosystem": '''"""Versions of {title} packages."""

from finops_gate.detect.dependencies.{module} import ECOSYSTEM
from tests.detect.dependencies.reading import named


def test_a_lockfile():
    assert named(ECOSYSTEM, "{module}.lock", "shop 1.0") == ["1: shop 1.0"]
''',
    "report": '''"""The report as {title}."""

from finops_gate.reports.{module} import FORMAT
from tests import build


def test_report_is_the_golden_one(golden):
    golden("{module}.golden", FORMAT.render(build.a_verdict(), width=100, color=False))
''',
    "source": '''"""{title}."""

from finops_gate.usage.sources.{module} import SOURCE
from tests.usage.sources.checking import calls


def test_a_record_is_a_call(tmp_path):
    (call,) = calls(SOURCE, tmp_path, {{"timestamp": "2026-11-02T10:00:00Z", "input_tokens": 900}})
    assert call.input == 900
''',
    "forge": '''"""Change requests of {title}, over real sockets."""

from finops_gate.forges.{module} import FORGE


def test_comment_is_created_once():
    forge = FORGE.connect({{}})
    assert forge.head("7")
''',
    "command": '''"""`finops-gate {name}`."""

from click.testing import CliRunner

from finops_gate.cli.commands.{module} import COMMAND


def test_it_answers():
    done = CliRunner().invoke(COMMAND, [])
    assert done.exit_code == 0
    assert done.output.strip()
''',
}


class RefusedError(Exception):
    """A plug-in that cannot be begun so; the message says what to type instead."""


def begin(kind: str, name: str, root: Path = ROOT) -> tuple[Path, Path]:
    """Writes the file and its test, and returns both paths. Never overwrites. Raises RefusedError."""
    shelf = _shelf(kind)
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise RefusedError(f"'{name}' is no name for a {kind}: lower-case words joined by hyphens, such as idle-gpu")
    module = name.replace("-", "_")
    source = root / "finops_gate" / shelf.folder / f"{module}.py"
    test = root / "tests" / shelf.folder / shelf.test.format(name=module)
    for path in (source, test):
        if path.exists():
            raise RefusedError(f"{path.relative_to(root)} exists already")
    words = {"name": name, "module": module, "title": name.replace("-", " ").capitalize()}
    for path, template in ((source, SOURCES[kind]), (test, TESTS[kind])):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.format(**words), encoding="utf-8")
    return source, test


def _shelf(kind: str) -> Shelf:
    for shelf in SHELVES:
        if shelf.kind == kind:
            return shelf
    kinds = ", ".join(shelf.kind for shelf in SHELVES)
    raise RefusedError(f"KIND is one of {kinds}: make new KIND=rule NAME=idle-gpu")


def main(arguments: list[str]) -> int:
    kind, name, *_ = [*arguments, "", ""]
    try:
        source, test = begin(kind, name)
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{source.relative_to(ROOT)}\n{test.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
