"""The house keeps its own rules: those that import-linter holds, and those that imports cannot show."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "finops_gate"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

STARTERS = {
    *("subprocess.*", "os.system", "os.popen", "os.startfile", "os.fork", "os.forkpty", "pty.*", "multiprocessing.*"),
    *(
        f"os.{kind}{ending}"
        for kind in ("exec", "spawn")
        for ending in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")
    ),
    *("os.posix_spawn", "os.posix_spawnp", "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell"),
}
"""Everything in the standard library that starts a program."""

GITPYTHON_BANNED = {"diff", "index", "status", "is_dirty", "untracked_files", "stats", "submodules", "blame"}
"""What GitPython does with the work tree, filters and textconv, which a hostile repository configures."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def imports(module: ast.Module) -> Iterator[str]:
    """Every dotted name that a module imports, wherever in it: ``os``, ``subprocess.run``."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def starts_programs(module: ast.Module) -> set[str]:
    used = {*imports(module), *(dotted(node) for node in ast.walk(module) if isinstance(node, ast.Attribute))}
    found = {entry for entry in used if entry in STARTERS or f"{entry.partition('.')[0]}.*" in STARTERS}
    return {entry for entry in found if entry}


def gitpython_misuses(module: ast.Module) -> set[str]:
    if not any(entry == "git" or entry.startswith("git.") for entry in imports(module)):
        return set()
    return {node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute)} & GITPYTHON_BANNED


def says_aloud(module: ast.Module) -> set[str]:
    """Ways of printing or exiting that a module uses."""
    names = {dotted(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)}
    loud = {"print", "exit", "quit", "sys.exit", "os._exit", "click.echo", "click.secho"}
    return {n for n in names if n in loud or re.match(r"sys\.(stdout|stderr)\.", n)}


def own_children(path: Path, module: ast.Module) -> set[str]:
    package = ".".join(path.parent.relative_to(ROOT).parts)
    return {entry for entry in imports(module) if entry.startswith((f"{package}.", "."))}


def open_ends(text: str) -> list[str]:
    """Promises and holes, as ``line: text``. Comments and code only: a test or a document may speak of them."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        promise = token.type == tokenize.COMMENT and re.search(r"\b(TODO|FIXME|XXX|HACK)\b|pragma: no", token.string)
        hole = token.type == tokenize.NAME and token.string == "NotImplementedError"
        if promise or hole:
            found.append(f"{token.start[0]}: {token.string}")
    return found


def checks_nothing(module: ast.Module) -> set[str]:
    """Ways in which a test may pass without looking: skipped, expected to fail, or our own code replaced."""
    used = {*imports(module), *(dotted(node) for node in ast.walk(module) if isinstance(node, ast.Attribute))}
    endings = (".skip", ".skipif", ".xfail", ".importorskip", "unittest.mock", ".MagicMock", ".mock.patch")
    return {entry for entry in used if entry.endswith(endings) or entry.startswith(("unittest.mock", "mock."))}


def test_import_contracts_are_kept():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def test_only_repo_starts_programs():
    found = {name(path): starts_programs(tree(path)) for path in MODULES if path.parent != PACKAGE / "repo"}
    assert {path: used for path, used in found.items() if used} == {}


def test_gitpython_is_used_for_commits_only():
    found = {name(path): gitpython_misuses(tree(path)) for path in MODULES}
    assert {path: used for path, used in found.items() if used} == {}


def test_only_the_command_line_prints_or_exits():
    found = {name(path): says_aloud(tree(path)) for path in MODULES if not path.is_relative_to(PACKAGE / "cli")}
    assert {path: used for path, used in found.items() if used} == {}


def test_no_module_is_longer_than_500_lines():
    found = {name(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES + SCRIPTS}
    assert {path: lines for path, lines in found.items() if lines > 500} == {}


def test_package_init_takes_nothing_from_its_children():
    found = {name(path): own_children(path, tree(path)) for path in MODULES if path.name == "__init__.py"}
    assert {path: used for path, used in found.items() if used} == {}


def test_every_module_says_what_it_is():
    assert [name(path) for path in MODULES + SCRIPTS if not ast.get_docstring(tree(path))] == []


def test_nothing_is_left_open():
    found = {name(path): open_ends(path.read_text(encoding="utf-8")) for path in MODULES + SCRIPTS}
    assert {path: ends for path, ends in found.items() if ends} == {}


def test_no_test_is_skipped_and_none_replaces_our_own_code():
    found = {name(path): checks_nothing(tree(path)) for path in TESTS}
    assert {path: used for path, used in found.items() if used} == {}


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (starts_programs, "import subprocess"),
        (starts_programs, "def f():\n    from subprocess import run"),
        (starts_programs, "import os\nos.posix_spawn('x', [], {})"),
        (starts_programs, "from os import system"),
        (starts_programs, "from os import execvp as go"),
        (gitpython_misuses, "from git import Repo\nRepo('.').index.commit('x')"),
        (gitpython_misuses, "def f(r):\n    import git\n    return r.head.commit.diff()"),
        (says_aloud, "print('x')"),
        (says_aloud, "import sys\nsys.stderr.write('x')"),
        (says_aloud, "import sys\nsys.exit(1)"),
        (checks_nothing, "import pytest\n@pytest.mark.skipif(True, reason='')\ndef test(): ..."),
        (checks_nothing, "import pytest\ndef test():\n    pytest.skip('x')"),
        (checks_nothing, "from unittest.mock import patch"),
        (checks_nothing, "from unittest import mock"),
    ],
)
def test_each_check_sees_what_it_forbids(check, code):
    assert check(ast.parse(code))


def test_a_child_taken_by_its_parent_is_seen():
    path = PACKAGE / "rules" / "__init__.py"
    assert own_children(path, ast.parse("from finops_gate.rules.idle_gpu import RULE"))
    assert own_children(path, ast.parse("from . import idle_gpu"))
    assert not own_children(path, ast.parse("from finops_gate.model.price import Price"))


@pytest.mark.parametrize("code", ["x = 1  # TODO: more", "x = 1  # pragma: no cover", "raise NotImplementedError"])
def test_open_ends_are_seen_in_comments_and_code(code):
    assert open_ends(f"{code}\n")
    assert not open_ends(f'"""{code}"""\n')
